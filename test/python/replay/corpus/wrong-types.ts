import type { Part, Step } from '../step.ts'
import { askBelow, longAgo } from './asking.ts'

const { post } = askBelow('/mlflow/')
/** JSON of every kind; a field is given those that are not its own. */
const samples = {
  'a number': 5,
  'a text': 'five',
  'a bool': true,
  'a list': ['x'],
  'an object': { x: 1 },
  'a fraction': 1.5,
  'a list of objects': [{ x: 1 }],
  null: null
} as const
type Sample = keyof typeof samples

interface Endpoint {
  readonly path: string
  readonly body: Readonly<Record<string, unknown>>
  readonly fields: Readonly<Record<string, readonly Sample[]>>
}

const notText: readonly Sample[] = ['a number', 'a bool', 'a list', 'an object', 'null']
const notInteger: readonly Sample[] = ['a text', 'a bool', 'a list', 'an object', 'a fraction', 'null']
const notList: readonly Sample[] = ['a number', 'a text', 'an object', 'a bool', 'null']
const value = { key: 'k', value: 'v' }

const endpoints: readonly Endpoint[] = [
  { path: 'experiments/create', body: {}, fields: { name: notText } },
  {
    path: 'experiments/create',
    body: { name: 'wrong' },
    fields: { artifact_location: ['a number', 'a list'], tags: ['a number', 'a text', 'an object', 'a list'] }
  },
  { path: 'experiments/update', body: { experiment_id: '0', new_name: 'Default' }, fields: { experiment_id: notText, new_name: notText } },
  { path: 'experiments/delete', body: {}, fields: { experiment_id: notText } },
  { path: 'experiments/restore', body: {}, fields: { experiment_id: notText } },
  {
    path: 'experiments/set-experiment-tag',
    body: { experiment_id: '0', ...value },
    fields: { experiment_id: notText, key: notText, value: notText }
  },
  { path: 'experiments/delete-experiment-tag', body: { experiment_id: '0', key: 'k' }, fields: { experiment_id: notText, key: notText } },
  {
    path: 'experiments/search',
    body: { max_results: 1 },
    fields: {
      max_results: notInteger,
      order_by: ['a number', 'a text', 'an object'],
      filter: notText,
      page_token: notText,
      view_type: ['a text', 'a bool', 'a list', 'a fraction']
    }
  },
  {
    path: 'runs/create',
    body: { experiment_id: '0', run_name: 'wrong', start_time: longAgo },
    fields: { experiment_id: notText, run_name: notText, start_time: notInteger }
  },
  {
    path: 'runs/update',
    body: { run_id: '<run>' },
    fields: { run_id: notText, status: ['a text', 'a bool', 'a list', 'a fraction', 'null'], end_time: notInteger, run_name: notText }
  },
  { path: 'runs/delete', body: {}, fields: { run_id: notText } },
  { path: 'runs/restore', body: {}, fields: { run_id: notText } },
  {
    path: 'runs/log-metric',
    body: { run_id: '<run>', key: 'k', value: 1, timestamp: longAgo, step: 0 },
    fields: {
      run_id: notText,
      key: notText,
      value: ['a text', 'a bool', 'a list', 'an object'],
      timestamp: notInteger,
      step: notInteger,
      model_id: ['a number', 'a list', 'null'],
      dataset_name: ['a number', 'null'],
      dataset_digest: ['a number', 'null']
    }
  },
  { path: 'runs/log-parameter', body: { run_id: '<run>', ...value }, fields: { run_id: notText, key: notText, value: notText } },
  { path: 'runs/set-tag', body: { run_id: '<run>', ...value }, fields: { run_id: notText, key: notText, value: notText } },
  { path: 'runs/delete-tag', body: { run_id: '<run>', key: 'k' }, fields: { run_id: notText, key: notText } },
  {
    path: 'runs/log-batch',
    body: { run_id: '<run>' },
    fields: { run_id: notText, metrics: notList, params: notList, tags: notList }
  },
  { path: 'runs/log-inputs', body: { run_id: '<run>' }, fields: { run_id: notText, datasets: notList, models: notList } },
  { path: 'runs/outputs', body: { run_id: '<run>' }, fields: { run_id: notText, models: [...notList, 'a list'] } },
  { path: 'runs/log-model', body: { run_id: '<run>', model_json: '{}' }, fields: { run_id: notText, model_json: notText } },
  {
    path: 'runs/search',
    body: { experiment_ids: ['987654'] },
    fields: {
      experiment_ids: ['a number', 'a text', 'an object', 'a list of objects'],
      filter: notText,
      max_results: notInteger,
      order_by: ['a number', 'a text', 'an object', 'a list of objects'],
      page_token: notText,
      run_view_type: ['a text', 'a bool', 'a list', 'a fraction']
    }
  },
  {
    path: '/ajax-api/2.0/mlflow/experiments/search-datasets',
    body: {},
    fields: { experiment_ids: ['a number', 'a text', 'an object', 'a bool', 'a list of objects'] }
  },
  {
    path: 'artifacts/presigned-upload-url',
    body: { run_id: '<run>', path: 'a' },
    fields: { run_id: ['a number', 'a list'], path: notText, expiration: ['a text'] }
  }
]

/** A JSON value of a wrong kind for every field of every endpoint that takes a body. */
export const wrongTypesPart: Part = {
  name: 'wrong types',
  steps: [
    post('make a run', 'runs/create', { experiment_id: '0', run_name: 'wrong', start_time: longAgo }, { save: { run: 'run.info.run_id' } }),
    ...endpoints.flatMap(({ path, body, fields }) =>
      Object.entries(fields).flatMap(([field, kinds]) =>
        kinds.map(
          (kind): Step => ({
            title: `${path}: ${field} = ${kind}`,
            path: path.startsWith('/') ? path : `/mlflow/${path}`,
            body: { ...body, [field]: samples[kind] }
          })
        )
      )
    )
  ]
}
