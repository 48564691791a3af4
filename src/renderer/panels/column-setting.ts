import type { TableSetting } from './settings.ts'

/** A column that a table may show. Usual ones are on show until they are taken away, others when they are added. */
export interface OptionalColumn {
  readonly id: string
  readonly isUsual: boolean
}

/** Before the names of metrics in ids of columns. */
export const metricPrefix = 'metrics.'
/** The contract's most for one list. */
const metricLimit = 20

/** Whether a column is on show. */
export function isColumnShown({ id, isUsual }: OptionalColumn, setting: TableSetting): boolean {
  return isUsual ? !setting.hidden.includes(id) : setting.added.includes(id)
}

/** Metrics on show: the most frequent one (the first name) unless it was taken away, then those that were added. */
export function pickMetricColumns(names: readonly string[], added: readonly string[], setting: TableSetting): readonly string[] {
  const first = names[0]
  const usual = first !== undefined && !setting.hidden.includes(`${metricPrefix}${first}`) ? [first] : []
  return [...new Set([...usual, ...added])].slice(0, metricLimit)
}

/** The setting after one column was switched: usual ones are listed when hidden, others when added. */
export function switchColumn(column: OptionalColumn, isVisible: boolean, setting: TableSetting): Pick<TableSetting, 'added' | 'hidden'> {
  const without = (list: readonly string[]) => list.filter((one) => one !== column.id)
  return {
    hidden: column.isUsual && !isVisible ? [...without(setting.hidden), column.id] : without(setting.hidden),
    added: !column.isUsual && isVisible ? [...without(setting.added), column.id] : without(setting.added)
  }
}
