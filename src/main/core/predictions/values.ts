import type { Field } from '../../../preload/contract/versions.ts'

/** Whole numbers that a type can hold. */
const ranges: Readonly<Record<string, readonly [bigint, bigint]>> = {
  integer: [-(2n ** 31n), 2n ** 31n - 1n],
  long: [-(2n ** 63n), 2n ** 63n - 1n]
}
const floatLimit = 3.4028234663852886e38
const numberNames = ['NaN', 'Infinity', '-Infinity']
const numberPattern = /^[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?$/
const datePattern = /^\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:?\d{2})?)?$/
const base64Pattern = /^[A-Za-z0-9+/\s]*={0,2}\s*$/

/** Whether a value of the JSON form or tab fits MLflow's type; types that are not plain are left to the model. Whole numbers fit double, fractions never fit long. */
export function fitsType(type: string, value: unknown, isRequired: boolean): boolean {
  if (value === null || value === undefined) return fitsMissing(type, isRequired)
  switch (type) {
    case 'boolean':
      return typeof value === 'boolean'
    case 'integer':
    case 'long':
      return fitsWhole(type, value)
    case 'float':
      return isNumberName(value) || (typeof value === 'number' && Math.abs(value) <= floatLimit)
    case 'double':
      return isNumberName(value) || typeof value === 'number'
    case 'string':
      return typeof value === 'string'
    case 'datetime':
      return typeof value === 'string' && datePattern.test(value) && !Number.isNaN(Date.parse(value.replace(' ', 'T')))
    case 'binary':
      return typeof value === 'string' && base64Pattern.test(value)
    default:
      return true
  }
}

/** What a value is, in the words of signatures, with the value itself where it is short. */
export function describeValue(value: unknown): string {
  if (value === null || value === undefined) return 'nothing'
  if (Array.isArray(value)) return 'a list'
  if (typeof value === 'object') return 'an object'
  if (typeof value === 'string') return `string “${cut(value)}”`
  if (typeof value === 'boolean') return `boolean ${value}`
  return `${Number.isInteger(value) ? 'long' : 'double'} ${value}`
}

/** A cell of a CSV file as a value of its field's type; undefined when it is none. Empty is missing, except in a required text. */
export function readCell(cell: string, field: Field): unknown {
  if (cell === '') return field.type === 'string' && field.isRequired && !field.isTensor ? '' : null
  if (field.isTensor) return readJson(cell)
  switch (field.type) {
    case 'string':
    case 'datetime':
    case 'binary':
      return cell
    case 'boolean':
      return readTruth(cell)
    case 'integer':
    case 'long':
      return readWhole(cell)
    case 'float':
    case 'double':
      return readNumber(cell)
    default:
      return readJson(cell)
  }
}

/** Cells of a column that nothing is known of: numbers when all that are filled are numbers, else texts. */
export function guessColumn(cells: readonly string[]): readonly (string | number | null)[] {
  const numbers = cells.map((cell) => (cell === '' ? null : readNumber(cell)))
  return numbers.includes(undefined) ? cells : (numbers as readonly (string | number | null)[])
}

function fitsMissing(type: string, isRequired: boolean): boolean {
  // pandas has no missing value in these types, and would make false of a missing truth value.
  if (['boolean', 'integer', 'long', 'binary'].includes(type)) return !isRequired
  return true
}

function fitsWhole(type: string, value: unknown): boolean {
  const isWhole = (typeof value === 'number' && Number.isSafeInteger(value)) || (typeof value === 'string' && /^-?\d{1,19}$/.test(value))
  const [least, most] = ranges[type] ?? [0n, 0n]
  if (!isWhole) return false
  const whole = BigInt(value as number | string)
  return whole >= least && whole <= most
}

function isNumberName(value: unknown): boolean {
  return typeof value === 'string' && numberNames.includes(value)
}

function readNumber(cell: string): number | string | undefined {
  if (numberPattern.test(cell)) return Number.isFinite(Number(cell)) ? Number(cell) : undefined
  const word = cell.toLowerCase()
  if (word === 'nan') return 'NaN'
  return word === 'inf' || word === 'infinity' ? 'Infinity' : word === '-inf' || word === '-infinity' ? '-Infinity' : undefined
}

/** Whole numbers beyond 2^53 stay text: every digit counts. */
function readWhole(cell: string): number | string | undefined {
  if (!/^[+-]?\d+$/.test(cell)) return undefined
  return Number.isSafeInteger(Number(cell)) ? Number(cell) : cell.replace('+', '')
}

function readTruth(cell: string): boolean | undefined {
  const word = cell.toLowerCase()
  if (word === 'true' || word === '1') return true
  return word === 'false' || word === '0' ? false : undefined
}

function readJson(cell: string): unknown {
  try {
    return JSON.parse(cell)
  } catch {
    return undefined
  }
}

function cut(text: string): string {
  return text.length > 40 ? `${text.slice(0, 39)}…` : text
}
