import { setTimeout as wait } from 'node:timers/promises'
import type Database from 'better-sqlite3'
import { Failure } from '../../../preload/contract/reply.ts'
import { type ChangePorts, collectChanges } from '../../tracking/changes.ts'
import { openTrackingDatabase, pinFile, setDurable } from '../../tracking/database.ts'
import { checkWritable } from '../../tracking/revision.ts'
import type { WriteContext } from '../source.ts'

export interface WriterOptions {
  readonly database: string
  readonly isReadOnly: boolean
  readonly nativeBinding?: string | undefined
  /** Milliseconds that a write waits for another program's; 5,000 where absent. */
  readonly busyLimitMs?: number | undefined
}

export interface Writer {
  /** Runs `work` in one transaction of the registry. READ_ONLY where nothing may be written, BUSY when another program keeps the database locked for too long. */
  write<T>(context: WriteContext, work: (db: Database.Database, ports: ChangePorts) => T): Promise<T>
  close(): Promise<void>
}

/** Waits of this handle block the calling process's event loop, so SQLite's own are very short and the retries are timers. */
const busyTimeoutMs = 10
const retryEveryMs = 25
const usualLimitMs = 5000

/** The one write handle on a registry; opened by the first write, one transaction at a time. */
export function createWriter(options: WriterOptions): Writer {
  let db: Database.Database | null = null
  const checkFile = pinFile(options.database)
  let isClosed = false
  let last: Promise<unknown> = Promise.resolve()

  const open = (): Database.Database => {
    if (isClosed) throw new Failure('OFFLINE', 'This registry has been closed.', { remedy: 'Open it again.' })
    checkFile()
    if (db) return db
    const opened = openTrackingDatabase(options.database, { busyTimeoutMs, nativeBinding: options.nativeBinding })
    try {
      checkWritable(opened)
      setDurable(opened)
    } catch (error) {
      opened.close()
      throw error
    }
    db = opened
    return opened
  }
  return {
    write: (context, work) => {
      if (options.isReadOnly) return Promise.reject(refuseReadOnly())
      const turn = last.then(() => runTransaction(open(), options.busyLimitMs ?? usualLimitMs, context, work))
      last = turn.catch(() => undefined)
      return turn
    },
    close: async () => {
      isClosed = true
      await last
      db?.close()
      db = null
    }
  }
}

/** Intent before COMMIT, outcome after it: the two databases never commit together, so an open intent tells where to look after a crash. */
async function runTransaction<T>(
  db: Database.Database,
  limitMs: number,
  { log }: WriteContext,
  work: (db: Database.Database, ports: ChangePorts) => T
): Promise<T> {
  await retryWhileBusy(limitMs, () => db.exec('BEGIN IMMEDIATE'))
  let intent: string | null = null
  let result: T
  try {
    const ports = collectChanges((change) => log.guard(change))
    result = work(db, ports)
    if (ports.changes.length > 0) intent = log.begin(ports.changes)
    await retryWhileBusy(limitMs, () => db.exec('COMMIT'))
  } catch (error) {
    if (db.inTransaction) db.exec('ROLLBACK')
    if (intent !== null) settleIntent(log, intent, 'failed')
    throw error
  }
  if (intent !== null) settleIntent(log, intent, 'done')
  return result
}

/** The registry has decided already: an outcome that cannot be written is found again when open intents are reconciled at start. */
function settleIntent(log: WriteContext['log'], intent: string, outcome: 'done' | 'failed'): void {
  try {
    log.finish(intent, outcome)
  } catch {
    // Left open on purpose.
  }
}

async function retryWhileBusy(limitMs: number, act: () => unknown): Promise<void> {
  const deadline = performance.now() + limitMs
  while (true) {
    try {
      act()
      return
    } catch (error) {
      if (!isBusy(error)) throw error
      if (performance.now() > deadline) throw refuseBusy(limitMs)
    }
    await wait(retryEveryMs)
  }
}

function isBusy(error: unknown): boolean {
  const code = (error as { code?: unknown } | null)?.code
  return typeof code === 'string' && (code.startsWith('SQLITE_BUSY') || code.startsWith('SQLITE_LOCKED'))
}

function refuseBusy(limitMs: number): Failure {
  return new Failure('BUSY', `Another program has kept the registry locked for ${limitMs / 1000} seconds; nothing was changed.`, {
    remedy: 'Wait for it to finish, or close it, and try again.'
  })
}

function refuseReadOnly(): Failure {
  return new Failure('READ_ONLY', 'This registry is read-only; nothing in it can be changed.', {
    remedy: 'Make the change in the registry that it was exported from.'
  })
}
