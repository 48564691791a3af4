import { describe, expect, test } from 'vitest'
import {
  checkCells,
  checkParams,
  compareCounts,
  guardCell,
  matchColumns,
  roundForList,
  summarizeRow
} from '../../../src/main/core/predictions/rules.ts'
import { fitsType } from '../../../src/main/core/predictions/values.ts'
import { Failure } from '../../../src/preload/contract/reply.ts'
import type { Field, Signature } from '../../../src/preload/contract/versions.ts'

const field = (name: string | null, type: string, more: Partial<Field> = {}): Field => {
  return { name, type, isRequired: true, isTensor: false, shape: null, defaultValue: null, ...more }
}
const signatureOf = (...inputs: readonly Field[]): Signature => ({ inputs, outputs: [], params: [] })
const gridOf = (...rows: readonly Readonly<Record<string, unknown>>[]) => {
  return { columns: Object.keys(rows[0] ?? {}), length: rows.length, cell: (row: number, column: string) => rows[row]?.[column] }
}
function refusal(act: () => unknown): Failure {
  try {
    act()
  } catch (error) {
    if (error instanceof Failure) return error
  }
  throw new Error('nothing was refused')
}

describe('types as MLflow enforces them', () => {
  test.each([
    ['double', 1, true],
    ['double', 1.5, true],
    ['double', 'NaN', true],
    ['double', '1.5', false],
    ['double', null, true],
    ['long', 3, true],
    ['long', 3.5, false],
    ['long', '9223372036854775807', true],
    ['long', '9223372036854775808', false],
    // Two neighbours of this number are the same number in JavaScript: which one was meant is unknown.
    ['long', 2 ** 53, false],
    ['long', null, false],
    ['integer', 2 ** 31 - 1, true],
    ['integer', 2 ** 31, false],
    ['float', 3.5e38, false],
    ['boolean', true, true],
    ['boolean', 1, false],
    ['boolean', null, false],
    ['string', 'a', true],
    ['string', 5, false],
    ['string', null, true],
    ['datetime', '2026-02-28', true],
    ['datetime', '2026-02-28T12:00:00.123456Z', true],
    ['datetime', '2026-13-01', false],
    ['datetime', 1_700_000_000, false],
    ['binary', 'YWI=', true],
    ['binary', 'not base64!', false],
    ['array(string)', ['a'], true]
  ])('%s takes %j: %s', (type, value, expected) => {
    expect(fitsType(type, value, true)).toBe(expected)
  })

  test('an optional field may be empty, whatever its type', () => {
    for (const type of ['long', 'boolean', 'string', 'double']) expect(fitsType(type, null, false)).toBe(true)
  })
})

describe('columns', () => {
  const signature = signatureOf(field('tenure', 'double'), field('plan', 'string'), field('note', 'string', { isRequired: false }))

  test('a missing one is named with its type; optional ones may be missing', () => {
    expect(matchColumns(['tenure', 'plan'], signature).warnings).toEqual([])
    expect(refusal(() => matchColumns(['plan', 'x'], signature))).toMatchObject({
      code: 'INVALID',
      message: 'The input lacks “tenure” (double).',
      remedy: 'Add what is missing. Given: plan, x.',
      details: { field: 'tenure', expected: 'double', given: 'nothing' }
    })
  })

  test('others are ignored, as MLflow does, and named', () => {
    expect(matchColumns(['tenure', 'plan', 'a', 'b'], signature).warnings).toEqual(['Not in the signature, and ignored: “a”, “b”.'])
  })

  test('without names only their number counts', () => {
    const unnamed = signatureOf(field(null, 'double'), field(null, 'long'))
    expect(matchColumns(['0', '1'], unnamed).fields.map(({ column }) => column)).toEqual(['0', '1'])
    expect(refusal(() => matchColumns(['0'], unnamed)).message).toContain('2 columns')
  })

  test('without a signature nothing is checked, which is said', () => {
    expect(matchColumns(['a'], null).warnings[0]).toContain('no signature')
  })
})

describe('cells', () => {
  test('a mismatch names field, row, expected and given type', () => {
    const { fields } = matchColumns(['tenure'], signatureOf(field('tenure', 'double')))
    const grid = gridOf({ tenure: 1 }, { tenure: 'long ago' })
    expect(refusal(() => checkCells(fields, grid, 0, 2))).toMatchObject({
      message: '“tenure”, row 2: double is expected, string “long ago” is given.',
      details: { field: 'tenure', row: 2, expected: 'double', given: 'string “long ago”' }
    })
    expect(() => checkCells(fields, grid, 0, 1)).not.toThrow()
  })

  test('a row that lacks a required field is refused', () => {
    const { fields } = matchColumns(['a', 'b'], signatureOf(field('a', 'double'), field('b', 'double')))
    expect(refusal(() => checkCells(fields, gridOf({ a: 1, b: 1 }, { a: 1 }), 0, 2)).message).toBe(
      '“b”, row 2: double is expected, nothing is given.'
    )
  })
})

test('parameters: a wrong type is refused, an unknown name is ignored with a warning', () => {
  const signature: Signature = { inputs: [], outputs: [], params: [field('scale', 'double'), field('sizes', 'long', { shape: [-1] })] }
  expect(checkParams({ scale: 2, sizes: [1, 2] }, signature)).toEqual([])
  expect(refusal(() => checkParams({ scale: 'big' }, signature)).message).toBe(
    'Parameter “scale”: double is expected, string “big” is given.'
  )
  expect(refusal(() => checkParams({ sizes: [1, 2.5] }, signature)).message).toContain('long is expected, double 2.5')
  expect(checkParams({ other: 1 }, signature)).toEqual(['Parameters that the signature lacks are ignored: “other”.'])
  expect(checkParams({ other: 1 }, null)).toHaveLength(1)
})

test('a spreadsheet cannot take a text for a formula, and numbers stay numbers', () => {
  expect(['=cmd()', '+1', '-1', '@x', '\tx', 'a=b'].map(guardCell)).toEqual(["'=cmd()", "'+1", "'-1", "'@x", "'\tx", 'a=b'])
  expect(guardCell(-1)).toBe(-1)
})

test('a different number of answers than rows is said', () => {
  expect(compareCounts(2, [[1], [2]])).toEqual([])
  expect(compareCounts(2, [[1], [2], [3]])).toEqual(['The model gave 3 rows for 2 of the input.'])
})

test('a summary shows the first row on one line and how many follow', () => {
  expect(summarizeRow(['a', 'b'], [1, 'x\ny'], 3)).toBe('a=1, b=x y (+2 rows)')
  expect(summarizeRow(['answer'], [0.5], 1)).toBe('0.5')
  expect([132.8531494140625, 0.1, 9007199254740991, 'x', null].map(roundForList)).toEqual([132.853, 0.1, 9007199254740991, 'x', null])
  expect(summarizeRow(['a'], ['z'.repeat(500)], 1)).toHaveLength(200)
})
