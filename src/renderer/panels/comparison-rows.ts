import { judgeRow } from '../../preload/contract/comparison-verdicts.ts'
import type { CellValue, Comparison, ComparisonGroup, ComparisonGroupName, ComparisonRow } from '../../preload/contract/comparisons.ts'
import { formatCount } from '../ui/numbers.ts'

/** The comparison with these columns in this order, the first as base; ids it does not have are passed over. Pure, so base and columns change at once. */
export function arrangeComparison(comparison: Comparison, ids: readonly string[]): Comparison {
  const places = ids.map((id) => comparison.columns.findIndex((column) => column.id === id)).filter((place) => place >= 0)
  const columns = places.flatMap((place) => comparison.columns[place] ?? [])
  const groups = comparison.groups
    .map(
      ({ name, rows }): ComparisonGroup => ({
        name,
        rows: rows.map((row) => arrangeRow(row, places, name === 'Metrics')).filter((row) => row.values.some((value) => value !== null))
      })
    )
    .filter((group) => group.rows.length > 0)
  return { columns, groups }
}

function arrangeRow(row: ComparisonRow, places: readonly number[], isMetric: boolean): ComparisonRow {
  const values = places.map((place) => row.values[place] ?? null)
  const base = values[0] ?? null
  const { files: all } = row
  const files = all && places.map((place) => all[place] ?? null)
  return {
    ...row,
    values,
    files,
    ...judgeRow({ values, files }),
    differences: values.map((value, index) => (isMetric && index > 0 ? subtract(value, base) : null))
  }
}

function subtract(value: CellValue, base: CellValue): number | null {
  if (typeof value !== 'number' || typeof base !== 'number') return null
  const difference = value - base
  return Number.isFinite(difference) ? difference : null
}

/** A group with the rows that are shown of it. */
export interface ShownGroup {
  readonly name: ComparisonGroupName
  readonly rows: readonly ComparisonRow[]
  /** Rows in all, and how many of them differ. */
  readonly total: number
  readonly different: number
  /** Rows of which nobody can say whether they differ. */
  readonly uncertain: number
}

/** Keeps rows that differ or may differ (when asked) and have every word of the query in key or values; groups left empty go. */
export function showGroups(groups: readonly ComparisonGroup[], differencesOnly: boolean, query: string): readonly ShownGroup[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean)
  return groups
    .map(({ name, rows }) => ({
      name,
      rows: rows.filter((row) => (row.isDifferent || row.isUncertain || !differencesOnly) && matches(row, words)),
      total: rows.length,
      different: rows.filter((row) => row.isDifferent).length,
      uncertain: rows.filter((row) => row.isUncertain).length
    }))
    .filter((group) => group.rows.length > 0)
}

function matches({ key, values }: ComparisonRow, words: readonly string[]): boolean {
  if (words.length === 0) return true
  const text = [key, ...values.map((value) => String(value ?? ''))].join('\n').toLowerCase()
  return words.every((word) => text.includes(word))
}

/** What the head of a group says of its rows: `2 of 10 differ`, `all 5 the same`, `1 of 3 not compared`. */
export function describeTally({ total, different, uncertain }: Omit<ShownGroup, 'name' | 'rows'>): string {
  const open = uncertain === 0 ? [] : [`${formatCount(uncertain)} of ${formatCount(total)} not compared`]
  if (different > 0)
    return [`${formatCount(different)} of ${formatCount(total)} ${different === 1 ? 'differs' : 'differ'}`, ...open].join(', ')
  return open[0] ?? (total === 1 ? 'the same' : `all ${formatCount(total)} the same`)
}

/** Places of the best values of a metric row; none where neither way is better, or all are the same. */
export function findBest({ values, better }: ComparisonRow): ReadonlySet<number> {
  const numbers = values.filter((value) => typeof value === 'number')
  if (!better || numbers.length < 2 || new Set(numbers).size < 2) return new Set()
  const best = better === 'higher' ? Math.max(...numbers) : Math.min(...numbers)
  return new Set(values.flatMap((value, index) => (value === best ? [index] : [])))
}

/** The row's value in each column, e.g. About's `stage`; nulls when there is no such row. */
export function readRow(comparison: Comparison, group: ComparisonGroupName, key: string): readonly CellValue[] {
  const row = comparison.groups.find(({ name }) => name === group)?.rows.find((one) => one.key === key)
  return row?.values ?? comparison.columns.map(() => null)
}
