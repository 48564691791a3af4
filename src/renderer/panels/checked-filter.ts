import { useEffect, useRef, useState } from 'react'
import { describeFailure } from '../ui/failures.ts'
import { useRemembered } from './remember.ts'

/** The filter in use, and what is wrong with the one being typed: an unfinished expression leaves the rows as they are. */
export interface CheckedFilter {
  readonly applied: string
  /** A sentence with the place in the text; undefined when the text is in use. */
  readonly problem: string | undefined
  readonly change: (text: string) => void
}

/** What a table's foot and an empty table say of a filter that is not in use. */
export const unreadFilter = 'The filter cannot be read'

/** A list's filter, tried with `probe` (the list's own call, for one row) before it is taken over. `name` keeps it apart on pages with several. */
export function useCheckedFilter(name: string, probe: (filter: string, signal: AbortSignal) => Promise<unknown>): CheckedFilter {
  const [applied, setApplied] = useRemembered(name, '')
  const [problem, setProblem] = useState<string>()
  const asking = useRef<AbortController>(undefined)
  useEffect(() => () => asking.current?.abort(), [])
  const change = async (text: string) => {
    asking.current?.abort()
    const controller = new AbortController()
    asking.current = controller
    const { signal } = controller
    const found = text.trim() === '' ? undefined : await findProblem(() => probe(text, signal))
    if (signal.aborted) return
    setProblem(found)
    if (found === undefined) setApplied(text)
  }
  return { applied, problem, change: (text) => void change(text) }
}

/** What the filter's language says; other failures are the list's to show. */
async function findProblem(ask: () => Promise<unknown>): Promise<string | undefined> {
  try {
    await ask()
    return undefined
  } catch (thrown) {
    const failure = describeFailure(thrown)
    return failure.code === 'INVALID' && failure.details?.['field'] !== 'sort.key' ? failure.message : undefined
  }
}
