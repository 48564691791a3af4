import { copyFileSync, mkdirSync } from 'node:fs'
import path from 'node:path'
import Database from 'better-sqlite3'
import { ownIndexes } from '../src/main/tracking/own-indexes.ts'
import { ensureRegistryFolder } from '../src/main/tracking/schema.ts'
import { fillLargeRegistry, type LargeShape } from '../test/support/large-registry.ts'

/** Run whose metric `long` has 10,000 values. */
export const longRun = `r${'5'.padStart(31, '0')}`
export const longPoints = 10_000

/** Fills a fresh registry of ours below `folder`/home, as `startOurs` finds it. */
export function makeOurData(folder: string, shape: LargeShape): string {
  const { database } = ensureRegistryFolder(path.join(folder, 'home', 'registry'))
  const db = new Database(database)
  fillLargeRegistry(db, shape)
  db.exec(
    `WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < ${longPoints})
     INSERT INTO metrics (key, value, timestamp, run_uuid, step, is_nan) SELECT 'long', i * 0.5, 1600000000000 + i, '${longRun}', i, 0 FROM n`
  )
  db.pragma('wal_checkpoint(TRUNCATE)')
  db.close()
  return database
}

/** Copies the same rows to where `startStock` looks for them, as stock MLflow keeps them: a rollback journal and MLflow's indexes alone. */
export function copyForStock(database: string, folder: string): void {
  mkdirSync(folder, { recursive: true })
  const copy = path.join(folder, 'stock.db')
  copyFileSync(database, copy)
  const db = new Database(copy)
  for (const name of Object.keys(ownIndexes)) db.exec(`DROP INDEX ${name}`)
  db.pragma('journal_mode = DELETE')
  db.close()
}
