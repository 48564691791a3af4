import { useEffect, useMemo } from 'react'
import type { ActivityEntry } from '../../../preload/contract/activity.ts'
import { bridge, onEvent } from '../../bridge.ts'
import { useRows } from '../../panels/calls.ts'
import { RegistryFilter } from '../../panels/registry-filter.tsx'
import { usePanelWidth, usePlace, useRemembered, useTableSetting } from '../../panels/remember.ts'
import { useRegistryId, useSession } from '../../panels/session.ts'
import { DataTable } from '../../ui/DataTable.tsx'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { FailureBox } from '../../ui/FailureBox.tsx'
import { Page, PageNotice, Toolbar } from '../../ui/Page.tsx'
import { SearchInput } from '../../ui/SearchInput.tsx'
import { SelectionBar } from '../../ui/SelectionBar.tsx'
import { SplitView } from '../../ui/SplitView.tsx'
import { activityColumns } from './columns.tsx'
import { EntryPanel } from './EntryPanel.tsx'
import { dismissCheck, useVerify } from './store.ts'
import { VerifyButton, VerifyResult } from './VerifyChain.tsx'

/** Everything that was changed, by whom, through what and why; and whether the record itself is intact. */
export function ActivityPage() {
  const [query, setQuery] = useRemembered('query', '')
  const [registry, setRegistry] = useRemembered('registry', '')
  const [opened, setOpened] = useRemembered<ActivityEntry | null>('opened', null)
  const [width, setWidth] = usePanelWidth()
  const [setting, changeSetting] = useTableSetting('activity')
  const place = usePlace('activity')
  const registries = useSession((session) => session.registries)
  const hasResult = useVerify((state) => state.check !== null || state.failure !== undefined)
  // What was checked is no longer all there is.
  useEffect(() => onEvent('activity.changed', dismissCheck), [])
  const filter = useMemo(() => ({ ...(registry === '' ? {} : { registry }), query }), [registry, query])
  const rows = useRows((offset, limit, signal) => bridge.activity.list({ ...filter, offset, limit }, { signal }), [filter], {
    reloadOn: ['activity.changed', 'registry.changed']
  })
  const columns = useMemo(
    () => activityColumns((id) => registries.find((one) => one.id === id)?.name ?? '', registry !== ''),
    [registries, registry]
  )
  // Their own history is no part of this record: it shows when one looks at them alone.
  const withHistory = registries.filter((one) => (one.kind === 'snapshot' || one.kind === 'sample') && one.state === 'open')
  const current = useRegistryId()
  const brought = withHistory.find((one) => one.id === current) ?? withHistory[0]
  const hasRows = rows.failure === undefined || rows.rowCount > 0
  const isFiltered = query !== '' || registry !== ''
  const clear = () => {
    setQuery('')
    setRegistry('')
  }
  return (
    <Page title="Activity" windowTitle="Activity" isLoading={rows.isLoading} actions={<VerifyButton />}>
      <Toolbar>
        <SearchInput value={query} onChange={setQuery} placeholder="Words in who, what, model, why" label="Filter the activity" />
        {registries.length > 1 && <RegistryFilter value={registry} onChange={setRegistry} />}
      </Toolbar>
      {hasResult && <VerifyResult />}
      {rows.failure !== undefined && (
        <PageNotice>
          <FailureBox failure={rows.failure} what="Could not load the activity" onRetry={rows.reload} />
        </PageNotice>
      )}
      {hasRows && (
        <SplitView panel={opened && <EntryPanel entry={opened} onClose={() => setOpened(null)} />} width={width} onWidth={setWidth}>
          <DataTable<ActivityEntry>
            label="Activity"
            columns={columns}
            rowCount={rows.rowCount}
            rowAt={rows.rowAt}
            onRange={rows.onRange}
            rowKey={(entry) => String(entry.seq)}
            onOpen={setOpened}
            onPeek={(entry) => setOpened(entry.seq === opened?.seq ? null : entry)}
            onActive={(entry) => opened && setOpened(entry)}
            onEscape={() => setOpened(null)}
            sizes={setting.sizes}
            onSizes={(sizes) => changeSetting({ sizes })}
            rowTone={(entry) => (entry.outcome === 'failed' ? 'dim' : undefined)}
            resetKey={`${registry} ${query}`}
            {...place}
            empty={
              rows.status !== 'ready' ? undefined : isFiltered ? (
                <EmptyState fact="No entry matches the filter." link={{ label: 'Clear the filter', run: clear }} />
              ) : (
                <EmptyState
                  fact="Nothing has happened yet. Every change of a stage, alias, tag or approval is kept here."
                  link={
                    brought && {
                      label: brought.kind === 'sample' ? 'Show what came with the sample' : `Show what came with ${brought.name}`,
                      run: () => setRegistry(brought.id)
                    }
                  }
                />
              )
            }
            footer={<SelectionBar selected={0} total={rows.total} noun="entry" nouns="entries" />}
          />
        </SplitView>
      )}
    </Page>
  )
}
