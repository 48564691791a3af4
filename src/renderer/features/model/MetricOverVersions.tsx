import { Select, Text } from '@mantine/core'
import { useMemo } from 'react'
import type { MetricOfVersion, ModelDetail } from '../../../preload/contract/models.ts'
import { bridge } from '../../bridge.ts'
import { useCall } from '../../panels/calls.ts'
import { useRemembered } from '../../panels/remember.ts'
import { saveChart } from '../../panels/save-file.ts'
import { FailureBox } from '../../ui/FailureBox.tsx'
import { LineChart } from '../../ui/LineChart.tsx'
import styles from './model.module.css'

/** One metric over the versions of a model, the one in Production drawn as a line across. */
export function MetricOverVersions({ registry, model }: { readonly registry: string; readonly model: ModelDetail }) {
  const { name, metricNames } = model
  const [chosen, choose] = useRemembered<string | null>('metric', null)
  const metric = chosen !== null && metricNames.includes(chosen) ? chosen : metricNames[0]
  const { value, failure, reload } = useCall(
    (signal) => bridge.models.metricOverVersions({ registry, model: name, metric: metric ?? '' }, { signal }),
    [registry, name, metric],
    { reloadOn: ['registry.changed'], registry, isEnabled: metric !== undefined }
  )
  const values = useMemo(() => sortVersions(value ?? []), [value])
  const categories = useMemo(() => values.map(({ version }) => `v${version}`), [values])
  const series = useMemo(
    () => [
      {
        id: metric ?? '',
        label: metric ?? '',
        color: 0,
        points: values.map((one, x) => ({ x, y: typeof one.value === 'number' ? one.value : null }))
      }
    ],
    [values, metric]
  )
  const thresholds = useMemo(() => markProduction(values, model.production), [values, model.production])
  if (metric === undefined) return null
  return (
    <section aria-label="Metric over versions">
      <div className={styles.chartHead}>
        <h2>Over versions</h2>
        <Select
          aria-label="Metric"
          w={200}
          searchable
          allowDeselect={false}
          limit={200}
          data={[...metricNames]}
          value={metric}
          onChange={choose}
        />
      </div>
      {failure !== undefined && <FailureBox what={`Could not load ${metric}`} failure={failure} onRetry={reload} />}
      {value && values.length < 2 && (
        <Text c="dimmed">
          A line needs two versions with {metric}; there {values.length === 1 ? 'is one' : `are ${values.length}`}.
        </Text>
      )}
      {value && values.length >= 2 && (
        <LineChart
          title={metric}
          series={series}
          xKind="category"
          categories={categories}
          xName="version"
          height={200}
          thresholds={thresholds}
          hasControls={false}
          onExport={(kind, content) => void saveChart(`${name} ${metric} over versions`, kind, content)}
        />
      )}
    </section>
  )
}

/** Oldest first, whatever order they came in. */
function sortVersions(values: readonly MetricOfVersion[]): readonly MetricOfVersion[] {
  return [...values].sort((a, b) => Number(a.version) - Number(b.version))
}

/** A line across at what the newest version in Production has. */
function markProduction(values: readonly MetricOfVersion[], production: readonly string[]) {
  const current = values.findLast(({ version }) => production.includes(version))
  return current && typeof current.value === 'number' ? [{ value: current.value, label: `Production v${current.version}` }] : []
}
