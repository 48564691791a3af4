import { parentPort, workerData } from 'node:worker_threads'
import type Database from 'better-sqlite3'
import { openStoreDatabase } from '../store/database.ts'
import { type ReadInput, type ReadName, readJobs, type StoreWorkerOptions } from '../store/read-jobs.ts'
import { answerJobs, type Job } from './answer.ts'

/** A wait blocks this thread alone. */
const busyTimeoutMs = 5000

const { database, nativeBinding } = workerData as StoreWorkerOptions
let opened: Database.Database | null = null

/** Opens at the first job, so that a missing or damaged file is that job's failure. */
function open(): Database.Database {
  const db = openStoreDatabase(database, { readOnly: true, nativeBinding })
  db.pragma(`busy_timeout = ${busyTimeoutMs}`)
  return db
}

/** Each read runs in one transaction: a page and its count see the same state. */
function findRead(name: string): Job | undefined {
  if (!Object.hasOwn(readJobs, name)) return undefined
  const read = readJobs[name as ReadName] as (db: Database.Database, input: ReadInput<ReadName>) => unknown
  return (input) => {
    opened ??= open()
    const db = opened
    return db.transaction(() => read(db, input as ReadInput<ReadName>))()
  }
}

if (parentPort) answerJobs(parentPort, findRead)
