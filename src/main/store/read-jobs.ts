import { listActivity } from './activity.ts'
import type { ReadableDb } from './database.ts'
import { listForeignRequests } from './foreign-requests.ts'
import { findPrediction, listPredictionPage, readPredictionPage } from './predictions.ts'

/** Every read of our own store that grows with the history or the texts in it: a worker thread answers it, by name. */
export const readJobs = {
  listActivity,
  listForeignRequests,
  listPredictionPage,
  findPrediction,
  readPredictionPage
} as const satisfies Readonly<Record<string, (db: ReadableDb, input: never) => unknown>>

export type ReadJobs = typeof readJobs
export type ReadName = keyof ReadJobs
export type ReadInput<N extends ReadName> = Parameters<ReadJobs[N]>[1]
export type ReadValue<N extends ReadName> = ReturnType<ReadJobs[N]>

/** What the worker of these reads gets at start. `database` is an absolute path. */
export interface StoreWorkerOptions {
  readonly database: string
  readonly nativeBinding?: string | undefined
}

/** Reads our own store off this thread: what was committed before the call is seen. */
export interface StoreReader {
  /** Rejects with CANCELLED after `signal`. */
  read<N extends ReadName>(name: N, input: ReadInput<N>, signal?: AbortSignal): Promise<ReadValue<N>>
}
