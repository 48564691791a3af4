import type { MetricHistory, MetricPoint } from '../../preload/contract/runs.ts'
import type { Point, Series } from '../ui/series.ts'

/** A run whose metrics are drawn. */
export interface ChartedRun {
  readonly runId: string
  /** In legends: `v21`, or the run's name. */
  readonly label: string
  /** 0–7: its colour everywhere. */
  readonly color: number
}

export type XAxis = 'step' | 'time'

/** The lines of one metric, in the order of `runs`; runs without it are left out. NaN and infinities are gaps. */
export function toSeries(histories: readonly MetricHistory[], metric: string, runs: readonly ChartedRun[], axis: XAxis): readonly Series[] {
  return runs.flatMap(({ runId, label, color }) => {
    const history = histories.find((one) => one.runId === runId && one.metric === metric)
    return history && history.points.length > 0
      ? [{ id: runId, label, color, points: history.points.map((point) => place(point, axis)) }]
      : []
  })
}

function place({ step, timestampMs, value }: MetricPoint, axis: XAxis): Point {
  return { x: axis === 'step' ? step : timestampMs, y: typeof value === 'number' ? value : null }
}

/** Splits metrics into those with a course (two points or more in some run) and those that are one number. Unknown ones count as a course. */
export function splitMetrics(histories: readonly MetricHistory[], metrics: readonly string[]) {
  const most = new Map<string, number>()
  for (const { metric, total } of histories) most.set(metric, Math.max(most.get(metric) ?? 0, total))
  return {
    courses: metrics.filter((metric) => (most.get(metric) ?? 2) > 1),
    singles: metrics.filter((metric) => (most.get(metric) ?? 2) <= 1)
  }
}

/** How many points are missing from the drawing, in words; '' when none. */
export function describeSampling(histories: readonly MetricHistory[], metric: string): string {
  const sampled = histories.filter((one) => one.metric === metric && one.isSampled)
  if (sampled.length === 0) return ''
  const total = sampled.reduce((sum, one) => sum + one.total, 0)
  const drawn = sampled.reduce((sum, one) => sum + one.points.length, 0)
  return `${drawn.toLocaleString('en-US')} of ${total.toLocaleString('en-US')} points drawn`
}
