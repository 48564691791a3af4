import { parentPort, workerData } from 'node:worker_threads'
import type Database from 'better-sqlite3'
import { queryJobs } from '../sources/local/query-jobs.ts'
import { createListMemory, type Reader } from '../sources/local/reader.ts'
import type { WorkerOptions } from '../sources/worker-messages.ts'
import { openTrackingDatabase } from '../tracking/database.ts'
import { answerJobs, type Job } from './answer.ts'

/** A wait blocks this thread alone. */
const busyTimeoutMs = 5000
/** Ordered lists of ids that are kept: at 100,000 ids some 10 MB together. */
const rememberedLists = 12

const options = workerData as WorkerOptions

interface Opened {
  readonly db: Database.Database
  readonly reader: Reader
}

function open(): Opened {
  const db = openTrackingDatabase(options.database, { readOnly: true, busyTimeoutMs, nativeBinding: options.nativeBinding })
  db.pragma('cache_size = -65536')
  db.pragma('temp_store = MEMORY')
  return { db, reader: { db, memory: createListMemory(db, rememberedLists) } }
}

/** Finds queries by name. The database is opened at the first job, so that a missing or damaged file is that job's failure. */
function createFinder(): (name: string) => Job | undefined {
  let opened: Opened | null = null
  return (name) => {
    if (!Object.hasOwn(queryJobs, name)) return undefined
    const query = queryJobs[name as keyof typeof queryJobs] as (reader: Reader, input: unknown) => unknown
    return (input) => {
      opened ??= open()
      const { db, reader } = opened
      // One read transaction: all statements of a query see the same state.
      return db.transaction(() => query(reader, input))()
    }
  }
}

if (parentPort) answerJobs(parentPort, createFinder())
