import { Failure } from '../../preload/contract/reply.ts'

/** Counts how often a model ended its worker: five times within ten minutes stop it until `forgive`. */
export interface Crashes {
  note(key: string): void
  /** Throws WORKER_FAILED when the model is stopped. */
  refuse(key: string): void
  /** Starts the count anew: the model was unloaded or reloaded on purpose. */
  forgive(key: string): void
}

const limit = 5
const windowMs = 600_000

/** Makes an empty count. `now` gives milliseconds. */
export function createCrashes(now: () => number): Crashes {
  const times = new Map<string, readonly number[]>()
  const recent = (key: string) => (times.get(key) ?? []).filter((at) => now() - at < windowMs)
  return {
    note: (key) => void times.set(key, [...recent(key), now()]),
    refuse: (key) => {
      if (recent(key).length < limit) return
      throw new Failure('WORKER_FAILED', `This version is stopped: it ended its worker ${limit} times within ten minutes.`, {
        remedy: 'Reload it to try again; other versions are not affected.'
      })
    },
    forgive: (key) => void times.delete(key)
  }
}
