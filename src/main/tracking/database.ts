import { statSync } from 'node:fs'
import Database from 'better-sqlite3'
import { Failure } from '../../preload/contract/reply.ts'

/** The statements a reader may use. */
export interface ReadableDb {
  prepare<P extends unknown[] | Record<string, unknown>, R>(sql: string): Database.Statement<P extends unknown[] ? P : [P], R>
  pragma(source: string, options?: { readonly simple?: boolean }): unknown
}
/** A handle that writes. Functions of this folder never BEGIN or COMMIT: their caller does. */
export interface WritableDb extends ReadableDb {
  exec(sql: string): unknown
}

export interface OpenOptions {
  /** The addon of the offline Electron runtime; elsewhere the shipped prebuild is right. */
  readonly nativeBinding?: string | undefined
  readonly readOnly?: boolean | undefined
  /** Milliseconds a statement waits for a lock before SQLITE_BUSY; it blocks the event loop, so keep it at 50 or below in the main process. */
  readonly busyTimeoutMs?: number | undefined
}

/** Opens an MLflow database with MLflow's session pragmas (foreign keys, case-sensitive LIKE); int64 columns come as BigInt only where a statement asks for safeIntegers. */
export function openTrackingDatabase(file: string, options: OpenOptions = {}): Database.Database {
  // SQLite would speak of a failing disk, and wait for ever at a pipe.
  if (statSync(file, { throwIfNoEntry: false })?.isFile() === false)
    throw new Failure('INVALID', `“${file}” is not a file: no database can be in it.`, { remedy: 'Move it away, or choose another file.' })
  const db = new Database(file, {
    readonly: options.readOnly ?? false,
    timeout: options.busyTimeoutMs ?? 50,
    ...(options.nativeBinding ? { nativeBinding: options.nativeBinding } : {})
  })
  db.pragma('foreign_keys = ON')
  db.pragma('case_sensitive_like = ON')
  db.pragma('trusted_schema = OFF')
  return db
}

/** What tells the file that a path leads to from another one put in its place; null where there is none. */
export function identifyFile(file: string): string | null {
  const facts = statSync(file, { bigint: true, throwIfNoEntry: false })
  return facts ? `${facts.dev} ${facts.ino}` : null
}

/** Remembers which file a path leads to. The check that it gives throws OFFLINE from then on that the file was seen deleted or replaced: what is written goes where nobody will find it, and the journal may be another’s. */
export function pinFile(file: string): () => void {
  const pinned = identifyFile(file)
  let loss: string | null = null
  return () => {
    const found = identifyFile(file)
    if (found !== pinned) loss ??= found === null ? 'deleted or moved away' : 'replaced by another file'
    if (loss === null) return
    throw new Failure('OFFLINE', `“${file}” was ${loss} while it was open. Nothing was changed.`, {
      remedy: 'See that the right file is there, and start Greenroom again.'
    })
  }
}

/** Sets the durable journal of databases that Greenroom made itself: WAL and synchronous FULL, at every open (SQLite forgets the latter). */
export function setDurable(db: Database.Database): void {
  db.pragma('journal_mode = WAL')
  db.pragma('journal_size_limit = 67108864')
  setSynced(db)
}

/** Makes a handle sync as a durable one does, without touching the journal's kind. */
export function setSynced(db: Database.Database): void {
  db.pragma('synchronous = FULL')
  if (process.platform === 'darwin') db.pragma('checkpoint_fullfsync = ON')
}
