import { z } from 'zod'
import { id, type MetricValue, modelName, registryId, versionNumber } from './common.ts'

export type CellValue = MetricValue | string | null
/** In the order of reading: how good it is first, the circumstances last. */
export const comparisonGroups = ['Metrics', 'Params', 'Tags', 'Schema', 'Environment', 'Artifacts', 'About'] as const
export type ComparisonGroupName = (typeof comparisonGroups)[number]

/** One column: the base comes first. */
export interface ComparisonColumn {
  readonly id: string
  readonly label: string
  readonly runId: string | null
}

export interface ComparisonRow {
  readonly key: string
  readonly values: readonly CellValue[]
  readonly isDifferent: boolean
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
