import type { TableSetting } from '../../panels/settings.ts'
import type { PickableColumn } from '../../ui/ColumnPicker.tsx'
import { type KeyedColumn, type KeyedGroup, pickKeyedColumns, plainColumns, showsPlain } from './column-choice.ts'
import { plainLabels } from './columns.tsx'

const groupLabels: Readonly<Record<KeyedGroup, string>> = { metrics: 'Metrics', params: 'Params', tags: 'Tags' }

/** What the column picker lists. `hasSeveral`: several experiments are on show. */
export function pickable(all: readonly KeyedColumn[], setting: TableSetting, hasSeveral: boolean): readonly PickableColumn[] {
  const shown = new Set(pickKeyedColumns(all, setting).map(({ id }) => id))
  const plain = plainColumns
    .filter((id) => id !== 'experiment' || hasSeveral)
    .map((id) => ({ id, label: plainLabels[id], group: 'Run', isVisible: showsPlain(id, setting, hasSeveral) }))
  return [...plain, ...all.map(({ id, group, key }) => ({ id, label: key, group: groupLabels[group], isVisible: shown.has(id) }))]
}
