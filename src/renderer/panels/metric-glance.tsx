import { Anchor } from '@mantine/core'
import { bridge } from '../bridge.ts'
import { Section } from '../ui/Page.tsx'
import { useCall } from './calls.ts'
import styles from './metric-charts.module.css'
import { MetricChart } from './metric-charts.tsx'
import { type ChartedRun, splitMetrics } from './metric-series.ts'

/** Metrics that are asked for their course: some are a single number. */
const askedAtMost = 12

/** The first metrics of a run that have a course, without controls; nothing at all where none has. */
export function MetricGlance({
  registry,
  run,
  metrics,
  limit,
  onAll
}: {
  readonly registry: string
  readonly run: ChartedRun
  readonly metrics: readonly string[]
  readonly limit: number
  readonly onAll: () => void
}) {
  const asked = metrics.slice(0, askedAtMost)
  const { value } = useCall(
    (signal) => bridge.runs.metricHistories({ registry, runIds: [run.runId], metrics: [...asked] }, { signal }),
    [registry, run.runId, asked],
    { reloadOn: ['registry.changed'], registry, isEnabled: asked.length > 0 }
  )
  const { courses } = splitMetrics(value ?? [], asked)
  if (!value || courses.length === 0) return null
  return (
    <Section
      title="Over the run"
      actions={
        <Anchor component="button" type="button" size="sm" onClick={onAll}>
          All charts
        </Anchor>
      }
    >
      <div className={styles.glance}>
        {courses.slice(0, limit).map((metric) => (
          <MetricChart
            key={metric}
            metric={metric}
            histories={value}
            runs={[run]}
            axis="step"
            smoothing={0}
            name={run.label}
            group={`glance ${run.runId}`}
            height={160}
          />
        ))}
      </div>
    </Section>
  )
}
