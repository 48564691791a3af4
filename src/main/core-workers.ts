import { randomUUID } from 'node:crypto'
import type { InputReader, ReadInput } from './core/deps.ts'
import { createPool, type Pool } from './sources/pool.ts'
import type { StoreReader } from './store/read-jobs.ts'
import type { HistoryPart, OpenedHistory, SentHistory, StoreWriter } from './store/write-jobs.ts'

export interface CoreWorkerOptions {
  /** Absolute paths of the built worker entries (or their sources under plain Node). */
  readonly entries: { readonly store: string; readonly inputs: string }
  /** Absolute path of our own store. */
  readonly database: string
  readonly nativeBinding?: string | undefined
}

/** Worker threads that core leaves long work to; none is started before its first job. */
export interface CoreWorkers {
  readonly reader: StoreReader
  readonly writer: StoreWriter
  readonly inputs: InputReader
  close(): Promise<void>
}

/** Readers of the store; they do not wait for each other. */
const readerThreads = 2
/** What is copied to a thread at a time: some milliseconds each. */
const rowsAtOnce = 2000
const predictionsAtOnce = 20

/** Makes the worker threads of core; they keep their word on the types of their answers. */
export function createCoreWorkers({ entries, ...workerData }: CoreWorkerOptions): CoreWorkers {
  const common = { workerData, jobsPerWorker: 1, waitsForCleanUp: false }
  const readers = createPool({ ...common, entry: entries.store, size: readerThreads })
  // One: SQLite has one writer, and a history's parts must meet in one thread.
  const writers = createPool({ ...common, entry: entries.store, size: 1, waitsForCleanUp: true })
  const inputs = createPool({ ...common, entry: entries.inputs, size: 1 })
  return {
    reader: { read: (name, input, signal) => readers.run(name, input, signal) as Promise<never> },
    writer: {
      saveOpenedHistory: (history) => sendHistory(writers, history),
      closeSnapshot: async (closed) => void (await writers.run('closeSnapshot', closed)),
      insertPrediction: async (prediction) => void (await writers.run('insertPrediction', prediction))
    },
    inputs: { readInput: (given, signature, signal) => inputs.run('read', { given, signature }, signal) as Promise<ReadInput> },
    close: async () => {
      await Promise.all([readers.close(), writers.close(), inputs.close()])
    }
  }
}

/** Sends a history in parts, so that copying 100,000 rows does not hold up this thread; it is written when all are there. */
async function sendHistory(pool: Pool, { rows, predictions, ...facts }: OpenedHistory): Promise<void> {
  const key = randomUUID()
  const parts = [
    ...cut(rows, rowsAtOnce).map((some): HistoryPart => ({ key, rows: some, predictions: [] })),
    ...cut(predictions, predictionsAtOnce).map((some): HistoryPart => ({ key, rows: [], predictions: some }))
  ]
  for (const part of parts) await pool.run('keepPart', part)
  await pool.run('saveSent', { ...facts, key, parts: parts.length } satisfies SentHistory)
}

function cut<T>(items: readonly T[], length: number): readonly (readonly T[])[] {
  return Array.from({ length: Math.ceil(items.length / length) }, (_, place) => items.slice(place * length, (place + 1) * length))
}
