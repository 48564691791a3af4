import Database from 'better-sqlite3'

/** The statements a reader may use. */
export interface ReadableDb {
  prepare<P extends unknown[] | Record<string, unknown>, R>(sql: string): Database.Statement<P extends unknown[] ? P : [P], R>
  pragma(source: string, options?: { readonly simple?: boolean }): unknown
}
export interface WritableDb extends ReadableDb {
  exec(sql: string): unknown
  transaction<A extends unknown[], R>(work: (...args: A) => R): Database.Transaction<(...args: A) => R>
}

export interface StoreOptions {
  readonly nativeBinding?: string | undefined
  readonly readOnly?: boolean | undefined
  /** How long a statement may block while another process holds the lock, ms. */
  readonly waitMs?: number
}

/** What a statement may wait once the program runs: it blocks the event loop. */
export const usualWaitMs = 10

const settings = [
  'synchronous = FULL',
  'foreign_keys = ON',
  'trusted_schema = OFF',
  'cell_size_check = ON',
  'journal_size_limit = 67108864'
] as const

/** Opens our own store: WAL, synchronous FULL, foreign keys, 10 ms busy timeout (a wait blocks the event loop). */
export function openStoreDatabase(file: string, options: StoreOptions = {}): Database.Database {
  const db = new Database(file, {
    readonly: options.readOnly ?? false,
    timeout: options.waitMs ?? usualWaitMs,
    ...(options.nativeBinding ? { nativeBinding: options.nativeBinding } : {})
  })
  try {
    if (!options.readOnly) db.pragma('journal_mode = WAL')
    for (const setting of settings) db.pragma(setting)
    return db
  } catch (error) {
    db.close()
    throw error
  }
}
