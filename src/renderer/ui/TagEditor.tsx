import { Button, Group, Stack, TextInput } from '@mantine/core'
import { Plus } from 'lucide-react'
import { type KeyboardEvent, type SubmitEvent, useState } from 'react'
import type { Tags } from '../../preload/contract/common.ts'
import { TagChip } from './Chips.tsx'
import { FailureBox } from './FailureBox.tsx'
import styles from './styles.module.css'

/** Tags that can be added, overwritten and removed. Both acts may reject; the failure is shown here and nothing is lost. */
export function TagEditor({
  tags,
  onSet,
  onDelete,
  noun = 'tag',
  isReadOnly = false
}: {
  readonly tags: Tags
  readonly onSet: (key: string, value: string) => Promise<unknown>
  readonly onDelete: (key: string) => Promise<unknown>
  /** What one of them is called: `tag`, `metadata`. */
  readonly noun?: string
  readonly isReadOnly?: boolean
}) {
  const [isAdding, setAdding] = useState(false)
  const [failure, setFailure] = useState<unknown>()
  const act = async (work: () => Promise<unknown>) => {
    try {
      await work()
      setFailure(undefined)
      return true
    } catch (thrown) {
      setFailure(thrown)
      return false
    }
  }
  const entries = Object.entries(tags).filter(([key]) => !key.startsWith('mlflow.'))
  return (
    <Stack gap="xs">
      <div className={`${styles.row} ${styles.wrap}`}>
        {entries.map(([key, value]) => (
          <TagChip key={key} name={key} value={value} {...(isReadOnly ? {} : { onRemove: () => void act(() => onDelete(key)) })} />
        ))}
        {entries.length === 0 && isReadOnly && <span className={styles.dim}>{noun === 'tag' ? 'No tags.' : `No ${noun}.`}</span>}
        {!isReadOnly && !isAdding && (
          <Button
            variant="subtle"
            color="gray"
            size="compact-xs"
            leftSection={<Plus size={12} aria-hidden />}
            onClick={() => setAdding(true)}
          >
            Add {noun}
          </Button>
        )}
      </div>
      {isAdding && (
        <TagForm
          noun={noun}
          onCancel={() => setAdding(false)}
          onAdd={async (key, value) => (await act(() => onSet(key, value))) && setAdding(false)}
        />
      )}
      {failure !== undefined && <FailureBox failure={failure} onClose={() => setFailure(undefined)} />}
    </Stack>
  )
}

function TagForm({
  noun,
  onAdd,
  onCancel
}: {
  readonly noun: string
  readonly onAdd: (key: string, value: string) => void
  readonly onCancel: () => void
}) {
  const name = noun.charAt(0).toUpperCase() + noun.slice(1)
  const [key, setKey] = useState('')
  const [value, setValue] = useState('')
  const submit = (event: SubmitEvent) => {
    event.preventDefault()
    if (key.trim()) onAdd(key.trim(), value)
  }
  const leaveOnEscape = (event: KeyboardEvent) => {
    if (event.key !== 'Escape') return
    event.stopPropagation()
    onCancel()
  }
  return (
    <form onSubmit={submit} onKeyDown={leaveOnEscape}>
      <Group gap="xs" maw={480}>
        <TextInput
          aria-label={`${name} key`}
          placeholder="key"
          value={key}
          onChange={(e) => setKey(e.currentTarget.value)}
          autoFocus
          flex="1 1 110px"
        />
        <TextInput
          aria-label={`${name} value`}
          placeholder="value"
          value={value}
          onChange={(e) => setValue(e.currentTarget.value)}
          flex="1 1 110px"
        />
        {/* Together on the next line where there is no room for both. */}
        <Group gap="xs" wrap="nowrap">
          <Button type="submit" variant="default" disabled={!key.trim()}>
            Add
          </Button>
          <Button variant="subtle" color="gray" onClick={onCancel}>
            Cancel
          </Button>
        </Group>
      </Group>
    </form>
  )
}
