import type { Part, Step } from '../step.ts'
import { askBelow, longAgo } from './asking.ts'

const { post, get } = askBelow('/mlflow/runs/')
const look = (title: string, run_id: string) => get(title, 'get', { run_id })

const creations: readonly Step[] = [
  askBelow('/mlflow/experiments/').post('make an experiment', 'create', { name: 'of runs' }, { save: { experiment: 'experiment_id' } }),
  post(
    'create',
    'create',
    { experiment_id: '<experiment>', user_id: 'ada', run_name: 'first', start_time: longAgo, tags: [{ key: 'k', value: 'v' }] },
    { save: { run: 'run.info.run_id' } }
  ),
  post('create with an experiment alone', 'create', { experiment_id: '<experiment>' }, { save: { bare: 'run.info.run_id' } }),
  post('create with nothing', 'create', {}),
  post('create with the name as tag', 'create', {
    experiment_id: '<experiment>',
    start_time: longAgo,
    tags: [{ key: 'mlflow.runName', value: 'by tag' }]
  }),
  post('create with the same name twice', 'create', {
    experiment_id: '<experiment>',
    start_time: longAgo,
    run_name: 'same',
    tags: [{ key: 'mlflow.runName', value: 'same' }]
  }),
  post('create with two names', 'create', {
    experiment_id: '<experiment>',
    start_time: longAgo,
    run_name: 'one',
    tags: [{ key: 'mlflow.runName', value: 'other' }]
  }),
  post('create with an empty name and a tag', 'create', {
    experiment_id: '<experiment>',
    start_time: longAgo,
    run_name: '',
    tags: [{ key: 'mlflow.runName', value: 'tag wins' }]
  }),
  post('create with a name and an empty tag', 'create', {
    experiment_id: '<experiment>',
    start_time: longAgo,
    run_name: 'name wins',
    tags: [{ key: 'mlflow.runName', value: '' }]
  }),
  post('create with a Unicode name', 'create', {
    experiment_id: '<experiment>',
    start_time: longAgo,
    run_name: 'первый 🙂',
    user_id: 'Ада'
  }),
  post('create with a long name', 'create', { experiment_id: '<experiment>', start_time: longAgo, run_name: 'n'.repeat(8001) }),
  post('create with the usual tags', 'create', {
    experiment_id: '<experiment>',
    start_time: longAgo,
    tags: [
      { key: 'mlflow.user', value: 'ada' },
      { key: 'mlflow.source.name', value: 'train.py' },
      { key: 'mlflow.source.type', value: 'LOCAL' },
      { key: 'mlflow.parentRunId', value: '<run>' }
    ]
  }),
  post('create with a tag twice', 'create', {
    experiment_id: '<experiment>',
    start_time: longAgo,
    tags: [
      { key: 'a', value: '1' },
      { key: 'a', value: '2' }
    ]
  }),
  post('create with a tag without value', 'create', { experiment_id: '<experiment>', start_time: longAgo, tags: [{ key: 'a' }] }),
  post('create with a tag without key', 'create', { experiment_id: '<experiment>', start_time: longAgo, tags: [{ value: 'a' }] }),
  post('create with a tag of an odd key', 'create', {
    experiment_id: '<experiment>',
    start_time: longAgo,
    tags: [{ key: 'a%b', value: '1' }]
  }),
  post('create with a tag of a long key', 'create', {
    experiment_id: '<experiment>',
    start_time: longAgo,
    tags: [{ key: 'k'.repeat(251), value: '1' }]
  }),
  post('create with a tag of a long value', 'create', {
    experiment_id: '<experiment>',
    start_time: longAgo,
    tags: [{ key: 'k', value: 'v'.repeat(8001) }]
  }),
  post('create at time 0', 'create', { experiment_id: '<experiment>', start_time: 0 }),
  post('create at a negative time', 'create', { experiment_id: '<experiment>', start_time: -5 }),
  post('create at a time as text', 'create', { experiment_id: '<experiment>', start_time: '1700000000000' }),
  post('create at the last time', 'create', { experiment_id: '<experiment>', start_time: '9223372036854775807' }),
  post('create at a time beyond int64', 'create', { experiment_id: '<experiment>', start_time: '9223372036854775808' }),
  post('create in an unknown experiment', 'create', { experiment_id: '987654' }),
  post('create in an experiment called by a word', 'create', { experiment_id: 'abc' }),
  post('create with unknown fields', 'create', { experiment_id: '<experiment>', start_time: longAgo, color: 'red', run_name: 'known' })
]

const looks: readonly Step[] = [
  look('get', '<run>'),
  look('get the bare one', '<bare>'),
  get('get by run_uuid', 'get', { run_uuid: '<run>' }),
  get('get by both', 'get', { run_id: '<run>', run_uuid: '<bare>' }),
  look('get an unknown one', 'f'.repeat(32)),
  look('get an odd id', 'a b/c'),
  look('get an empty id', ''),
  get('get without id', 'get')
]

const updates: readonly Step[] = [
  post('finish', 'update', { run_id: '<run>', status: 'FINISHED', end_time: longAgo + 5000 }),
  post('finish twice', 'update', { run_id: '<run>', status: 'FINISHED', end_time: longAgo + 6000 }),
  post('set running again', 'update', { run_id: '<run>', status: 'RUNNING' }),
  post('set a status by number', 'update', { run_id: '<run>', status: 4 }),
  post('set a status by a number of none', 'update', { run_id: '<run>', status: 9 }),
  post('set an unknown status', 'update', { run_id: '<run>', status: 'DONE' }),
  post('set a status in another case', 'update', { run_id: '<run>', status: 'finished' }),
  post('set every status: scheduled', 'update', { run_id: '<bare>', status: 'SCHEDULED' }),
  post('set every status: killed', 'update', { run_id: '<bare>', status: 'KILLED' }),
  post('rename', 'update', { run_id: '<run>', run_name: 'second' }),
  post('rename to nothing', 'update', { run_id: '<run>', run_name: '' }),
  post('rename to a long name', 'update', { run_id: '<bare>', run_name: 'n'.repeat(8001) }),
  post('set an end time of 0', 'update', { run_id: '<bare>', end_time: 0 }),
  post('set a negative end time', 'update', { run_id: '<bare>', end_time: -1 }),
  post('set an end time as text', 'update', { run_id: '<bare>', end_time: '1700000000001' }),
  post('set the last end time', 'update', { run_id: '<bare>', end_time: '9223372036854775807' }),
  post('update nothing', 'update', { run_id: '<run>' }),
  post('update by run_uuid', 'update', { run_uuid: '<run>', run_name: 'by uuid' }),
  post('update without id', 'update', { status: 'FINISHED' }),
  post('update an unknown one', 'update', { run_id: 'f'.repeat(32), status: 'FINISHED' }),
  look('get the updated', '<run>')
]

const stages: readonly Step[] = [
  post('delete', 'delete', { run_id: '<run>' }),
  look('get the deleted', '<run>'),
  post('delete again', 'delete', { run_id: '<run>' }),
  post('delete an unknown one', 'delete', { run_id: 'f'.repeat(32) }),
  post('delete without id', 'delete', {}),
  post('delete by run_uuid', 'delete', { run_uuid: '<bare>' }),
  post('update a deleted one', 'update', { run_id: '<run>', status: 'FINISHED' }),
  post('log a metric to a deleted one', 'log-metric', { run_id: '<run>', key: 'm', value: 1, timestamp: 1 }),
  post('log a param to a deleted one', 'log-parameter', { run_id: '<run>', key: 'p', value: '1' }),
  post('tag a deleted one', 'set-tag', { run_id: '<run>', key: 't', value: '1' }),
  post('remove a tag of a deleted one', 'delete-tag', { run_id: '<run>', key: 'k' }),
  post('log a batch to a deleted one', 'log-batch', { run_id: '<run>', params: [{ key: 'p', value: '1' }] }),
  post('log inputs to a deleted one', 'log-inputs', { run_id: '<run>', datasets: [] }),
  post('log outputs to a deleted one', 'outputs', { run_id: '<run>', models: [{ model_id: 'm-1', step: 0 }] }),
  post('log a model to a deleted one', 'log-model', {
    run_id: '<run>',
    model_json: '{"artifact_path":"m","flavors":{},"utc_time_created":"2026-01-01","run_id":"x"}'
  }),
  post('restore', 'restore', { run_id: '<run>' }),
  post('restore an active one', 'restore', { run_id: '<run>' }),
  post('restore an unknown one', 'restore', { run_id: 'f'.repeat(32) }),
  post('restore without id', 'restore', {}),
  look('get the restored', '<run>')
]

/** Runs: how they are made, changed, deleted and brought back. */
export const runsPart: Part = { name: 'runs', steps: [...creations, ...looks, ...updates, ...stages] }
