import { Button, Group, Stack, Text, Textarea } from '@mantine/core'
import { Pencil } from 'lucide-react'
import { type KeyboardEvent, useState } from 'react'
import { FailureBox } from '../ui/FailureBox.tsx'
import { Markdown } from '../ui/Markdown.tsx'
import { Section } from '../ui/Page.tsx'
import { showFailure, showUndo } from '../ui/toasts.tsx'
import { useSubmit } from '../ui/use-submit.ts'

const limit = 4000

/** A description in Markdown, edited in place; Ctrl+Enter saves, Esc gives up. `save` writes a text; Undo writes the old one. */
export function DescriptionEditor({
  text,
  save,
  isReadOnly = false,
  title = 'Description'
}: {
  readonly text: string
  readonly save: (text: string) => Promise<unknown>
  readonly isReadOnly?: boolean
  readonly title?: string
}) {
  const [draft, setDraft] = useState<string>()
  const isEditing = draft !== undefined
  const store = async (next: string) => {
    await save(next)
    showUndo('Saved the description', () => save(text).catch((failure) => showFailure('Could not take back the description', failure)))
  }
  const edit =
    isReadOnly || isEditing ? undefined : (
      <Button
        variant="subtle"
        color="gray"
        size="compact-xs"
        leftSection={<Pencil size={12} aria-hidden />}
        aria-label={`Edit ${title.toLowerCase()}`}
        onClick={() => setDraft(text)}
      >
        Edit
      </Button>
    )
  return (
    <Section title={title} actions={edit}>
      {isEditing ? (
        <Form label={title} draft={draft} onDraft={setDraft} onSave={store} onClose={() => setDraft(undefined)} />
      ) : text === '' ? (
        <Text c="dimmed">No description.</Text>
      ) : (
        <Markdown text={text} />
      )}
    </Section>
  )
}

function Form({
  label,
  draft,
  onDraft,
  onSave,
  onClose
}: {
  readonly label: string
  readonly draft: string
  readonly onDraft: (text: string) => void
  readonly onSave: (text: string) => Promise<void>
  readonly onClose: () => void
}) {
  const { isBusy, failure, run } = useSubmit()
  const save = async () => {
    if (await run(() => onSave(draft))) onClose()
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) void save()
    else if (event.key === 'Escape') onClose()
    else return
    event.stopPropagation()
  }
  return (
    <Stack gap="xs" onKeyDown={onKeyDown}>
      <Textarea
        aria-label={label}
        autosize
        minRows={4}
        maxRows={20}
        maxLength={limit}
        value={draft}
        onChange={(event) => onDraft(event.currentTarget.value)}
        autoFocus
      />
      {failure !== undefined && <FailureBox what="The description was not saved" failure={failure} />}
      <Group gap="xs">
        <Button variant="default" loading={isBusy} onClick={() => void save()}>
          Save
        </Button>
        <Button variant="subtle" color="gray" disabled={isBusy} onClick={onClose}>
          Cancel
        </Button>
        <Text size="xs" c="dimmed">
          Markdown. HTML and images are not shown.
        </Text>
      </Group>
    </Stack>
  )
}
