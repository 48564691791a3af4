import type { ReadableDb } from '../../tracking/database.ts'

export interface Watcher {
  /** Calls back after a commit by another connection, once however many there were. Returns the stop function. */
  watch(changed: () => void): () => void
  close(): void
}

/** Asks an idle read connection every `everyMs` whether the database moved on (PRAGMA data_version: some 20 µs). Runs only while somebody listens. */
export function createWatcher(openConnection: () => ReadableDb, everyMs: number): Watcher {
  const listeners = new Set<() => void>()
  let timer: NodeJS.Timeout | null = null
  let known: unknown = null

  const readVersion = () => openConnection().pragma('data_version', { simple: true })
  const poll = () => {
    const current = tryTo(readVersion)
    // A database that is locked or gone for a moment is asked again.
    if (current === undefined || current === known) return
    known = current
    for (const listener of listeners) listener()
  }
  const stop = () => {
    if (timer) clearInterval(timer)
    timer = null
  }
  return {
    watch: (changed) => {
      const listener = () => changed()
      listeners.add(listener)
      if (!timer) {
        known = tryTo(readVersion)
        timer = setInterval(poll, everyMs)
        timer.unref()
      }
      return () => {
        listeners.delete(listener)
        if (listeners.size === 0) stop()
      }
    },
    close: () => {
      listeners.clear()
      stop()
    }
  }
}

function tryTo(read: () => unknown): unknown {
  try {
    return read()
  } catch {
    return undefined
  }
}
