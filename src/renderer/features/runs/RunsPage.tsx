import { useCallback, useMemo } from 'react'
import { useNavigate, useSearchParams } from 'react-router'
import { bridge } from '../../bridge.ts'
import { useCall, useRows } from '../../panels/calls.ts'
import { useCheckedFilter } from '../../panels/checked-filter.ts'
import { paths, readIds } from '../../panels/paths.ts'
import { useRemembered, useTableSetting } from '../../panels/remember.ts'
import { useRegistryId } from '../../panels/session.ts'
import { Page } from '../../ui/Page.tsx'
import { ExperimentList } from './ExperimentList.tsx'
import { RunsTable } from './RunsTable.tsx'
import styles from './runs.module.css'

/** Listed at once; more are found by the filter. */
const shownExperiments = 500
const newestFirst = { key: 'started', descending: true }

/** The experiments of a registry and their runs, live while a script logs. */
export function RunsPage() {
  const registry = useRegistryId()
  const navigate = useNavigate()
  const [chosen, choose] = useChosenExperiments()
  const [query, setQuery] = useRemembered('experiments query', '')
  const reload = { reloadOn: ['registry.changed'], registry } as const
  const list = (filter: string) => (signal: AbortSignal) =>
    bridge.experiments.list({ registry, filter, limit: shownExperiments }, { signal })
  // The table names the experiments of its runs whatever the list is filtered by.
  const all = useCall(list(''), [registry], reload)
  const found = useCall(list(query), [registry, query], { ...reload, isEnabled: query !== '' })
  const experiments = query === '' ? all : found
  const columns = useCall((signal) => bridge.runs.columns({ registry, experiments: [...chosen] }, { signal }), [registry, chosen], reload)
  const [setting, changeSetting] = useTableSetting(`runs ${registry} ${chosen.length === 1 ? chosen[0] : 'all'}`)
  const sort = setting.sort ?? newestFirst
  // The core keeps the order of this answer, so the table's own question costs nothing more.
  const filter = useCheckedFilter('filter', (text, signal) =>
    bridge.runs.list({ registry, experiments: [...chosen], filter: text, sort, limit: 1 }, { signal })
  )
  const rows = useRows(
    (offset, limit, signal) =>
      bridge.runs.list({ registry, experiments: [...chosen], filter: filter.applied, sort, offset, limit }, { signal }),
    [registry, chosen, filter.applied, sort],
    reload
  )
  const names = useMemo(() => new Map(all.value?.rows.map(({ id, name }) => [id, name])), [all.value])
  const nameExperiment = useCallback((id: string) => names.get(id) ?? id, [names])
  return (
    <Page title="Runs" windowTitle="Runs" isLoading={rows.isLoading || experiments.isLoading}>
      <div className={styles.layout}>
        <ExperimentList
          experiments={(experiments.value ?? all.value)?.rows}
          total={experiments.value?.total ?? 0}
          failure={rows.failure === undefined ? experiments.failure : undefined}
          filter={query}
          onFilter={setQuery}
          chosen={chosen}
          onChoose={choose}
        />
        <RunsTable
          registry={registry}
          rows={rows}
          filter={filter}
          keys={columns.value}
          setting={setting}
          onSetting={changeSetting}
          sort={sort}
          experiments={chosen}
          nameExperiment={nameExperiment}
          onCompare={(ids) => void navigate(paths.compareRuns(registry, ids))}
          onOpen={(run) => void navigate(paths.run(registry, run.id))}
        />
      </div>
    </Page>
  )
}

/** Ids of the experiments looked at, none for all: those of the address, else those of the last visit. */
function useChosenExperiments() {
  const [params, setParams] = useSearchParams()
  const [remembered, remember] = useRemembered<readonly string[]>('experiments', [])
  const named = params.get('experiments')
  const chosen = useMemo(() => (named === null ? remembered : readIds(named)), [named, remembered])
  const choose = (ids: readonly string[]) => {
    remember(ids)
    if (named !== null) setParams({}, { replace: true })
  }
  return [chosen, choose] as const
}
