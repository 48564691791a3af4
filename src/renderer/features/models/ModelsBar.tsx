import { Button } from '@mantine/core'
import { useState } from 'react'
import type { ModelRow } from '../../../preload/contract/models.ts'
import type { VersionName } from '../../panels/paths.ts'
import { saveSnapshot } from '../../panels/save-file.ts'
import type { SelectedRows } from '../../panels/selected-rows.ts'
import { useCommand, useReadOnlyReason } from '../../panels/session.ts'
import { TagDialog } from '../../panels/tag-editing.tsx'
import { RefusableButton } from '../../ui/RefusableButton.tsx'
import { SelectionBar } from '../../ui/SelectionBar.tsx'

/** The foot of the models: what can be done with the selected ones. */
export function ModelsBar({
  registry,
  registryName,
  selected,
  total,
  problem,
  onCompare
}: {
  readonly registry: string
  readonly registryName: string
  readonly selected: SelectedRows<ModelRow>
  readonly total: number | undefined
  readonly problem: string | undefined
  readonly onCompare: () => void
}) {
  const readOnly = useReadOnlyReason()
  const [isTagging, setTagging] = useState(false)
  const names = [...selected.selection]
  const exportThem = () => void saveSnapshot(registry, names, names.length === 1 ? (names[0] ?? registryName) : registryName)
  useCommand('snapshot.export', exportThem)
  const canCompare = compareLatest(selected.rows) !== null
  return (
    <>
      <SelectionBar selected={names.length} total={total} noun="model" problem={problem} onClear={selected.clear}>
        <Button
          variant="default"
          disabled={!canCompare}
          title={canCompare ? 'Compare their latest versions (C)' : 'Select 2 to 8 models with versions to compare'}
          onClick={onCompare}
        >
          Compare latest
        </Button>
        <Button variant="default" title="Write the selected models into one file (Ctrl+Shift+E)" onClick={exportThem}>
          Export snapshot…
        </Button>
        <RefusableButton variant="default" refusal={readOnly} onClick={() => setTagging(true)}>
          Tag…
        </RefusableButton>
      </SelectionBar>
      <TagDialog
        isOpen={isTagging}
        subjects={selected.rows.map((row) => ({ subject: { registry, model: row.name }, tags: row.tags }))}
        onClose={() => setTagging(false)}
      />
    </>
  )
}

/** The newest versions of 2 to 8 models, or null when that cannot be compared. */
export function compareLatest(rows: readonly ModelRow[]): readonly VersionName[] | null {
  const versions = rows.flatMap(({ name, latestVersion }) => (latestVersion === null ? [] : [{ model: name, version: latestVersion }]))
  return versions.length >= 2 && versions.length <= 8 ? versions : null
}
