import { Button, Checkbox, Group, Popover, ScrollArea, Stack, Text, TextInput } from '@mantine/core'
import { Columns3 } from 'lucide-react'
import { useState } from 'react'

export interface PickableColumn {
  readonly id: string
  readonly label: string
  /** Heading it stands under, e.g. `Metrics`. */
  readonly group?: string
  readonly isVisible: boolean
}

const shownAtMost = 200

/** A button that opens a searchable list of columns with check boxes, grouped. */
export function ColumnPicker({
  columns,
  onToggle,
  onReset
}: {
  readonly columns: readonly PickableColumn[]
  readonly onToggle: (id: string, isVisible: boolean) => void
  readonly onReset?: () => void
}) {
  const [query, setQuery] = useState('')
  const found = columns.filter((column) => column.label.toLowerCase().includes(query.trim().toLowerCase()))
  const groups = Map.groupBy(found.slice(0, shownAtMost), (column) => column.group ?? '')
  return (
    <Popover position="bottom-end" shadow="md" width={280} trapFocus>
      <Popover.Target>
        <Button variant="default" leftSection={<Columns3 size={14} aria-hidden />}>
          Columns
        </Button>
      </Popover.Target>
      <Popover.Dropdown p="sm">
        <TextInput
          aria-label="Find a column"
          placeholder="Find a column"
          value={query}
          onChange={(event) => setQuery(event.currentTarget.value)}
          data-autofocus
        />
        <ScrollArea.Autosize mah={360} mt="sm">
          <Stack gap="xs">
            {[...groups].map(([group, members]) => (
              <Stack gap={2} key={group}>
                {group && (
                  <Text size="xs" c="dimmed" mt="xs">
                    {group}
                  </Text>
                )}
                {members.map((column) => (
                  <Checkbox
                    key={column.id}
                    label={column.label}
                    checked={column.isVisible}
                    onChange={(event) => onToggle(column.id, event.currentTarget.checked)}
                  />
                ))}
              </Stack>
            ))}
            {found.length === 0 && <Text c="dimmed">No column has this name.</Text>}
            {found.length > shownAtMost && <Text c="dimmed">{found.length - shownAtMost} more: type to find them.</Text>}
          </Stack>
        </ScrollArea.Autosize>
        {onReset && (
          <Group justify="flex-end" mt="sm">
            <Button variant="subtle" color="gray" size="compact-xs" onClick={onReset}>
              Usual columns
            </Button>
          </Group>
        )}
      </Popover.Dropdown>
    </Popover>
  )
}
