import { useMemo } from 'react'
import { useNavigate } from 'react-router'
import type { ModelDetail } from '../../../preload/contract/models.ts'
import type { VersionRow } from '../../../preload/contract/versions.ts'
import { bridge } from '../../bridge.ts'
import { useRows } from '../../panels/calls.ts'
import { unreadFilter, useCheckedFilter } from '../../panels/checked-filter.ts'
import { FilterHelp } from '../../panels/filter-help.tsx'
import { paths } from '../../panels/paths.ts'
import { usePlace, useTableSetting } from '../../panels/remember.ts'
import { useSelectedRows } from '../../panels/selected-rows.ts'
import { ColumnPicker } from '../../ui/ColumnPicker.tsx'
import { DataTable } from '../../ui/DataTable.tsx'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { FailureBox } from '../../ui/FailureBox.tsx'
import { SearchInput } from '../../ui/SearchInput.tsx'
import { listHidden, listPickable, pickMetrics, toggleColumn } from './column-choice.ts'
import { versionColumns } from './columns.tsx'
import styles from './model.module.css'
import { VersionsBar } from './VersionsBar.tsx'

const newestFirst = { key: 'version', descending: true }
const keyOf = (row: VersionRow) => row.version
const examples = [
  { filter: 'staging', what: 'words in number, tags, aliases, stage, author and description' },
  { filter: "tags.validated = 'yes'", what: 'a tag of the version' },
  { filter: 'version_number > 10', what: 'its number' },
  { filter: "run_id = '3f9a…'", what: 'the run it came from' }
]

/** The versions of a model, newest first, with what can be done with the selected ones. */
export function VersionsTable({
  registry,
  model,
  onPromote
}: {
  readonly registry: string
  readonly model: ModelDetail
  readonly onPromote: (row: VersionRow) => void
}) {
  const navigate = useNavigate()
  const { name, metricNames } = model
  const [setting, changeSetting] = useTableSetting('versions')
  const sort = setting.sort ?? newestFirst
  const metrics = useMemo(() => pickMetrics(metricNames, setting), [metricNames, setting])
  const filter = useCheckedFilter('versions.filter', (text, signal) =>
    bridge.versions.list({ registry, model: name, filter: text, limit: 1 }, { signal })
  )
  const rows = useRows(
    (offset, limit, signal) =>
      bridge.versions.list({ registry, model: name, filter: filter.applied, sort, metrics: [...metrics], offset, limit }, { signal }),
    [registry, name, filter.applied, sort, metrics],
    { reloadOn: ['registry.changed', 'requests.changed'], registry }
  )
  const selected = useSelectedRows('versions.selection', keyOf, rows.rowCount, rows.rowAt)
  const place = usePlace('versions')
  const shown = JSON.stringify([metrics, [...listHidden(setting)]])
  const columns = useMemo(() => versionColumns(registry, metrics, listHidden(setting)), [registry, shown])
  const canCompare = selected.selection.size >= 2 && selected.selection.size <= 8
  const compare = () => {
    if (canCompare) void navigate(paths.compareVersions(registry, pickBase(selected.rows, model)))
    return canCompare
  }
  return (
    <section aria-label="Versions">
      <div className={styles.tools}>
        <SearchInput
          value={filter.applied}
          onChange={filter.change}
          placeholder="Number, tag, stage, alias, author…"
          label="Filter versions"
          problem={filter.problem}
          delayMs={200}
          width={360}
        />
        <FilterHelp noun="versions" examples={examples} onPick={filter.change} />
        <ColumnPicker
          columns={listPickable(metricNames, setting)}
          onToggle={(id, isVisible) => changeSetting(toggleColumn(id, isVisible, setting, metricNames))}
          onReset={() => changeSetting({ added: [], hidden: [], sizes: {} })}
        />
      </div>
      {rows.failure !== undefined && <FailureBox what="Could not list the versions" failure={rows.failure} onRetry={rows.reload} />}
      <DataTable<VersionRow>
        label="Versions"
        columns={columns}
        rowCount={rows.rowCount}
        rowAt={rows.rowAt}
        onRange={rows.onRange}
        rowKey={keyOf}
        sort={sort}
        onSort={(next) => changeSetting({ sort: next })}
        selection={selected.selection}
        onSelection={selected.setSelection}
        onOpen={(row) => void navigate(paths.version(registry, name, row.version))}
        onKey={(key, row) => {
          if (key === 'c') return compare()
          if (key !== 'p') return false
          onPromote(row)
          return true
        }}
        rowTone={(row) => (row.stage === 'Archived' ? 'dim' : undefined)}
        sizes={setting.sizes}
        onSizes={(sizes) => changeSetting({ sizes })}
        resetKey={JSON.stringify([name, filter.applied, sort])}
        {...place}
        fit="content"
        maxHeight={420}
        empty={
          rows.status !== 'ready' ? undefined : filter.problem !== undefined ? (
            <EmptyState fact={`${unreadFilter}.`} />
          ) : filter.applied === '' ? (
            <EmptyState fact={`${name} has no versions yet.`} />
          ) : (
            <EmptyState fact="No version matches the filter." link={{ label: 'Clear the filter', run: () => filter.change('') }} />
          )
        }
        footer={
          <VersionsBar
            registry={registry}
            model={name}
            selected={selected}
            total={rows.total}
            problem={filter.problem && unreadFilter}
            onCompare={compare}
            onPromote={onPromote}
          />
        }
      />
    </section>
  )
}

/** The selected versions as a comparison takes them: the one in Production first, since it is the base; else the oldest. */
export function pickBase(rows: readonly VersionRow[], model: Pick<ModelDetail, 'name' | 'production'>) {
  const ordered = [...rows].sort((a, b) => Number(a.version) - Number(b.version))
  const base = ordered.find((row) => model.production.includes(row.version)) ?? ordered[0]
  const others = ordered.filter((row) => row !== base)
  return [...(base ? [base] : []), ...others].map(({ version }) => ({ model: model.name, version }))
}
