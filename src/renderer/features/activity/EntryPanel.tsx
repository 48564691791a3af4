import { Stack, Text } from '@mantine/core'
import type { ActivityEntry } from '../../../preload/contract/activity.ts'
import { paths } from '../../panels/paths.ts'
import { useSession } from '../../panels/session.ts'
import { CodeBlock } from '../../ui/CodeBlock.tsx'
import { Section } from '../../ui/Page.tsx'
import { PropertyTable } from '../../ui/PropertyTable.tsx'
import { RowLink } from '../../ui/RowLink.tsx'
import { Panel } from '../../ui/SplitView.tsx'
import { formatMoment } from '../../ui/times.ts'
import { Nothing } from '../../ui/Values.tsx'
import { nameAbout, OutcomeBadge } from './columns.tsx'

/** Signs that both values may have to stand on one line. */
const shortUpTo = 24

/** One entry whole: the value before and after, the reason, its number in the chain. */
export function EntryPanel({ entry, onClose }: { readonly entry: ActivityEntry; readonly onClose: () => void }) {
  const registry = useSession((session) => session.registries.find((one) => one.id === entry.registryId))
  const hasValues = entry.before !== null || entry.after !== null
  const isShort = hasValues && [entry.before ?? '', entry.after ?? ''].every((value) => value.length <= shortUpTo && !value.includes('\n'))
  return (
    <Panel title={`Entry ${Math.abs(entry.seq)}`} onClose={onClose}>
      <Stack gap="md">
        <Text>
          <strong>{entry.actor}</strong> {dropActor(entry)}
        </Text>
        <OutcomeBadge outcome={entry.outcome} />
        <PropertyTable
          properties={[
            { label: 'When', value: formatMoment(entry.atMs) },
            { label: 'Through', value: entry.origin },
            { label: 'Action', value: <code>{entry.action}</code> },
            { label: 'Registry', value: registry?.name ?? (entry.registryId === '' ? null : 'not open') },
            { label: 'Version', value: nameVersion(entry, registry !== undefined) },
            { label: 'Why', value: entry.reason },
            ...(isShort ? [{ label: 'Changed', value: <Change entry={entry} /> }] : []),
            { label: 'From', value: entry.seq < 0 ? 'the history inside its snapshot; not part of this chain' : null }
          ].filter((property) => property.label !== 'From' || property.value !== null)}
        />
        {hasValues && !isShort && (
          <>
            <Section title="Before">{showValue(entry.before, 'value before')}</Section>
            <Section title="After">{showValue(entry.after, 'value after')}</Section>
          </>
        )}
      </Stack>
    </Panel>
  )
}

function Change({ entry: { before, after } }: { readonly entry: ActivityEntry }) {
  return (
    <>
      {before ?? <Nothing />} → {after ?? <Nothing />}
    </>
  )
}

/** Some sentences begin with the actor already. */
function dropActor({ actor, summary }: ActivityEntry): string {
  return summary.startsWith(`${actor} `) ? summary.slice(actor.length + 1) : summary
}

function showValue(value: string | null, label: string) {
  return value === null ? <Text c="dimmed">nothing</Text> : <CodeBlock code={value} label={label} maxHeight={240} wraps />
}

function nameVersion(entry: ActivityEntry, isOpen: boolean) {
  const name = nameAbout(entry)
  if (entry.model === null || !isOpen) return name
  const to =
    entry.version === null ? paths.model(entry.registryId, entry.model) : paths.version(entry.registryId, entry.model, entry.version)
  return <RowLink to={to}>{name}</RowLink>
}
