import type { CellValue, Comparison, ComparisonColumn } from '../../../preload/contract/comparisons.ts'
import { type Stage, stages } from '../../../preload/contract/stages.ts'
import type { ChartedRun } from '../../panels/metric-series.ts'
import type { VersionName } from '../../panels/paths.ts'

/** The contract's most for one comparison. */
export const comparedAtMost = 8

/** A version's id as comparisons name their columns: `churn:21`. */
export function nameColumn({ model, version }: VersionName): string {
  return `${model}:${version}`
}

/** The inverse of nameColumn; model names may hold colons. */
export function readColumn(id: string): VersionName {
  const colon = id.lastIndexOf(':')
  return { model: id.slice(0, colon), version: id.slice(colon + 1) }
}

/** The base first. Until the person chose one it is the version in Production, else the first named. `stages` by id. */
export function orderByBase(ids: readonly string[], isOwnBase: boolean, stageOf: ReadonlyMap<string, CellValue>): readonly string[] {
  const base = isOwnBase ? undefined : ids.find((id) => stageOf.get(id) === 'Production')
  return base === undefined ? ids : [base, ...ids.filter((id) => id !== base)]
}

/** Versions of one model by their number alone: the page's title says of what. */
export function shortenLabels(comparison: Comparison): Comparison {
  const models = new Set(comparison.columns.map((column) => readColumn(column.id).model))
  if (models.size > 1) return comparison
  return { ...comparison, columns: comparison.columns.map((column) => ({ ...column, label: `v${readColumn(column.id).version}` })) }
}

/** A stage out of a comparison's cell; undefined for anything else. */
export function readStage(value: CellValue | undefined): Stage | undefined {
  return stages.find((stage) => stage === value)
}

/** The runs behind the columns, each once: versions of one run share its line. */
export function listCharted(columns: readonly ComparisonColumn[], colorOf: (column: ComparisonColumn) => number): readonly ChartedRun[] {
  const withRun = columns.filter((column) => column.runId !== null)
  return [...Map.groupBy(withRun, (column) => column.runId ?? '')].flatMap(([runId, members]) =>
    members[0] ? [{ runId, label: members.map((column) => column.label).join(', '), color: colorOf(members[0]) }] : []
  )
}
