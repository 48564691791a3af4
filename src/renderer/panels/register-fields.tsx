import { ActionIcon, Button, Group, Select, Stack, TextInput } from '@mantine/core'
import { Plus, X } from 'lucide-react'
import { useEffect, useState } from 'react'
import { bridge } from '../bridge.ts'
import { formatAgo } from '../ui/times.ts'
import { useCall } from './calls.ts'

/** One line being typed. */
export interface KeyValue {
  readonly id: string
  readonly key: string
  readonly value: string
}

/** Lines of keys and values, added and taken away. */
export function KeyValueRows({
  label,
  rows,
  onChange
}: {
  /** Names the fields: `Tag key`. */
  readonly label: string
  readonly rows: readonly KeyValue[]
  readonly onChange: (rows: readonly KeyValue[]) => void
}) {
  const edit = (id: string, part: Partial<KeyValue>) => onChange(rows.map((row) => (row.id === id ? { ...row, ...part } : row)))
  return (
    <Stack gap="xs" align="flex-start">
      {rows.map((row) => (
        <Group key={row.id} gap="xs" wrap="nowrap" w="100%">
          <TextInput
            aria-label={`${label} key`}
            placeholder="key"
            value={row.key}
            onChange={(event) => edit(row.id, { key: event.currentTarget.value })}
            maxLength={250}
            flex={1}
            autoFocus
            spellCheck={false}
          />
          <TextInput
            aria-label={`${label} value`}
            placeholder="value"
            value={row.value}
            onChange={(event) => edit(row.id, { value: event.currentTarget.value })}
            flex={2}
            spellCheck={false}
          />
          <ActionIcon
            aria-label={`Remove ${label.toLowerCase()} ${row.key}`}
            onClick={() => onChange(rows.filter(({ id }) => id !== row.id))}
          >
            <X size={14} aria-hidden />
          </ActionIcon>
        </Group>
      ))}
      <Button
        variant="subtle"
        color="gray"
        size="compact-xs"
        leftSection={<Plus size={12} aria-hidden />}
        onClick={() => onChange([...rows, { id: crypto.randomUUID(), key: '', value: '' }])}
      >
        Add {label.toLowerCase()}
      </Button>
    </Stack>
  )
}

/** The lines as a record; those without a key are left out, the last of equal keys counts. */
export function readRows(rows: readonly KeyValue[]): Readonly<Record<string, string>> {
  return Object.fromEntries(rows.filter(({ key }) => key.trim() !== '').map(({ key, value }) => [key.trim(), value]))
}

/** `Tags (2)`, or `Tags` when there are none. */
export function summarizeRows(title: string, rows: readonly KeyValue[]): string {
  const count = Object.keys(readRows(rows)).length
  return count === 0 ? title : `${title} (${count})`
}

/** Finds a run by words or its id. */
export function RunField({
  registry,
  value,
  onChange,
  isFixed
}: {
  readonly registry: string
  readonly value: string
  readonly onChange: (runId: string) => void
  readonly isFixed: boolean
}) {
  const [query, setQuery] = useState('')
  const known = useCall((signal) => bridge.runs.get({ registry, runId: value }, { signal }), [registry, value], { isEnabled: value !== '' })
  const name = known.value?.id === value ? known.value.name : ''
  const label = value === '' ? '' : labelRun(value, name)
  const filter = query === label ? '' : plainWords(query)
  const found = useCall((signal) => bridge.runs.list({ registry, filter, limit: 30 }, { signal }), [registry, filter], {
    isEnabled: !isFixed
  })
  if (isFixed) return <TextInput label="Run" value={label} readOnly />
  const rows = found.value?.rows ?? []
  const options = rows.map((run) => ({
    value: run.id,
    label: labelRun(run.id, `${run.name}${run.startedMs === null ? '' : ` · ${formatAgo(run.startedMs, Date.now())}`}`)
  }))
  const isMissing = value !== '' && !rows.some((run) => run.id === value)
  return (
    <Select
      label="Run"
      placeholder="Words of its name, or its id"
      required
      searchable
      // The dialog focuses it: the list would cover the other fields at once.
      openOnFocus={false}
      data={isMissing ? [{ value, label }, ...options] : options}
      // The registry has searched already.
      filter={({ options: all }) => all}
      searchValue={query}
      onSearchChange={setQuery}
      value={value === '' ? null : value}
      onChange={(next) => onChange(next ?? '')}
      nothingFoundMessage="No run has these words."
      data-autofocus
    />
  )
}

/** Where in the run the model lies: what was logged as a model is offered, any other folder can be typed. */
export function PathField({
  registry,
  runId,
  value,
  onChange
}: {
  readonly registry: string
  readonly runId: string
  readonly value: string
  readonly onChange: (path: string) => void
}) {
  const { value: run } = useCall((signal) => bridge.runs.get({ registry, runId }, { signal }), [registry, runId], {
    isEnabled: runId !== ''
  })
  const logged = run?.id === runId ? run.loggedModels : undefined
  const first = logged?.[0]?.path
  useEffect(() => {
    if (logged && value === '') onChange(first ?? 'model')
  }, [logged, first, value === '', onChange])
  if (logged && logged.length > 1)
    return (
      <Select
        label="Logged model"
        required
        allowDeselect={false}
        data={[
          ...new Map(
            logged.map((one) => [one.path, { value: one.path, label: one.name === one.path ? one.name : `${one.name} (${one.path})` }])
          ).values()
        ]}
        value={value === '' ? null : value}
        onChange={(next) => next && onChange(next)}
      />
    )
  return (
    <TextInput
      label="Path in the run"
      description={logged?.length === 0 ? 'The run logged no model by name: give the folder that holds its MLmodel.' : undefined}
      required
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
      maxLength={1024}
      spellCheck={false}
    />
  )
}

function labelRun(id: string, name: string): string {
  return name === '' ? id.slice(0, 8) : `${name} · ${id.slice(0, 8)}`
}

/** Plain words only: quotes and operators would be taken for a filter expression. */
function plainWords(text: string): string {
  return text.replace(/['"=<>·]/g, ' ').trim()
}
