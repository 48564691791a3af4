import type { Part, Step } from '../step.ts'
import { askBelow, json, longAgo } from './asking.ts'

const { post, get, raw } = askBelow('/mlflow/runs/')
const batch = (title: string, body: object): Step => post(title, 'log-batch', { run_id: '<run>', ...body })
const metric = (key: string, value: unknown, more: object = {}) => ({ key, value, timestamp: longAgo, step: 0, ...more })
const pairs = (count: number, prefix: string) =>
  Array.from({ length: count }, (_, index) => ({ key: `${prefix}${index}`, value: `${index}` }))
const spoilt = (title: string, body: object): Step => batch(title, { run_id: '<spare>', ...body })
const look = (title: string): Step => get(title, 'get', { run_id: '<run>' })
const model = {
  artifact_path: 'model',
  flavors: { sklearn: { v: 1, config: 'c' } },
  utc_time_created: '2026-01-01 00:00:00.000000',
  run_id: 'r'
}
const record = (title: string, model_json: unknown): Step => post(title, 'log-model', { run_id: '<run>', model_json })

const good: readonly Step[] = [
  batch('everything', {
    metrics: [
      metric('loss', 0.5),
      metric('loss', 0.25, { step: 1 }),
      metric('acc', 'NaN'),
      metric('top', 'Infinity'),
      metric('low', '-Infinity')
    ],
    params: [{ key: 'lr', value: '0.1' }],
    tags: [{ key: 'k', value: 'v' }]
  }),
  batch('everything again', { metrics: [metric('loss', 0.5)], params: [{ key: 'lr', value: '0.1' }], tags: [{ key: 'k', value: 'w' }] }),
  batch('nothing', {}),
  batch('empty lists', { metrics: [], params: [], tags: [] }),
  batch('null lists', { metrics: null, params: null, tags: null }),
  batch('a metric without step', { metrics: [{ key: 'no step', value: 1, timestamp: longAgo }] }),
  batch('a metric twice with an earlier step last', { metrics: [metric('order', 1, { step: 5 }), metric('order', 2, { step: 3 })] }),
  batch('metrics of one step, later time first', {
    metrics: [metric('time', 1, { timestamp: longAgo + 9 }), metric('time', 2, { timestamp: longAgo })]
  }),
  batch('metrics of one step and time', { metrics: [metric('tie', 3), metric('tie', 7), metric('tie', 5)] }),
  batch('NaN and numbers of one step and time', { metrics: [metric('nan', 'NaN'), metric('nan', -5)] }),
  batch('a param without value', { params: [{ key: 'none' }] }),
  batch('a tag without value', { tags: [{ key: 'none' }] }),
  batch('a tag twice', {
    tags: [
      { key: 'twice', value: '1' },
      { key: 'twice', value: '2' }
    ]
  }),
  batch('the name as tag', { tags: [{ key: 'mlflow.runName', value: 'renamed by batch' }] }),
  batch('long values', { params: [{ key: 'long', value: 'v'.repeat(6001) }], tags: [{ key: 'long', value: 'v'.repeat(8001) }] }),
  batch('Unicode', { metrics: [metric('метрика', 1)], params: [{ key: 'параметр', value: '🙂' }], tags: [{ key: 'метка', value: '"\n' }] }),
  batch('1000 metrics', { metrics: Array.from({ length: 1000 }, (_, step) => metric('many', step / 7, { step })) }),
  batch('100 params', { params: pairs(100, 'p') }),
  batch('100 tags', { tags: pairs(100, 't') }),
  batch('numbers as texts', { metrics: [{ key: 'texts', value: '1.5', timestamp: String(longAgo), step: '2' }] }),
  look('get the run after good batches')
]

const bad: readonly Step[] = [
  batch('1001 metrics', { metrics: Array.from({ length: 1001 }, (_, step) => metric('more', step, { step })) }),
  batch('101 params', { params: pairs(101, 'q') }),
  batch('101 tags', { tags: pairs(101, 'u') }),
  batch('1001 in all', { metrics: Array.from({ length: 950 }, (_, step) => metric('all', step, { step })), params: pairs(51, 'r') }),
  batch('a param twice', {
    params: [
      { key: 'same', value: '1' },
      { key: 'same', value: '1' }
    ]
  }),
  batch('params twice, several', { params: ['x', 'y', 'x', 'x', 'y'].map((key) => ({ key, value: '1' })) }),
  batch('a changed param', {
    params: [{ key: 'lr', value: '0.2' }],
    metrics: [metric('stopped', 1)],
    tags: [{ key: 'stopped', value: '1' }]
  }),
  batch('changed params, several', {
    params: [
      { key: 'lr', value: '0.3' },
      { key: 'new', value: '1' },
      { key: 'p0', value: "it's" }
    ]
  }),
  batch('a metric without key', { metrics: [metric('ok', 1), { value: 1, timestamp: 1 }] }),
  batch('a metric with an empty key', { metrics: [metric('', 1)] }),
  batch('a metric without value', { metrics: [{ key: 'm', timestamp: 1 }] }),
  batch('a metric without time', { metrics: [{ key: 'm', value: 1 }] }),
  spoilt('a metric with a word', { metrics: [metric('m', 'abc')] }),
  spoilt('a metric with true', { metrics: [metric('m', true)] }),
  batch('a metric at a negative time', { metrics: [metric('ok', 1), metric('m', 1.5, { timestamp: -1 })] }),
  spoilt('a metric with a fraction as step', { metrics: [metric('m', 1, { step: 1.5 })] }),
  batch('a metric with an odd key', { metrics: [metric('ok', 1), metric('a%b', 1)] }),
  batch('a metric with a long key', { metrics: [metric('k'.repeat(251), 1)] }),
  batch('a param without key', { params: [{ value: '1' }] }),
  batch('a param with an odd key', {
    params: [
      { key: 'ok', value: '1' },
      { key: '../x', value: '1' }
    ]
  }),
  batch('a param with a long key', { params: [{ key: 'k'.repeat(251), value: '1' }] }),
  spoilt('a param with a number', { params: [{ key: 'number', value: 1 }] }),
  batch('a tag without key', { tags: [{ value: '1' }] }),
  batch('a tag with an odd key', { tags: [{ key: 'a\tb', value: '1' }] }),
  batch('a tag with a long key', { tags: [{ key: 'k'.repeat(251), value: '1' }] }),
  batch('metrics as object', { metrics: { key: 'm' } }),
  batch('params as text', { params: 'p' }),
  batch('tags as number', { tags: 1 }),
  batch('a list of words', { metrics: ['m'] }),
  batch('an unknown run', { run_id: 'f'.repeat(32), tags: [{ key: 'k', value: 'v' }] }),
  batch('an odd run', { run_id: '../x' }),
  batch('a run of 257 characters', { run_id: 'r'.repeat(257) }),
  batch('no run', { run_id: undefined }),
  batch('run_uuid', { run_id: undefined, run_uuid: '<run>' }),
  spoilt('a metric of an unknown model', { metrics: [metric('m', 1, { model_id: 'm-nobody' })] }),
  raw(
    'a body of more than 1,000,000 characters',
    'log-batch',
    JSON.stringify({ run_id: 'x', tags: [{ key: 'k', value: 'v'.repeat(1_000_000) }] }),
    json
  ),
  look('get the run after bad batches')
]

const models: readonly Step[] = [
  record('record a model', JSON.stringify(model)),
  record(
    'record a second',
    JSON.stringify({ ...model, artifact_path: 'other', model_uuid: 'u', signature: { inputs: '[{"type": "long", "name": "x"}]' } })
  ),
  // Python's words for numbers, which its JSON keeps apart where JavaScript's does not.
  ...[
    '1.0, 1, -0.0, -0, 0.5e-6, 1e2, 1e16, 1E400, -1E400',
    'NaN, Infinity, -Infinity, 1152921504606846977, 123456789012345678901234567890, 1.10, 0.1e-7'
  ].map((numbers) => record(`record ${numbers}`, JSON.stringify({ ...model, flavors: { f: { n: 0 } } }).replace('0', `[${numbers}]`))),
  record(
    'record keys that are numbers',
    JSON.stringify({ ...model, flavors: { f: 0 } }).replace('0', '{"2":{"b":1,"1":1.5,"b":2},"1":[]}')
  ),
  record('record one with a list of flavors', JSON.stringify({ ...model, flavors: [] })),
  record('record one whose flavors are null', JSON.stringify({ ...model, flavors: null })),
  record('record one that lacks fields', JSON.stringify({ artifact_path: 'm', flavors: {}, utc_time_created: 'x' })),
  post('record one with an empty signature', 'log-model', {
    run_id: '<spare>',
    model_json: JSON.stringify({ ...model, signature: { inputs: '[]' } })
  }),
  record('record no JSON', 'abc'),
  record('record an empty text', ''),
  record('record nothing', undefined),
  record('record an object', model),
  post('record without run', 'log-model', { model_json: JSON.stringify(model) }),
  post('record for an unknown run', 'log-model', { run_id: 'f'.repeat(32), model_json: JSON.stringify(model) }),
  look('get the run with models')
]

/** Batches of values, and models as 2.x clients log them. */
export const batchesPart: Part = {
  name: 'batches',
  steps: [
    post('make a run', 'create', { experiment_id: '0', run_name: 'batches', start_time: longAgo }, { save: { run: 'run.info.run_id' } }),
    post(
      'make a spare run',
      'create',
      { experiment_id: '0', run_name: 'spare', start_time: longAgo },
      { save: { spare: 'run.info.run_id' } }
    ),
    ...good,
    ...bad,
    ...models
  ]
}
