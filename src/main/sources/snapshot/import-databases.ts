import path from 'node:path'
import type Database from 'better-sqlite3'
import { Failure } from '../../../preload/contract/reply.ts'
import { type SnapshotPrediction, snapshotPrediction } from '../../../preload/contract/snapshots.ts'
import { openTrackingDatabase, setDurable } from '../../tracking/database.ts'
import { type ArtifactFile, checkPaths } from './artifact-map.ts'
import { createEmptyHistory, createEmptyRegistry, fillRegistry, finishDatabase } from './build-databases.ts'
import { copyRows } from './copy-rows.ts'
import { checkForeignDatabase } from './database-shape.ts'
import { asCorruptDatabase, corrupt } from './faults.ts'
import { historyTables } from './history-schema.ts'
import type { ForeignHistoryRow } from './jobs.ts'
import { blobName, historyDatabaseName, registryDatabaseName } from './manifest.ts'
import { incomingDatabase } from './verify.ts'

export interface ImportOptions {
  readonly workFolder: string
  /** WAL and synchronous FULL, for copies that will be written to. */
  readonly isWritable: boolean
  readonly nativeBinding?: string | undefined
}

/** Copies the incoming MLflow database, value by value, into a new one of our own making at `<workFolder>/mlflow.db`. */
export function importRegistry(options: ImportOptions): void {
  const file = path.join(options.workFolder, registryDatabaseName)
  const target = createEmptyRegistry(file, options.nativeBinding)
  try {
    readIncoming(registryDatabaseName, options, (incoming) => {
      checkRevision(incoming, target)
      checkForeignDatabase(registryDatabaseName, incoming, target)
      fillRegistry(incoming, target, null, () => {})
      checkReferences(target)
    })
    finishDatabase(target, file)
  } finally {
    target.close()
  }
  if (options.isWritable) makeDurable(file, options.nativeBinding)
}

/** What came with the models: other people's acts, and predictions where the maker asked for them. */
export interface InstalledHistory {
  readonly foreignHistory: readonly ForeignHistoryRow[]
  readonly predictions: readonly SnapshotPrediction[]
}
export interface ImportedHistory extends InstalledHistory {
  readonly files: readonly ArtifactFile[]
}

/** Copies the incoming greenroom.db likewise to `<workFolder>/greenroom.db` and reads the artifact map and the history out of it. */
export function importHistory(options: ImportOptions, blobs: ReadonlyMap<string, number>): ImportedHistory {
  const file = path.join(options.workFolder, historyDatabaseName)
  const target = createEmptyHistory(file, options.nativeBinding)
  try {
    readIncoming(historyDatabaseName, options, (incoming) => {
      checkForeignDatabase(historyDatabaseName, incoming, target)
      target.transaction(() => {
        for (const table of ['artifact_files', ...historyTables.map((entry) => entry.table)]) copyRows(incoming, target, { table })
      })()
    })
    const history = { files: readMap(target, blobs), ...readHistory(target) }
    finishDatabase(target, file)
    return history
  } finally {
    target.close()
  }
}

/** Reads the history out of the greenroom.db that an import left in its folder. */
export function readInstalledHistory(file: string, nativeBinding: string | undefined): InstalledHistory {
  const db = openTrackingDatabase(file, { readOnly: true, nativeBinding })
  try {
    return readHistory(db)
  } finally {
    db.close()
  }
}

function readHistory(db: Database.Database): InstalledHistory {
  return { foreignHistory: readForeignHistory(db), predictions: readPredictions(db) }
}

function readIncoming(name: string, options: ImportOptions, work: (incoming: Database.Database) => void): void {
  let incoming: Database.Database | null = null
  try {
    incoming = openTrackingDatabase(incomingDatabase(options.workFolder, name), { readOnly: true, nativeBinding: options.nativeBinding })
    work(incoming)
  } catch (error) {
    throw asCorruptDatabase(name, error)
  } finally {
    incoming?.close()
  }
}

/** Another MLflow release has other tables: better said in those words than as damage. */
function checkRevision(incoming: Database.Database, target: Database.Database): void {
  const read = (db: Database.Database) =>
    db.prepare<[], { version_num: unknown }>('SELECT version_num FROM alembic_version').get()?.version_num
  const [found, expected] = [String(read(incoming)).slice(0, 40), String(read(target))]
  if (found === expected) return
  throw new Failure('UNSUPPORTED', `This snapshot holds an MLflow database of revision ${found}; this Greenroom reads ${expected}.`, {
    remedy: 'Open it with the Greenroom that made it, or update this one.',
    details: { entry: registryDatabaseName, expected, found }
  })
}

function checkReferences(db: Database.Database): void {
  const orphan = (db.pragma('foreign_key_check') as readonly { readonly table: string; readonly parent: string }[])[0]
  if (orphan) throw corrupt(registryDatabaseName, `a row of ${orphan.table} names a row of ${orphan.parent} that is not there`)
}

function readMap(db: Database.Database, blobs: ReadonlyMap<string, number>): readonly ArtifactFile[] {
  const files = db.prepare<[], ArtifactFile>('SELECT path, sha256, size FROM artifact_files ORDER BY path').all()
  const used = new Set<string>()
  for (const file of files) {
    const size = blobs.get(file.sha256)
    if (size === undefined) throw corrupt(`artifacts/sha256/${file.sha256.slice(0, 64)}`, 'missing: an artifact is listed with it')
    if (size !== file.size)
      throw corrupt(blobName(file.sha256), 'size differs from the list of artifacts', { expected: file.size, found: size })
    used.add(file.sha256)
  }
  for (const sha256 of blobs.keys()) if (!used.has(sha256)) throw corrupt(blobName(sha256), 'belongs to no artifact')
  checkPaths(files.map((file) => file.path))
  return files
}

/** Own rows and those that had already come from elsewhere, oldest first, in the words of the store's foreign history. */
function readForeignHistory(db: Database.Database): readonly ForeignHistoryRow[] {
  const queries = {
    audit: "SELECT a.*, COALESCE(i.state, 'done') AS outcome FROM audit a LEFT JOIN intents i ON i.audit_seq = a.seq ORDER BY a.seq",
    request: 'SELECT * FROM requests ORDER BY requested_ms, id',
    request_event: 'SELECT * FROM request_events ORDER BY request_id, seq'
  } as const
  const earlier = db.prepare<[string], { row: string }>('SELECT row FROM foreign_history WHERE kind = ? ORDER BY seq')
  return (Object.keys(queries) as (keyof typeof queries)[]).flatMap((kind) => {
    const own = db.prepare<[], Record<string, unknown>>(queries[kind]).all()
    const rows = [...earlier.all(kind).map(({ row }) => row), ...own.map((row) => JSON.stringify(row))]
    return rows.map((row, index) => ({ kind, seq: index + 1, row }))
  })
}

function readPredictions(db: Database.Database): readonly SnapshotPrediction[] {
  const rows = db.prepare<[], { readonly id: string }>('SELECT * FROM predictions ORDER BY seq').all()
  return rows.map((row) => {
    const parsed = snapshotPrediction.safeParse(row)
    if (parsed.success) return parsed.data
    throw corrupt(historyDatabaseName, `a prediction is not understood: ${parsed.error.issues[0]?.path.join('.') ?? ''}`)
  })
}

function makeDurable(file: string, nativeBinding: string | undefined): void {
  const db = openTrackingDatabase(file, { nativeBinding })
  setDurable(db)
  db.close()
}
