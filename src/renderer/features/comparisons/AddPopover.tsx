import { Button, Popover, ScrollArea, Text } from '@mantine/core'
import { Plus } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import { FailureBox } from '../../ui/FailureBox.tsx'
import styles from './comparisons.module.css'
import { comparedAtMost } from './rules.ts'

export interface Candidate {
  readonly id: string
  readonly label: string
  /** At the right: when, stage. */
  readonly note: ReactNode
}

/** A button that opens a list of what else can be compared; stays open for several. */
export function AddPopover({
  label,
  count,
  taken,
  candidates,
  failure,
  onOpen,
  onAdd,
  children
}: {
  readonly label: string
  /** How many are compared now. */
  readonly count: number
  readonly taken: readonly string[]
  /** Undefined until they came. */
  readonly candidates: readonly Candidate[] | undefined
  readonly failure: unknown
  readonly onOpen: (isOpen: boolean) => void
  readonly onAdd: (id: string) => void
  /** Fields above the list. */
  readonly children: ReactNode
}) {
  const [isOpen, setOpen] = useState(false)
  const change = (next: boolean) => {
    setOpen(next)
    onOpen(next)
  }
  const isFull = count >= comparedAtMost
  return (
    <Popover opened={isOpen} onChange={change} position="bottom-end" shadow="md" width={340} trapFocus>
      <Popover.Target>
        <Button
          leftSection={<Plus size={14} aria-hidden />}
          disabled={isFull}
          title={isFull ? `At most ${comparedAtMost} side by side: remove one first.` : undefined}
          onClick={() => change(!isOpen)}
        >
          {label}
        </Button>
      </Popover.Target>
      <Popover.Dropdown p="sm" aria-label={label}>
        {children}
        {failure !== undefined && <FailureBox failure={failure} />}
        <ScrollArea.Autosize mah={320} mt="sm">
          <ul className={styles.candidates}>
            {candidates?.map((one) => {
              const isTaken = taken.includes(one.id)
              return (
                <li key={one.id}>
                  <button type="button" disabled={isTaken || isFull} onClick={() => onAdd(one.id)}>
                    <span>{one.label}</span>
                    <span className={styles.note}>{isTaken ? 'is here' : one.note}</span>
                  </button>
                </li>
              )
            })}
          </ul>
          {candidates?.length === 0 && <Text c="dimmed">None found.</Text>}
        </ScrollArea.Autosize>
      </Popover.Dropdown>
    </Popover>
  )
}
