import { Failure } from '../../preload/contract/reply.ts'

/** Characters that a message shows of a text, unless told otherwise. */
const shownLength = 300

/** A refusal of what was asked, in MLflow's own words. */
export function invalid(message: string): Failure {
  return new Failure('INVALID', message)
}

/** What a message shows of a text that may be long. */
export function cut(text: string, length = shownLength): string {
  return text.length > length ? `${text.slice(0, length)}…` : text
}

/** MLflow's sentence for a value that breaks a rule: `Invalid value "x" for parameter 'p' supplied: hint`. */
export function invalidValue(path: string, value: unknown, hint?: string): string {
  const start = `Invalid value ${showCompact(value)} for parameter '${path}' supplied`
  return hint === undefined ? `${start}.` : `${start}: ${hint}`
}

/** MLflow's sentence for a missing value. */
export function missingValue(path: string): string {
  return `Missing value for required parameter '${path}'.`
}

/** MLflow's sentence for a text that is too long. */
export function exceedsLength(name: string, limit: number): string {
  return `'${name}' exceeds the maximum length of ${limit} characters`
}

/** Compact JSON as Python writes it (ASCII only), cut after 300 characters. */
export function showCompact(value: unknown): string {
  if (typeof value === 'bigint') return value.toString()
  // Numbers beyond a double parse as Infinity, which JSON.stringify would show as null.
  if (typeof value === 'number' && !Number.isFinite(value)) return String(value)
  const json = stringifySafely(typeof value === 'string' ? value.slice(0, shownLength * 2) : value)
  const ascii = json.replace(/[\u0080-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
  return cut(ascii)
}

function stringifySafely(value: unknown): string {
  try {
    return JSON.stringify(value, (_, inner: unknown) => (typeof inner === 'bigint' ? inner.toString() : sortKeys(inner))) ?? 'null'
  } catch {
    return '(a value nested too deeply to show)'
  }
}

function sortKeys(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
  return Object.fromEntries(Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1)))
}
