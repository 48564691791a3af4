import { type KeyboardEvent, type MouseEvent, useRef } from 'react'
import { Failure } from '../../../preload/contract/reply.ts'
import type { ExperimentRow } from '../../../preload/contract/runs.ts'
import { TextFilter } from '../../panels/text-filter.tsx'
import { FailureBox } from '../../ui/FailureBox.tsx'
import { formatCount } from '../../ui/numbers.ts'
import styles from './runs.module.css'

interface ListProps {
  /** Undefined until they came the first time. */
  readonly experiments: readonly ExperimentRow[] | undefined
  /** How many match in all, also those not given. */
  readonly total: number
  readonly failure: unknown
  readonly filter: string
  readonly onFilter: (filter: string) => void
  /** Ids; none means all. */
  readonly chosen: readonly string[]
  readonly onChoose: (ids: readonly string[]) => void
}

/** The experiments at the left: one click shows its runs, Ctrl+click adds another. ↑↓ move, Enter chooses, X adds. */
export function ExperimentList({ experiments, total, failure, filter, onFilter, chosen, onChoose }: ListProps) {
  const list = useRef<HTMLDivElement>(null)
  const choose = (id: string, isAdding: boolean) => onChoose(nextChoice(chosen, id, isAdding))
  const onKeyDown = (event: KeyboardEvent) => moveFocus(event, list.current, (id) => choose(id, true))
  const hidden = total - (experiments?.length ?? 0)
  return (
    <aside className={styles.experiments} aria-label="Experiments">
      <div className={styles.experimentsHead}>
        <h2>Experiments</h2>
        <TextFilter value={filter} onChange={onFilter} label="Filter experiments" placeholder="Name or tag" />
      </div>
      {failure !== undefined && <Problem failure={failure} />}
      <div
        ref={list}
        role="listbox"
        aria-label="Experiments"
        aria-multiselectable
        tabIndex={-1}
        className={styles.options}
        onKeyDown={onKeyDown}
      >
        <Option name="All experiments" id="" isChosen={chosen.length === 0} isStop={chosen.length === 0} onPick={() => onChoose([])} />
        {experiments?.map((experiment) => (
          <Option
            key={experiment.id}
            id={experiment.id}
            name={experiment.name}
            count={experiment.runCount}
            isChosen={chosen.includes(experiment.id)}
            isStop={chosen[0] === experiment.id}
            onPick={(event) => choose(experiment.id, event.ctrlKey || event.metaKey)}
          />
        ))}
      </div>
      {experiments?.length === 0 && filter !== '' && <p className={styles.note}>No experiment matches.</p>}
      {hidden > 0 && <p className={styles.note}>{formatCount(hidden)} more: filter to find them.</p>}
    </aside>
  )
}

/** A filter that cannot be read is corrected where it is written; anything else is told in full. */
function Problem({ failure }: { readonly failure: unknown }) {
  if (failure instanceof Failure && failure.code === 'INVALID')
    return (
      <p role="alert" className={styles.problem}>
        {failure.message}
      </p>
    )
  return (
    <div className={styles.failure}>
      <FailureBox failure={failure} what="Could not list the experiments" />
    </div>
  )
}

function Option({
  id,
  name,
  count,
  isChosen,
  isStop,
  onPick
}: {
  readonly id: string
  readonly name: string
  readonly count?: number
  readonly isChosen: boolean
  /** The one that Tab reaches. */
  readonly isStop: boolean
  readonly onPick: (event: MouseEvent) => void
}) {
  return (
    <button
      type="button"
      role="option"
      aria-selected={isChosen}
      tabIndex={isStop ? 0 : -1}
      data-id={id}
      className={styles.option}
      title={name}
      onClick={onPick}
    >
      <span>{name}</span>
      {count !== undefined && (
        <span className={styles.count} title={`${formatCount(count)} runs`}>
          {formatCount(count)}
        </span>
      )}
    </button>
  )
}

/** One experiment alone, or with `isAdding` beside those chosen; a second time takes it away again. */
export function nextChoice(chosen: readonly string[], id: string, isAdding: boolean): readonly string[] {
  if (!isAdding) return [id]
  return chosen.includes(id) ? chosen.filter((one) => one !== id) : [...chosen, id]
}

function moveFocus(event: KeyboardEvent, list: HTMLElement | null, add: (id: string) => void): void {
  const options = [...(list?.querySelectorAll<HTMLElement>('[role=option]') ?? [])]
  const at = options.indexOf(document.activeElement as HTMLElement)
  const targets: Readonly<Record<string, number>> = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: options.length - 1 }
  const target = targets[event.key]
  const id = options[at]?.dataset['id']
  if (target !== undefined) options[Math.max(0, Math.min(options.length - 1, target))]?.focus()
  else if (event.key.toLowerCase() === 'x' && id) add(id)
  else return
  event.preventDefault()
}
