import { rmSync } from 'node:fs'
import type Database from 'better-sqlite3'
import { openTrackingDatabase, type ReadableDb } from '../../tracking/database.ts'
import { createTrackingDatabase } from '../../tracking/schema.ts'
import type { ArtifactFile } from './artifact-map.ts'
import { copyRows } from './copy-rows.ts'
import { historyApplicationId, historySchema, historyTables, historyVersion } from './history-schema.ts'
import { type ChosenIds, tablesToCopy } from './rows-to-copy.ts'

/** Address of the artifacts folder in every database we make (design: snapshots store `mlflow-artifacts:/…` only). */
const artifactRoot = 'mlflow-artifacts:/'

/** Makes a new MLflow database with its tables and none of its rows but the schema revision; the caller fills and closes it. */
export function createEmptyRegistry(file: string, nativeBinding: string | undefined): Database.Database {
  createTrackingDatabase(file, { artifactRoot, nativeBinding, isPlain: true })
  const db = openTrackingDatabase(file, { nativeBinding })
  prepareForFilling(db)
  db.exec('DELETE FROM experiments')
  return db
}

/** Makes an empty greenroom.db of the snapshot format. */
export function createEmptyHistory(file: string, nativeBinding: string | undefined): Database.Database {
  const db = openTrackingDatabase(file, { nativeBinding })
  prepareForFilling(db)
  db.pragma(`application_id = ${historyApplicationId}`)
  db.pragma(`user_version = ${historyVersion}`)
  db.exec(historySchema)
  return db
}

/** Copies the chosen rows of an MLflow database into one made by `createEmptyRegistry`. */
export function fillRegistry(source: ReadableDb, target: Database.Database, ids: ChosenIds | null, copied: () => void): void {
  target.transaction(() => {
    for (const { table, where } of tablesToCopy) copyRows(source, target, ids ? { table, where, bindings: ids, copied } : { table, copied })
  })()
}

/** Copies what our store knows about the chosen models into one made by `createEmptyHistory`. */
export function fillHistory(
  store: ReadableDb,
  target: Database.Database,
  chosen: { readonly registryId: string; readonly models: string; readonly isWhole: boolean; readonly withPredictions: boolean }
): void {
  const bindings = { registry: chosen.registryId, models: chosen.models, whole: chosen.isWhole ? '1' : '0' }
  target.transaction(() => {
    for (const { table, where, isPrivate } of historyTables)
      if (!isPrivate || chosen.withPredictions) copyRows(store, target, { table, where, bindings })
  })()
}

/** Writes the map from artifact paths to the entries that hold their bytes. */
export function writeArtifactMap(target: Database.Database, files: readonly ArtifactFile[]): void {
  const insert = target.prepare<[string, string, number], unknown>('INSERT INTO artifact_files (path, sha256, size) VALUES (?, ?, ?)')
  target.transaction(() => {
    for (const file of files) insert.run(file.path, file.sha256, file.size)
  })()
}

/** Packs the database into one plain file (rollback journal, no free pages) and closes it. */
export function finishDatabase(db: Database.Database, file: string): void {
  db.pragma('journal_mode = DELETE')
  db.exec('VACUUM')
  db.close()
  for (const suffix of ['-wal', '-shm', '-journal']) rmSync(`${file}${suffix}`, { force: true })
}

/** The file is private until it is finished and is built anew after any failure: no journal on disk, no sync for each step. */
function prepareForFilling(db: Database.Database): void {
  db.pragma('journal_mode = MEMORY')
  db.pragma('synchronous = OFF')
  db.pragma('foreign_keys = OFF')
}
