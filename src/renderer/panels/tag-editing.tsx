import { SegmentedControl, Stack, Text, TextInput } from '@mantine/core'
import { useEffect, useState } from 'react'
import type { Tags } from '../../preload/contract/common.ts'
import { FormDialog } from '../ui/FormDialog.tsx'
import { countNoun } from '../ui/numbers.ts'
import { TagEditor } from '../ui/TagEditor.tsx'
import { changeTag, changeTagOnAll, overlayTags, pickTags, type TagSubject } from './tag-acts.ts'

/** Tags of a model or version, edited in place: shown at once, with Undo. `prefix` `metadata.` edits the metadata, '' everything else. */
export function TagEditing({
  subject,
  tags,
  prefix = '',
  isReadOnly = false
}: {
  readonly subject: TagSubject
  readonly tags: Tags
  readonly prefix?: '' | 'metadata.'
  readonly isReadOnly?: boolean
}) {
  const { shown, change } = useChanges(tags)
  const act = (name: string, value: string | null) => {
    const key = `${prefix}${name}`
    return change(key, value, () => changeTag(subject, key, value, tags[key]))
  }
  return (
    <TagEditor
      tags={pickTags(shown, prefix)}
      onSet={(name, value) => act(name, value)}
      onDelete={(name) => act(name, null)}
      noun={prefix === '' ? 'tag' : 'metadata'}
      isReadOnly={isReadOnly}
    />
  )
}

/** Shows a change before the registry told it back; a refused one goes again. */
function useChanges(tags: Tags) {
  const [changes, setChanges] = useState<Readonly<Record<string, string | null>>>({})
  const told = JSON.stringify(tags)
  // What the registry says now is the truth again, also after an Undo elsewhere.
  useEffect(() => setChanges({}), [told])
  const change = async (key: string, value: string | null, work: () => Promise<void>) => {
    setChanges((now) => ({ ...now, [key]: value }))
    try {
      await work()
    } catch (failure) {
      setChanges(({ [key]: _, ...rest }) => rest)
      throw failure
    }
  }
  return { shown: overlayTags(tags, changes), change }
}

/** Adds or removes one tag on several models or versions at once. */
export function TagDialog({
  isOpen,
  subjects,
  onClose
}: {
  readonly isOpen: boolean
  readonly subjects: readonly { readonly subject: TagSubject; readonly tags: Tags }[]
  readonly onClose: () => void
}) {
  const [mode, setMode] = useState<'set' | 'remove'>('set')
  const [key, setKey] = useState('')
  const [value, setValue] = useState('')
  useEffect(() => {
    if (!isOpen) return
    setMode('set')
    setKey('')
    setValue('')
  }, [isOpen])
  const name = key.trim()
  const holders = subjects.filter(({ tags }) => tags[name] !== undefined)
  const noun = subjects[0]?.subject.version === undefined ? 'model' : 'version'
  const submit = () => (mode === 'set' ? changeTagOnAll(subjects, name, value) : changeTagOnAll(holders, name, null))
  return (
    <FormDialog
      isOpen={isOpen}
      title={`Tag ${countNoun(subjects.length, noun)}`}
      submitLabel={mode === 'set' ? 'Set tag' : 'Remove tag'}
      failureTitle="Not every tag was changed"
      canSubmit={name !== '' && (mode === 'set' || holders.length > 0)}
      onSubmit={submit}
      onClose={onClose}
    >
      <Stack gap="sm">
        <SegmentedControl
          aria-label="What to do"
          size="xs"
          data={[
            { value: 'set', label: 'Add or change' },
            { value: 'remove', label: 'Remove' }
          ]}
          value={mode}
          onChange={(next) => setMode(next === 'remove' ? 'remove' : 'set')}
        />
        <TextInput label="Key" value={key} onChange={(event) => setKey(event.currentTarget.value)} data-autofocus spellCheck={false} />
        {mode === 'set' && (
          <TextInput label="Value" value={value} onChange={(event) => setValue(event.currentTarget.value)} spellCheck={false} />
        )}
        {name !== '' && (
          <Text size="xs" c="dimmed" role="status">
            {describeHolders(mode, holders.length, subjects.length, noun)}
          </Text>
        )}
      </Stack>
    </FormDialog>
  )
}

function describeHolders(mode: 'set' | 'remove', holders: number, all: number, noun: string): string {
  if (mode === 'remove') return holders === 0 ? `None of them has this tag.` : `${countNoun(holders, noun)} of ${all} has it.`
  return holders === 0 ? 'None of them has it yet.' : `${countNoun(holders, noun)} of ${all} has it already: the value is overwritten.`
}
