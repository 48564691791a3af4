import type { SnapshotPrediction } from '../../preload/contract/snapshots.ts'
import type { WritableDb } from './database.ts'
import { deleteForeignHistory, type ForeignRow, saveForeignHistory } from './foreign-history.ts'
import { deleteForeignPredictions, saveForeignPredictions } from './foreign-predictions.ts'
import { adoptForeignRequests } from './foreign-requests.ts'
import { insertPrediction, type KeptPrediction } from './predictions.ts'
import { type KnownRegistry, saveClosed, saveOpened } from './registries.ts'

/** A registry that was opened, and the history that came with it. */
export interface OpenedHistory {
  readonly registry: Omit<KnownRegistry, 'openedMs'>
  readonly openedMs: number
  readonly rows: readonly ForeignRow[]
  readonly predictions: readonly SnapshotPrediction[]
}

/** Remembers an opened registry and the history that came with it; a sample's requests become our own. */
export function saveOpenedHistory(db: WritableDb, { registry, openedMs, rows, predictions }: OpenedHistory): void {
  saveOpened(db, registry, openedMs)
  saveForeignHistory(db, registry.id, rows)
  if (registry.kind === 'sample') adoptForeignRequests(db, registry.id)
  saveForeignPredictions(db, registry.id, predictions)
}

/** Notes that a snapshot was closed and forgets what came with it. */
export function closeSnapshot(db: WritableDb, { registryId }: { readonly registryId: string }): void {
  saveClosed(db, registryId)
  deleteForeignHistory(db, registryId)
  deleteForeignPredictions(db, registryId)
}

/** Every large write of our own store: a worker thread carries it out in one transaction, by name. */
export const writeJobs = { saveOpenedHistory, closeSnapshot, insertPrediction } as const

/** Writes our own store off this thread, each write in one transaction: others see all of it or nothing. BUSY while another process keeps the store locked. */
export interface StoreWriter {
  saveOpenedHistory(history: OpenedHistory): Promise<void>
  closeSnapshot(closed: { readonly registryId: string }): Promise<void>
  insertPrediction(prediction: KeptPrediction): Promise<void>
}

/** A part of a long history on its way to the worker; `key` tells histories apart. */
export interface HistoryPart {
  readonly key: string
  readonly rows: OpenedHistory['rows']
  readonly predictions: OpenedHistory['predictions']
}
/** What is left to say once all parts are there. */
export interface SentHistory extends Pick<OpenedHistory, 'registry' | 'openedMs'> {
  readonly key: string
  readonly parts: number
}
