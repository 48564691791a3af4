import { expect, test } from 'vitest'
import { compareAnswers, compareHeaders, listMeant } from './compare.ts'
import { createMasks } from './mask.ts'
import type { Answer } from './play.ts'
import type { Step } from './step.ts'

const start = 1_000_000
const ids = {
  stock: ['0123456789abcdef0123456789abcdef', '1123456789abcdef0123456789abcdef'],
  ours: ['a123456789abcdef0123456789abcdef', 'b123456789abcdef0123456789abcdef']
} as const

/** Two servers that are played to in turns, a hundred milliseconds a step. */
function setUp() {
  const masks = createMasks(start)
  const answer = (body: unknown, more: Partial<Answer> = {}): Answer => ({
    status: 200,
    headers: { 'content-type': 'application/json' },
    bytes: Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)),
    sent: 0,
    received: 0,
    ...more
  })
  const compare = (stock: unknown, ours: unknown, step: Partial<Step> = {}, more: Partial<Answer> = {}) =>
    compareAnswers({ title: 'step', path: '/', ...step }, answer(stock), answer(ours, more), masks)
  const pass = (title: string, at: number) => {
    masks.addStep(title, 'stock', start + at, start + at + 99)
    masks.addStep(title, 'ours', start + at + 10_000, start + at + 10_099)
  }
  return { masks, compare, pass }
}

test('what is the same has no difference, however it is written', () => {
  const { compare } = setUp()
  expect(compare({ a: 1, b: { c: ['x', null] } }, '{ "b": {"c": ["x", null]}, "a": 1.0 }')).toEqual([])
  expect(compare('OK', 'OK')).toEqual([])
})

test.each([
  ['a value', { a: 1 }, { a: 2 }, 'a: 1 ≠ 2'],
  ['a text', { message: 'x' }, { message: 'y' }, 'message: "x" ≠ "y"'],
  ['a kind', { a: 1 }, { a: '1' }, 'a: 1 ≠ "1"'],
  ['a field too few', { a: 1 }, {}, 'a: 1 ≠ (absent)'],
  ['a field too many', {}, { a: null }, 'a: (absent) ≠ null'],
  ['an order', { runs: [1, 2] }, { runs: [2, 1] }, 'runs.0: 1 ≠ 2'],
  ['a length', { runs: [1] }, { runs: [] }, 'runs: 1 items [1] ≠ 0 items []'],
  ['a long integer', '{"a": 9007199254740993}', '{"a": 9007199254740992}', 'a: "integer 9007199254740993" ≠ "integer 9007199254740992"']
])('%s is a difference', (_name, stock, ours, difference) => {
  expect(setUp().compare(stock, ours)).toContain(difference)
})

test('status, media type and the headers asked for are compared', () => {
  const { compare } = setUp()
  expect(compare({}, {}, {}, { status: 404 })).toEqual(['status: 200 ≠ 404'])
  expect(compare({}, {}, {}, { headers: { 'content-type': 'application/json; charset=utf-8' } })).toEqual([])
  expect(compare({}, {}, {}, { headers: { 'content-type': 'text/html' } })).toEqual(['content-type: application/json ≠ text/html'])
  expect(compare('ab', 'ac', { compareBody: 'bytes' })).toEqual(['body: 2 bytes ≠ 2 bytes'])
  expect(compare('ab', 'ac', { compareBody: 'none' })).toEqual([])
})

const json = { 'content-type': 'application/json' }
test.each([
  [200, { 'x-frame-options': 'DENY' }, {}, ['x-frame-options: DENY ≠ (absent)']],
  [200, { etag: 'a' }, { etag: 'b' }, []],
  [200, { etag: 'a' }, {}, ['etag: (present) ≠ (absent)']],
  [416, { 'content-range': 'bytes */4' }, {}, ['content-range: bytes */4 ≠ (absent)']],
  [405, { allow: 'OPTIONS, POST, GET, HEAD' }, { allow: 'GET, POST' }, []],
  [405, { allow: 'OPTIONS, POST' }, { allow: 'GET, POST' }, ['allow: OPTIONS,POST ≠ GET,POST']],
  [405, { allow: 'OPTIONS, POST' }, {}, ['allow: OPTIONS,POST ≠ (absent)']],
  [200, {}, { 'cache-control': 'no-store' }, []],
  [200, { 'cache-control': 'no-cache' }, {}, ['cache-control: no-cache ≠ (absent)']],
  [200, { 'cache-control': 'no-cache' }, { 'cache-control': 'no-store' }, ['cache-control: no-cache ≠ no-store']],
  [404, { 'content-type': 'text/html; charset=utf-8' }, {}, []],
  [200, { 'content-type': 'text/html; charset=utf-8' }, {}, ['content-type: text/html ≠ application/json']]
] as const)('headers of %i: %o and %o', (status, stock, ours, differences) => {
  const answer = (headers: Answer['headers']): Answer => ({
    status,
    headers: { ...json, ...headers },
    bytes: Buffer.alloc(0),
    sent: 0,
    received: 0
  })
  const step: Step = { title: 'step', path: '/', compareBody: 'none' }
  expect(compareAnswers(step, answer(stock), answer(ours), createMasks(start))).toEqual(differences)
})

test('of answers with different statuses the headers that guard them are compared', () => {
  const stock = { ...json, 'x-frame-options': 'SAMEORIGIN', etag: 'a' }
  const answer = (status: number, headers: Answer['headers']): Answer => ({ status, headers, bytes: Buffer.alloc(0), sent: 0, received: 0 })
  expect(compareHeaders(answer(200, stock), answer(400, json))).toEqual(['x-frame-options: SAMEORIGIN ≠ (absent)'])
  expect(compareHeaders(answer(500, json), answer(400, stock))).toEqual([])
  expect(compareHeaders(answer(200, json), answer(400, stock))).toEqual(['x-frame-options: (absent) ≠ SAMEORIGIN'])
})

test('a known difference in headers is named only where the two show it', () => {
  const answer = (status: number, headers: Answer['headers']): Answer => ({ status, headers, bytes: Buffer.alloc(0), sent: 0, received: 0 })
  const meant = (stock: Answer, ours: Answer) => listMeant(stock, ours).map(({ header }) => header)
  expect(meant(answer(200, { vary: 'Origin' }), answer(200, { 'cache-control': 'no-store' }))).toEqual(['cache-control', 'vary'])
  expect(meant(answer(200, { vary: 'Origin' }), answer(200, { vary: 'Origin' }))).toEqual([])
  expect(meant(answer(200, { vary: 'Origin' }), answer(400, {}))).toEqual([])
  expect(meant(answer(500, {}), answer(400, { 'x-frame-options': 'SAMEORIGIN' }))).toEqual(['x-frame-options'])
})

test('ids stand for each other from their first appearance on, in texts too', () => {
  const { compare } = setUp()
  const [run, other] = ids.stock
  const [ourRun, ourOther] = ids.ours
  expect(compare({ run_id: run }, { run_id: ourRun })).toEqual([])
  expect(compare({ uri: `mlflow-artifacts:/1/${run}/artifacts` }, { uri: `mlflow-artifacts:/1/${ourRun}/artifacts` })).toEqual([])
  expect(compare({ run_id: run }, { run_id: ourOther })).toHaveLength(1)
  expect(compare({ run_id: other }, { run_id: ourRun })).toHaveLength(1)
  expect(compare({ message: `Run ${run} not found` }, { message: `Run ${ourRun} is lost` })).toHaveLength(1)
  expect(compare({ run_id: other }, { run_id: ourOther })).toEqual([])
})

test('an id that the client gave is not taken for a made-up one', () => {
  const { compare } = setUp()
  const given = 'f'.repeat(32)
  expect(compare({ run_id: given }, { run_id: given })).toEqual([])
  expect(compare({ run_id: given }, { run_id: ids.ours[0] })).toHaveLength(1)
})

test('ids of experiments may be other numbers, once an answer paired them', () => {
  const { compare } = setUp()
  expect(compare({ message: 'No Experiment with id=5 exists' }, { message: 'No Experiment with id=6 exists' })).toHaveLength(1)
  expect(compare({ experiment_id: '5' }, { experiment_id: '6' })).toEqual([])
  expect(compare({ message: 'No Experiment with id=5 exists' }, { message: 'No Experiment with id=6 exists' })).toEqual([])
  expect(compare({ experiment_id: '5' }, { experiment_id: '5' })).toHaveLength(1)
})

test('times made by the servers belong to the same step; times that the client gave are compared as they are', () => {
  const { compare, pass } = setUp()
  pass('create', 100)
  pass('rename', 200)
  expect(compare({ creation_time: start + 150 }, { creation_time: start + 10_101 })).toEqual([])
  expect(compare({ last_update_time: start + 250 }, { last_update_time: start + 10_101 })).toHaveLength(1)
  expect(compare({ creation_time: start + 50 }, { creation_time: start + 60 })).toEqual([])
  expect(compare({ start_time: 1 }, { start_time: 2 })).toHaveLength(1)
  expect(compare({ value: start + 150 }, { value: start + 10_101 })).toHaveLength(1)
})

test('names made up for runs stand for each other; given names do not', () => {
  const { compare } = setUp()
  expect(compare({ run_name: 'calm-ant-1' }, { run_name: 'wise-owl-20' })).toEqual([])
  expect(compare({ run_name: 'calm-ant-1' }, { run_name: 'bold-bat-3' })).toHaveLength(1)
  expect(compare({ run_name: 'calm-ant-1' }, { run_name: 'first' })).toHaveLength(1)
})

test('lists without an order are compared as sets', () => {
  const { compare } = setUp()
  const tags = [
    { key: 'a', value: '1' },
    { key: 'b', value: '2' }
  ]
  expect(compare({ run: { data: { tags } } }, { run: { data: { tags: tags.toReversed() } } })).toEqual([])
  expect(compare({ files: [1, 2] }, { files: [2, 1] }, { unordered: ['files'] })).toEqual([])
  expect(compare({ runs: [{ x: [1, 2] }] }, { runs: [{ x: [2, 1] }] }, { unordered: ['runs.*.x'] })).toEqual([])
  expect(compare({ run: { data: { tags } } }, { run: { data: { tags: [tags[0], tags[0]] } } })).not.toEqual([])
})
