import { type ReactNode, useMemo } from 'react'
import type { Comparison, ComparisonColumn } from '../../../preload/contract/comparisons.ts'
import { showGroups } from '../../panels/comparison-rows.ts'
import { ComparisonTable } from '../../panels/comparison-table.tsx'
import { MetricCharts } from '../../panels/metric-charts.tsx'
import type { ChartedRun } from '../../panels/metric-series.ts'
import { useRemembered } from '../../panels/remember.ts'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { Section } from '../../ui/Page.tsx'
import { ComparisonTools } from './ComparisonTools.tsx'
import styles from './comparisons.module.css'
import { listCharted } from './rules.ts'

interface ViewProps {
  readonly registry: string
  /** What is compared, plural. */
  readonly noun: 'versions' | 'runs'
  /** Begins the names of files: the model where all columns are of one. */
  readonly subject?: string
  readonly comparison: Comparison
  readonly head: (column: ComparisonColumn, index: number) => ReactNode
  readonly colorOf: (column: ComparisonColumn) => number
}

/** The comparison: tools, the table with the base pinned, the metrics' courses below it. */
export function ComparisonView({ registry, noun, subject = '', comparison, head, colorOf }: ViewProps) {
  const [query, setQuery] = useRemembered('query', '')
  const [differencesOnly, setDifferencesOnly] = useRemembered('differences only', true)
  const [collapsed, setCollapsed] = useRemembered<ReadonlySet<string>>('collapsed', new Set())
  const groups = useMemo(() => showGroups(comparison.groups, differencesOnly, query), [comparison, differencesOnly, query])
  const name = `${subject}${comparison.columns.map((column) => column.label).join(' vs ')}`
  const collapse = (group: string, isCollapsed: boolean) => {
    const others = [...collapsed].filter((one) => one !== group)
    setCollapsed(new Set(isCollapsed ? [...others, group] : others))
  }
  return (
    <>
      <ComparisonTools
        query={query}
        onQuery={setQuery}
        differencesOnly={differencesOnly}
        onDifferencesOnly={setDifferencesOnly}
        columns={comparison.columns}
        groups={groups}
        name={name}
      />
      <div className={styles.scroll}>
        <ComparisonTable
          label={`Comparison of ${noun}`}
          columns={comparison.columns}
          groups={groups}
          collapsed={collapsed}
          onCollapse={collapse}
          head={head}
          colorOf={colorOf}
        />
        {groups.length === 0 && (
          <div className={styles.below}>
            <NothingShown
              query={query}
              noun={noun}
              onShowAll={() => {
                setQuery('')
                if (query === '') setDifferencesOnly(false)
              }}
            />
          </div>
        )}
        <div className={styles.below}>
          <Courses registry={registry} comparison={comparison} name={name} colorOf={colorOf} />
        </div>
      </div>
    </>
  )
}

function NothingShown({ query, noun, onShowAll }: { readonly query: string; readonly noun: string; readonly onShowAll: () => void }) {
  return query === '' ? (
    <EmptyState fact={`No difference between these ${noun}.`} link={{ label: 'Show what is the same', run: onShowAll }} />
  ) : (
    <EmptyState fact="No row matches the filter." link={{ label: 'Clear the filter', run: onShowAll }} />
  )
}

function Courses({
  registry,
  comparison,
  name,
  colorOf
}: Pick<ViewProps, 'registry' | 'comparison' | 'colorOf'> & { readonly name: string }) {
  // Charts are drawn again only when runs, labels or colours change.
  const key = JSON.stringify(listCharted(comparison.columns, colorOf))
  const runs = useMemo((): readonly ChartedRun[] => JSON.parse(key), [key])
  const metrics = comparison.groups.find((group) => group.name === 'Metrics')?.rows ?? []
  // What differs is what one came for.
  const sorted = [...metrics].sort((a, b) => Number(b.isDifferent) - Number(a.isDifferent)).map((row) => row.key)
  if (sorted.length === 0) return null
  return (
    <Section title="Metrics over the runs">
      <MetricCharts registry={registry} runs={runs} metrics={sorted} shownAtFirst={4} name={name} />
    </Section>
  )
}
