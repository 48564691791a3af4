import type { RunColumns } from '../../../preload/contract/runs.ts'
import type { TableSetting } from '../../panels/settings.ts'

export const keyedGroups = ['metrics', 'params', 'tags'] as const
export type KeyedGroup = (typeof keyedGroups)[number]

/** A column that runs bring: its id is the contract's sort key, `metrics.accuracy`. */
export interface KeyedColumn {
  readonly id: string
  readonly group: KeyedGroup
  readonly key: string
}

/** Columns of every run that can be taken away; the name stays. */
export const plainColumns = ['started', 'duration', 'experiment', 'user', 'ended', 'id'] as const
export type PlainColumn = (typeof plainColumns)[number]
const plainAtFirst: readonly PlainColumn[] = ['started', 'duration', 'experiment']

/** Stands in a setting's `added` from the first choice on: since then it holds every keyed column shown. */
const ownChoice = 'own choice'
const usualMetrics = 4
const usualParams = 3

/** Turns keys into columns, metrics first; MLflow's own tags are left out, the table shows what they say. */
export function listKeyedColumns(columns: RunColumns | undefined): readonly KeyedColumn[] {
  if (!columns) return []
  return keyedGroups.flatMap((group) =>
    columns[group].filter((key) => group !== 'tags' || !key.startsWith('mlflow.')).map((key) => ({ id: `${group}.${key}`, group, key }))
  )
}

/** The keyed columns on show: what the person chose, else the most frequent metrics and params. */
export function pickKeyedColumns(all: readonly KeyedColumn[], setting: TableSetting): readonly KeyedColumn[] {
  if (setting.added.includes(ownChoice)) return all.filter(({ id }) => setting.added.includes(id))
  const first = (group: KeyedGroup, count: number) => all.filter((column) => column.group === group).slice(0, count)
  return [...first('metrics', usualMetrics), ...first('params', usualParams)]
}

/** Whether a plain column is on show. The experiment is only worth a column while several are listed. */
export function showsPlain(column: PlainColumn, setting: TableSetting, hasSeveral: boolean): boolean {
  if (column === 'experiment' && !hasSeveral) return false
  return plainAtFirst.includes(column) ? !setting.hidden.includes(column) : setting.added.includes(column)
}

/** The setting after one column was switched; the first change of a keyed one fixes the others as they are. */
export function toggleColumn(
  id: string,
  isVisible: boolean,
  setting: TableSetting,
  all: readonly KeyedColumn[]
): Pick<TableSetting, 'added' | 'hidden'> {
  const change = (list: readonly string[], isIn: boolean) => (isIn ? [...new Set([...list, id])] : list.filter((one) => one !== id))
  if (plainAtFirst.some((one) => one === id)) return { added: setting.added, hidden: change(setting.hidden, !isVisible) }
  const isKeyed = !plainColumns.some((one) => one === id)
  const shown = isKeyed ? pickKeyedColumns(all, setting).map((column) => column.id) : []
  const kept = isKeyed ? [ownChoice, ...setting.added, ...shown] : setting.added
  return { added: change([...new Set(kept)], isVisible), hidden: setting.hidden }
}
