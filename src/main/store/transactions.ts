import { Failure } from '../../preload/contract/reply.ts'
import type { WritableDb } from './database.ts'

/** How long a write waits for another process before it gives up, milliseconds. */
const patienceMs = 5000
/** Tries of the waiting kind; each blocks up to the handle's busy timeout of 50 ms. */
const blockingTries = 20

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

/** The same for callers that cannot wait asynchronously (inside an open registry transaction): blocks for at most one second. */
export function writeStoreNow<T>(db: WritableDb, work: () => T): T {
  for (let attempt = 1; ; attempt++) {
    try {
      return db.transaction(work).immediate()
    } catch (error) {
      if (!isBusy(error)) throw error
      if (attempt >= blockingTries) throw describeBusy()
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
