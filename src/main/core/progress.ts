import type { Job } from '../../preload/contract/events.ts'
import type { Progress } from '../sources/source.ts'
import type { CallContext } from './deps.ts'

/** At most ten updates a second reach the status bar. */
const intervalMs = 100

/** Shows a long act as a job: gives the function that the worker reports to. */
export function showProgress(context: Pick<CallContext, 'report'>, title: string, unit: Job['unit'], now: () => number): Progress {
  let last = Number.NEGATIVE_INFINITY
  return (done, total) => {
    const at = now()
    if (at - last < intervalMs && done !== total) return
    last = at
    context.report({ title, done, total, unit })
  }
}
