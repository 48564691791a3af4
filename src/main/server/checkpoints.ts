import { Worker } from 'node:worker_threads'
import type Database from 'better-sqlite3'
import { identifyFile } from '../tracking/database.ts'
import type { CheckpointWorkerData } from './wire/checkpoint-messages.ts'

export interface CheckpointOptions extends Omit<CheckpointWorkerData, 'identity'> {
  /** The writer's handle, in WAL mode. */
  readonly db: Database.Database
  /** Absolute path of workers/checkpoint. */
  readonly entry: string
  /** Hears that a checkpoint failed, or the thread itself: SQLite then makes checkpoints within the writer's commits, as it does by itself. */
  failed?(error: unknown): void
}
export interface Checkpoints {
  /** To be called after each COMMIT, outside a transaction. */
  afterCommit(): void
  close(): Promise<void>
}

/** SQLite's own threshold. */
const enoughPages = 1000
/** Commits between two looks at the log. */
const commitsBetween = 8
/** The thread only copies. */
const heap = { maxOldGenerationSizeMb: 32, maxYoungGenerationSizeMb: 2 } as const

/**
 * Copies the write-ahead log into the database in a thread of its own, so that requests do not wait for its syncs. When the thread is
 * through, the writer copies the little that was added meanwhile: the log is then empty and starts anew, instead of growing.
 */
export function createCheckpoints(options: CheckpointOptions): Checkpoints {
  const { db, entry, database, nativeBinding } = options
  const identity = identifyFile(database)
  let worker: Worker | null = null
  let commits = 0
  let state: 'idle' | 'copying' | 'copied' | 'failed' = 'idle'
  const usualPages = db.pragma('wal_autocheckpoint', { simple: true }) as number
  db.pragma('wal_autocheckpoint = 0')
  // NOOP tells how long the log is and does nothing.
  const look = db.prepare<[], { readonly log: number }>('PRAGMA wal_checkpoint(NOOP)')

  const start = (): Worker => {
    const made = new Worker(entry, {
      workerData: { database, identity, nativeBinding } satisfies CheckpointWorkerData,
      resourceLimits: heap
    })
    made.unref()
    made.on('message', () => {
      state = 'copied'
    })
    made.on('error', (error) => {
      state = 'failed'
      db.pragma(`wal_autocheckpoint = ${usualPages}`)
      options.failed?.(error)
    })
    return made
  }
  const finish = () => {
    try {
      db.pragma('wal_checkpoint(PASSIVE)')
    } catch (error) {
      // A full disk, say: what was committed stands in the log, and the next time tries again.
      options.failed?.(error)
    }
  }
  return {
    afterCommit: () => {
      commits += 1
      if (state === 'copied') {
        state = 'idle'
        finish()
      } else if (state === 'idle' && commits % commitsBetween === 0 && (look.get()?.log ?? 0) >= enoughPages) {
        state = 'copying'
        worker ??= start()
        worker.postMessage(null)
      }
    },
    close: async () => void (await worker?.terminate())
  }
}
