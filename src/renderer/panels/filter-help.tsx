import { ActionIcon, Anchor, Code, Popover, Stack, Text } from '@mantine/core'
import { CircleHelp } from 'lucide-react'
import { useState } from 'react'

export interface FilterExample {
  readonly filter: string
  readonly what: string
}

/** What a filter takes, with examples that are used by a click. `noun`: plural, e.g. `models`. */
export function FilterHelp({
  noun,
  examples,
  onPick
}: {
  readonly noun: string
  readonly examples: readonly FilterExample[]
  readonly onPick: (filter: string) => void
}) {
  const [isOpen, setOpen] = useState(false)
  const pick = (filter: string) => {
    setOpen(false)
    onPick(filter)
  }
  return (
    <Popover opened={isOpen} onChange={setOpen} position="bottom-start" shadow="md" width={420} trapFocus>
      <Popover.Target>
        <ActionIcon aria-label={`How to filter ${noun}`} title="How to filter" onClick={() => setOpen(!isOpen)}>
          <CircleHelp size={16} aria-hidden />
        </ActionIcon>
      </Popover.Target>
      <Popover.Dropdown aria-label={`How to filter ${noun}`}>
        <Text c="dimmed" mb="sm">
          Words, or an expression in MLflow’s filter language:
        </Text>
        <Stack gap="sm">
          {examples.map(({ filter, what }) => (
            <div key={filter}>
              <Anchor component="button" type="button" size="sm" ta="left" onClick={() => pick(filter)}>
                <Code>{filter}</Code>
              </Anchor>
              <Text size="xs" c="dimmed">
                {what}
              </Text>
            </div>
          ))}
        </Stack>
      </Popover.Dropdown>
    </Popover>
  )
}
