import type { Part, Step } from '../step.ts'
import { askBelow, longAgo } from './asking.ts'

const { post, get } = askBelow('/mlflow/runs/')
const oddKeys = [
  'a/b.c-d_e f:g',
  'ключ',
  'a%b',
  'a\\b',
  '/a',
  'a/',
  'a//b',
  './a',
  '..',
  '.',
  'a/../b',
  ' ',
  'k'.repeat(250),
  'k'.repeat(251),
  '😀',
  'é',
  '²'
]
const shown = (key: string) => (key.length > 20 ? `${key.length} characters` : JSON.stringify(key))
const metric = (title: string, more: object): Step =>
  post(`metric ${title}`, 'log-metric', { run_id: '<run>', key: 'm', value: 1, timestamp: longAgo, step: 0, ...more })
const param = (title: string, more: object): Step =>
  post(`param ${title}`, 'log-parameter', { run_id: '<run>', key: 'p', value: '1', ...more })
const tag = (title: string, more: object): Step => post(`tag ${title}`, 'set-tag', { run_id: '<run>', key: 't', value: '1', ...more })
const look = (title: string): Step => get(title, 'get', { run_id: '<run>' })

const values: readonly (readonly [string, unknown])[] = [
  ['an integer', 7],
  ['a negative', -0.5],
  ['a text', '2.5'],
  ['an exponent as text', '1e3'],
  ['a text with blanks', ' 3 '],
  ['a word', 'abc'],
  ['NaN', 'NaN'],
  ['Infinity', 'Infinity'],
  ['-Infinity', '-Infinity'],
  ['nan in small letters', 'nan'],
  ['inf', 'inf'],
  ['the largest', 1.7976931348623157e308],
  ['the smallest', 5e-324],
  ['zero', 0],
  ['a long integer', 9_007_199_254_740_992],
  ['null', null],
  ['an empty text', ''],
  ['true', true],
  ['a list', [1]],
  ['a hexadecimal text', '0x10'],
  ['a text with underscore', '1_000']
]
const stamps: readonly (readonly [string, unknown])[] = [
  ['0', 0],
  ['-1', -1],
  ['a text', '1700000000001'],
  ['a fraction', 1.5],
  ['a whole fraction', 2.0],
  ['a whole fraction as text', '2.0'],
  ['a word', 'now'],
  ['null', null],
  ['the last', '9223372036854775807'],
  ['too large', '9223372036854775808'],
  ['an empty text', '']
]

/** What stock takes by mistake goes to a run at which nobody looks. */
const mistaken: readonly unknown[] = ['nan', true, 1.5, '9223372036854775808']
const runFor = (value: unknown) => ({ run_id: mistaken.includes(value) ? '<spare>' : '<run>' })

const metrics: readonly Step[] = [
  metric('twice, the first', {}),
  metric('twice, the second', {}),
  ...values.map(([title, value], index) => metric(`of value ${title}`, { ...runFor(value), key: 'values', value, step: index })),
  ...stamps.map(([title, timestamp], index) => metric(`at time ${title}`, { ...runFor(timestamp), key: 'times', timestamp, value: index })),
  ...stamps.map(([title, step], index) => metric(`of step ${title}`, { ...runFor(step), key: 'steps', step, value: index })),
  ...oddKeys.map((key) => metric(`with key ${shown(key)}`, { key })),
  metric('without value', { value: undefined }),
  metric('without time', { timestamp: undefined }),
  metric('without step', { key: 'no step', step: undefined }),
  metric('without key', { key: undefined }),
  metric('with an empty key', { key: '' }),
  metric('without run', { run_id: undefined }),
  metric('by run_uuid', { run_id: undefined, run_uuid: '<run>' }),
  metric('of an unknown run', { run_id: 'f'.repeat(32) }),
  metric('of an odd run', { run_id: '../x' }),
  metric('of an unknown model', { model_id: 'm-nobody' }),
  metric('of a dataset', { key: 'of a dataset', dataset_name: 'd', dataset_digest: 'x' }),
  look('get the run with metrics')
]

const params: readonly Step[] = [
  param('first', {}),
  param('again', {}),
  param('changed', { value: '2' }),
  param('empty', { key: 'empty', value: '' }),
  param('empty again', { key: 'empty', value: '' }),
  param('empty changed', { key: 'empty', value: 'x' }),
  param('without value', { key: 'none', value: undefined }),
  param('without key', { key: undefined }),
  param('with an empty key', { key: '' }),
  param('of 6000 characters', { key: 'long', value: 'v'.repeat(6000) }),
  param('of 6001 characters', { key: 'longer', value: 'v'.repeat(6001) }),
  param('of 6000 emojis', { key: 'emojis', value: '🙂'.repeat(6000) }),
  param('in Unicode', { key: 'unicode', value: 'значение "🙂"\n\t\\' }),
  param('with a quote changed', { key: 'unicode', value: "it's" }),
  param('of an unknown run', { run_id: 'f'.repeat(32) }),
  param('without run', { run_id: undefined }),
  param('by run_uuid', { run_id: undefined, run_uuid: '<run>', key: 'uuid' }),
  ...oddKeys.map((key) => param(`with key ${shown(key)}`, { key }))
]

const tags: readonly Step[] = [
  tag('first', {}),
  tag('changed', { value: '2' }),
  tag('empty', { key: 'empty', value: '' }),
  tag('without value', { key: 'none', value: undefined }),
  tag('without key', { key: undefined }),
  tag('with an empty key', { key: '' }),
  tag('of 8000 characters', { key: 'long', value: 'v'.repeat(8000) }),
  tag('of 8001 characters', { key: 'longer', value: 'v'.repeat(8001) }),
  tag('of the name', { key: 'mlflow.runName', value: 'renamed by tag' }),
  tag('of the name, empty', { key: 'mlflow.runName', value: '' }),
  tag('of an unknown run', { run_id: 'f'.repeat(32) }),
  tag('by run_uuid', { run_id: undefined, run_uuid: '<run>', key: 'uuid' }),
  ...oddKeys.map((key) => tag(`with key ${shown(key)}`, { key })),
  post('remove a tag', 'delete-tag', { run_id: '<run>', key: 't' }),
  post('remove a tag that is gone', 'delete-tag', { run_id: '<run>', key: 't' }),
  post('remove a tag without key', 'delete-tag', { run_id: '<run>' }),
  post('remove a tag of an unknown run', 'delete-tag', { run_id: 'f'.repeat(32), key: 't' }),
  post('remove a tag by run_uuid', 'delete-tag', { run_uuid: '<run>', key: 'uuid' }),
  post('remove the tag of the name', 'delete-tag', { run_id: '<run>', key: 'mlflow.runName' }),
  look('get the run with params and tags')
]

/** One metric, param or tag at a time. */
export const loggingPart: Part = {
  name: 'logging',
  steps: [
    post('make a run', 'create', { experiment_id: '0', run_name: 'logs', start_time: longAgo }, { save: { run: 'run.info.run_id' } }),
    post(
      'make a spare run',
      'create',
      { experiment_id: '0', run_name: 'spare', start_time: longAgo },
      { save: { spare: 'run.info.run_id' } }
    ),
    ...metrics,
    ...params,
    ...tags
  ]
}
