import { useEffect, useRef, useState } from 'react'
import type { Sort } from '../../../preload/contract/common.ts'
import { bridge } from '../../bridge.ts'
import { useRemembered } from '../../panels/remember.ts'
import { describeFailure } from '../../ui/failures.ts'

/** The filter in use, and what is wrong with the one being typed: an unfinished expression leaves the rows as they are. */
export interface RunFilter {
  readonly applied: string
  /** Sentence with the position in the text; undefined when the text is in use. */
  readonly problem: string | undefined
  readonly change: (text: string) => void
}

/** Asks for one row before a filter is taken over; the core keeps that answer's order, so the table's own question costs nothing more. */
export function useRunFilter(registry: string, experiments: readonly string[], sort: Sort): RunFilter {
  const [applied, setApplied] = useRemembered('filter', '')
  const [problem, setProblem] = useState<string>()
  const asking = useRef<AbortController>(undefined)
  useEffect(() => () => asking.current?.abort(), [])
  const change = async (text: string) => {
    asking.current?.abort()
    const controller = new AbortController()
    asking.current = controller
    const { signal } = controller
    const found = text.trim() === '' ? undefined : await findProblem(registry, experiments, text, sort, signal)
    if (signal.aborted) return
    setProblem(found)
    if (found === undefined) setApplied(text)
  }
  return { applied, problem, change: (text) => void change(text) }
}

/** What MLflow's language says about the filter; other failures are the table's to show. */
async function findProblem(
  registry: string,
  experiments: readonly string[],
  filter: string,
  sort: Sort,
  signal: AbortSignal
): Promise<string | undefined> {
  try {
    await bridge.runs.list({ registry, experiments: [...experiments], filter, sort, limit: 1 }, { signal })
    return undefined
  } catch (thrown) {
    const failure = describeFailure(thrown)
    return failure.code === 'INVALID' && failure.details?.['field'] !== 'sort.key' ? failure.message : undefined
  }
}
