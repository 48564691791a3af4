import { useMemo, useState } from 'react'
import type { MetricValue } from '../../../preload/contract/common.ts'
import type { RunDetail } from '../../../preload/contract/runs.ts'
import { useSeriesColors } from '../../panels/colors.ts'
import { MetricCharts } from '../../panels/metric-charts.tsx'
import { TextFilter } from '../../panels/text-filter.tsx'
import { DataTable } from '../../ui/DataTable.tsx'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { formatMetric } from '../../ui/numbers.ts'
import { Section } from '../../ui/Page.tsx'
import type { Column } from '../../ui/table-columns.ts'
import { sortNames } from './rules.ts'
import styles from './run.module.css'

interface MetricRow {
  readonly key: string
  readonly value: MetricValue
}

const columns: readonly Column<MetricRow>[] = [
  { id: 'key', header: 'Metric', width: 260, cell: ({ key }) => <span title={key}>{key}</span>, text: ({ key }) => key },
  {
    id: 'value',
    header: 'Last value',
    width: 160,
    align: 'right',
    cell: ({ value }) => <span title={String(value)}>{formatMetric(value, 8)}</span>,
    text: ({ value }) => String(value)
  }
]
/** Fewer than this are seen at a glance. */
const filteredFrom = 12

/** How the metrics went, and what they were at last. */
export function Metrics({ run, registry, name }: { readonly run: RunDetail; readonly registry: string; readonly name: string }) {
  const key = `${registry}/run/${run.id}`
  const colorOf = useSeriesColors([key])
  const color = colorOf(key)
  const runs = useMemo(() => [{ runId: run.id, label: name, color }], [run.id, name, color])
  const metrics = sortNames(Object.keys(run.metrics))
  if (metrics.length === 0)
    return (
      <EmptyState
        fact={run.status === 'RUNNING' ? 'No metrics yet: they appear here as the script logs them.' : 'No metrics were logged.'}
      />
    )
  return (
    <>
      <Section title="Over the run">
        <MetricCharts registry={registry} runs={runs} metrics={metrics} name={name} />
      </Section>
      <LastValues rows={metrics.map((metric) => ({ key: metric, value: run.metrics[metric] ?? 'NaN' }))} />
    </>
  )
}

function LastValues({ rows }: { readonly rows: readonly MetricRow[] }) {
  const [query, setQuery] = useState('')
  const found = rows.filter(({ key }) => key.toLowerCase().includes(query.trim().toLowerCase()))
  return (
    <Section
      title="Last values"
      actions={
        rows.length >= filteredFrom && (
          <TextFilter value={query} onChange={setQuery} label="Filter last values" placeholder="Find a metric" />
        )
      }
    >
      <div className={styles.values}>
        <DataTable<MetricRow>
          label="Last values"
          columns={columns}
          rowCount={found.length}
          rowAt={(index) => found[index]}
          rowKey={({ key }) => key}
          fit="content"
          maxHeight={420}
          resetKey={query}
          empty={<EmptyState fact="No metric has this name." />}
        />
      </div>
    </Section>
  )
}
