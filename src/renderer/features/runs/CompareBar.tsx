import { Button } from '@mantine/core'
import { SelectionBar } from '../../ui/SelectionBar.tsx'

/** The foot of the runs: with two to eight selected they can be compared. */
export function CompareBar({
  selected,
  total,
  problem,
  onClear,
  onCompare
}: {
  readonly selected: number
  readonly total: number | undefined
  readonly problem: string | undefined
  readonly onClear: () => void
  readonly onCompare: () => void
}) {
  const refusal = selected < 2 ? 'Select one more to compare.' : selected > 8 ? 'At most 8 runs are compared side by side.' : ''
  return (
    <SelectionBar selected={selected} total={total} noun="run" problem={problem} onClear={onClear}>
      <Button disabled={refusal !== ''} title={refusal || 'Compare the selected runs (C)'} onClick={onCompare}>
        Compare
      </Button>
      {refusal !== '' && <span>{refusal}</span>}
    </SelectionBar>
  )
}
