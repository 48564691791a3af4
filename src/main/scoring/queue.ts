import { Failure } from '../../preload/contract/reply.ts'
import { orAborted } from './wait.ts'

export interface Limits {
  /** Milliseconds for all of it, waiting included. */
  readonly timeoutMs: number
  readonly signal: AbortSignal
}

/** Lets one piece of work through at a time, in order. Who gives up while waiting leaves the line and disturbs nobody. */
export interface Queue {
  /** Runs `work` in its turn; its signal fires with a Failure TIMEOUT or CANCELLED as its reason. */
  run<T>(limits: Limits, work: (signal: AbortSignal) => Promise<T>): Promise<T>
}

/** Makes an empty queue. */
export function createQueue(): Queue {
  let last: Promise<unknown> = Promise.resolve()
  return {
    run: async (limits, work) => {
      const limit = startLimit(limits)
      const mine = Promise.withResolvers<void>()
      const before = last
      last = before.then(() => mine.promise)
      try {
        await orAborted(before, limit.signal)
        return await work(limit.signal)
      } finally {
        limit.stop()
        mine.resolve()
      }
    }
  }
}

/** One signal for both ends of a request: the caller's cancel and the time limit, each with its own words. */
function startLimit({ timeoutMs, signal }: Limits) {
  const controller = new AbortController()
  const late = new Failure('TIMEOUT', `The model did not answer within ${timeoutMs / 1000} seconds.`, {
    remedy: 'Try again with a longer time limit or fewer rows; the model is loaded anew.'
  })
  const cancelled = new Failure('CANCELLED', 'The prediction was cancelled.')
  const timer = setTimeout(() => controller.abort(late), timeoutMs)
  const cancel = () => controller.abort(cancelled)
  signal.addEventListener('abort', cancel, { once: true })
  if (signal.aborted) cancel()
  return {
    signal: controller.signal,
    stop: () => {
      clearTimeout(timer)
      signal.removeEventListener('abort', cancel)
    }
  }
}
