import { useState } from 'react'
import { bridge } from '../../bridge.ts'
import { useCall } from '../../panels/calls.ts'
import { TextFilter } from '../../panels/text-filter.tsx'
import { useNow } from '../../ui/ports.tsx'
import { formatAgo } from '../../ui/times.ts'
import { AddPopover } from './AddPopover.tsx'

const shownAtMost = 50

/** Adds a run of any experiment of the registry, the newest first. */
export function AddRun({
  registry,
  taken,
  onAdd
}: {
  readonly registry: string
  readonly taken: readonly string[]
  readonly onAdd: (id: string) => void
}) {
  const [isOpen, setOpen] = useState(false)
  const [query, setQuery] = useState('')
  const now = useNow()
  const { value, failure } = useCall(
    (signal) => bridge.runs.list({ registry, filter: query, limit: shownAtMost }, { signal }),
    [registry, query],
    {
      isEnabled: isOpen
    }
  )
  return (
    <AddPopover
      label="Add run"
      count={taken.length}
      taken={taken}
      candidates={value?.rows.map((run) => ({
        id: run.id,
        label: run.name || run.id.slice(0, 8),
        note: [run.status === 'FINISHED' ? '' : run.status.toLowerCase(), run.startedMs === null ? '' : formatAgo(run.startedMs, now)]
          .filter(Boolean)
          .join(' · ')
      }))}
      failure={failure}
      onOpen={setOpen}
      onAdd={onAdd}
    >
      <TextFilter value={query} onChange={setQuery} label="Find a run" placeholder="Name, user, id or filter" />
    </AddPopover>
  )
}
