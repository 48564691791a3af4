import { useMemo } from 'react'
import { useNavigate, useSearchParams } from 'react-router'
import type { ComparisonColumn } from '../../../preload/contract/comparisons.ts'
import { bridge } from '../../bridge.ts'
import { useCall } from '../../panels/calls.ts'
import { useSeriesColors } from '../../panels/colors.ts'
import { ColumnHead } from '../../panels/comparison-cells.tsx'
import { arrangeComparison, readRow } from '../../panels/comparison-rows.ts'
import { paths, readVersions } from '../../panels/paths.ts'
import { useRegistryId } from '../../panels/session.ts'
import { StageBadge } from '../../ui/Badges.tsx'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { FailureBox } from '../../ui/FailureBox.tsx'
import { Page, PageBody } from '../../ui/Page.tsx'
import { AddVersion } from './AddVersion.tsx'
import { ComparisonView } from './ComparisonView.tsx'
import { nameColumn, orderByBase, readColumn, readStage, shortenLabels } from './rules.ts'

/** Two to eight versions side by side, against the one in production unless another base is chosen. */
export function CompareVersionsPage() {
  const registry = useRegistryId()
  const [params] = useSearchParams()
  const navigate = useNavigate()
  const named = [...new Set(readVersions(params.get('versions')).map(nameColumn))]
  const { value, failure, isLoading, reload } = useCall(
    (signal) => bridge.comparisons.versions({ registry, versions: named.map(readColumn) }, { signal }),
    [registry, [...named].sort()],
    { reloadOn: ['registry.changed'], registry, isEnabled: named.length >= 2 }
  )
  const stageOf = useMemo(() => {
    const found = value ? readRow(value, 'About', 'stage') : []
    return new Map(value?.columns.map((column, index) => [column.id, found[index] ?? null]))
  }, [value])
  const ids = orderByBase(named, params.has('base'), stageOf)
  const key = ids.join('\n')
  const comparison = useMemo(() => value && shortenLabels(arrangeComparison(value, key.split('\n'))), [value, key])
  const colorKey = (id: string) => `${registry}/${readColumn(id).model}/${readColumn(id).version}`
  const colorAt = useSeriesColors(named.map(colorKey))
  const show = (next: readonly string[], isOwnBase: boolean) =>
    void navigate(`${paths.compareVersions(registry, next.map(readColumn))}${isOwnBase ? '&base=own' : ''}`, { replace: true })
  const isOwn = params.has('base')
  const head = (column: ComparisonColumn, index: number) => {
    const { model, version } = readColumn(column.id)
    const stage = readStage(stageOf.get(column.id))
    return (
      <ColumnHead
        column={column}
        to={paths.version(registry, model, version)}
        isBase={index === 0}
        badge={stage && stage !== 'None' && <StageBadge stage={stage} />}
        onBase={() => show([column.id, ...ids.filter((id) => id !== column.id)], true)}
        onRemove={
          ids.length > 2
            ? () =>
                show(
                  named.filter((id) => id !== column.id),
                  isOwn && index > 0
                )
            : undefined
        }
      />
    )
  }
  const models = [...new Set(named.map((id) => readColumn(id).model))]
  const first = models[0]
  return (
    <Page
      title={models.length === 1 ? `Compare versions of ${first}` : 'Compare versions'}
      windowTitle="Compare versions"
      crumbs={[
        { label: 'Models', to: paths.models(registry) },
        ...(models.length === 1 && first !== undefined ? [{ label: first, to: paths.model(registry, first) }] : []),
        { label: 'Compare' }
      ]}
      actions={<AddVersion registry={registry} model={first} taken={named} onAdd={(id) => show([...named, id], isOwn)} />}
      isLoading={isLoading}
    >
      {failure !== undefined && (
        <PageBody>
          <FailureBox failure={failure} what="Could not compare the versions" onRetry={reload} />
        </PageBody>
      )}
      {named.length < 2 && <EmptyState fact="Choose two to eight versions to see them side by side: Add version, at the top right." />}
      {comparison && comparison.columns.length > 1 && failure === undefined && (
        <ComparisonView
          registry={registry}
          noun="versions"
          subject={models.length === 1 ? `${first} ` : ''}
          comparison={comparison}
          head={head}
          colorOf={(column) => colorAt(colorKey(column.id))}
        />
      )}
    </Page>
  )
}
