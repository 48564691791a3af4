import type Database from 'better-sqlite3'
import { Failure } from '../../preload/contract/reply.ts'
import { type ChangeLog, type ChangePorts, collectChanges, type RegistryChange } from '../tracking/changes.ts'
import type { WritableDb } from '../tracking/database.ts'
import { cacheStatements } from '../tracking/statement-cache.ts'
import { busyLimitMs, pauseForBusy, retryWhileBusy } from './busy.ts'

export interface WriterOptions {
  readonly db: Database.Database
  /** The log in which a user's changes of the registry are written down; null is the owner of this computer's session. */
  logFor(user: string | null): ChangeLog
  /** Asked before each transaction: refuses by throwing. */
  check?(): void
  /** Asked inside each transaction, before its first write: refuses by throwing. */
  checkSchema?(): void
  /** Called after each COMMIT. */
  committed(): void
  /** Hears that a whole group was lost, or that it stands and something after it failed. */
  failed?(error: unknown): void
  /** A steady clock, ms. */
  readonly clock?: () => number
}
export interface Writer {
  /** Queues one write; resolves after COMMIT, rejects with what the work threw. */
  run<T>(work: (db: WritableDb, ports: ChangePorts) => T, user?: string | null): Promise<T>
  /** Finishes what is queued, then refuses. */
  close(): Promise<void>
}

interface Job {
  work(db: WritableDb, ports: ChangePorts): unknown
  readonly user: string | null
  /** Until when it waits for the log, once that was found locked (performance.now()). */
  logDeadline?: number
  resolve(value: unknown): void
  reject(error: unknown): void
}
interface Intent {
  readonly log: ChangeLog
  readonly intent: string
}
interface DoneJob {
  readonly job: Job
  readonly value: unknown
  readonly changes: readonly RegistryChange[]
}

const maxQueued = 5000
const maxGroup = 500
/** A group stops taking requests after this long, so that reads are not kept waiting. */
const groupMs = 50
/** Turns of the event loop that a group is waited for at most. */
const maxTurns = 6

/** The one writer of a database: all that is queued while requests keep coming in shares a transaction, each request in a savepoint of its own. */
export function createWriter(options: WriterOptions): Writer {
  const { db: raw } = options
  const db = cacheStatements(raw)
  const queue: Job[] = []
  let isClosing = false
  let running: Promise<void> | null = null

  const work = async () => {
    try {
      while (queue.length > 0) {
        await gatherMore(queue)
        await writeGroup(raw, db, queue, options)
      }
    } finally {
      running = null
    }
  }
  const run: Writer['run'] = (job, user = null) => {
    if (isClosing) return Promise.reject(new Failure('BUSY', 'The service is stopping.', { remedy: 'Start it again.' }))
    if (queue.length >= maxQueued)
      return Promise.reject(new Failure('BUSY', `More than ${maxQueued} writes are waiting.`, { remedy: 'Send fewer at once.' }))
    return new Promise((resolve, reject) => {
      queue.push({ work: job, user, resolve: resolve as (value: unknown) => void, reject })
      running ??= work()
    })
  }
  return {
    run,
    close: async () => {
      isClosing = true
      await running
    }
  }
}

/** Lets a turn of the event loop pass, and another one as long as the last brought more: clients that were answered together ask again together, and a commit costs more than these turns. */
async function gatherMore(queue: readonly Job[]): Promise<void> {
  for (let turn = 0, before = -1; turn < maxTurns && queue.length > before; turn += 1) {
    before = queue.length
    await new Promise(setImmediate)
  }
}

async function writeGroup(raw: Database.Database, db: WritableDb, queue: Job[], options: WriterOptions): Promise<void> {
  try {
    options.check?.()
    await retryWhileBusy(() => db.prepare<[], never>('BEGIN IMMEDIATE').run())
    options.checkSchema?.()
  } catch (error) {
    for (const job of queue.splice(0)) job.reject(error)
    rollBack(raw, options)
    return
  }
  const taken: Job[] = []
  const done: DoneJob[] = []
  try {
    runJobs(raw, db, queue, taken, done, options)
    await commitGroup(raw, db, queue, done, options)
  } catch (error) {
    // The transaction is gone: none of its requests happened.
    options.failed?.(error)
    for (const job of taken) job.reject(error)
    rollBack(raw, options)
  }
}

/** Whoever waits was answered already: a disk that fails here too must not leave them hanging, nor the queue behind them. */
function rollBack(raw: Database.Database, options: WriterOptions): void {
  try {
    if (raw.inTransaction) raw.exec('ROLLBACK')
  } catch (error) {
    options.failed?.(error)
  }
}

function runJobs(raw: Database.Database, db: WritableDb, queue: Job[], taken: Job[], done: DoneJob[], options: WriterOptions): void {
  const clock = options.clock ?? (() => performance.now())
  const start = clock()
  while (queue.length > 0 && taken.length < maxGroup && clock() - start < groupMs) {
    const job = queue.shift() as Job
    taken.push(job)
    const ports = collectChanges((change) => options.logFor(job.user).guard(change))
    db.prepare<[], never>('SAVEPOINT request').run()
    try {
      const value = job.work(db, ports)
      db.prepare<[], never>('RELEASE request').run()
      done.push({ job, value, changes: ports.changes })
    } catch (error) {
      // A full disk may roll the whole transaction back by itself.
      if (!raw.inTransaction) throw error
      db.prepare<[], never>('ROLLBACK TO request').run()
      db.prepare<[], never>('RELEASE request').run()
      job.reject(error)
    }
  }
}

async function commitGroup(
  raw: Database.Database,
  db: WritableDb,
  queue: Job[],
  done: readonly DoneJob[],
  options: WriterOptions
): Promise<void> {
  const intents: Intent[] = []
  try {
    for (const [user, changes] of groupChanges(done)) {
      const log = options.logFor(user)
      intents.push({ log, intent: log.begin(changes) })
    }
  } catch (error) {
    // What needs the log waits for it or fails with it; the others go again without them.
    db.exec('ROLLBACK')
    await settle(intents, 'failed')
    for (const { job, changes } of done.toReversed()) {
      if (changes.length > 0 && !mayWait(job, error)) job.reject(error)
      else queue.unshift(job)
    }
    if (isLogBusy(error)) await pauseForBusy()
    return
  }
  try {
    await retryWhileBusy(() => db.prepare<[], never>('COMMIT').run())
  } catch (error) {
    if (raw.inTransaction) db.exec('ROLLBACK')
    await settle(intents, 'failed')
    throw error
  }
  await settle(intents, 'done')
  for (const { job, value } of done) job.resolve(value)
  options.committed()
}

async function settle(intents: readonly Intent[], outcome: 'done' | 'failed'): Promise<void> {
  for (const { log, intent } of intents) await log.finish(intent, outcome)
}

/** Whether a request whose changes the log did not take tries again: for as long as the database itself is waited for. */
function mayWait(job: Job, error: unknown): boolean {
  job.logDeadline ??= performance.now() + busyLimitMs
  return isLogBusy(error) && performance.now() < job.logDeadline
}

function isLogBusy(error: unknown): boolean {
  return error instanceof Failure && error.code === 'BUSY'
}

function groupChanges(done: readonly DoneJob[]): Map<string | null, RegistryChange[]> {
  const byUser = new Map<string | null, RegistryChange[]>()
  for (const { job, changes } of done) if (changes.length > 0) byUser.set(job.user, [...(byUser.get(job.user) ?? []), ...changes])
  return byUser
}
