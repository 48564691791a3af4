import { useMemo } from 'react'
import { useNavigate } from 'react-router'
import type { Sort } from '../../../preload/contract/common.ts'
import type { ModelRow } from '../../../preload/contract/models.ts'
import { type CheckedFilter, unreadFilter } from '../../panels/checked-filter.ts'
import { paths } from '../../panels/paths.ts'
import { usePanelWidth, usePlace, useRemembered } from '../../panels/remember.ts'
import { useSelectedRows } from '../../panels/selected-rows.ts'
import type { TableSetting } from '../../panels/settings.ts'
import { DataTable } from '../../ui/DataTable.tsx'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { SplitView } from '../../ui/SplitView.tsx'
import type { WindowedRows } from '../../ui/windowed-rows.ts'
import { plainColumns, showsPlain } from './column-choice.ts'
import { modelColumns } from './columns.tsx'
import { ModelPeek } from './ModelPeek.tsx'
import { compareLatest, ModelsBar } from './ModelsBar.tsx'

interface TableProps {
  readonly registry: string
  readonly registryName: string
  readonly rows: WindowedRows<ModelRow>
  readonly filter: CheckedFilter
  readonly setting: TableSetting
  readonly onSetting: (change: Partial<TableSetting>) => void
  readonly sort: Sort
  readonly metrics: readonly string[]
  /** Undefined where nothing can be registered. */
  readonly onRegister: (() => void) | undefined
}

const keyOf = (row: ModelRow) => row.name

/** The rows of the models page with selection, peek and keys. */
export function ModelsTable(props: TableProps) {
  const { registry, rows, setting, onSetting, sort, filter } = props
  const navigate = useNavigate()
  const selected = useSelectedRows('selection', keyOf, rows.rowCount, rows.rowAt)
  const [peeked, setPeeked] = useRemembered<ModelRow | null>('peeked', null)
  const [width, setWidth] = usePanelWidth()
  const place = usePlace('models')
  const columns = useColumns(props)
  const shown = peeked && (findRow(rows, peeked.name) ?? peeked)
  const compare = () => {
    const versions = compareLatest(selected.rows)
    if (versions) void navigate(paths.compareVersions(registry, versions))
    return versions !== null
  }
  return (
    <SplitView
      panel={shown && <ModelPeek registry={registry} row={shown} onClose={() => setPeeked(null)} />}
      width={width}
      onWidth={setWidth}
    >
      <DataTable<ModelRow>
        label="Models"
        columns={columns}
        rowCount={rows.rowCount}
        rowAt={rows.rowAt}
        onRange={rows.onRange}
        rowKey={keyOf}
        sort={sort}
        onSort={(next) => onSetting({ sort: next })}
        selection={selected.selection}
        onSelection={selected.setSelection}
        onOpen={(row) => void navigate(paths.model(registry, row.name))}
        onPeek={(row) => setPeeked(row.name === peeked?.name ? null : row)}
        onActive={(row) => peeked && setPeeked(row)}
        onEscape={() => setPeeked(null)}
        onKey={(key) => key === 'c' && compare()}
        sizes={setting.sizes}
        onSizes={(sizes) => onSetting({ sizes })}
        resetKey={JSON.stringify([registry, filter.applied, sort])}
        {...place}
        empty={rows.status === 'ready' && <NothingHere {...props} />}
        footer={
          <ModelsBar
            registry={registry}
            registryName={props.registryName}
            selected={selected}
            total={rows.total}
            problem={filter.problem && unreadFilter}
            onCompare={compare}
          />
        }
      />
    </SplitView>
  )
}

function NothingHere({ filter, registryName, onRegister }: TableProps) {
  const navigate = useNavigate()
  if (filter.problem !== undefined) return <EmptyState fact={`${unreadFilter}.`} />
  if (filter.applied !== '')
    return <EmptyState fact="No model matches the filter." link={{ label: 'Clear the filter', run: () => filter.change('') }} />
  return (
    <EmptyState
      fact={`No models in ${registryName} yet.`}
      {...(onRegister ? { link: { label: 'Log the first one from a script', run: () => void navigate('/welcome') } } : {})}
    />
  )
}

/** Columns keep their identity while nothing visible changes: rows are drawn again only then. */
function useColumns({ registry, setting, metrics }: TableProps) {
  const shown = plainColumns.filter(({ id }) => showsPlain(id, setting)).map(({ id }) => id)
  const key = JSON.stringify([shown, metrics])
  return useMemo(() => modelColumns(registry, new Set(shown), metrics), [registry, key])
}

function findRow(rows: WindowedRows<ModelRow>, name: string): ModelRow | undefined {
  for (let index = 0; index < rows.rowCount; index++) if (rows.rowAt(index)?.name === name) return rows.rowAt(index)
  return undefined
}
