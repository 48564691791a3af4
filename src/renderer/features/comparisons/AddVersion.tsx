import { Select } from '@mantine/core'
import { useState } from 'react'
import { bridge } from '../../bridge.ts'
import { useCall } from '../../panels/calls.ts'
import { useNow } from '../../ui/ports.tsx'
import { formatAgo } from '../../ui/times.ts'
import { AddPopover } from './AddPopover.tsx'
import { nameColumn } from './rules.ts'

const shownAtMost = 200

/** Adds a version of any model of the registry; `model` is offered first. */
export function AddVersion({
  registry,
  model,
  taken,
  onAdd
}: {
  readonly registry: string
  readonly model: string | undefined
  readonly taken: readonly string[]
  readonly onAdd: (id: string) => void
}) {
  const [isOpen, setOpen] = useState(false)
  const [chosen, setChosen] = useState<string | null>(null)
  const [query, setQuery] = useState('')
  const now = useNow()
  const models = useCall(
    (signal) => bridge.models.list({ registry, filter: query === chosen || query === model ? '' : query, limit: 100 }, { signal }),
    [registry, query],
    { isEnabled: isOpen }
  )
  const names = models.value?.rows.map((row) => row.name) ?? []
  const current = chosen ?? model ?? names[0]
  const versions = useCall(
    (signal) => bridge.versions.list({ registry, model: current ?? '', limit: shownAtMost }, { signal }),
    [registry, current],
    { isEnabled: isOpen && current !== undefined }
  )
  return (
    <AddPopover
      label="Add version"
      count={taken.length}
      taken={taken}
      candidates={versions.value?.rows.map((row) => ({
        id: nameColumn(row),
        label: `v${row.version}`,
        note: [row.stage === 'None' ? '' : row.stage, ...row.aliases.map((alias) => `@${alias}`), formatAgo(row.createdMs, now)]
          .filter(Boolean)
          .join(' · ')
      }))}
      failure={models.failure ?? versions.failure}
      onOpen={setOpen}
      onAdd={onAdd}
    >
      <Select
        label="Model"
        searchable
        // Focused when the list opens: its own list would cover the versions.
        openOnFocus={false}
        allowDeselect={false}
        data={current === undefined || names.includes(current) ? names : [current, ...names]}
        value={current ?? null}
        onChange={setChosen}
        onSearchChange={setQuery}
        nothingFoundMessage="No model has this name."
        comboboxProps={{ withinPortal: false }}
      />
    </AddPopover>
  )
}
