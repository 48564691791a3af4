import type { Part, Step } from '../step.ts'
import { askBelow, longAgo } from './asking.ts'

const { post, get } = askBelow('/mlflow/')
const written = (id: string) => `00${id}`

const ids: readonly Step[] = [
  post('make an experiment', 'experiments/create', { name: 'edges' }, { save: { experiment: 'experiment_id' } }),
  post(
    'make a run',
    'runs/create',
    { experiment_id: '<experiment>', run_name: 'edge', start_time: longAgo },
    { save: { run: 'run.info.run_id' } }
  ),
  get('get by an id with zeros', 'experiments/get', { experiment_id: written('<experiment>') }),
  post('tag by an id with zeros', 'experiments/set-experiment-tag', { experiment_id: written('<experiment>'), key: 'k', value: 'v' }),
  post('remove a tag that is not there by an id with zeros', 'experiments/delete-experiment-tag', {
    experiment_id: written('<experiment>'),
    key: 'none'
  }),
  post('rename by an id with zeros', 'experiments/update', { experiment_id: written('<experiment>'), new_name: 'edges 2' }),
  post('search runs by an id with zeros', 'runs/search', { experiment_ids: [written('<experiment>')] }),
  post('delete an unknown one by an id with zeros', 'experiments/delete', { experiment_id: '00987654' }),
  get('get the experiment after all', 'experiments/get', { experiment_id: '<experiment>' }),
  get('get a run by its id in capitals', 'runs/get', { run_id: 'F'.repeat(32) }),
  get('get a run by a long id', 'runs/get', { run_id: 'f'.repeat(300) })
]

const longTexts: readonly Step[] = [
  post('a long wrong value', 'runs/log-parameter', { run_id: '<run>', key: 'k%'.repeat(200), value: '1' }),
  post('a long wrong value in Unicode', 'runs/set-tag', { run_id: '<run>', key: `${'ключ'.repeat(40)}%`, value: '1' }),
  post('an object of a wrong kind, keys out of order', 'runs/set-tag', { run_id: '<run>', key: { b: 1, a: { d: [true, null], c: 'é' } } }),
  post('a param changed to a text with both quotes', 'runs/log-parameter', { run_id: '<run>', key: 'p', value: `a'b"c` }),
  post('a param changed from a text with both quotes', 'runs/log-batch', {
    run_id: '<run>',
    params: [{ key: 'p', value: 'tab\tline\nback\\slash \u00a0 é 🙂 \u0001' }]
  })
]

const modelMetrics: readonly Step[] = [
  post(
    'make a logged model',
    'logged-models',
    { experiment_id: '<experiment>', name: 'edge', source_run_id: '<run>' },
    { save: { model: 'model.info.model_id' } }
  ),
  post('log a metric of the model', 'runs/log-metric', {
    run_id: '<run>',
    key: 'acc',
    value: 0.5,
    timestamp: longAgo,
    step: 1,
    model_id: '<model>',
    dataset_name: 'rows',
    dataset_digest: 'abc'
  }),
  post('log it again', 'runs/log-metric', {
    run_id: '<run>',
    key: 'acc',
    value: 0.5,
    timestamp: longAgo,
    step: 1,
    model_id: '<model>',
    dataset_name: 'rows',
    dataset_digest: 'abc'
  }),
  post('log a batch of the model', 'runs/log-batch', {
    run_id: '<run>',
    metrics: [
      { key: 'acc', value: 0.75, timestamp: longAgo, step: 2, model_id: '<model>' },
      { key: 'loss', value: 'NaN', timestamp: longAgo, step: 2, model_id: '<model>', dataset_name: 'rows', dataset_digest: 'd' },
      { key: 'plain', value: 1, timestamp: longAgo }
    ]
  }),
  post('log a metric of half a dataset', 'runs/log-metric', { run_id: '<run>', key: 'acc', value: 1, timestamp: 1, dataset_name: 'rows' }),
  post('log a batch of half a dataset to no run', 'runs/log-batch', {
    run_id: '../x',
    metrics: [{ key: 'acc', value: 1, timestamp: 1, dataset_digest: 'd' }]
  }),
  post('log a metric of an empty dataset', 'runs/log-metric', {
    run_id: '<run>',
    key: 'empty',
    value: 1,
    timestamp: 1,
    model_id: '',
    dataset_name: '',
    dataset_digest: ''
  }),
  get('get the model with its metrics', 'logged-models/<model>', {}, { unordered: ['model.data.metrics'] }),
  get('history of the metric of the model', 'metrics/get-history', { run_id: '<run>', metric_key: 'acc' }),
  post('take the model as input', 'runs/log-inputs', { run_id: '<run>', models: [{ model_id: '<model>' }] }),
  post('take the model as output', 'runs/outputs', { run_id: '<run>', models: [{ model_id: '<model>', step: 2 }] }),
  get('get the run of the model', 'runs/get', { run_id: '<run>' }),
  post('search the run of the model', 'runs/search', { experiment_ids: ['<experiment>'] })
]

const queries: readonly Step[] = [
  get('search by GET with a stage by number', 'experiments/search', { max_results: '2', view_type: '2' }),
  get('search by GET with a stage of none', 'experiments/search', { max_results: '2', view_type: 'NONE' }),
  get('search by GET with orders', 'experiments/search', { max_results: '3', order_by: ['name', 'experiment_id DESC'] }),
  get('search by GET with a limit of a word', 'experiments/search', { max_results: 'x' }),
  get('search by GET with an empty limit', 'experiments/search', { max_results: '' }),
  get('interval by GET with an empty step', 'metrics/get-history-bulk-interval', {
    run_ids: '<run>',
    metric_key: 'acc',
    start_step: '',
    end_step: ''
  }),
  get('interval by GET with steps as fractions', 'metrics/get-history-bulk-interval', {
    run_ids: '<run>',
    metric_key: 'acc',
    start_step: '1.0',
    end_step: '2.0'
  }),
  get('history by GET with the key twice', 'metrics/get-history', { run_id: '<run>', metric_key: ['acc', 'loss'] }),
  { title: 'a query of nothing', path: '/mlflow/experiments/get', query: '' },
  { title: 'a query of ampersands', path: '/mlflow/experiments/get', query: '&&experiment_id=0&&' },
  { title: 'a query of escapes', path: '/mlflow/experiments/get', query: 'experiment%5Fid=%30' },
  { title: 'a query with a fragment', path: '/mlflow/experiments/get', query: 'experiment_id=0%23x' }
]

/** Ids, texts and queries at the edge of what is sensible, and metrics of logged models. */
export const edgesPart: Part = { name: 'edges', steps: [...ids, ...longTexts, ...modelMetrics, ...queries] }
