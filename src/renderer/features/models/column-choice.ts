import { isColumnShown, pickMetricColumns, metricPrefix as prefix, switchColumn } from '../../panels/column-setting.ts'
import type { TableSetting } from '../../panels/settings.ts'
import type { PickableColumn } from '../../ui/ColumnPicker.tsx'

/** Columns of every model; the name always stays. */
export const plainColumns = [
  { id: 'latest', label: 'Latest', isUsual: true },
  { id: 'production', label: 'Production', isUsual: true },
  { id: 'staging', label: 'Staging', isUsual: true },
  { id: 'aliases', label: 'Aliases', isUsual: true },
  { id: 'tags', label: 'Tags', isUsual: true },
  { id: 'updated', label: 'Updated', isUsual: true },
  { id: 'versions', label: 'Versions', isUsual: false },
  { id: 'created', label: 'Created', isUsual: false },
  { id: 'description', label: 'Description', isUsual: false }
] as const
export type PlainColumn = (typeof plainColumns)[number]['id']

/** Metrics on show: the registry's most frequent one unless it was taken away, then what the person added. */
export function pickMetrics(names: readonly string[], setting: TableSetting): readonly string[] {
  const added = setting.added.filter((id) => id.startsWith(prefix)).map((id) => id.slice(prefix.length))
  return pickMetricColumns(names, added, setting)
}

/** Whether a column that is no metric is on show. */
export function showsPlain(id: PlainColumn, setting: TableSetting): boolean {
  const isUsual = plainColumns.some((column) => column.id === id && column.isUsual)
  return isColumnShown({ id, isUsual }, setting)
}

/** All columns for the picker: the plain ones, then every metric of the registry. */
export function listPickable(names: readonly string[], setting: TableSetting): readonly PickableColumn[] {
  const shown = pickMetrics(names, setting)
  // A metric that no model has any longer can still be taken away.
  const metrics = [...new Set([...names, ...shown])]
  return [
    ...plainColumns.map(({ id, label }) => ({ id, label, group: 'Model', isVisible: showsPlain(id, setting) })),
    ...metrics.map((name) => ({ id: `${prefix}${name}`, label: name, group: 'Metrics', isVisible: shown.includes(name) }))
  ]
}

/** The setting after one column was switched. */
export function toggleColumn(
  id: string,
  isVisible: boolean,
  setting: TableSetting,
  names: readonly string[]
): Pick<TableSetting, 'added' | 'hidden'> {
  const isUsual = id === `${prefix}${names[0]}` || plainColumns.some((column) => column.id === id && column.isUsual)
  return switchColumn({ id, isUsual }, isVisible, setting)
}
