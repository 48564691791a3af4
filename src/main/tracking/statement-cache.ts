import type Database from 'better-sqlite3'

/** A handle whose `prepare` keeps its statements: preparing costs more than running a small one. */
export interface CachingDb {
  prepare<P extends unknown[] | Record<string, unknown>, R>(sql: string): Database.Statement<P extends unknown[] ? P : [P], R>
  pragma(source: string, options?: { readonly simple?: boolean }): unknown
  exec(sql: string): unknown
}

const keptStatements = 400
/** Longer texts are those of searches that nobody asks twice. */
const keptCharacters = 10_000

/** Wraps a database so that each SQL text is prepared once; modes that a caller set (pluck, raw, safeIntegers) are reset for the next. */
export function cacheStatements(db: Database.Database): CachingDb {
  const kept = new Map<string, Database.Statement>()
  const prepare = (sql: string): Database.Statement => {
    const known = kept.get(sql)
    if (known) {
      if (known.reader) known.pluck(false).raw(false).safeIntegers(false)
      return known
    }
    const made = db.prepare(sql)
    if (sql.length > keptCharacters) return made
    if (kept.size >= keptStatements) kept.delete(kept.keys().next().value ?? '')
    kept.set(sql, made)
    return made
  }
  return { prepare: prepare as CachingDb['prepare'], pragma: (source, options) => db.pragma(source, options), exec: (sql) => db.exec(sql) }
}
