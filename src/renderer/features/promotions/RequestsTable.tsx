import { type ReactNode, useMemo } from 'react'
import { useNavigate } from 'react-router'
import type { ListedRequest } from '../../../preload/contract/promotions.ts'
import { paths } from '../../panels/paths.ts'
import { usePlace, useTableSetting } from '../../panels/remember.ts'
import { useSession } from '../../panels/session.ts'
import { RequestStatusBadge } from '../../ui/Badges.tsx'
import { DataTable } from '../../ui/DataTable.tsx'
import { RowLink } from '../../ui/RowLink.tsx'
import { SelectionBar } from '../../ui/SelectionBar.tsx'
import type { Column } from '../../ui/table-columns.ts'
import { formatMoment } from '../../ui/times.ts'
import { TimeAgo } from '../../ui/Values.tsx'
import { VersionName } from '../../ui/VersionName.tsx'
import styles from './promotions.module.css'
import { findNext, nextWords } from './rules.ts'
import { StageMove } from './StageMove.tsx'

/** A list of requests; Enter opens one. */
export function RequestsTable({
  name,
  rowCount,
  total,
  rowAt,
  onRange,
  empty
}: {
  readonly name: 'open' | 'closed'
  readonly rowCount: number
  /** Undefined while it is not known. */
  readonly total: number | undefined
  readonly rowAt: (index: number) => ListedRequest | undefined
  readonly onRange?: (first: number, last: number) => void
  readonly empty: ReactNode
}) {
  const navigate = useNavigate()
  const registries = useSession((session) => session.registries)
  const [setting, changeSetting] = useTableSetting(`requests-${name}`)
  const place = usePlace(name)
  const columns = useMemo(() => {
    const nameOf = (id: string) => registries.find((registry) => registry.id === id)?.name ?? 'not open'
    return listColumns(name, nameOf).map((column) => ({
      ...column,
      ...(column.id === 'registry' ? { isHidden: registries.length < 2 } : {})
    }))
  }, [name, registries])
  return (
    <DataTable<ListedRequest>
      label={name === 'open' ? 'Open requests' : 'Closed requests'}
      columns={columns}
      rowCount={rowCount}
      rowAt={rowAt}
      {...(onRange ? { onRange } : {})}
      rowKey={(request) => request.id}
      onOpen={(request) => void navigate(paths.approval(request.id))}
      sizes={setting.sizes}
      onSizes={(sizes) => changeSetting({ sizes })}
      {...place}
      empty={empty}
      footer={<SelectionBar selected={0} total={total} noun={`${name} request`} />}
    />
  )
}

/** What waits for the person stands out; the rest is quiet. */
function NextStep({ request }: { readonly request: ListedRequest }) {
  const next = findNext(request)
  return (
    <span className={styles.next} data-next={next}>
      {nextWords[next]}
    </span>
  )
}

const nextColumn: Column<ListedRequest> = {
  id: 'next',
  header: 'Next',
  width: 130,
  cell: (request) => <NextStep request={request} />,
  text: (request) => nextWords[findNext(request)]
}
const statusColumn: Column<ListedRequest> = {
  id: 'status',
  header: 'Status',
  width: 104,
  cell: (request) => <RequestStatusBadge status={request.status} />,
  text: (request) => request.status
}
const approvalsColumn: Column<ListedRequest> = {
  id: 'approvals',
  header: 'Approvals',
  width: 82,
  cell: (request) => `${request.approvals} of ${request.approvalsNeeded}`,
  text: (request) => `${request.approvals} of ${request.approvalsNeeded}`
}
const closedColumn: Column<ListedRequest> = {
  id: 'closed',
  header: 'Closed',
  width: 96,
  cell: (request) => <TimeAgo atMs={request.closedMs} />,
  text: (request) => (request.closedMs === null ? '' : formatMoment(request.closedMs))
}

function listColumns(name: 'open' | 'closed', registryOf: (id: string) => string): readonly Column<ListedRequest>[] {
  return [
    {
      id: 'version',
      header: 'Version',
      width: 150,
      cell: (request) => (
        <RowLink to={paths.approval(request.id)}>
          <VersionName model={request.model} version={request.version} />
        </RowLink>
      ),
      text: (request) => `${request.model} v${request.version}`
    },
    {
      id: 'move',
      header: 'Move',
      width: 226,
      cell: (request) => <StageMove from={request.fromStage} to={request.toStage} />,
      text: (request) => `${request.fromStage} → ${request.toStage}`
    },
    name === 'open' ? nextColumn : statusColumn,
    ...(name === 'open' ? [approvalsColumn] : []),
    {
      id: 'reason',
      header: 'Reason',
      width: 100,
      isGrowing: true,
      cell: (request) => <span title={request.reason}>{request.reason}</span>,
      text: (request) => request.reason
    },
    { id: 'by', header: 'Requested by', width: 106, cell: (request) => request.requestedBy, text: (request) => request.requestedBy },
    {
      id: 'requested',
      header: 'Requested',
      width: 96,
      cell: (request) => <TimeAgo atMs={request.requestedMs} />,
      text: (request) => formatMoment(request.requestedMs)
    },
    ...(name === 'closed' ? [closedColumn] : []),
    {
      id: 'registry',
      header: 'Registry',
      width: 110,
      cell: (request) => registryOf(request.registryId),
      text: (request) => registryOf(request.registryId)
    }
  ]
}
