import { type MetricValue, type Stage, stages, type Tags } from '../../../preload/contract/common.ts'
import { type RunStatus, runStatuses } from '../../../preload/contract/runs.ts'

/** MLflow has no infinity in its FLOAT columns: it stores the largest double of that sign. */
const largestDouble = Number.MAX_VALUE

/** A stored metric as the contract shows it; a null value is how SQLite keeps a NaN that was not flagged. */
export function decodeMetric(value: number | null, isNan: number | null): MetricValue {
  if (isNan || value === null || Number.isNaN(value)) return 'NaN'
  if (value >= largestDouble) return 'Infinity'
  if (value <= -largestDouble) return '-Infinity'
  return value
}

/** A point of a line: infinities and NaN have no place on one. */
export function toPoint(value: MetricValue | undefined): number | null {
  return typeof value === 'number' ? value : null
}

/** Stage names as stored by MLflow; anything else counts as None. */
export function toStage(text: string | null): Stage {
  return stages.find((stage) => stage === text) ?? 'None'
}

/** Statuses of runs as stored by MLflow; anything else counts as RUNNING. */
export function toRunStatus(text: string | null): RunStatus {
  return runStatuses.find((status) => status === text) ?? 'RUNNING'
}

/** Key and value pairs as a record that no key can harm (`__proto__` is an ordinary key). */
export function toRecord<T>(pairs: Iterable<readonly [string, T]>): Readonly<Record<string, T>> {
  return Object.fromEntries(pairs)
}

/** Groups tag-like rows by owner: owner → record. */
export function groupRecords<T>(
  rows: readonly { readonly owner: string; readonly key: string; readonly value: T }[]
): ReadonlyMap<string, Readonly<Record<string, T>>> {
  const pairs = new Map<string, [string, T][]>()
  for (const row of rows) {
    const list = pairs.get(row.owner)
    if (list) list.push([row.key, row.value])
    else pairs.set(row.owner, [[row.key, row.value]])
  }
  return new Map([...pairs].map(([owner, list]) => [owner, toRecord(list)]))
}

/** Groups rows by a text of theirs, keeping their order. */
export function groupBy<T>(rows: readonly T[], owner: (row: T) => string): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>()
  for (const row of rows) {
    const key = owner(row)
    const group = groups.get(key)
    if (group) group.push(row)
    else groups.set(key, [row])
  }
  return groups
}

export const noTags: Tags = {}
