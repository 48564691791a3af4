import { Button } from '@mantine/core'
import { useState } from 'react'
import type { VersionRow } from '../../../preload/contract/versions.ts'
import type { SelectedRows } from '../../panels/selected-rows.ts'
import { useReadOnlyReason } from '../../panels/session.ts'
import { TagDialog } from '../../panels/tag-editing.tsx'
import { RefusableButton } from '../../ui/RefusableButton.tsx'
import { SelectionBar } from '../../ui/SelectionBar.tsx'

/** The foot of the versions: compare, move, tag. */
export function VersionsBar({
  registry,
  model,
  selected,
  total,
  problem,
  onCompare,
  onPromote
}: {
  readonly registry: string
  readonly model: string
  readonly selected: SelectedRows<VersionRow>
  readonly total: number | undefined
  readonly problem: string | undefined
  readonly onCompare: () => void
  readonly onPromote: (row: VersionRow) => void
}) {
  const readOnly = useReadOnlyReason()
  const [isTagging, setTagging] = useState(false)
  const count = selected.selection.size
  const only = count === 1 ? selected.rows[0] : undefined
  const isComparable = count >= 2 && count <= 8
  return (
    <>
      <SelectionBar selected={count} total={total} noun="version" problem={problem} onClear={selected.clear}>
        <Button
          variant="default"
          disabled={!isComparable}
          title={isComparable ? 'Compare the selected versions (C)' : 'Select 2 to 8 versions to compare'}
          onClick={onCompare}
        >
          Compare
        </Button>
        <Button
          variant="default"
          disabled={readOnly !== '' || !only}
          title={readOnly || (only ? 'Promote, archive or request (P)' : 'Select one version to move it')}
          onClick={() => only && onPromote(only)}
        >
          Move…
        </Button>
        <RefusableButton variant="default" refusal={readOnly} onClick={() => setTagging(true)}>
          Tag…
        </RefusableButton>
      </SelectionBar>
      <TagDialog
        isOpen={isTagging}
        subjects={selected.rows.map((row) => ({ subject: { registry, model, version: row.version }, tags: row.tags }))}
        onClose={() => setTagging(false)}
      />
    </>
  )
}
