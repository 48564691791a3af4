import { CircleX, Loader } from 'lucide-react'
import type { ActivityEntry } from '../../../preload/contract/activity.ts'
import { paths } from '../../panels/paths.ts'
import { ToneBadge } from '../../ui/Badges.tsx'
import { RowLink } from '../../ui/RowLink.tsx'
import type { Column } from '../../ui/table-columns.ts'
import { formatMoment } from '../../ui/times.ts'
import { Nothing, TimeAgo } from '../../ui/Values.tsx'
import { VersionName } from '../../ui/VersionName.tsx'

/** Columns of the activity; `nameRegistry` gives '' for registries that are no longer open. `isOfOne`: all entries are of one registry. */
export function activityColumns(nameRegistry: (id: string) => string, isOfOne: boolean): readonly Column<ActivityEntry>[] {
  return [
    { id: 'when', header: 'When', width: 112, cell: (entry) => <TimeAgo atMs={entry.atMs} />, text: (entry) => formatMoment(entry.atMs) },
    { id: 'who', header: 'Who', width: 100, cell: (entry) => entry.actor, text: (entry) => entry.actor },
    { id: 'what', header: 'What', width: 270, isGrowing: true, cell: showWhat, text: (entry) => entry.summary },
    { id: 'about', header: 'Version', width: 150, isGrowing: true, cell: showAbout, text: nameAbout },
    { id: 'through', header: 'Through', width: 84, cell: (entry) => entry.origin, text: (entry) => entry.origin },
    { id: 'why', header: 'Why', width: 140, isGrowing: true, cell: showWhy, text: (entry) => entry.reason },
    {
      id: 'registry',
      header: 'Registry',
      width: 132,
      isHidden: isOfOne,
      cell: (entry) => nameRegistry(entry.registryId) || <Nothing />,
      text: (entry) => nameRegistry(entry.registryId)
    }
  ]
}

/** `churn v21`, `churn`, or nothing. */
export function nameAbout({ model, version }: ActivityEntry): string {
  if (model === null) return ''
  return version === null ? model : `${model} v${version}`
}

/** Whether the act happened: said only when it did not, or not yet. */
export function OutcomeBadge({ outcome }: { readonly outcome: ActivityEntry['outcome'] }) {
  if (outcome === 'done') return null
  return outcome === 'failed' ? (
    <ToneBadge tone="danger" icon={CircleX}>
      Did not happen
    </ToneBadge>
  ) : (
    <ToneBadge tone="info" icon={Loader}>
      Under way
    </ToneBadge>
  )
}

function showWhat(entry: ActivityEntry) {
  return (
    <span title={entry.summary}>
      {entry.outcome !== 'done' && (
        <>
          <OutcomeBadge outcome={entry.outcome} />{' '}
        </>
      )}
      {entry.summary}
    </span>
  )
}

function showAbout(entry: ActivityEntry) {
  if (entry.model === null) return <Nothing />
  const to =
    entry.version === null ? paths.model(entry.registryId, entry.model) : paths.version(entry.registryId, entry.model, entry.version)
  return (
    <RowLink to={to}>
      <VersionName model={entry.model} version={entry.version} />
    </RowLink>
  )
}

function showWhy({ reason }: ActivityEntry) {
  return reason === '' ? <Nothing /> : <span title={reason}>{reason}</span>
}
