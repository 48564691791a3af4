import type { Part, Step } from '../step.ts'
import { askBelow } from './asking.ts'

const { post, get } = askBelow('/mlflow/experiments/')
const byId = (title: string, experiment_id: string) => get(title, 'get', { experiment_id })
const byName = (title: string, experiment_name: string) => get(title, 'get-by-name', { experiment_name })

const creations: readonly Step[] = [
  post('create', 'create', { name: 'churn' }, { save: { churn: 'experiment_id' } }),
  post('create a second', 'create', { name: 'fraud', tags: [{ key: 'team', value: 'risk' }] }, { save: { fraud: 'experiment_id' } }),
  post('create with a taken name', 'create', { name: 'churn' }),
  post('create with tags, one twice', 'create', {
    name: 'tagged twice',
    tags: [
      { key: 'a', value: '1' },
      { key: 'b', value: '' },
      { key: 'a', value: '2' }
    ]
  }),
  post('create with a tag without value', 'create', { name: 'tag without value', tags: [{ key: 'a' }] }),
  post('create with a tag without key', 'create', { name: 'tag without key', tags: [{ value: 'a' }] }),
  post('create with a tag of an odd key', 'create', { name: 'tag of an odd key', tags: [{ key: 'a%b', value: '1' }] }),
  post('create with a tag of a long key', 'create', { name: 'tag of a long key', tags: [{ key: 'k'.repeat(251), value: '1' }] }),
  post('create with a tag of a long value', 'create', { name: 'tag of a long value', tags: [{ key: 'k', value: 'v'.repeat(20_001) }] }),
  post('create with an empty list of tags', 'create', { name: 'no tags', tags: [] }),
  post('create with null tags and location', 'create', { name: 'null tags', tags: null, artifact_location: null }),
  post('create with an empty location', 'create', { name: 'empty location', artifact_location: '' }),
  post(
    'create with a remote location',
    'create',
    { name: 'remote', artifact_location: 's3://bucket/path' },
    { save: { remote: 'experiment_id' } }
  ),
  post('create with a location of the proxy', 'create', { name: 'proxied', artifact_location: 'mlflow-artifacts:/elsewhere' }),
  post('create with a fragment in the location', 'create', { name: 'fragment', artifact_location: 's3://bucket/path#x' }),
  post('create with a long location', 'create', { name: 'far away', artifact_location: `s3://bucket/${'p'.repeat(2048)}` }),
  post('create with a Unicode name', 'create', { name: 'отток 🙂 "解約"' }),
  post('create with a name of 500 characters', 'create', { name: 'n'.repeat(500) }),
  post('create with a name of 501 characters', 'create', { name: 'n'.repeat(501) }),
  post('create with a name of 500 emojis', 'create', { name: '🙂'.repeat(500) }),
  post('create without a name', 'create', { tags: [] }),
  post('create with an empty name', 'create', { name: '' }),
  post('create with a null name', 'create', { name: null }),
  post('create with a name in another case', 'create', { name: 'CHURN' }),
  post('create with / and : in the name', 'create', { name: '/Users/ada: churn' })
]

const looks: readonly Step[] = [
  byId('get', '<churn>'),
  byId('get one with tags', '<fraud>'),
  byId('get one with a remote location', '<remote>'),
  byId('get the first', '0'),
  byId('get an unknown one', '987654'),
  byId('get a negative one', '-1'),
  byId('get a word', 'abc'),
  byId('get a fraction', '1.5'),
  byId('get an id with blanks', ' 1 '),
  byId('get an id with a plus', '+1'),
  byId('get an id with zeros', '0001'),
  byId('get an id with underscores', '1_0'),
  byId('get an id of int64', '9223372036854775807'),
  byId('get an id beyond int64', '9223372036854775808'),
  byId('get an id in Arabic digits', '١'),
  byId('get an empty id', ''),
  get('get without id', 'get'),
  get('get with another parameter', 'get', { name: 'churn' }),
  get('get with the id twice', 'get', { experiment_id: ['<churn>', '<fraud>'] }),
  get('get by camelCase in the query', 'get', { experimentId: '<churn>' }),
  byName('get by name', 'churn'),
  byName('get by a Unicode name', 'отток 🙂 "解約"'),
  byName('get by a name in another case', 'Churn'),
  byName('get by an unknown name', 'nobody'),
  byName('get by an empty name', ''),
  byName('get by a name with quotes', `it's "x"`),
  get('get by name without name', 'get-by-name')
]

const changes: readonly Step[] = [
  post('rename', 'update', { experiment_id: '<churn>', new_name: 'churn 2' }),
  byId('get the renamed', '<churn>'),
  post('rename to itself', 'update', { experiment_id: '<churn>', new_name: 'churn 2' }),
  post('rename to a taken name', 'update', { experiment_id: '<churn>', new_name: 'fraud' }),
  post('rename to nothing', 'update', { experiment_id: '<churn>', new_name: '' }),
  post('rename without a name', 'update', { experiment_id: '<churn>' }),
  post('rename without an id', 'update', { new_name: 'x' }),
  post('rename to a long name', 'update', { experiment_id: '<churn>', new_name: 'n'.repeat(501) }),
  post('rename an unknown one', 'update', { experiment_id: '987654', new_name: 'x' }),
  post('rename a word', 'update', { experiment_id: 'abc', new_name: 'x' }),
  post('tag', 'set-experiment-tag', { experiment_id: '<churn>', key: 'k', value: 'v' }),
  post('tag again', 'set-experiment-tag', { experiment_id: '<churn>', key: 'k', value: 'w' }),
  post('tag with a note', 'set-experiment-tag', { experiment_id: '<churn>', key: 'mlflow.note.content', value: '# Title\n\n“text” 🙂' }),
  post('tag with an empty value', 'set-experiment-tag', { experiment_id: '<churn>', key: 'empty', value: '' }),
  post('tag without a value', 'set-experiment-tag', { experiment_id: '<churn>', key: 'none' }),
  post('tag with a null value', 'set-experiment-tag', { experiment_id: '<churn>', key: 'null', value: null }),
  post('tag without a key', 'set-experiment-tag', { experiment_id: '<churn>', value: 'v' }),
  post('tag with an empty key', 'set-experiment-tag', { experiment_id: '<churn>', key: '', value: 'v' }),
  post('tag with an odd key', 'set-experiment-tag', { experiment_id: '<churn>', key: 'a;b', value: 'v' }),
  post('tag with a key like a path', 'set-experiment-tag', { experiment_id: '<churn>', key: 'a/../b', value: 'v' }),
  post('tag with a long value', 'set-experiment-tag', { experiment_id: '<churn>', key: 'k', value: 'v'.repeat(20_001) }),
  post('tag with a value at the limit', 'set-experiment-tag', { experiment_id: '<churn>', key: 'long', value: 'v'.repeat(20_000) }),
  post('tag an unknown one', 'set-experiment-tag', { experiment_id: '987654', key: 'k', value: 'v' }),
  byId('get the tagged', '<churn>'),
  post('remove a tag', 'delete-experiment-tag', { experiment_id: '<churn>', key: 'k' }),
  post('remove a tag that is not there', 'delete-experiment-tag', { experiment_id: '<churn>', key: 'k' }),
  post('remove a tag without key', 'delete-experiment-tag', { experiment_id: '<churn>' }),
  post('remove a tag of an unknown one', 'delete-experiment-tag', { experiment_id: '987654', key: 'k' }),
  byId('get the one with a tag less', '<churn>')
]

const stages: readonly Step[] = [
  post('delete', 'delete', { experiment_id: '<churn>' }),
  post('delete again', 'delete', { experiment_id: '<churn>' }),
  post('delete an unknown one', 'delete', { experiment_id: '987654' }),
  post('delete without id', 'delete', {}),
  post('delete a word', 'delete', { experiment_id: 'abc' }),
  byId('get the deleted', '<churn>'),
  byName('get the deleted by name', 'churn 2'),
  post('create with the name of a deleted one', 'create', { name: 'churn 2' }),
  post('rename a deleted one', 'update', { experiment_id: '<churn>', new_name: 'x' }),
  post('rename to the name of a deleted one', 'update', { experiment_id: '<fraud>', new_name: 'churn 2' }),
  post('tag a deleted one', 'set-experiment-tag', { experiment_id: '<churn>', key: 'k', value: 'v' }),
  post('remove a tag of a deleted one', 'delete-experiment-tag', { experiment_id: '<churn>', key: 'none' }),
  { title: 'start a run in a deleted one', path: '/mlflow/runs/create', body: { experiment_id: '<churn>' } },
  post('search the deleted', 'search', { max_results: 5, view_type: 'DELETED_ONLY' }),
  post('restore', 'restore', { experiment_id: '<churn>' }),
  post('restore an active one', 'restore', { experiment_id: '<churn>' }),
  post('restore an unknown one', 'restore', { experiment_id: '987654' }),
  byId('get the restored', '<churn>')
]

const pages: readonly Step[] = [
  post('search', 'search', { max_results: 5 }),
  post('search all stages', 'search', { max_results: 1000, view_type: 'ALL' }),
  post('search by number of the stage', 'search', { max_results: 2, view_type: 2 }),
  post('search by number of the stage as text', 'search', { max_results: 2, view_type: '3' }),
  post('search an unknown stage', 'search', { max_results: 2, view_type: 'SOME' }),
  post('search by a number of no stage', 'search', { max_results: 2, view_type: 9 }),
  post('search the first page', 'search', { max_results: 2, order_by: ['experiment_id'] }, { save: { page: 'next_page_token' } }),
  post('search the second page', 'search', { max_results: 2, order_by: ['experiment_id'], page_token: '<page>' }),
  post('search far behind the end', 'search', { max_results: 2, page_token: 'eyJvZmZzZXQiOiA5OTk5fQ==' }),
  get('search by GET', 'search', { max_results: '2', order_by: ['name DESC', 'experiment_id'] }),
  get('search by GET without anything', 'search'),
  get('search by GET with a stage', 'search', { max_results: '3', view_type: 'ACTIVE_ONLY' }),
  post('search without a limit', 'search', {}),
  post('search with 0 results', 'search', { max_results: 0 }),
  post('search with -1 results', 'search', { max_results: -1 }),
  post('search with 50000 results', 'search', { max_results: 50_000, filter: "name = 'fraud'" }),
  post('search with 50001 results', 'search', { max_results: 50_001 }),
  post('search with a limit as text', 'search', { max_results: '1' }),
  post('search with a broken token', 'search', { max_results: 1, page_token: 'x' }),
  post('search with a token that is no JSON', 'search', { max_results: 1, page_token: 'YWJj' }),
  post('search with a token without offset', 'search', { max_results: 1, page_token: 'e30=' }),
  post('search with an empty token', 'search', { max_results: 1, page_token: '' })
]

/** Experiments: their life, their tags, their search by pages and stages. */
export const experimentsPart: Part = { name: 'experiments', steps: [...creations, ...looks, ...changes, ...stages, ...pages] }
