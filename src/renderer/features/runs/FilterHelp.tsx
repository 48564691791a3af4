import { ActionIcon, Anchor, Popover, Stack, Text } from '@mantine/core'
import { CircleHelp } from 'lucide-react'
import { useState } from 'react'
import styles from './runs.module.css'

const examples: readonly { readonly filter: string; readonly what: string }[] = [
  { filter: 'mlp', what: 'words in name, user, id or a param’s value' },
  { filter: 'metrics.accuracy > 0.9', what: 'a metric’s last value' },
  { filter: "params.model = 'mlp'", what: 'a param: always text, in quotes' },
  { filter: "tags.team ILIKE 'risk%'", what: 'a tag; % stands for anything, ILIKE ignores case' },
  { filter: "attributes.status = 'RUNNING'", what: 'status, run_name, user_id, start_time (ms) …' },
  { filter: "metrics.`val loss` < 0.2 AND params.seed != '1'", what: 'AND joins; back-ticks hold odd names' }
]

/** What the filter takes, with examples that are used by a click. */
export function FilterHelp({ onPick }: { readonly onPick: (filter: string) => void }) {
  const [isOpen, setOpen] = useState(false)
  const pick = (filter: string) => {
    setOpen(false)
    onPick(filter)
  }
  return (
    <Popover opened={isOpen} onChange={setOpen} position="bottom-start" shadow="md" width={420} trapFocus>
      <Popover.Target>
        <ActionIcon aria-label="How to filter runs" title="How to filter" onClick={() => setOpen(!isOpen)}>
          <CircleHelp size={16} aria-hidden />
        </ActionIcon>
      </Popover.Target>
      <Popover.Dropdown aria-label="How to filter runs">
        <Text c="dimmed" mb="sm">
          Words, or an expression in MLflow’s filter language:
        </Text>
        <Stack gap="sm">
          {examples.map(({ filter, what }) => (
            <div key={filter} className={styles.example}>
              <Anchor component="button" type="button" size="sm" ta="left" onClick={() => pick(filter)}>
                <code>{filter}</code>
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
