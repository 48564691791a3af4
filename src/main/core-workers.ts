import type { InputReader, ReadInput } from './core/deps.ts'
import { createPool } from './sources/pool.ts'
import type { StoreReader } from './store/read-jobs.ts'

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
  readonly inputs: InputReader
  close(): Promise<void>
}

/** Readers of the store; they do not wait for each other. */
const readerThreads = 2

/** Makes the worker threads of core; they keep their word on the types of their answers. */
export function createCoreWorkers({ entries, ...workerData }: CoreWorkerOptions): CoreWorkers {
  const common = { workerData, jobsPerWorker: 1, waitsForCleanUp: false }
  const readers = createPool({ ...common, entry: entries.store, size: readerThreads })
  const inputs = createPool({ ...common, entry: entries.inputs, size: 1 })
  return {
    reader: { read: (name, input, signal) => readers.run(name, input, signal) as Promise<never> },
    inputs: { readInput: (given, signature, signal) => inputs.run('read', { given, signature }, signal) as Promise<ReadInput> },
    close: async () => {
      await Promise.all([readers.close(), inputs.close()])
    }
  }
}
