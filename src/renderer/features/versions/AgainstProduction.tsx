import type { MetricValue as Metric } from '../../../preload/contract/common.ts'
import type { VersionDetail } from '../../../preload/contract/versions.ts'
import { bridge } from '../../bridge.ts'
import { useCall } from '../../panels/calls.ts'
import { DirectionMark } from '../../panels/comparison-cells.tsx'
import { paths } from '../../panels/paths.ts'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { FailureBox } from '../../ui/FailureBox.tsx'
import { Card, Section } from '../../ui/Page.tsx'
import { RowLink } from '../../ui/RowLink.tsx'
import { Difference, MetricValue, Nothing } from '../../ui/Values.tsx'
import styles from './version.module.css'

/** Metrics of a version; where another one is in Production, with its values and the differences to them. */
export function AgainstProduction({ registry, version }: { readonly registry: string; readonly version: VersionDetail }) {
  const { model } = version
  const { value, failure } = useCall(
    async (signal) => {
      const detail = await bridge.models.get({ registry, model }, { signal })
      const base = detail.production.find((one) => one !== version.version)
      if (base === undefined) return null
      const versions = [base, version.version].map((one) => ({ model, version: one }))
      return { base, comparison: await bridge.comparisons.versions({ registry, versions }, { signal }) }
    },
    [registry, model, version.version],
    { reloadOn: ['registry.changed'], registry }
  )
  const compared = value?.comparison.groups.find((group) => group.name === 'Metrics')?.rows
  const rows =
    compared?.map((row) => ({
      key: row.key,
      own: toMetric(row.values[1]),
      base: toMetric(row.values[0]),
      difference: row.differences[1],
      better: row.better
    })) ?? Object.entries(version.metrics).map(([key, own]) => ({ key, own, base: null, difference: null, better: null }))
  const hasBase = value !== null && value !== undefined
  return (
    <Card>
      <Section title="Metrics">
        {failure !== undefined && <FailureBox what="Could not compare with production" failure={failure} />}
        {rows.length === 0 ? (
          <EmptyState fact="No metrics were logged with this version." />
        ) : (
          <table className={styles.metrics}>
            {/* Widths hold before the production version is known, so that nothing jumps when it is. */}
            <colgroup>
              <col className={styles.name} />
              <col span={3} />
            </colgroup>
            <thead>
              <tr>
                <th scope="col">Metric</th>
                <th scope="col">v{version.version}</th>
                {hasBase && (
                  <th scope="col">
                    <RowLink to={paths.version(registry, model, value.base)}>v{value.base}, Production</RowLink>
                  </th>
                )}
                {hasBase && <th scope="col">Difference</th>}
              </tr>
            </thead>
            <tbody>
              {rows.map(({ key, own, base, difference, better }) => (
                <tr key={key}>
                  <th scope="row">
                    {key} {better && <DirectionMark better={better} />}
                  </th>
                  <td>
                    <MetricValue value={own} />
                  </td>
                  {hasBase && (
                    <td className={styles.base}>
                      <MetricValue value={base} />
                    </td>
                  )}
                  {hasBase && <td>{typeof difference === 'number' ? <Difference value={difference} better={better} /> : <Nothing />}</td>}
                </tr>
              ))}
            </tbody>
          </table>
        )}
      </Section>
    </Card>
  )
}

function toMetric(value: unknown): Metric | null {
  return typeof value === 'number' || value === 'NaN' || value === 'Infinity' || value === '-Infinity' ? value : null
}
