import { useMemo } from 'react'
import { useNavigate } from 'react-router'
import type { EventName } from '../../../preload/contract/events.ts'
import { bridge } from '../../bridge.ts'
import { useCall, useRows } from '../../panels/calls.ts'
import { paths } from '../../panels/paths.ts'
import { useRemembered } from '../../panels/remember.ts'
import { useRegistryId } from '../../panels/session.ts'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { FailureBox } from '../../ui/FailureBox.tsx'
import { Page, PageBody } from '../../ui/Page.tsx'
import { RequestsTable } from './RequestsTable.tsx'
import { sortRequests } from './rules.ts'

/** More open requests than this at once are the oldest thousand; nobody decides on them in one sitting. */
const openLimit = 1000
const reloadOn: readonly EventName[] = ['requests.changed', 'people.changed']

/** Requests to move versions: open ones by whose turn it is, closed ones by time. */
export function ApprovalsPage() {
  const [tab, setTab] = useRemembered('tab', 'open')
  const open = useCall((signal) => bridge.promotions.list({ show: 'open', limit: openLimit }, { signal }), [], { reloadOn })
  const closed = useRows((offset, limit, signal) => bridge.promotions.list({ show: 'closed', offset, limit }, { signal }), [], { reloadOn })
  return (
    <Page
      title="Approvals"
      windowTitle="Approvals"
      isLoading={open.isLoading || closed.isLoading}
      tabs={[
        { value: 'open', label: 'Open', count: open.value?.total },
        { value: 'closed', label: 'Closed', count: closed.status === 'ready' ? closed.rowCount : undefined }
      ]}
      tab={tab}
      onTab={setTab}
    >
      {tab === 'open' ? <OpenRequests call={open} /> : <ClosedRequests rows={closed} />}
    </Page>
  )
}

function OpenRequests({ call }: { readonly call: ReturnType<typeof useCall<Awaited<ReturnType<typeof bridge.promotions.list>>>> }) {
  const registry = useRegistryId()
  const navigate = useNavigate()
  const sorted = useMemo(() => sortRequests(call.value?.rows ?? []), [call.value])
  if (call.failure !== undefined) return <Failed failure={call.failure} onRetry={call.reload} />
  if (!call.value) return null
  return (
    <RequestsTable
      name="open"
      rowCount={sorted.length}
      total={sorted.length}
      rowAt={(index) => sorted[index]}
      empty={
        <EmptyState
          fact="No request waits for a decision. A version is proposed from its own page, with “Request production” or “Request staging”."
          link={registry === '' ? undefined : { label: 'Show the models', run: () => void navigate(paths.models(registry)) }}
        />
      }
    />
  )
}

function ClosedRequests({
  rows
}: {
  readonly rows: ReturnType<typeof useRows<Awaited<ReturnType<typeof bridge.promotions.list>>['rows'][number]>>
}) {
  if (rows.failure !== undefined) return <Failed failure={rows.failure} onRetry={rows.reload} />
  return (
    <RequestsTable
      name="closed"
      rowCount={rows.rowCount}
      total={rows.total}
      rowAt={rows.rowAt}
      onRange={rows.onRange}
      empty={
        rows.status === 'ready' ? (
          <EmptyState fact="No request was decided yet. Applied, rejected and withdrawn ones stay here." />
        ) : undefined
      }
    />
  )
}

function Failed({ failure, onRetry }: { readonly failure: unknown; readonly onRetry: () => void }) {
  return (
    <PageBody width={720}>
      <FailureBox failure={failure} what="Could not load the requests" onRetry={onRetry} />
    </PageBody>
  )
}
