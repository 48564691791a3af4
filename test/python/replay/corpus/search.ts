import type { Part, Step } from '../step.ts'
import { askBelow } from './asking.ts'
import { searchPreparations } from './search-steps.ts'

type Query = Record<string, string | readonly string[]>
const { post, get } = askBelow('/mlflow/')
const tokenOf = (text: string) => Buffer.from(text).toString('base64')

const runs = (title: string, body: object, more: Partial<Step> = {}): Step =>
  post(`runs ${title}`, 'runs/search', { experiment_ids: ['<experiment>'], ...body }, more)
const experiments = (title: string, body: object, more: Partial<Step> = {}): Step =>
  post(`experiments ${title}`, 'experiments/search', { max_results: 10, ...body }, more)
const models = (title: string, query: Query, more: Partial<Step> = {}): Step =>
  get(`models ${title}`, 'registered-models/search', query, more)
const versions = (title: string, query: Query, more: Partial<Step> = {}): Step =>
  get(`versions ${title}`, 'model-versions/search', query, more)
const logged = (title: string, body: object, more: Partial<Step> = {}): Step =>
  post(
    `logged ${title}`,
    'logged-models/search',
    { experiment_ids: ['<experiment>'], ...body },
    { unordered: ['models.*.data.metrics'], ...more }
  )

/** Page sizes and tokens that every search is asked with. */
const oddPages: readonly (readonly [string, object])[] = [
  ['with 0 results', { max_results: 0 }],
  ['with -1 results', { max_results: -1 }],
  ['with too many results', { max_results: 1_000_000 }],
  ['with more than an int32', { max_results: 3_000_000_000 }],
  ['with a number as text', { max_results: '2' }],
  ['with a word as number', { max_results: 'two' }],
  ['with garbage as token', { max_results: 2, page_token: 'garbage' }],
  ['with an empty token', { max_results: 2, page_token: '' }],
  ['with a token of no offset', { max_results: 2, page_token: tokenOf('{}') }],
  ['with a token of text', { max_results: 2, page_token: tokenOf('text') }],
  ['with an unknown direction', { max_results: 2, order_by: ['name sideways'] }]
]

const ofRuns: readonly Step[] = [
  runs('all', {}),
  runs('of two experiments', { experiment_ids: ['<experiment>', '<other>'] }),
  runs('of no experiment', { experiment_ids: [] }),
  runs('of a word', { experiment_ids: ['abc'] }),
  runs('deleted', { run_view_type: 'DELETED_ONLY' }),
  runs('in every stage', { run_view_type: 'ALL', order_by: ['metrics.loss DESC'] }),
  ...[
    'metrics.loss < 1',
    'metrics.`val/acc` >= 2 AND metrics.loss != 0',
    "params.lr = '0.1'",
    "params.user LIKE 'b%' and tags.\"team a\" ILIKE 'B_b'",
    "tags.`team a` != 'ANN'",
    'params.missing IS NULL AND params.lr IS NOT NULL',
    "attributes.run_name = 'ann'",
    "`run name` ILIKE 'A%'",
    "run_id IN ('<ann>', '<bob>')",
    "run_id NOT IN ('<ann>')",
    "status = 'RUNNING' AND start_time > 1 AND end_time > 1",
    "dataset.name = 'iris' AND datasets.context IN ('train') AND dataset.digest LIKE '%1'",
    'Created >= 1700000000002',
    ' ',
    "params.lr > '1'",
    "metrics.loss = 'x'",
    'params.lr = 5',
    'params.lr = x',
    "(params.lr = '0.1')",
    "params.lr = '0.1' OR params.lr = '0.2'",
    "params.lr = '0.1';",
    "params.lr = '0.1'; DROP TABLE runs",
    "color = 'red'",
    "weather.lr = 'x'",
    "dataset.color = 'red'",
    "key = 'x'",
    "status IN ('RUNNING')",
    'run_id IN ()',
    'run_id IN (1)',
    'run_id IN (a)',
    'metrics.loss IS NULL',
    "params.lr RLIKE 'x'",
    'metrics.loss > 1e999',
    'start_time > 9223372036854775808',
    "' OR 1=1 --"
  ].map((filter) => runs(`where ${filter}`, { filter })),
  ...[
    'metrics.loss',
    'metrics.loss DESC',
    'params.user desc',
    'tags.`team a`',
    'run_name',
    'Created ASC',
    'end_time',
    'foo',
    'dataset.name',
    ''
  ].map((order) => runs(`by ${order || 'nothing'}`, { order_by: [order] })),
  runs('by a field twice', { order_by: ['start_time', 'created'] }),
  runs('by a text alone', { order_by: 'start_time' }),
  runs('by a quote', { order_by: ["params.'a"] }),
  runs('first page', { max_results: 2, order_by: ['params.user'] }, { save: { runsToken: 'next_page_token' } }),
  runs('second page', { max_results: 2, order_by: ['params.user'], page_token: '<runsToken>' }),
  runs('second page of another query', { max_results: 1, filter: "params.user != 'x'", page_token: '<runsToken>' }),
  runs('by GET', {}, { method: 'GET', compareBody: 'none' }),
  ...oddPages.map(([title, body]) => runs(title, body))
]

const ofExperiments: readonly Step[] = [
  ...[
    "name LIKE 'searched%'",
    "name ILIKE 'SEARCHED'",
    "name = 'searched'",
    "name != 'searched' AND name LIKE 'searched%'",
    "tags.`team a` = 'Risk'",
    "tags.`team a` ILIKE 'risk'",
    'tags.`team a` IS NOT NULL',
    "name LIKE 'searched%' AND tags.nothing IS NULL",
    "name LIKE 'searched%' AND creation_time > 1 AND last_update_time >= 1",
    "experiment_id IN ('<experiment>')",
    "experiment_id = 'x'",
    "experiment_id > '1'",
    'creation_time > 1.5',
    "creation_time > '1'",
    "name like 'searched%'",
    "name IN ('searched')",
    "name > 'a'",
    'name = 5',
    'name IS NULL',
    "params.a = 'x'",
    "color = 'red'",
    "(name = 'x')",
    ''
  ].map((filter) => experiments(`where ${filter || 'nothing'}`, { filter: filter || "name LIKE 'searched%'", order_by: ['name'] })),
  get('experiments by GET with a filter', 'experiments/search', {
    max_results: '5',
    filter: "name LIKE 'searched%'",
    order_by: ['name DESC']
  }),
  get('experiments by GET with a bad filter', 'experiments/search', { max_results: '5', filter: 'name' }),
  experiments(
    'first page',
    { max_results: 1, filter: "name LIKE 'searched%'", order_by: ['name'] },
    { save: { experimentsToken: 'next_page_token' } }
  ),
  experiments('second page', { max_results: 1, filter: "name LIKE 'searched%'", order_by: ['name'], page_token: '<experimentsToken>' }),
  experiments('by a tag', { order_by: ['tags.a'] }),
  experiments('by a field twice', { filter: "name LIKE 'searched%'", order_by: ['name', 'name DESC'] }),
  ...oddPages.map(([title, body]) => experiments(title, { filter: "name LIKE 'searched%'", ...body }))
]

const ofRegistry: readonly Step[] = [
  ...[
    "name LIKE 'searched%'",
    "name ILIKE 'SEARCHED b'",
    "name IN ('searched a', 'searched B')",
    "name LIKE 'searched%' AND name NOT IN ('searched a')",
    "tags.kind = 'a'",
    "tag.kind ILIKE 'b' AND name != 'x'",
    "name LIKE 'searched%' AND tags.`mlflow.prompt.is_prompt` = 'true'",
    "name LIKE 'searched%' AND tags.`mlflow.prompt.is_prompt` != 'true'",
    "name > 'a'",
    'name = 5',
    'name IN (5)',
    'name IS NULL',
    "tags.kind IN ('a')",
    'tags.kind = 5',
    "run_id = 'x'",
    "metrics.a = 'x'",
    "name = 'x' OR name = 'y'"
  ].flatMap((filter) => [models(`where ${filter}`, { filter }), versions(`where ${filter}`, { filter, order_by: 'name' })]),
  ...[
    "run_id IN ('<ann>') AND version_number = 1",
    "version_number > '0' AND name LIKE 'searched%'",
    'version_number = 1.5',
    "source_path LIKE '%/m'",
    "version_number = 'x'"
  ].map((filter) => versions(`where ${filter}`, { filter, order_by: 'name' })),
  ...['name DESC', 'timestamp', 'last_updated_timestamp DESC', 'version_number', 'creation_timestamp', 'tags.name', 'color'].flatMap(
    (order) => [
      models(`by ${order}`, { filter: "name LIKE 'searched%'", order_by: [order, ...(order === 'name DESC' ? [] : ['name'])] }),
      versions(`by ${order}`, { filter: "name LIKE 'searched%'", order_by: [order, ...(order.includes('name') ? [] : ['name'])] })
    ]
  ),
  models('first page', { filter: "name LIKE 'searched%'", max_results: '2' }, { save: { modelsToken: 'next_page_token' } }),
  models('second page', { filter: "name LIKE 'searched%'", max_results: '2', page_token: '<modelsToken>' }),
  versions(
    'first page',
    { filter: "name LIKE 'searched%'", max_results: '2', order_by: 'name' },
    { save: { versionsToken: 'next_page_token' } }
  ),
  versions('second page', { filter: "name LIKE 'searched%'", max_results: '2', order_by: 'name', page_token: '<versionsToken>' }),
  ...oddPages.flatMap(([title, body]) => {
    const query: Query = {
      filter: "name LIKE 'searched%'",
      ...Object.fromEntries(Object.entries(body).map(([key, value]) => [key, String(value)]))
    }
    return [models(title, query), versions(title, { order_by: 'name', ...query })]
  })
]

const ofLoggedModels: readonly Step[] = [
  ...[
    "name = 'x'",
    "name IN ('x', 'y')",
    "name LIKE 'X' AND name ILIKE 'X'",
    "params.lr = 'x' AND tags.kind != 'x'",
    'metrics.loss > 2',
    "attributes.model_id = '<logged_x>'",
    "source_run_id != 'x' AND creation_timestamp > 1",
    "status = 'READY'",
    "name RLIKE 'x'",
    "metrics.loss LIKE 'x'",
    'metric.loss > 1',
    'params.lr IS NULL',
    "color = 'red'",
    "name = 'x' OR name = 'y'",
    ' '
  ].map((filter) => logged(`where ${filter}`, { filter, order_by: [{ field_name: 'name' }] })),
  logged('on a dataset', { datasets: [{ dataset_name: 'iris', dataset_digest: '1' }] }),
  logged('on a dataset by name alone', { datasets: [{ dataset_name: 'iris' }] }),
  logged('on a dataset without a name', { datasets: [{ dataset_digest: '1' }] }),
  logged('with a metric on a dataset', {
    filter: 'metrics.loss > 0',
    datasets: [{ dataset_name: 'wine', dataset_digest: '1' }],
    order_by: [{ field_name: 'name' }]
  }),
  logged('by a metric', { order_by: [{ field_name: 'metrics.loss', ascending: false }, { field_name: 'name' }] }),
  logged('by a metric on a dataset', { order_by: [{ field_name: 'metrics.loss', dataset_name: 'iris' }, { field_name: 'name' }] }),
  logged('by a param', { order_by: [{ field_name: 'params.lr' }] }),
  logged('by an unknown field', { order_by: [{ field_name: 'color' }] }),
  logged('by a text', { order_by: ['name'] }),
  logged('first page', { max_results: 2, order_by: [{ field_name: 'name' }] }, { save: { loggedToken: 'next_page_token' } }),
  logged('second page', { max_results: 2, order_by: [{ field_name: 'name' }], page_token: '<loggedToken>' }),
  logged('second page in another order', { max_results: 2, page_token: '<loggedToken>' }),
  logged('second page of another filter', {
    max_results: 2,
    filter: "name = 'x'",
    order_by: [{ field_name: 'name' }],
    page_token: '<loggedToken>'
  }),
  logged('second page of another experiment', { experiment_ids: ['0'], order_by: [{ field_name: 'name' }], page_token: '<loggedToken>' }),
  ...oddPages
    .filter(([, body]) => !('order_by' in body))
    .map(([title, body]) => logged(title, { order_by: [{ field_name: 'name' }], ...body }))
]

/** The search language over HTTP: every search with every comparator, order, page size and token, and what is wrong with each. */
export const searchPart: Part = {
  name: 'search',
  steps: [...searchPreparations, ...ofRuns, ...ofExperiments, ...ofRegistry, ...ofLoggedModels]
}
