import { useCallback, useState } from 'react'
import { isCancelled } from './failures.ts'

export interface Submit {
  readonly isBusy: boolean
  /** What the last try threw; undefined after success, on a new try and after `clear`. */
  readonly failure: unknown
  /** Runs the work; true when it succeeded. A second call while busy does nothing. */
  run(work: () => unknown): Promise<boolean>
  clear(): void
}

/** Runs one act at a time and keeps its failure for display. */
export function useSubmit(): Submit {
  const [isBusy, setBusy] = useState(false)
  const [failure, setFailure] = useState<unknown>()
  const run = useCallback(
    async (work: () => unknown) => {
      if (isBusy) return false
      setBusy(true)
      setFailure(undefined)
      try {
        await work()
        return true
      } catch (thrown) {
        if (!isCancelled(thrown)) setFailure(thrown)
        return false
      } finally {
        setBusy(false)
      }
    },
    [isBusy]
  )
  return { isBusy, failure, run, clear: useCallback(() => setFailure(undefined), []) }
}
