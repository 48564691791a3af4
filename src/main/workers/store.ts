import { parentPort, workerData } from 'node:worker_threads'
import type Database from 'better-sqlite3'
import { Failure } from '../../preload/contract/reply.ts'
import { openStoreDatabase } from '../store/database.ts'
import { type ReadInput, type ReadName, readJobs, type StoreWorkerOptions } from '../store/read-jobs.ts'
import { tryWriteStore } from '../store/transactions.ts'
import { type HistoryPart, type SentHistory, writeJobs } from '../store/write-jobs.ts'
import { answerJobs, type Job } from './answer.ts'

/** A wait blocks this thread alone. */
const busyTimeoutMs = 5000

const { database, nativeBinding } = workerData as StoreWorkerOptions
const opened: { reader?: Database.Database; writer?: Database.Database } = {}
/** Parts of histories whose last word has not come yet. */
const sent = new Map<string, HistoryPart[]>()

/** Opens at the first job, so that a missing or damaged file is that job's failure. */
function open(readOnly: boolean): Database.Database {
  const db = openStoreDatabase(database, { readOnly, nativeBinding })
  db.pragma(`busy_timeout = ${busyTimeoutMs}`)
  return db
}

/** Each read runs in one transaction: a page and its count see the same state. */
function findRead(name: string): Job | undefined {
  if (!Object.hasOwn(readJobs, name)) return undefined
  const read = readJobs[name as ReadName] as (db: Database.Database, input: ReadInput<ReadName>) => unknown
  return (input) => {
    opened.reader ??= open(true)
    const db = opened.reader
    return db.transaction(() => read(db, input as ReadInput<ReadName>))()
  }
}

function findWrite(name: string): Job | undefined {
  if (!Object.hasOwn(writeJobs, name)) return undefined
  const write = writeJobs[name as keyof typeof writeJobs] as (db: Database.Database, input: unknown) => void
  return (input) => {
    opened.writer ??= open(false)
    const db = opened.writer
    tryWriteStore(db, () => write(db, input))
  }
}

function keepPart(input: unknown): void {
  const part = input as HistoryPart
  sent.set(part.key, [...(sent.get(part.key) ?? []), part])
}

/** Writes a history whose parts have all come; a thread that was replaced on the way has lost some. */
function saveSent(input: unknown, context: Parameters<Job>[1]): unknown {
  const { key, parts: expected, ...facts } = input as SentHistory
  const parts = sent.get(key) ?? []
  sent.delete(key)
  if (parts.length !== expected) throw new Failure('WORKER_FAILED', 'The history was lost on its way to the store.')
  const history = { ...facts, rows: parts.flatMap((part) => part.rows), predictions: parts.flatMap((part) => part.predictions) }
  return findWrite('saveOpenedHistory')?.(history, context)
}

const sending: Readonly<Record<string, Job>> = { keepPart, saveSent }

if (parentPort) answerJobs(parentPort, (name) => sending[name] ?? findRead(name) ?? findWrite(name))
