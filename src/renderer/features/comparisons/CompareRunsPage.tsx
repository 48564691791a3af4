import { useMemo } from 'react'
import { useNavigate, useSearchParams } from 'react-router'
import { bridge } from '../../bridge.ts'
import { useCall } from '../../panels/calls.ts'
import { useSeriesColors } from '../../panels/colors.ts'
import { ColumnHead } from '../../panels/comparison-cells.tsx'
import { arrangeComparison } from '../../panels/comparison-rows.ts'
import { paths, readIds } from '../../panels/paths.ts'
import { useRegistryId } from '../../panels/session.ts'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { FailureBox } from '../../ui/FailureBox.tsx'
import { Page, PageBody } from '../../ui/Page.tsx'
import { AddRun } from './AddRun.tsx'
import { ComparisonView } from './ComparisonView.tsx'

/** Two to eight runs side by side; the first is the base. */
export function CompareRunsPage() {
  const registry = useRegistryId()
  const [params] = useSearchParams()
  const navigate = useNavigate()
  const ids = [...new Set(readIds(params.get('ids')))]
  const { value, failure, isLoading, reload } = useCall(
    (signal) => bridge.comparisons.runs({ registry, runIds: ids }, { signal }),
    [registry, [...ids].sort()],
    { reloadOn: ['registry.changed'], registry, isEnabled: ids.length >= 2 }
  )
  const key = ids.join('\n')
  const comparison = useMemo(() => value && arrangeComparison(value, key.split('\n')), [value, key])
  const colorKey = (id: string) => `${registry}/run/${id}`
  const colorAt = useSeriesColors(ids.map(colorKey))
  const show = (next: readonly string[]) => void navigate(paths.compareRuns(registry, next), { replace: true })
  const without = (id: string) => ids.filter((one) => one !== id)
  return (
    <Page
      title="Compare runs"
      windowTitle="Compare runs"
      crumbs={[{ label: 'Runs', to: paths.runs(registry) }, { label: 'Compare' }]}
      actions={<AddRun registry={registry} taken={ids} onAdd={(id) => show([...ids, id])} />}
      isLoading={isLoading}
    >
      {failure !== undefined && (
        <PageBody>
          <FailureBox failure={failure} what="Could not compare the runs" onRetry={reload} />
        </PageBody>
      )}
      {ids.length < 2 && <EmptyState fact="Choose two to eight runs to see them side by side: Add run, at the top right." />}
      {comparison && comparison.columns.length > 1 && failure === undefined && (
        <ComparisonView
          registry={registry}
          noun="runs"
          comparison={comparison}
          colorOf={(column) => colorAt(colorKey(column.id))}
          head={(column, index) => (
            <ColumnHead
              column={column}
              to={paths.run(registry, column.id)}
              isBase={index === 0}
              onBase={() => show([column.id, ...without(column.id)])}
              onRemove={ids.length > 2 ? () => show(without(column.id)) : undefined}
            />
          )}
        />
      )}
    </Page>
  )
}
