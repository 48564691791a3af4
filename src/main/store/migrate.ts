import fs from 'node:fs'
import path from 'node:path'
import type Database from 'better-sqlite3'
import { Failure } from '../../preload/contract/reply.ts'
import { openStoreDatabase, usualWaitMs } from './database.ts'
import { writeStoreNow } from './transactions.ts'

/** `GRNR`: tells our store from any other SQLite file. */
export const storeApplicationId = 0x47524e52

/** Nothing else happens before the store is open: another process may be making it. */
const waitMs = 5000

export interface OpenStoreOptions {
  /** Absolute path; made (with its folder, private to the user) when it does not exist. */
  readonly file: string
  /** Folder with 0001.sql, 0002.sql … */
  readonly migrations: string
  readonly nativeBinding?: string | undefined
  now(): number
}

interface Migration {
  readonly number: number
  readonly sql: string
}
interface StoreState {
  readonly version: number
  readonly applicationId: number
  readonly tables: number
}

/** Opens our own store and brings it to the newest schema; an existing file is copied to `backups/` first. UNSUPPORTED, with nothing written, when the file is newer than this program or not ours; CORRUPT when it is damaged; INVALID when it is a folder. */
export function openStore(options: OpenStoreOptions): Database.Database {
  const migrations = readMigrations(options.migrations)
  const newest = migrations.length
  const state = inspectStore(options)
  refuseForeignStore(options.file, state, newest)
  if (state.version > 0 && state.version < newest) backUpStore(options, state.version)
  createPrivateFile(options.file)
  const db = openStoreDatabase(options.file, { nativeBinding: options.nativeBinding, waitMs })
  try {
    for (const migration of migrations) applyMigration(db, migration)
    db.pragma(`busy_timeout = ${usualWaitMs}`)
  } catch (error) {
    db.close()
    throw error
  }
  return db
}

/** Runs one migration in its own transaction, unless another process did it meanwhile. */
function applyMigration(db: Database.Database, migration: Migration): void {
  if (readVersion(db) >= migration.number) return
  writeStoreNow(db, () => {
    if (readVersion(db) >= migration.number) return
    db.exec(migration.sql)
    db.pragma(`application_id = ${storeApplicationId}`)
    db.pragma(`user_version = ${migration.number}`)
  })
}

function readVersion(db: Database.Database): number {
  return db.pragma('user_version', { simple: true }) as number
}

function readMigrations(folder: string): readonly Migration[] {
  const names = fs
    .readdirSync(folder)
    .filter((name) => /^\d{4}\.sql$/.test(name))
    .sort()
  names.forEach((name, index) => {
    if (Number(name.slice(0, 4)) !== index + 1) throw new Failure('INTERNAL', `The migration before ${name} is missing in ${folder}.`)
  })
  return names.map((name, index) => ({ number: index + 1, sql: fs.readFileSync(path.join(folder, name), 'utf8') }))
}

/** Looks at the file read-only, so that one which is refused is not touched. */
function inspectStore(options: OpenStoreOptions): StoreState {
  const facts = fs.statSync(options.file, { throwIfNoEntry: false })
  // SQLite would speak of a failing disk, and wait for ever at a pipe.
  if (facts && !facts.isFile())
    throw new Failure('INVALID', `${options.file} is not a file: Greenroom’s store cannot be in it.`, {
      remedy: 'Move it away, or start Greenroom with another home folder.'
    })
  if (!facts || facts.size === 0) return { version: 0, applicationId: 0, tables: 0 }
  let db: Database.Database | null = null
  try {
    const opened = openStoreDatabase(options.file, { nativeBinding: options.nativeBinding, waitMs, readOnly: true })
    db = opened
    // One snapshot: another process may be making the store at this moment.
    return opened.transaction(() => readState(opened))()
  } catch (error) {
    throw isDamage(error) ? describeDamage(options.file) : error
  } finally {
    db?.close()
  }
}

function readState(db: Database.Database): StoreState {
  return {
    version: readVersion(db),
    applicationId: db.pragma('application_id', { simple: true }) as number,
    tables: db.prepare<[], { n: number }>('SELECT count(*) AS n FROM sqlite_schema').get()?.n ?? 0
  }
}

function refuseForeignStore(file: string, state: StoreState, newest: number): void {
  const isOurs = state.applicationId === storeApplicationId
  const isEmpty = state.applicationId === 0 && state.version === 0 && state.tables === 0
  if (!isOurs && !isEmpty)
    throw new Failure('UNSUPPORTED', `${file} is not a Greenroom store.`, {
      remedy: 'Move it away, or start Greenroom with another home folder.'
    })
  if (state.version > newest)
    throw new Failure('UNSUPPORTED', `${file} was made by a newer Greenroom (store version ${state.version}; this one knows ${newest}).`, {
      remedy: 'Install the newer Greenroom; nothing was changed.'
    })
}

/** Copies the store with VACUUM INTO (a plain copy loses what the WAL holds), opens the copy again and checks it. */
function backUpStore(options: OpenStoreOptions, version: number): void {
  const folder = path.join(path.dirname(options.file), 'backups')
  fs.mkdirSync(folder, { recursive: true, mode: 0o700 })
  const target = path.join(folder, `greenroom-store-${version}-${options.now()}.db`)
  const temporary = `${target}.part`
  fs.rmSync(temporary, { force: true })
  try {
    copyStore(options, temporary)
    fs.renameSync(temporary, target)
  } finally {
    fs.rmSync(temporary, { force: true })
  }
}

function copyStore(options: OpenStoreOptions, target: string): void {
  const db = openStoreDatabase(options.file, { nativeBinding: options.nativeBinding, waitMs })
  try {
    db.prepare('VACUUM INTO ?').run(target)
  } finally {
    db.close()
  }
  const copy = openStoreDatabase(target, { nativeBinding: options.nativeBinding, readOnly: true })
  try {
    if (copy.pragma('quick_check', { simple: true }) !== 'ok') throw describeDamage(options.file)
  } finally {
    copy.close()
  }
}

function createPrivateFile(file: string): void {
  fs.mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 })
  fs.closeSync(fs.openSync(file, 'a', 0o600))
}

function isDamage(error: unknown): boolean {
  const code = (error as { code?: unknown } | null)?.code
  return typeof code === 'string' && (code.startsWith('SQLITE_CORRUPT') || code === 'SQLITE_NOTADB')
}

function describeDamage(file: string): Failure {
  return new Failure('CORRUPT', `${file} is damaged or not a database.`, {
    remedy: 'Put back a copy from the folder “backups” beside it, or move it away to start anew.'
  })
}
