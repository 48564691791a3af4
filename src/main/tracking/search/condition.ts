import { toExactJson } from '../int64.ts'
import { invalid } from '../messages.ts'
import { filterLimits } from './limits.ts'

export type SqlValue = string | number | bigint
/** A condition and the values of its `?`, in order. */
export interface Condition {
  readonly sql: string
  readonly parameters: readonly SqlValue[]
}

/** Joins conditions with AND; `1` for none. */
export function joinConditions(conditions: readonly Condition[]): Condition {
  if (conditions.length === 0) return { sql: '1', parameters: [] }
  return { sql: conditions.map(({ sql }) => `(${sql})`).join(' AND '), parameters: conditions.flatMap(({ parameters }) => parameters) }
}

/** Compares a column with a value, or with each of a list, by one of = != < <= > >= LIKE ILIKE IN `NOT IN`. */
export function compareColumn(column: string, comparator: string, value: SqlValue | readonly SqlValue[]): Condition {
  if (typeof value === 'object') return compareList(column, comparator, value)
  if (typeof value === 'string' && (comparator === 'LIKE' || comparator === 'ILIKE')) return matchPattern(column, comparator, value)
  return { sql: `${column} ${comparator} ?`, parameters: [value] }
}

/** A list of any length is one parameter: texts of statements are kept, and each length would be another. */
function compareList(column: string, comparator: string, values: readonly SqlValue[]): Condition {
  const tooLarge = values.find(isBeyondInt64)
  // `checkParameters` refuses it, after all else that may be wrong.
  if (tooLarge !== undefined) return { sql: `${column} ${comparator} (?)`, parameters: [tooLarge] }
  const list = JSON.stringify(values.map(toExactJson))
  return { sql: `${column} ${comparator} (SELECT value FROM json_each(?))`, parameters: [list] }
}

function matchPattern(column: string, comparator: string, value: string): Condition {
  if (value.length > filterLimits.patternCharacters)
    throw invalid(
      `A pattern after ${comparator} can have at most ${filterLimits.patternCharacters} characters; this one has ${value.length}`
    )
  // The session sets case_sensitive_like, as MLflow does.
  const pattern = value.replace(/%{2,}/g, '%')
  return comparator === 'LIKE'
    ? { sql: `${column} LIKE ?`, parameters: [pattern] }
    : { sql: `lower(${column}) LIKE lower(?)`, parameters: [pattern] }
}

/** Refuses whole numbers that SQLite cannot hold. It would find them last, after all else that may be wrong with a search. */
export function checkParameters({ parameters }: Condition): void {
  for (const value of parameters)
    if (isBeyondInt64(value)) throw invalid(`The number ${String(value).slice(0, 40)} is beyond a 64-bit integer`)
}

function isBeyondInt64(value: SqlValue): boolean {
  return typeof value === 'bigint' && (value < -(1n << 63n) || value >= 1n << 63n)
}
