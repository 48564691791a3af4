import { expect, test } from 'vitest'
import {
  atMost,
  choice,
  double,
  int32,
  int64,
  list,
  message,
  required,
  runId,
  runIdAlone,
  text,
  withDefault
} from '../../src/main/server/fields.ts'
import { readQuery } from '../../src/main/server/query-string.ts'

const request = message({
  run_id: runId,
  key: required(text),
  step: withDefault(int64, 0),
  value: double,
  view: choice({ ACTIVE_ONLY: 1, ALL: 3 }),
  items: list(message({ key: required(text) })),
  max_results: int32
})
const read = (raw: object) => request.read({ run_id: 'r', key: 'k', ...raw }, '')

test('fields are read as protobuf reads its JSON', () => {
  expect(read({ step: '9223372036854775807', value: '-Infinity', view: 3, items: [{ key: 'a' }], max_results: '7', more: 1 })).toEqual({
    run_id: 'r',
    key: 'k',
    step: 9223372036854775807n,
    value: Number.NEGATIVE_INFINITY,
    view: 'ALL',
    items: [{ key: 'a' }],
    max_results: 7
  })
  expect(read({ step: null, items: null, maxResults: 5 })).toEqual({
    run_id: 'r',
    key: 'k',
    step: 0,
    value: undefined,
    view: undefined,
    items: [],
    max_results: 5
  })
})

test('numbers as texts are read as Python reads them, and names that an enum does not have are passed over', () => {
  for (const [step, number] of [
    ['+7', 7],
    ['1_000', 1000],
    ['5.0', 5],
    ['1e3', 1000],
    ['9007199254740993', 9007199254740993n]
  ] as const)
    expect(read({ step })).toMatchObject({ step: number })
  for (const [value, number] of [
    ['inf', Number.POSITIVE_INFINITY],
    ['-Infinity', Number.NEGATIVE_INFINITY],
    [' 1_0.5e-1 ', 1.05]
  ] as const)
    expect(read({ value })).toMatchObject({ value: number })
  expect(read({ view: 'SOME' })).toMatchObject({ view: undefined })
  expect(() => read({ value: 'nan' })).toThrow(`Invalid value "nan" for parameter 'value'`)
  expect(() => read({ step: ' 5' })).toThrow(`Invalid value " 5" for parameter 'step'`)
})

test('run_uuid passes for run_id where a request knows none, and is not read', () => {
  const deletion = message({ run_id: runIdAlone })
  expect(deletion.read({ run_uuid: 'old' }, '')).toEqual({ run_id: '' })
  expect(deletion.read({ run_id: 'new', run_uuid: 'old' }, '')).toEqual({ run_id: 'new' })
  expect(() => deletion.read({}, '')).toThrow("Missing value for required parameter 'run_id'.")
})

test('a number above the limit is refused as it was written', () => {
  const page = message({ max_results: atMost(withDefault(int32, 10), 50) })
  expect(page.read({}, '')).toEqual({ max_results: 10 })
  expect(page.read({ max_results: '50' }, '')).toEqual({ max_results: 50 })
  expect(() => page.read({ max_results: '51' }, '')).toThrow(`Invalid value "51" for parameter 'max_results' supplied`)
})

test('run_uuid stands in for run_id', () => {
  expect(request.read({ run_uuid: 'old', key: 'k' }, '')).toMatchObject({ run_id: 'old' })
  expect(() => request.read({ key: 'k' }, '')).toThrow("Missing value for required parameter 'run_id'.")
})

const refused: readonly (readonly [object, string])[] = [
  [{ key: '' }, "Missing value for required parameter 'key'."],
  [{ items: [{ key: 'a' }, {}] }, "Missing value for required parameter 'items[1].key'."],
  [{ items: [{ key: 5 }] }, "Invalid value 5 for parameter 'items[0].key' supplied:  Hint: Value was of type 'int'."],
  [{ items: 'x' }, `Invalid value "x" for parameter 'items' supplied:  Hint: Value was of type 'str'.`],
  [{ items: [null] }, "Invalid value null for parameter 'items[0]' supplied:  Hint: Value was of type 'NoneType'."],
  [{ step: 1.5 }, "Invalid value 1.5 for parameter 'step' supplied:  Hint: Value was of type 'float'."],
  [{ step: 9223372036854775808n }, "Invalid value 9223372036854775808 for parameter 'step'"],
  [{ max_results: 2 ** 31 }, "Invalid value 2147483648 for parameter 'max_results'"],
  [{ value: true }, "Invalid value true for parameter 'value' supplied:  Hint: Value was of type 'bool'."],
  [{ value: Number.POSITIVE_INFINITY }, "Invalid value Infinity for parameter 'value'"],
  [{ value: '0x10' }, `Invalid value "0x10" for parameter 'value'`],
  [{ view: 7 }, "Invalid value 7 for parameter 'view'"],
  [{ maxResults: 1, max_results: 1 }, "Request specifies both 'max_results' and 'maxResults'"],
  [{ key: 'ключ'.repeat(200), step: 'x'.repeat(10_000) }, '…']
]

test('what protobuf would not parse is refused in MLflow’s words', () => {
  for (const [raw, words] of refused) expect(() => read(raw)).toThrow(words)
})

test('a query string gives lists, first values and booleans', () => {
  const shape = message({ ids: list(text), one: text, flag: { ...text, kind: 'bool' as const } }).shape
  expect(readQuery(new URLSearchParams('ids=a&ids=b&one=1&one=2&flag=TRUE&other=x'), shape)).toEqual({
    ids: ['a', 'b'],
    one: '1',
    flag: true
  })
  expect(() => readQuery(new URLSearchParams('flag=yes'), shape)).toThrow("Invalid boolean value: yes, must be 'true' or 'false'.")
})
