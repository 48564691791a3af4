import { Failure } from '../../preload/contract/reply.ts'
import type { WritableDb } from './database.ts'

/** How long a write waits for another process before it gives up, milliseconds. */
const patienceMs = 5000
/** How long a blocking write waits. */
const blockingMs = 1000

/** Runs `work` in one BEGIN IMMEDIATE transaction; while another process holds the lock it waits without blocking the event loop. BUSY after five seconds. */
export async function writeStore<T>(db: WritableDb, work: () => T): Promise<T> {
  const deadline = Date.now() + patienceMs
  for (;;) {
    try {
      return db.transaction(work).immediate()
    } catch (error) {
      if (!isBusy(error)) throw error
      if (Date.now() > deadline) throw describeBusy()
    }
    await new Promise((resolve) => setTimeout(resolve, 15))
  }
}

/** The same without waiting (10 ms, the handle's busy timeout, at most): BUSY at once while another process holds the lock. For callers inside an open registry transaction, who roll it back, wait and begin anew. */
export function tryWriteStore<T>(db: WritableDb, work: () => T): T {
  try {
    return db.transaction(work).immediate()
  } catch (error) {
    throw isBusy(error) ? describeBusy() : error
  }
}

/** The same for the start of a program, before anything else can happen: blocks for at most one second. */
export function writeStoreNow<T>(db: WritableDb, work: () => T): T {
  const deadline = performance.now() + blockingMs
  for (;;) {
    try {
      return db.transaction(work).immediate()
    } catch (error) {
      if (!isBusy(error)) throw error
      if (performance.now() > deadline) throw describeBusy()
    }
  }
}

function isBusy(error: unknown): boolean {
  const code = (error as { code?: unknown } | null)?.code
  return typeof code === 'string' && (code.startsWith('SQLITE_BUSY') || code === 'SQLITE_LOCKED')
}

function describeBusy(): Failure {
  return new Failure('BUSY', 'Greenroom’s own store is being written by another process.', { remedy: 'Try again in a moment.' })
}
