// ES2025, present in every runtime we ship (V8 11.4 and later), not yet in TypeScript's library.
const { rawJSON } = JSON as unknown as { rawJSON(text: string): unknown }

/** A 64-bit integer: a number where JavaScript holds it exactly, else a BigInt. */
export type Int64 = number | bigint

/** SQL for an int64 column that keeps every digit without safeIntegers: a number where exact, else its decimal text. Read it with `toInt64`. */
export function selectInt64(column: string): string {
  return `CASE WHEN ${column} BETWEEN -9007199254740991 AND 9007199254740991 THEN ${column} ELSE CAST(${column} AS TEXT) END`
}

/** Reads what `selectInt64` gave; columns that hold something else (damaged databases) read as 0. */
export function toInt64(value: number | string | null): Int64 {
  if (typeof value === 'number') return Number.isSafeInteger(value) ? value : Math.trunc(value)
  return value !== null && /^-?\d+$/.test(value) ? BigInt(value) : 0
}

/** The same for columns that may be NULL. */
export function toInt64OrNull(value: number | string | null): Int64 | null {
  return value === null ? null : toInt64(value)
}

/** Makes the smallest exact form of a BigInt. */
export function shrinkInt64(value: bigint): Int64 {
  return value >= -9007199254740991n && value <= 9007199254740991n ? Number(value) : value
}

/** What JSON.stringify writes with every digit: a BigInt becomes a number of JSON, anything else stays. */
export function toExactJson(value: unknown): unknown {
  return typeof value === 'bigint' ? rawJSON(value.toString()) : value
}
