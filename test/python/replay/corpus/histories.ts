import type { Part, Step } from '../step.ts'
import { askBelow, longAgo } from './asking.ts'

const { post } = askBelow('/mlflow/runs/')
const { get } = askBelow('/mlflow/metrics/')
const pages = '/ajax-api/2.0/mlflow/metrics/'
type Query = NonNullable<Step['query']>
const history = (title: string, query: Exclude<Query, string>, more: Partial<Step> = {}): Step =>
  get(title, 'get-history', { run_id: '<run>', metric_key: 'loss', ...query }, more)
const bulk = (title: string, query: Query): Step => ({ title: `bulk ${title}`, path: `${pages}get-history-bulk`, query })
const interval = (title: string, query: Exclude<Query, string>): Step =>
  get(`interval ${title}`, 'get-history-bulk-interval', { run_ids: ['<run>'], metric_key: 'curve', ...query })
const metric = (key: string, value: unknown, step: number, timestamp = longAgo + step) => ({ key, value, step, timestamp })
const log = (title: string, run_id: string, metrics: readonly object[]): Step => post(title, 'log-batch', { run_id, metrics })

const values: readonly Step[] = [
  post('make a run', 'create', { experiment_id: '0', run_name: 'one', start_time: longAgo }, { save: { run: 'run.info.run_id' } }),
  post('make another', 'create', { experiment_id: '0', run_name: 'two', start_time: longAgo }, { save: { other: 'run.info.run_id' } }),
  log(
    'log a curve',
    '<run>',
    Array.from({ length: 200 }, (_, step) => metric('curve', Math.fround(1 / (step + 1)), step))
  ),
  log(
    'log a curve with gaps',
    '<run>',
    Array.from({ length: 30 }, (_, index) => metric('gaps', index, index * index - 100))
  ),
  log(
    'log a short curve',
    '<other>',
    Array.from({ length: 7 }, (_, step) => metric('curve', step, step * 10))
  ),
  log(
    'log values of one step',
    '<run>',
    Array.from({ length: 12 }, (_, index) => metric('flat', index, 5, longAgo + (index % 3)))
  ),
  log('log losses', '<run>', [
    metric('loss', 3, 0),
    metric('loss', 1, 2),
    metric('loss', 2, 1),
    metric('loss', 2.5, 1, longAgo),
    metric('loss', 0.1, 1, longAgo),
    metric('loss', 0.1, 1, longAgo)
  ]),
  log('log odd values', '<run>', [
    metric('odd', 'NaN', 0, longAgo),
    metric('odd', 'Infinity', 0, longAgo),
    metric('odd', '-Infinity', 0, longAgo),
    metric('odd', 0, 0, longAgo),
    metric('odd', 1e-320, 1),
    metric('odd', 1e300, 2),
    metric('odd', 0.1, 3),
    metric('odd', 123_456_789.123_456_79, 4)
  ]),
  post('log a step beyond 2^53', 'log-metric', {
    run_id: '<run>',
    key: 'far',
    value: 1,
    timestamp: '9007199254740993',
    step: '9007199254740993'
  }),
  post('log the last step', 'log-metric', {
    run_id: '<run>',
    key: 'far',
    value: 2,
    timestamp: '9223372036854775807',
    step: '9223372036854775807'
  }),
  post('log the first step', 'log-metric', { run_id: '<run>', key: 'far', value: 3, timestamp: 0, step: '-9223372036854775808' })
]

const histories: readonly Step[] = [
  history('history', {}),
  history('of odd values', { metric_key: 'odd' }),
  history('of far steps', { metric_key: 'far' }),
  history('of an unknown key', { metric_key: 'none' }),
  history('of an unknown run', { run_id: 'f'.repeat(32) }),
  history('the first page', { metric_key: 'curve', max_results: '150' }, { save: { page: 'next_page_token' } }),
  history('the second page', { metric_key: 'curve', max_results: '150', page_token: '<page>' }),
  history('a page that is just full', { metric_key: 'curve', max_results: '200' }),
  history('a page of 0', { max_results: '0' }),
  history('a page of -1', { max_results: '-1' }),
  history('a page of a word', { max_results: 'x' }),
  history('a page of a fraction', { max_results: '1.5' }),
  history('a page beyond int32', { max_results: '3000000000' }),
  history('a token without a page', { page_token: 'eyJvZmZzZXQiOiAyfQ==' }),
  history('a broken token', { page_token: 'x', max_results: '5' }),
  history('a token that is no JSON', { page_token: 'YWJj', max_results: '5' }),
  get('history by run_uuid', 'get-history', { run_uuid: '<run>', metric_key: 'loss' }),
  get('history without run', 'get-history', { metric_key: 'loss' }),
  get('history without key', 'get-history', { run_id: '<run>' }),
  get('history without anything', 'get-history'),
  history('with an empty key', { metric_key: '' })
]

const bulks: readonly Step[] = [
  bulk('of one run', { run_id: '<run>', metric_key: 'loss' }),
  bulk('of two runs', { run_id: ['<other>'], metric_key: 'curve' }),
  bulk('of a run twice', { run_id: ['<run>', '<run>'], metric_key: 'loss' }),
  bulk('of an unknown run', { run_id: ['f'.repeat(32), '<run>'], metric_key: 'loss' }),
  bulk('of an unknown key', { run_id: '<run>', metric_key: 'none' }),
  bulk('of far steps', { run_id: '<run>', metric_key: 'far' }),
  bulk('of odd values', { run_id: '<run>', metric_key: 'odd' }),
  bulk('with a limit', { run_id: '<run>', metric_key: 'curve', max_results: '3' }),
  bulk('with a limit of 0', { run_id: '<run>', metric_key: 'curve', max_results: '0' }),
  bulk('with a limit of -1', { run_id: '<run>', metric_key: 'loss', max_results: '-1' }),
  bulk('with a limit of a word', { run_id: '<run>', metric_key: 'loss', max_results: 'x' }),
  bulk('with a high limit', { run_id: '<run>', metric_key: 'loss', max_results: '100000' }),
  bulk('without key', { run_id: '<run>' }),
  bulk('with an empty key', { run_id: '<run>', metric_key: '' }),
  bulk('without run', { metric_key: 'loss' }),
  bulk('of 100 runs', { run_id: Array.from({ length: 100 }, () => '<run>'), metric_key: 'loss' }),
  bulk('of 101 runs', { run_id: Array.from({ length: 101 }, () => '<run>'), metric_key: 'loss' }),
  { title: 'bulk at the path of clients', path: '/mlflow/metrics/get-history-bulk', query: { run_id: '<run>', metric_key: 'loss' } }
]

const intervals: readonly Step[] = [
  interval('whole', {}),
  interval('of 10', { max_results: '10' }),
  interval('of 1', { max_results: '1' }),
  interval('of 2', { max_results: '2' }),
  interval('of 3', { max_results: '3' }),
  interval('of 7', { max_results: '7' }),
  interval('of 199', { max_results: '199' }),
  interval('of 200', { max_results: '200' }),
  interval('with gaps of 5', { metric_key: 'gaps', max_results: '5' }),
  interval('of one step of 3', { metric_key: 'flat', max_results: '3' }),
  interval('of losses of 2', { metric_key: 'loss', max_results: '2' }),
  interval('of odd values', { metric_key: 'odd' }),
  interval('of far steps', { metric_key: 'far' }),
  interval('of two runs of 4', { run_ids: ['<other>', '<run>'], max_results: '4' }),
  interval('of a run twice', { run_ids: ['<other>', '<other>'], max_results: '4' }),
  interval('from 50 to 60', { start_step: '50', end_step: '60' }),
  interval('from 50 to 150 of 10', { start_step: '50', end_step: '150', max_results: '10' }),
  interval('from -100 to 0 with gaps of 3', { metric_key: 'gaps', start_step: '-100', end_step: '0', max_results: '3' }),
  interval('of one step', { start_step: '50', end_step: '50' }),
  interval('of no step', { start_step: '5000', end_step: '6000' }),
  interval('backwards', { start_step: '60', end_step: '50' }),
  interval('without end', { start_step: '60' }),
  interval('without start', { end_step: '60' }),
  interval('from a word', { start_step: 'a', end_step: '60' }),
  interval('of 0', { max_results: '0' }),
  interval('of 2500', { max_results: '2500' }),
  interval('of 2501', { max_results: '2501' }),
  interval('of a word', { max_results: 'x' }),
  interval('of an unknown run', { run_ids: 'f'.repeat(32) }),
  interval('of an unknown key', { metric_key: 'none' }),
  interval('of 101 runs', { run_ids: Array.from({ length: 101 }, () => '<run>') }),
  get('interval without runs', 'get-history-bulk-interval', { metric_key: 'curve' }),
  get('interval without key', 'get-history-bulk-interval', { run_ids: '<run>' }),
  get('interval without anything', 'get-history-bulk-interval'),
  {
    title: 'interval at the path of pages',
    path: `${pages}get-history-bulk-interval`,
    query: { run_ids: '<run>', metric_key: 'loss', max_results: '2' }
  }
]

/** Histories of metrics: whole, in pages, of several runs, sampled. */
export const historiesPart: Part = { name: 'histories', steps: [...values, ...histories, ...bulks, ...intervals] }
