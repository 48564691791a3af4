import { useMemo } from 'react'
import type { Sort } from '../../../preload/contract/common.ts'
import type { RunColumns, RunRow } from '../../../preload/contract/runs.ts'
import { type CheckedFilter, unreadFilter } from '../../panels/checked-filter.ts'
import { type FilterExample, FilterHelp } from '../../panels/filter-help.tsx'
import { usePanelWidth, usePlace, useRemembered } from '../../panels/remember.ts'
import type { TableSetting } from '../../panels/settings.ts'
import { ColumnPicker } from '../../ui/ColumnPicker.tsx'
import { DataTable } from '../../ui/DataTable.tsx'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { FailureBox } from '../../ui/FailureBox.tsx'
import { PageNotice, Toolbar } from '../../ui/Page.tsx'
import { SearchInput } from '../../ui/SearchInput.tsx'
import { SplitView } from '../../ui/SplitView.tsx'
import type { WindowedRows } from '../../ui/windowed-rows.ts'
import { CompareBar } from './CompareBar.tsx'
import { listKeyedColumns, pickKeyedColumns, plainColumns, showsPlain, toggleColumn } from './column-choice.ts'
import { runColumns } from './columns.tsx'
import { NoRuns } from './NoRuns.tsx'
import { pickable } from './pickable.ts'
import { RunPeek } from './RunPeek.tsx'
import styles from './runs.module.css'

/** Examples of MLflow's filter language for runs. */
const examples: readonly FilterExample[] = [
  { filter: 'mlp', what: 'words in name, user, id or a param’s value' },
  { filter: 'metrics.accuracy > 0.9', what: 'a metric’s last value' },
  { filter: "params.model = 'mlp'", what: 'a param: always text, in quotes' },
  { filter: "tags.team ILIKE 'risk%'", what: 'a tag; % stands for anything, ILIKE ignores case' },
  { filter: "attributes.status = 'RUNNING'", what: 'status, run_name, user_id, start_time (ms) …' },
  { filter: "metrics.`val loss` < 0.2 AND params.seed != '1'", what: 'AND joins; back-ticks hold odd names' }
]

interface TableProps {
  readonly registry: string
  readonly rows: WindowedRows<RunRow>
  readonly filter: CheckedFilter
  /** Keys of these runs; undefined until they came. */
  readonly keys: RunColumns | undefined
  readonly setting: TableSetting
  readonly onSetting: (change: Partial<TableSetting>) => void
  readonly sort: Sort
  /** Ids of the experiments on show; none means all. */
  readonly experiments: readonly string[]
  readonly nameExperiment: (id: string) => string
  readonly onCompare: (runIds: readonly string[]) => void
  readonly onOpen: (run: RunRow) => void
}

/** Filter, columns, rows and what is selected of them. */
export function RunsTable(props: TableProps) {
  const { registry, rows, filter, setting, onSetting, experiments, onCompare } = props
  const [selection, setSelection] = useRemembered<ReadonlySet<string>>('selection', new Set())
  const [peeked, setPeeked] = useRemembered<RunRow | null>('peeked', null)
  const [width, setWidth] = usePanelWidth()
  const place = usePlace('runs')
  const all = useMemo(() => listKeyedColumns(props.keys), [props.keys])
  const columns = useColumns(props, all)
  const hasRows = rows.failure === undefined || rows.rowCount > 0
  const compare = () => selection.size >= 2 && selection.size <= 8 && onCompare([...selection])
  return (
    <div className={styles.main}>
      <div className={styles.tools}>
        <Toolbar
          right={
            <ColumnPicker
              columns={pickable(all, setting, experiments.length !== 1)}
              onToggle={(id, isVisible) => onSetting(toggleColumn(id, isVisible, setting, all))}
              onReset={() => onSetting({ added: [], hidden: [], sizes: {} })}
            />
          }
        >
          <SearchInput
            value={filter.applied}
            onChange={filter.change}
            placeholder="Words, or metrics.accuracy > 0.9"
            label="Filter runs"
            problem={filter.problem}
            delayMs={250}
            width={400}
          />
          <FilterHelp noun="runs" examples={examples} onPick={filter.change} />
        </Toolbar>
      </div>
      {rows.failure !== undefined && (
        <PageNotice>
          <FailureBox failure={rows.failure} what="Could not list the runs" onRetry={rows.reload} />
        </PageNotice>
      )}
      {hasRows && (
        <SplitView
          panel={peeked && <RunPeek run={peeked} registry={registry} onClose={() => setPeeked(null)} />}
          width={width}
          onWidth={setWidth}
        >
          <DataTable<RunRow>
            label="Runs"
            columns={columns}
            rowCount={rows.rowCount}
            rowAt={rows.rowAt}
            onRange={rows.onRange}
            rowKey={(run) => run.id}
            sort={props.sort}
            onSort={(sort) => onSetting({ sort })}
            selection={selection}
            onSelection={setSelection}
            onOpen={props.onOpen}
            onPeek={(run) => setPeeked(run.id === peeked?.id ? null : run)}
            onActive={(run) => peeked && setPeeked(run)}
            onEscape={() => setPeeked(null)}
            onKey={(key) => key === 'c' && compare() !== false}
            sizes={setting.sizes}
            onSizes={(sizes) => onSetting({ sizes })}
            resetKey={JSON.stringify([experiments, filter.applied, props.sort])}
            {...place}
            empty={rows.status === 'ready' && <NothingHere {...props} />}
            footer={
              <CompareBar
                selected={selection.size}
                total={rows.total}
                problem={filter.problem && unreadFilter}
                onClear={() => setSelection(new Set())}
                onCompare={() => compare()}
              />
            }
          />
        </SplitView>
      )}
    </div>
  )
}

function NothingHere({ filter, experiments, nameExperiment }: TableProps) {
  if (filter.problem !== undefined) return <EmptyState fact={`${unreadFilter}.`} />
  if (filter.applied !== '')
    return <EmptyState fact="No run matches the filter." link={{ label: 'Clear the filter', run: () => filter.change('') }} />
  const [only, ...others] = experiments
  return <NoRuns experiment={only !== undefined && others.length === 0 ? nameExperiment(only) : undefined} />
}

/** Columns keep their identity while nothing visible changes: rows are drawn again only then. */
function useColumns({ registry, setting, experiments, nameExperiment }: TableProps, all: ReturnType<typeof listKeyedColumns>) {
  const plain = plainColumns.filter((column) => showsPlain(column, setting, experiments.length !== 1))
  const keyed = pickKeyedColumns(all, setting)
  const shown = [...plain, ...keyed.map(({ id }) => id)].join('\n')
  return useMemo(() => runColumns(registry, plain, keyed, nameExperiment), [registry, shown, nameExperiment])
}
