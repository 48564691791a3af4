import { setTimeout as wait } from 'node:timers/promises'
import type Database from 'better-sqlite3'
import { Failure } from '../../../preload/contract/reply.ts'
import { type ChangePorts, collectChanges } from '../../tracking/changes.ts'
import { openTrackingDatabase, pinFile, setDurable } from '../../tracking/database.ts'
import { watchSchema } from '../../tracking/revision.ts'
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

interface OpenDatabase {
  readonly handle: Database.Database
  /** Throws when somebody changed the schema to one that is not written to. */
  checkSchema(): void
}

/** Waits of this handle block the calling process's event loop, so SQLite's own are very short and the retries are timers. */
const busyTimeoutMs = 10
const retryEveryMs = 25
const usualLimitMs = 5000

/** The one write handle on a registry; opened by the first write, one transaction at a time. */
export function createWriter(options: WriterOptions): Writer {
  let db: OpenDatabase | null = null
  const checkFile = pinFile(options.database)
  let isClosed = false
  let last: Promise<unknown> = Promise.resolve()

  const open = (): OpenDatabase => {
    if (isClosed) throw new Failure('OFFLINE', 'This registry has been closed.', { remedy: 'Open it again.' })
    checkFile()
    if (db) return db
    const opened = openTrackingDatabase(options.database, { busyTimeoutMs, nativeBinding: options.nativeBinding })
    try {
      const checkSchema = watchSchema(opened)
      setDurable(opened)
      db = { handle: opened, checkSchema }
      return db
    } catch (error) {
      opened.close()
      throw error
    }
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
      db?.handle.close()
      db = null
    }
  }
}

/** Intent before COMMIT, outcome after it: the two databases never commit together, so an open intent tells where to look after a crash. While the log is locked the registry is let go and the work done anew. */
async function runTransaction<T>(
  { handle: db, checkSchema }: OpenDatabase,
  limitMs: number,
  { log }: WriteContext,
  work: (db: Database.Database, ports: ChangePorts) => T
): Promise<T> {
  const deadline = performance.now() + limitMs
  for (;;) {
    await retryWhileBusy(limitMs, () => db.exec('BEGIN IMMEDIATE'))
    const begun = beginWork(db, checkSchema, log, work)
    if ('result' in begun) return commitWork(db, limitMs, log, begun)
    if (performance.now() > deadline) throw begun.busy
    await wait(retryEveryMs)
  }
}

interface Begun<T> {
  readonly result: T
  /** Null when nothing was changed. */
  readonly intent: string | null
}

/** Does the work and writes its intent; rolled back when either fails. BUSY of the log is given back instead of thrown. */
function beginWork<T>(
  db: Database.Database,
  checkSchema: () => void,
  log: WriteContext['log'],
  work: (db: Database.Database, ports: ChangePorts) => T
): Begun<T> | { readonly busy: Failure } {
  try {
    checkSchema()
    const ports = collectChanges((change) => log.guard(change))
    const result = work(db, ports)
    try {
      return { result, intent: ports.changes.length > 0 ? log.begin(ports.changes) : null }
    } catch (error) {
      if (!(error instanceof Failure && error.code === 'BUSY')) throw error
      db.exec('ROLLBACK')
      return { busy: error }
    }
  } catch (error) {
    if (db.inTransaction) db.exec('ROLLBACK')
    throw error
  }
}

async function commitWork<T>(db: Database.Database, limitMs: number, log: WriteContext['log'], { result, intent }: Begun<T>): Promise<T> {
  try {
    await retryWhileBusy(limitMs, () => db.exec('COMMIT'))
  } catch (error) {
    if (db.inTransaction) db.exec('ROLLBACK')
    await settleIntent(log, intent, 'failed')
    throw error
  }
  await settleIntent(log, intent, 'done')
  return result
}

/** The registry has decided already: an outcome that cannot be written is found again when open intents are reconciled at start. */
async function settleIntent(log: WriteContext['log'], intent: string | null, outcome: 'done' | 'failed'): Promise<void> {
  if (intent === null) return
  try {
    await log.finish(intent, outcome)
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
