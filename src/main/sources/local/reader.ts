import type { ReadableDb } from '../../tracking/database.ts'

/** What every query of this folder takes: a read-only handle inside one read transaction, and the memory of long lists. */
export interface Reader {
  readonly db: ReadableDb
  readonly memory: ListMemory
}

/** Keeps ordered lists of ids, counts and key names between calls, so that scrolling does not sort 100,000 runs again. */
export interface ListMemory {
  /** The remembered value of `key`, or what `compute` gives; nothing survives a change of the database. */
  recall<T>(key: string, compute: () => T): T
}

/** A memory of at most `capacity` lists. PRAGMA data_version (a counter that other connections' commits move) tells when they are stale. */
export function createListMemory(db: ReadableDb, capacity: number): ListMemory {
  const lists = new Map<string, unknown>()
  let knownVersion: unknown = null
  return {
    recall: <T>(key: string, compute: () => T): T => {
      const version = db.pragma('data_version', { simple: true })
      if (version !== knownVersion) lists.clear()
      knownVersion = version
      const found = lists.has(key) ? (lists.get(key) as T) : compute()
      lists.delete(key)
      lists.set(key, found)
      if (lists.size > capacity) lists.delete(lists.keys().next().value as string)
      return found
    }
  }
}

/** Rows of a statement with positional parameters. */
export function readAll<R>(db: ReadableDb, sql: string, parameters: readonly SqlValue[] = []): R[] {
  return db.prepare<unknown[], R>(sql).all(...parameters)
}

/** First row of a statement, or null. */
export function readOne<R>(db: ReadableDb, sql: string, parameters: readonly SqlValue[] = []): R | null {
  return db.prepare<unknown[], R>(sql).get(...parameters) ?? null
}

/** First column of each row. */
export function readColumn<R>(db: ReadableDb, sql: string, parameters: readonly SqlValue[] = []): R[] {
  return db
    .prepare<unknown[], R>(sql)
    .pluck()
    .all(...parameters) as R[]
}

export type SqlValue = string | number | bigint | null

/** A piece of SQL with its parameters, in order. */
export interface SqlPiece {
  readonly sql: string
  readonly parameters: readonly SqlValue[]
}

export const always: SqlPiece = { sql: '1', parameters: [] }
