import { z } from 'zod'
import { id, type MetricValue, modelName, registryId, versionNumber } from './common.ts'

export type CellValue = MetricValue | string | null
/** In the order of reading: how good it is first, the circumstances last. */
export const comparisonGroups = ['Metrics', 'Params', 'Tags', 'Schema', 'Environment', 'Artifacts', 'About'] as const
export type ComparisonGroupName = (typeof comparisonGroups)[number]

/** What is known of a file on one side. */
export interface ComparedFile {
  /** Bytes; null where this side has more files than are listed, and the file is not among those. */
  readonly size: number | null
  /** Hex; null where the file was too large to hash. */
  readonly sha256: string | null
}

/** One column: the base comes first. */
export interface ComparisonColumn {
  readonly id: string
  readonly label: string
  readonly runId: string | null
}

export interface ComparisonRow {
  readonly key: string
  readonly values: readonly CellValue[]
  /** What is compared in place of the shown values, where the row is a file; null elsewhere. */
  readonly files: readonly (ComparedFile | null)[] | null
  readonly isDifferent: boolean
  /** No difference was found, yet something was not read: the row may not be called the same. */
  readonly isUncertain: boolean
  /** Which way is better, null where neither is. */
  readonly better: 'higher' | 'lower' | null
  /** Difference to the base in the metric's own unit, null where it cannot be taken. */
  readonly differences: readonly (number | null)[]
}

export interface ComparisonGroup {
  readonly name: ComparisonGroupName
  readonly rows: readonly ComparisonRow[]
}

export interface Comparison {
  readonly columns: readonly ComparisonColumn[]
  readonly groups: readonly ComparisonGroup[]
}

export type Verdict = 'same' | 'different' | 'unknown'

/** How the value in a column stands to the base's: files by their exact size and whole hash, everything else by what is shown. */
export function judgeValue({ values, files }: Pick<ComparisonRow, 'values' | 'files'>, index: number): Verdict {
  if (files) return index === 0 ? 'same' : judgeFiles(files[index] ?? null, files[0] ?? null)
  return (values[index] ?? null) === (values[0] ?? null) ? 'same' : 'different'
}

/** What a row's values say of the whole row. */
export function judgeRow(row: Pick<ComparisonRow, 'values' | 'files'>): Pick<ComparisonRow, 'isDifferent' | 'isUncertain'> {
  const verdicts = row.values.map((_, index) => judgeValue(row, index))
  const isDifferent = verdicts.includes('different')
  return { isDifferent, isUncertain: !isDifferent && verdicts.includes('unknown') }
}

function judgeFiles(one: ComparedFile | null, base: ComparedFile | null): Verdict {
  if (one === null || base === null) return one === base ? 'same' : 'different'
  if (one.size === null || base.size === null) return 'unknown'
  if (one.size !== base.size) return 'different'
  if (one.sha256 === null || base.sha256 === null) return 'unknown'
  return one.sha256 === base.sha256 ? 'same' : 'different'
}

export const compareVersionsInput = z.object({
  registry: registryId,
  /** The first is the base. */
  versions: z
    .array(z.object({ model: modelName, version: versionNumber }))
    .min(2)
    .max(8)
})
export const compareRunsInput = z.object({ registry: registryId, runIds: z.array(id).min(2).max(8) })
