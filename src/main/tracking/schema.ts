import { randomUUID } from 'node:crypto'
import {
  chmodSync,
  closeSync,
  existsSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync
} from 'node:fs'
import path from 'node:path'
import Database from 'better-sqlite3'
import { Failure } from '../../preload/contract/reply.ts'
import { addOwnIndexes } from './own-indexes.ts'

export interface CreateOptions {
  /** Address prefix for experiments' artifacts; `mlflow-artifacts:/` in our own registries. */
  readonly artifactRoot?: string | undefined
  readonly nativeBinding?: string | undefined
  /** Milliseconds since the epoch; the current time where absent. */
  readonly now?: number | undefined
  /** True: MLflow's schema alone, without our indexes. */
  readonly isPlain?: boolean | undefined
  /** resources/mlflow/schema.sql; looked up above this file where absent. */
  readonly schemaFile?: string | undefined
}
export interface RegistryFolder {
  /** UUID of the registry, from registry.json. */
  readonly id: string
  readonly database: string
  readonly artifacts: string
}

export const defaultArtifactRoot = 'mlflow-artifacts:/'

/** Makes sure that a folder holds a registry (mlflow.db, artifacts/, registry.json; readable by the owner alone) and gives its parts. */
export function ensureRegistryFolder(folder: string, options: CreateOptions = {}): RegistryFolder {
  const artifacts = path.join(folder, 'artifacts')
  mkdirSync(artifacts, { recursive: true, mode: 0o700 })
  chmodSync(folder, 0o700)
  chmodSync(artifacts, 0o700)
  const database = path.join(folder, 'mlflow.db')
  ensureTrackingDatabase(database, options)
  return { id: ensureRegistryId(path.join(folder, 'registry.json')), database, artifacts }
}

/** Reads the UUID in a registry.json. */
export function readRegistryId(file: string): string {
  const { id, format } = parseIdentity(readFileSync(file, 'utf8'))
  if (typeof id !== 'string' || !/^[0-9a-f-]{32,36}$/.test(id))
    throw new Failure('CORRUPT', `“${file}” is damaged: it does not name a registry.`, {
      remedy:
        'Restore it from a copy. Without one, move it away: the registry gets a new id, and its history so far stays under the old one.'
    })
  if (format !== 1)
    throw new Failure('UNSUPPORTED', `${file} has format ${String(format)}; this Greenroom knows format 1.`, {
      remedy: 'Use a newer Greenroom.'
    })
  return id
}

function parseIdentity(text: string): { readonly id?: unknown; readonly format?: unknown } {
  try {
    return (JSON.parse(text) ?? {}) as { readonly id?: unknown; readonly format?: unknown }
  } catch {
    return {}
  }
}

/** Creates an MLflow database of revision dc11669786a5 with the Default experiment: whole under its name, or not at all. CONFLICT when the file exists. */
export function createTrackingDatabase(file: string, options: CreateOptions = {}): void {
  if (existsSync(file)) throw new Failure('CONFLICT', `There is already a file ${file}.`, { remedy: 'Choose another name.' })
  const folder = path.dirname(path.resolve(file))
  const draft = path.join(folder, `.new-${randomUUID()}.db`)
  try {
    closeSync(openSync(draft, 'wx', 0o600))
    fillDatabase(draft, options)
    syncPath(draft)
    placeNew(draft, file)
    syncPath(folder)
  } finally {
    for (const left of [draft, `${draft}-wal`, `${draft}-shm`, `${draft}-journal`]) rmSync(left, { force: true })
  }
}

/** Makes the database where there is none. That another process made it in the same moment is as good. */
export function ensureTrackingDatabase(file: string, options: CreateOptions = {}): void {
  if (existsSync(file)) return
  try {
    createTrackingDatabase(file, options)
  } catch (error) {
    if (!(error instanceof Failure && error.code === 'CONFLICT')) throw error
  }
}

/** Makes the database in a file of 0 bytes, SQLite's empty database: any other file stays as it is. CONFLICT when a log beside the file says that it is, or was, in use. */
export function fillEmptyDatabase(file: string, options: CreateOptions = {}): void {
  if (!isEmptyFile(file)) return
  const real = realpathSync(file)
  // SQLite would remove them in silence, and with them what a copy or a repair could still use.
  const log = [`${real}-wal`, `${real}-journal`].find((one) => existsSync(one))
  if (log !== undefined)
    throw new Failure('CONFLICT', `“${file}” is empty, but beside it is “${log}”: a program writes to it, or it lost what it held.`, {
      remedy: 'Try again in a moment. If that file stays, restore the database from a copy, or remove both files to begin anew.'
    })
  fillDatabase(real, options)
}

/** Whether a file of 0 bytes is there. */
export function isEmptyFile(file: string): boolean {
  const found = statSync(file, { throwIfNoEntry: false })
  return found?.isFile() === true && found.size === 0
}

/** Fills a database without tables, in one transaction; one that has some, from another process in the same moment, is as good. */
function fillDatabase(file: string, options: CreateOptions): void {
  const db = new Database(file, options.nativeBinding ? { nativeBinding: options.nativeBinding } : {})
  try {
    db.pragma('synchronous = FULL')
    db.transaction(() => addTables(db, options)).immediate()
    // Only now: a file that could not be filled keeps its 0 bytes.
    db.pragma('journal_mode = WAL')
  } finally {
    db.close()
  }
}

function addTables(db: Database.Database, options: CreateOptions): void {
  if (db.prepare('SELECT count(*) FROM sqlite_master').pluck().get() !== 0) return
  db.exec(readFileSync(options.schemaFile ?? findSchemaFile(), 'utf8'))
  if (!options.isPlain) addOwnIndexes(db)
  const now = options.now ?? Date.now()
  db.prepare(
    `INSERT INTO experiments (experiment_id, name, artifact_location, lifecycle_stage, creation_time, last_update_time, workspace)
     VALUES (0, 'Default', ?, 'active', ?, ?, 'default')`
  ).run(joinArtifactLocation(options.artifactRoot ?? defaultArtifactRoot, '0'), now, now)
}

/** Appends path segments to an artifact address, before its query (mlflow/utils/uri.py, append_to_uri_path). */
export function joinArtifactLocation(address: string, ...segments: readonly string[]): string {
  const cut = /^[a-z][a-z0-9+.-]*:/i.test(address) ? /[?#]/.exec(address)?.index : undefined
  const base = cut === undefined ? address : address.slice(0, cut)
  const rest = cut === undefined ? '' : address.slice(cut)
  return `${base.endsWith('/') || base === '' ? base : `${base}/`}${segments.join('/')}${rest}`
}

function ensureRegistryId(file: string): string {
  if (existsSync(file)) return readRegistryId(file)
  const draft = `${file}.${randomUUID()}.new`
  writeFileSync(draft, `${JSON.stringify({ id: randomUUID(), format: 1 })}\n`, { mode: 0o600, flush: true })
  try {
    placeNew(draft, file)
  } catch (error) {
    // Another process was first: its identity counts.
    if (!(error instanceof Failure)) throw error
  } finally {
    rmSync(draft, { force: true })
  }
  return readRegistryId(file)
}

/** Moves a finished draft to its name without replacing a file that appeared meanwhile. */
function placeNew(draft: string, file: string): void {
  try {
    linkSync(draft, file)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'EEXIST') throw new Failure('CONFLICT', `There is already a file ${file}.`, { remedy: 'Choose another name.' })
    // Some file systems know no hard links.
    if (code !== 'EPERM' && code !== 'ENOTSUP' && code !== 'EMLINK' && code !== 'ENOSYS') throw error
    renameSync(draft, file)
  }
}

function syncPath(target: string): void {
  const isFile = target.endsWith('.db')
  // Windows cannot sync folders, and files only through a handle that may write.
  if (process.platform === 'win32' && !isFile) return
  const handle = openSync(target, isFile ? 'r+' : 'r')
  try {
    fsyncSync(handle)
  } finally {
    closeSync(handle)
  }
}

/** The schema lies in resources/ above the sources as above the built files. */
function findSchemaFile(): string {
  for (let folder = import.meta.dirname; ; folder = path.dirname(folder)) {
    const file = path.join(folder, 'resources', 'mlflow', 'schema.sql')
    if (existsSync(file)) return file
    if (path.dirname(folder) === folder)
      throw new Failure('INTERNAL', 'The file resources/mlflow/schema.sql is missing from this installation.')
  }
}
