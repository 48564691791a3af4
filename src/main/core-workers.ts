import { createPool } from './sources/pool.ts'
import type { StoreReader } from './store/read-jobs.ts'

export interface CoreWorkerOptions {
  /** Absolute paths of the built worker entries (or their sources under plain Node). */
  readonly entries: { readonly store: string }
  /** Absolute path of our own store. */
  readonly database: string
  readonly nativeBinding?: string | undefined
}

/** Worker threads that core leaves long work to; none is started before the first job. */
export interface CoreWorkers {
  readonly reader: StoreReader
  close(): Promise<void>
}

/** Readers of the store; they do not wait for each other. */
const readerThreads = 2

/** Makes the worker threads of core. */
export function createCoreWorkers({ entries, ...workerData }: CoreWorkerOptions): CoreWorkers {
  const readers = createPool({ entry: entries.store, workerData, size: readerThreads, jobsPerWorker: 1, waitsForCleanUp: false })
  return {
    // Our own worker keeps its word on the types of its answers.
    reader: { read: (name, input, signal) => readers.run(name, input, signal) as Promise<never> },
    close: () => readers.close()
  }
}
