import { ActionIcon, Button, Group } from '@mantine/core'
import { ChevronLeft, ChevronRight } from 'lucide-react'
import { useState } from 'react'
import type { PredictionTarget } from '../../preload/contract/predictions.ts'
import { changeDraft, type Draft } from './predict-form-store.ts'
import { type FieldTexts, type FormField, prettify, readExample } from './predict-form-values.ts'

interface ExampleMenuProps {
  readonly draftKey: string
  readonly draft: Draft
  readonly fields: readonly FormField[]
  readonly texts: FieldTexts
  readonly target: PredictionTarget
}

/** Fills the form from the input example, row by row, and says which row stands in it. */
export function ExampleMenu({ draftKey, draft, fields, texts, target }: ExampleMenuProps) {
  const { contents } = target
  const [chosen, setChosen] = useState(0)
  const rows = contents.inputExample?.length ?? (contents.inputExampleJson === null ? 0 : 1)
  const count = draft.tab === 'form' ? rows : contents.inputExampleJson === null ? 0 : 1
  if (count === 0 || draft.tab === 'csv') return null
  const row = Math.min(chosen, count - 1)
  const fill = (next: number) => {
    if (draft.tab === 'json') return changeDraft(draftKey, { json: prettify(contents.inputExampleJson ?? '') })
    const place = (next + count) % count
    changeDraft(draftKey, { texts: readExample(contents, fields, place) })
    setChosen(place)
  }
  if (count === 1 || draft.tab === 'json')
    return (
      <Button variant="subtle" color="gray" size="compact-xs" onClick={() => fill(0)} title="Back to the input example">
        From example
      </Button>
    )
  const example = readExample(contents, fields, row)
  const isShown = fields.every(({ key }) => (texts[key] ?? '') === (example[key] ?? ''))
  return (
    <Group gap={2} wrap="nowrap">
      <ActionIcon aria-label="Row of the example before this" title="The row before" onClick={() => fill(row - 1)}>
        <ChevronLeft size={16} aria-hidden />
      </ActionIcon>
      {isShown ? (
        <span role="status">
          Example {row + 1} of {count}
        </span>
      ) : (
        <Button
          variant="subtle"
          color="gray"
          size="compact-xs"
          onClick={() => fill(row)}
          title="Fill the form with this row of the example"
        >
          Back to example {row + 1}
        </Button>
      )}
      <ActionIcon aria-label="Row of the example after this" title="The row after" onClick={() => fill(row + 1)}>
        <ChevronRight size={16} aria-hidden />
      </ActionIcon>
    </Group>
  )
}
