import { Select } from '@mantine/core'
import { useState } from 'react'
import { bridge } from '../../bridge.ts'
import { useCall } from '../../panels/calls.ts'

const offered = 50

/** Finds a model by its name; asks the registry for what was typed, so that it works with any number of models. */
export function ModelPicker({
  registry,
  value,
  onChange,
  width = 240
}: {
  readonly registry: string
  readonly value: string | null
  readonly onChange: (model: string) => void
  readonly width?: number
}) {
  const [query, setQuery] = useState('')
  const filter = query === value ? '' : query
  const { value: page } = useCall(
    (signal) => bridge.models.list({ registry, filter: quoteWords(filter), limit: offered }, { signal }),
    [registry, filter],
    {
      reloadOn: ['registry.changed'],
      registry
    }
  )
  const found = page?.rows.map((row) => row.name) ?? []
  const data = value !== null && !found.includes(value) ? [value, ...found] : found
  return (
    <Select
      aria-label="Model"
      placeholder="Choose a model"
      w={width}
      searchable
      allowDeselect={false}
      data={data}
      // The registry has searched already; only the chosen one is not among what it found.
      filter={({ options }) => options}
      searchValue={query}
      onSearchChange={setQuery}
      value={value}
      onChange={(next) => next && onChange(next)}
      nothingFoundMessage="No model has this name."
    />
  )
}

/** Plain words only: quotes and operators would be taken for a filter expression. */
function quoteWords(text: string): string {
  return text.replace(/['"=<>]/g, ' ').trim()
}
