import type { Part, Step } from '../step.ts'
import { askBelow, longAgo } from './asking.ts'

const { post, get } = askBelow('/mlflow/runs/')
const search = (title: string, body: object, more: Partial<Step> = {}): Step =>
  post(title, 'search', { experiment_ids: ['<experiment>'], ...body }, more)

const runs: readonly Step[] = Array.from({ length: 7 }, (_, index) =>
  post(
    `make run ${index}`,
    'create',
    {
      experiment_id: index === 6 ? '<other>' : '<experiment>',
      run_name: `run ${index}`,
      start_time: longAgo + Math.floor(index / 2) * 1000
    },
    { save: { [`run${index}`]: 'run.info.run_id' } }
  )
)
/** Runs that start at one time are ordered by their ids, which are random: pages are cut where no tie is. */
const inOrder = { order_by: ['attributes.start_time DESC', 'attributes.run_name'] }

const pages: readonly Step[] = [
  search('all', inOrder),
  search('all of two experiments', { ...inOrder, experiment_ids: ['<experiment>', '<other>'] }),
  search('of an experiment twice', { ...inOrder, experiment_ids: ['<experiment>', '<experiment>'] }),
  search('of an unknown experiment', { experiment_ids: ['987654'] }),
  search('of a word', { experiment_ids: ['abc'] }),
  search('of no experiment', { experiment_ids: [] }),
  search('of null', { experiment_ids: null }),
  search('of a number', { ...inOrder, experiment_ids: [0] }),
  search('of a text', { experiment_ids: '0' }),
  post('without anything', 'search', {}),
  search('the first page', { ...inOrder, max_results: 4 }, { save: { page: 'next_page_token' } }),
  search('the second page', { ...inOrder, max_results: 4, page_token: '<page>' }),
  search('a page that is just full', { ...inOrder, max_results: 5 }),
  search('a page of one less', { ...inOrder, max_results: 4 }),
  search('a page of 50000', { ...inOrder, max_results: 50_000 }),
  search('a page of 50001', { max_results: 50_001 }),
  search('a page of 50001 as text', { max_results: '50001' }),
  search('a page of 0', { max_results: 0 }),
  search('a page of -1', { max_results: -1 }),
  search('a page beyond int32', { max_results: 3_000_000_000 }),
  search('a page of a fraction', { max_results: 1.5 }),
  search('a page of a word', { max_results: 'all' }),
  search('a page as text', { ...inOrder, max_results: '2' }),
  search('a broken token', { page_token: 'x' }),
  search('a token that is no JSON', { page_token: 'YWJj' }),
  search('a token without offset', { page_token: 'e30=' }),
  search('a token far behind the end', { page_token: 'eyJvZmZzZXQiOiA5OTk5fQ==' }),
  search('an empty token', { ...inOrder, page_token: '' }),
  search('a null token', { ...inOrder, page_token: null }),
  search('an empty filter', { ...inOrder, filter: '' }),
  search('a null filter', { ...inOrder, filter: null }),
  search('an empty order', { order_by: [], max_results: 1, filter: "run_name = 'run 5'" }),
  search('an order of a text', { order_by: 'start_time' }),
  search('an order of numbers', { order_by: [1] })
]

const stages: readonly Step[] = [
  post('delete a run', 'delete', { run_id: '<run3>' }),
  search('active', { ...inOrder, run_view_type: 'ACTIVE_ONLY' }),
  search('deleted', { ...inOrder, run_view_type: 'DELETED_ONLY' }),
  search('both', { ...inOrder, run_view_type: 'ALL' }),
  search('by number', { ...inOrder, run_view_type: 2 }),
  search('by number as text', { ...inOrder, run_view_type: '2' }),
  search('by a number of none', { ...inOrder, run_view_type: 7 }),
  search('by an unknown name', { ...inOrder, run_view_type: 'NONE' }),
  search('by null', { ...inOrder, run_view_type: null }),
  askBelow('/mlflow/experiments/').post('delete the experiment', 'delete', { experiment_id: '<experiment>' }),
  search('active of a deleted experiment', inOrder),
  search('deleted of a deleted experiment', { ...inOrder, run_view_type: 'DELETED_ONLY' }),
  get('get a run of a deleted experiment', 'get', { run_id: '<run0>' }),
  askBelow('/mlflow/experiments/').post('restore the experiment', 'restore', { experiment_id: '<experiment>' }),
  search('of the restored experiment', inOrder),
  { title: 'search by GET', method: 'GET', path: '/mlflow/runs/search', query: { experiment_ids: '0' } }
]

/** Searches of runs by experiment, page and stage. */
export const runPagesPart: Part = {
  name: 'run pages',
  steps: [
    askBelow('/mlflow/experiments/').post('make an experiment', 'create', { name: 'of pages' }, { save: { experiment: 'experiment_id' } }),
    askBelow('/mlflow/experiments/').post('make another', 'create', { name: 'of other pages' }, { save: { other: 'experiment_id' } }),
    ...runs,
    ...pages,
    ...stages
  ]
}
