import { isColumnShown, pickMetricColumns, metricPrefix as prefix, switchColumn } from '../../panels/column-setting.ts'
import type { TableSetting } from '../../panels/settings.ts'
import type { PickableColumn } from '../../ui/ColumnPicker.tsx'

/** Columns beside version, stage and metrics. */
const optional = [
  { id: 'created', label: 'Created', isUsual: true },
  { id: 'author', label: 'By', isUsual: true },
  { id: 'run', label: 'Run', isUsual: true },
  { id: 'tags', label: 'Tags', isUsual: false },
  { id: 'description', label: 'Description', isUsual: false }
] as const

/** Metrics on show: the model's most frequent one unless it was taken away, then those added that it has. */
export function pickMetrics(names: readonly string[], setting: TableSetting): readonly string[] {
  const added = names.filter((name) => setting.added.includes(`${prefix}${name}`))
  return pickMetricColumns(names, added, setting)
}

/** Columns that are not on show. */
export function listHidden(setting: TableSetting): ReadonlySet<string> {
  return new Set(optional.filter((column) => !isColumnShown(column, setting)).map(({ id }) => id))
}

/** The columns that the picker offers, in the order of the table. */
export function listPickable(names: readonly string[], setting: TableSetting): readonly PickableColumn[] {
  const hidden = listHidden(setting)
  const metrics = pickMetrics(names, setting)
  return [
    ...optional.map(({ id, label }) => ({ id, label, group: 'Version', isVisible: !hidden.has(id) })),
    ...names.map((name) => ({ id: `${prefix}${name}`, label: name, group: 'Metrics', isVisible: metrics.includes(name) }))
  ]
}

/** The setting after one column was switched. */
export function toggleColumn(
  id: string,
  isVisible: boolean,
  setting: TableSetting,
  names: readonly string[]
): Pick<TableSetting, 'added' | 'hidden'> {
  const isUsual = id === `${prefix}${names[0]}` || optional.some((column) => column.id === id && column.isUsual)
  return switchColumn({ id, isUsual }, isVisible, setting)
}
