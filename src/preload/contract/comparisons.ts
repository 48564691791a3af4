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

export const compareVersionsInput = z.object({
  registry: registryId,
  /** The first is the base. */
  versions: z
    .array(z.object({ model: modelName, version: versionNumber }))
    .min(2)
    .max(8)
})
export const compareRunsInput = z.object({ registry: registryId, runIds: z.array(id).min(2).max(8) })
