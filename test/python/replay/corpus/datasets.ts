import type { Part, Step } from '../step.ts'
import { askBelow, longAgo } from './asking.ts'

const { post, get } = askBelow('/mlflow/')
const dataset = { name: 'rows', digest: 'abc', source_type: 'local', source: '{"uri":"/data/rows.csv"}' }
const context = (value: string) => ({ key: 'mlflow.data.context', value })
const inputs = (title: string, datasets: unknown, more: object = {}): Step =>
  post(title, 'runs/log-inputs', { run_id: '<run>', datasets, ...more })
const look = (title: string, run = '<run>'): Step =>
  get(
    title,
    'runs/get',
    { run_id: run },
    { unordered: ['run.inputs.dataset_inputs', 'run.inputs.model_inputs', 'run.outputs.model_outputs'] }
  )
const summaries = (title: string, experiment_ids: unknown): Step => ({
  title,
  path: '/ajax-api/2.0/mlflow/experiments/search-datasets',
  body: { experiment_ids },
  unordered: ['dataset_summaries']
})

const links: readonly Step[] = [
  inputs('log a dataset', [{ dataset, tags: [context('train')] }]),
  inputs('log it again with another context', [{ dataset, tags: [context('eval')] }]),
  inputs('log it with another source', [{ dataset: { ...dataset, source: '{}' } }]),
  inputs('log one with schema and profile', [{ dataset: { ...dataset, name: 'full', schema: '{"a":"long"}', profile: '{"rows":3}' } }]),
  inputs('log one with an empty schema', [{ dataset: { ...dataset, name: 'empty schema', schema: '', profile: '' } }]),
  inputs('log two', [{ dataset: { ...dataset, name: 'one' } }, { dataset: { ...dataset, name: 'two' }, tags: [context('test')] }]),
  inputs('log one twice', [
    { dataset: { ...dataset, name: 'twice' }, tags: [context('first')] },
    { dataset: { ...dataset, name: 'twice' }, tags: [context('second')] }
  ]),
  inputs('log one with two tags', [{ dataset: { ...dataset, name: 'two tags' }, tags: [context('x'), { key: 'k', value: 'v' }] }]),
  inputs('log one with a tag twice', [{ dataset: { ...dataset, name: 'tag twice' }, tags: [context('x'), context('y')] }]),
  inputs('log one in Unicode', [{ dataset: { ...dataset, name: 'строки 🙂', digest: 'дайджест' } }]),
  inputs('log none', []),
  inputs('log null', null),
  inputs('log an empty object', [{}]),
  inputs('log one without name', [{ dataset: { ...dataset, name: undefined } }]),
  inputs('log one with an empty name', [{ dataset: { ...dataset, name: '' } }]),
  inputs('log one without digest', [{ dataset: { ...dataset, name: 'no digest', digest: undefined } }]),
  inputs('log one without source', [{ dataset: { ...dataset, name: 'no source', source: undefined } }]),
  inputs('log one without type of source', [{ dataset: { ...dataset, name: 'no type', source_type: undefined } }]),
  inputs('log one with a long name', [{ dataset: { ...dataset, name: 'n'.repeat(501) } }]),
  inputs('log one with a long digest', [{ dataset: { ...dataset, digest: 'd'.repeat(37) } }]),
  inputs('log one with a long source', [{ dataset: { ...dataset, name: 'far', source: 's'.repeat(65_536) } }]),
  inputs('log one with a long tag key', [{ dataset: { ...dataset, name: 'key' }, tags: [{ key: 'k'.repeat(256), value: 'v' }] }]),
  inputs('log one with a long tag value', [{ dataset: { ...dataset, name: 'value' }, tags: [{ key: 'k', value: 'v'.repeat(501) }] }]),
  inputs('log one with a tag without value', [{ dataset: { ...dataset, name: 'no value' }, tags: [{ key: 'k' }] }]),
  inputs('log one with a tag without key', [{ dataset: { ...dataset, name: 'no key' }, tags: [{ value: 'v' }] }]),
  inputs('log a word', 'rows'),
  inputs('log a list of words', ['rows'], { run_id: '<spare>' }),
  inputs('log with an unknown run', [{ dataset }], { run_id: 'f'.repeat(32) }),
  inputs('log without run', [{ dataset }], { run_id: undefined }),
  inputs('log with run_uuid', [{ dataset }], { run_id: undefined, run_uuid: '<run>' }),
  inputs('log a model', undefined, { models: [{ model_id: 'm-11111111111111111111111111111111' }] }),
  inputs('log a model again', [], { models: [{ model_id: 'm-11111111111111111111111111111111' }] }),
  inputs('log a model without id', [], { models: [{}] }),
  look('get the run with inputs')
]

const outputs: readonly Step[] = [
  post('output', 'runs/outputs', { run_id: '<run>', models: [{ model_id: 'm-22222222222222222222222222222222', step: 3 }] }),
  post('output for a spare run', 'runs/outputs', {
    run_id: '<spare>',
    models: [{ model_id: 'm-22222222222222222222222222222222', step: 3 }]
  }),
  post('output again at another step', 'runs/outputs', {
    run_id: '<spare>',
    models: [{ model_id: 'm-22222222222222222222222222222222', step: 4 }]
  }),
  post('output two', 'runs/outputs', {
    run_id: '<run>',
    models: [
      { model_id: 'm-33333333333333333333333333333333', step: '5' },
      { model_id: 'm-44444444444444444444444444444444', step: 0 }
    ]
  }),
  post('output without step', 'runs/outputs', { run_id: '<run>', models: [{ model_id: 'm-55555555555555555555555555555555' }] }),
  post('output without model', 'runs/outputs', { run_id: '<run>', models: [{ step: 1 }] }),
  post('output nothing', 'runs/outputs', { run_id: '<run>', models: [] }),
  post('output without list', 'runs/outputs', { run_id: '<run>' }),
  post('output a null list', 'runs/outputs', { run_id: '<run>', models: null }),
  post('output of an unknown run', 'runs/outputs', { run_id: 'f'.repeat(32), models: [{ model_id: 'm-1', step: 0 }] }),
  look('get the run with outputs')
]

const searches: readonly Step[] = [
  inputs('log the first to another run', [{ dataset, tags: [context('train')] }], { run_id: '<other>' }),
  look('get the other run', '<other>'),
  summaries('search', ['<experiment>']),
  summaries('search twice the same', ['<experiment>', '<experiment>']),
  summaries('search an experiment without any', ['0']),
  summaries('search an unknown experiment', ['987654']),
  summaries('search a word', ['abc']),
  summaries('search none', []),
  summaries('search null', null),
  summaries(
    'search 20',
    Array.from({ length: 20 }, () => '<experiment>')
  ),
  summaries(
    'search 21',
    Array.from({ length: 21 }, () => '<experiment>')
  ),
  summaries('search a number', [0]),
  summaries('search a text', '<experiment>'),
  { title: 'search with an empty body', path: '/ajax-api/2.0/mlflow/experiments/search-datasets', body: {} },
  post('search by the path of clients', 'experiments/search-datasets', { experiment_ids: ['<experiment>'] }),
  post('delete the run', 'runs/delete', { run_id: '<other>' }),
  summaries('search after a run was deleted', ['<experiment>'])
]

/** What runs read and made: datasets and models. */
export const datasetsPart: Part = {
  name: 'datasets',
  steps: [
    post('make an experiment', 'experiments/create', { name: 'of datasets' }, { save: { experiment: 'experiment_id' } }),
    post(
      'make a run',
      'runs/create',
      { experiment_id: '<experiment>', run_name: 'a', start_time: longAgo },
      { save: { run: 'run.info.run_id' } }
    ),
    post(
      'make another run',
      'runs/create',
      { experiment_id: '<experiment>', run_name: 'b', start_time: longAgo },
      { save: { other: 'run.info.run_id' } }
    ),
    post(
      'make an experiment at which nobody looks',
      'experiments/create',
      { name: 'of spare datasets' },
      { save: { unseen: 'experiment_id' } }
    ),
    post(
      'make a spare run',
      'runs/create',
      { experiment_id: '<unseen>', run_name: 'c', start_time: longAgo },
      { save: { spare: 'run.info.run_id' } }
    ),
    ...links,
    ...outputs,
    ...searches
  ]
}
