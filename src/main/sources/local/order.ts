import type { Sort } from '../../../preload/contract/common.ts'
import { Failure } from '../../../preload/contract/reply.ts'
import type { SqlPiece, SqlValue } from './reader.ts'

/** How one sort key is read: extra joins, and expressions from the most to the least telling. Rows for which `isMissing` holds come last both ways. */
export interface SortColumn {
  readonly join?: SqlPiece
  readonly isMissing?: string
  readonly expressions: readonly string[]
}

export interface Order {
  readonly join: string
  readonly joinParameters: readonly SqlValue[]
  /** What follows ORDER BY. */
  readonly by: string
}

/** Turns a sort into SQL; `tie` makes the order total. INVALID when `column` knows no such key. */
export function buildOrder(sort: Sort, column: (key: string) => SortColumn | null, tie: string, known: readonly string[]): Order {
  const found = column(sort.key)
  if (!found) throw refuseKey(sort.key, known)
  const direction = sort.descending ? 'DESC' : 'ASC'
  const missing = found.isMissing ? [`${found.isMissing} ASC`] : []
  return {
    join: found.join?.sql ?? '',
    joinParameters: found.join?.parameters ?? [],
    by: [...missing, ...found.expressions.map((expression) => `${expression} ${direction}`), tie].join(', ')
  }
}

/** The key behind `metrics.<key>`, `params.<key>` or `tags.<key>`, or null. */
export function splitKey(key: string, group: 'metrics' | 'params' | 'tags'): string | null {
  return key.startsWith(`${group}.`) && key.length > group.length + 1 ? key.slice(group.length + 1) : null
}

/** Texts that start like a number sort by it, before the others; equal numbers by the text. */
export function naturalExpressions(text: string): readonly string[] {
  const looksNumeric = `(${text} GLOB '[0-9]*' OR ${text} GLOB '[-+.][0-9]*' OR ${text} GLOB '[-+].[0-9]*')`
  return [`CASE WHEN ${looksNumeric} THEN 0 ELSE 1 END`, `CASE WHEN ${looksNumeric} THEN CAST(${text} AS REAL) END`, text]
}

function refuseKey(key: string, known: readonly string[]): Failure {
  return new Failure('INVALID', `Rows cannot be sorted by “${key}”.`, {
    remedy: `Sort by ${known.join(', ')}.`,
    details: { field: 'sort.key' }
  })
}
