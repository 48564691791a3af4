import { Button, SegmentedControl, Text } from '@mantine/core'
import { useMemo, useState } from 'react'
import { bridge } from '../bridge.ts'
import { FailureBox } from '../ui/FailureBox.tsx'
import { LineChart, Smoothing } from '../ui/LineChart.tsx'
import { countNoun } from '../ui/numbers.ts'
import { SearchInput } from '../ui/SearchInput.tsx'
import { useCall } from './calls.ts'
import styles from './metric-charts.module.css'
import { type ChartedRun, describeSampling, splitMetrics, toSeries, type XAxis } from './metric-series.ts'
import { saveChart } from './save-file.ts'

export interface MetricChartsProps {
  readonly registry: string
  readonly runs: readonly ChartedRun[]
  /** Every metric that one of the runs has. */
  readonly metrics: readonly string[]
  /** Charts at first; more on demand. */
  readonly shownAtFirst?: number
  /** Of what, for file names: `churn v21`. */
  readonly name: string
}

const usualHeight = 200

/** The contract's most for one call. */
const most = 50

/** How metrics went over steps or time: one chart each, runs as lines, hover linked over all charts. Those with a single value are named below. */
export function MetricCharts({ registry, runs, metrics, shownAtFirst = 6, name }: MetricChartsProps) {
  const [axis, setAxis] = useState<XAxis>('step')
  const [query, setQuery] = useState('')
  const [smoothing, setSmoothing] = useState(0)
  const [shown, setShown] = useState(shownAtFirst)
  const found = metrics.filter((metric) => metric.toLowerCase().includes(query.trim().toLowerCase()))
  const asked = found.slice(0, Math.min(most, shown * 3))
  const runIds = runs.map((run) => run.runId)
  const { value, failure, reload } = useCall(
    (signal) => bridge.runs.metricHistories({ registry, runIds, metrics: [...asked] }, { signal }),
    [registry, runIds, asked],
    { reloadOn: ['registry.changed'], registry, isEnabled: runIds.length > 0 && asked.length > 0 }
  )
  const { courses, singles } = splitMetrics(value ?? [], asked)
  if (metrics.length === 0) return <Text c="dimmed">No metrics were logged.</Text>
  const rest = found.length - asked.length + Math.max(0, courses.length - shown)
  // Where every metric is a single number there is nothing to choose an axis for, nor to find.
  const hasCharts = !value || courses.length > 0 || found.length > asked.length || query !== ''
  return (
    <>
      <div className={styles.head} hidden={!hasCharts}>
        <SegmentedControl
          aria-label="Horizontal axis"
          size="xs"
          data={[
            { value: 'step', label: 'Over steps' },
            { value: 'time', label: 'Over time' }
          ]}
          value={axis}
          onChange={(next) => setAxis(next === 'time' ? 'time' : 'step')}
        />
        {metrics.length > shownAtFirst && (
          <SearchInput value={query} onChange={setQuery} placeholder="Find a metric" label="Filter charts" width={220} />
        )}
        <Smoothing value={smoothing} onChange={setSmoothing} />
      </div>
      {failure !== undefined && <FailureBox what="Could not load the metric histories" failure={failure} onRetry={reload} />}
      {found.length === 0 && <Text c="dimmed">No metric has this name.</Text>}
      <div className={styles.grid}>
        {value &&
          courses
            .slice(0, shown)
            .map((metric) => (
              <MetricChart
                key={metric}
                metric={metric}
                histories={value}
                runs={runs}
                axis={axis}
                smoothing={smoothing}
                name={name}
                group={`metrics ${name}`}
              />
            ))}
      </div>
      <div className={styles.foot}>
        {value && singles.length > 0 && <span>Logged once, without a course: {singles.join(', ')}.</span>}
        {rest > 0 && shown < most && (
          <Button variant="default" flex="none" onClick={() => setShown(shown + 12)}>
            Show more charts
          </Button>
        )}
        {rest > 0 && shown >= most && <span>{countNoun(rest, 'more metric')}: find them by name.</span>}
      </div>
    </>
  )
}

/** One metric of some runs; less than the usual `height` leaves the controls away. */
export function MetricChart({
  metric,
  histories,
  runs,
  axis,
  smoothing,
  name,
  group,
  height = usualHeight
}: {
  readonly metric: string
  readonly histories: Parameters<typeof toSeries>[0]
  readonly runs: readonly ChartedRun[]
  readonly axis: XAxis
  readonly smoothing: number
  readonly name: string
  readonly group: string
  /** Pixels of the drawing. */
  readonly height?: number
}) {
  const series = useMemo(() => toSeries(histories, metric, runs, axis), [histories, metric, runs, axis])
  const sampling = describeSampling(histories, metric)
  return (
    <div>
      <LineChart
        title={metric}
        series={series}
        xKind={axis}
        xName={axis}
        height={height}
        hasControls={height >= usualHeight}
        group={group}
        smoothing={smoothing}
        onExport={(kind, content) => void saveChart(`${name} ${metric}`, kind, content)}
      />
      {sampling !== '' && (
        <Text size="xs" c="dimmed">
          {sampling}
        </Text>
      )}
    </div>
  )
}
