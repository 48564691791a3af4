import { Button, Menu } from '@mantine/core'
import { Ban, Check, CircleX, Download } from 'lucide-react'
import type { PredictionRow, PredictionStatus } from '../../preload/contract/predictions.ts'
import { bridge } from '../bridge.ts'
import { ToneBadge } from '../ui/Badges.tsx'
import { countNoun } from '../ui/numbers.ts'
import type { Column } from '../ui/table-columns.ts'
import { formatDuration, formatMoment } from '../ui/times.ts'
import { showFailure, showToast } from '../ui/toasts.tsx'
import { Duration, TimeAgo } from '../ui/Values.tsx'
import styles from './predict-form.module.css'

const looks = {
  ok: { tone: 'outline', icon: Check, word: 'OK' },
  failed: { tone: 'danger', icon: CircleX, word: 'Failed' },
  cancelled: { tone: 'neutral', icon: Ban, word: 'Cancelled' }
} as const

/** How a prediction ended; `isInList`: the usual end is quiet. */
export function PredictionStatusBadge({ status, isInList = false }: { readonly status: PredictionStatus; readonly isInList?: boolean }) {
  const { tone, icon, word } = looks[status]
  return (
    <ToneBadge tone={isInList && status === 'ok' ? 'quiet' : tone} icon={icon}>
      {word}
    </ToneBadge>
  )
}

const model: Column<PredictionRow> = {
  id: 'model',
  header: 'Model',
  width: 150,
  isGrowing: true,
  cell: (row) => <span title={row.model}>{row.model}</span>,
  text: (row) => row.model
}

/** Columns of a history of one model. */
export const historyColumns: readonly Column<PredictionRow>[] = [
  { id: 'when', header: 'When', width: 112, cell: (row) => <TimeAgo atMs={row.atMs} />, text: (row) => formatMoment(row.atMs) },
  { id: 'version', header: 'Version', width: 72, cell: (row) => `v${row.version}`, text: (row) => row.version },
  {
    id: 'input',
    header: 'Input',
    width: 180,
    isGrowing: true,
    cell: (row) => <Clip text={row.inputSummary} />,
    text: (row) => row.inputSummary
  },
  {
    id: 'output',
    header: 'Output',
    width: 160,
    isGrowing: true,
    cell: (row) => <Clip text={row.outputSummary} />,
    text: (row) => row.outputSummary
  },
  {
    id: 'rows',
    header: 'Rows',
    width: 64,
    align: 'right',
    cell: (row) => row.rows.toLocaleString('en-US'),
    text: (row) => String(row.rows)
  },
  {
    id: 'time',
    header: 'Time',
    width: 84,
    align: 'right',
    cell: (row) => <Duration ms={row.durationMs} />,
    text: (row) => formatDuration(row.durationMs)
  },
  {
    id: 'status',
    header: 'Status',
    width: 108,
    cell: (row) => <PredictionStatusBadge status={row.status} isInList />,
    text: (row) => row.status
  },
  { id: 'by', header: 'By', width: 90, cell: (row) => row.by, text: (row) => row.by }
]

/** The same with the model's name after the time. */
export const historyColumnsOfAll: readonly Column<PredictionRow>[] = historyColumns.flatMap((column) =>
  column.id === 'when' ? [column, model] : [column]
)

function Clip({ text }: { readonly text: string }) {
  return (
    <span className={styles.clip} title={text}>
      {text}
    </span>
  )
}

export interface HistoryFilter {
  readonly registry?: string
  readonly model?: string
  readonly query: string
}

/** Writes the filtered history to a file, as CSV or JSON. */
export function ExportMenu({ filter, isEmpty }: { readonly filter: HistoryFilter; readonly isEmpty: boolean }) {
  return (
    <Menu width={160}>
      <Menu.Target>
        <Button variant="default" leftSection={<Download size={14} aria-hidden />} disabled={isEmpty}>
          Export
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item onClick={() => void exportHistory(filter, 'csv')}>As CSV…</Menu.Item>
        <Menu.Item onClick={() => void exportHistory(filter, 'json')}>As JSON…</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}

async function exportHistory(filter: HistoryFilter, format: 'csv' | 'json'): Promise<void> {
  try {
    const target = await bridge.files.chooseTarget({ purpose: format, suggestedName: `${filter.model ?? 'predictions'}-history.${format}` })
    if (!target) return
    const { rows } = await bridge.predictions.export({ ...filter, format, target: target.handle })
    showToast({ message: `Wrote ${countNoun(rows, 'prediction')} to ${target.name}`, tone: 'success' })
  } catch (failure) {
    showFailure('Could not export the history', failure)
  }
}
