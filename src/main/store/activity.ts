import { type ActivityEntry, origins } from '../../preload/contract/activity.ts'
import type { Page } from '../../preload/contract/common.ts'
import type { ReadableDb } from './database.ts'

export interface ActivityQuery {
  readonly registryId: string | null
  readonly model: string | null
  readonly version: string | null
  /** Every word must occur in actor, action, model, summary or reason. */
  readonly words: readonly string[]
  readonly offset: number
  readonly limit: number
}

type EntryRow = Omit<ActivityEntry, 'origin' | 'outcome'> & { readonly origin: string; readonly outcome: string | null }

const ownRows = `SELECT a.seq, a.at_ms AS atMs, a.actor, a.origin, a.action, a.registry_id AS registryId, a.model, a.version,
    a.summary, a.before, a.after, a.reason, i.state AS outcome
  FROM audit a LEFT JOIN intents i ON i.audit_seq = a.seq`
const foreignColumns = `-f.seq AS seq, f.at_ms AS atMs, CAST(f.row ->> 'actor' AS TEXT) AS actor,
    f.row ->> 'origin' AS origin, CAST(f.row ->> 'action' AS TEXT) AS action, f.registry_id AS registryId,
    f.model AS model, CAST(f.row ->> 'version' AS TEXT) AS version, CAST(f.row ->> 'summary' AS TEXT) AS summary,
    f.row ->> 'before' AS before, f.row ->> 'after' AS after, CAST(f.row ->> 'reason' AS TEXT) AS reason, f.row ->> 'outcome' AS outcome`
/** Entries that came inside a snapshot; their numbers are negative, so that they never meet ours. The index orders and counts them without reading their JSON. */
const foreignRows = `SELECT ${foreignColumns} FROM foreign_history f INDEXED BY foreign_by_time
  WHERE f.registry_id = @registryId AND f.kind = 'audit' AND f.at_ms IS NOT NULL`
const foreignRow = `SELECT ${foreignColumns} FROM foreign_history f WHERE f.registry_id = @registryId AND f.kind = 'audit' AND f.seq = -@seq`

/** Lists entries, newest first. With a registry given, what came inside its snapshot is shown among them. */
export function listActivity(db: ReadableDb, query: ActivityQuery): Page<ActivityEntry> {
  const { registryId, model, offset, limit } = query
  const { where, bindings } = compileFilter(query)
  // Without the outcomes: counting needs no join.
  const own = countRows(db, '(SELECT *, registry_id AS registryId FROM audit)', where, bindings)
  const isMixed = registryId !== null && hasForeignHistory(db, registryId)
  const page = { ...bindings, offset, limit }
  if (isMixed) {
    const foreign = countRows(db, `(${foreignRows})`, where, bindings)
    return { rows: listMixed(db, registryId, where, page), total: own + foreign, offset }
  }
  // `+` keeps SQLite from walking the whole log backwards where an index finds the few entries of one model.
  const order = model === null ? 'seq DESC' : '+seq DESC'
  const rows = db
    .prepare<[Bindings], EntryRow>(`SELECT * FROM (${ownRows}) ${where} ORDER BY ${order} LIMIT @limit OFFSET @offset`)
    .all(page)
  return { rows: rows.map(rowToEntry), total: own, offset }
}

/** Merges what two indexes give in order of time; the join and the JSON are left to the rows of the page. */
function listMixed(db: ReadableDb, registryId: string, where: string, page: Bindings): readonly ActivityEntry[] {
  const keysOf = (rows: string) => `SELECT seq, atMs FROM (${rows}) ${where}`
  const keys = db
    .prepare<[Bindings], { readonly seq: number }>(
      `${keysOf(`${ownRows} WHERE a.registry_id = @registryId`)} UNION ALL ${keysOf(foreignRows)}
       ORDER BY atMs DESC, seq DESC LIMIT @limit OFFSET @offset`
    )
    .all(page)
  const own = db.prepare<[Bindings], EntryRow>(`${ownRows} WHERE a.seq = @seq`)
  const foreign = db.prepare<[Bindings], EntryRow>(foreignRow)
  return keys.flatMap(({ seq }) => (seq < 0 ? foreign.all({ registryId, seq }) : own.all({ seq })).map(rowToEntry))
}

function countRows(db: ReadableDb, from: string, where: string, bindings: Bindings): number {
  return db.prepare<[Bindings], { n: number }>(`SELECT count(*) AS n FROM ${from} ${where}`).get(bindings)?.n ?? 0
}

type Bindings = Readonly<Record<string, string | number>>

function compileFilter(query: ActivityQuery): { readonly where: string; readonly bindings: Bindings } {
  const conditions: string[] = []
  const bindings: Record<string, string> = {}
  for (const column of ['registryId', 'model', 'version'] as const) {
    const value = query[column]
    if (value === null) continue
    conditions.push(`${column} = @${column}`)
    bindings[column] = value
  }
  query.words.forEach((word, index) => {
    const columns = ['actor', 'action', 'model', 'summary', 'reason']
    conditions.push(`(${columns.map((column) => `${column} LIKE @word${index} ESCAPE '\\'`).join(' OR ')})`)
    bindings[`word${index}`] = `%${word.replace(/[\\%_]/g, '\\$&')}%`
  })
  return { where: conditions.length > 0 ? `WHERE ${conditions.join(' AND ')}` : '', bindings }
}

function hasForeignHistory(db: ReadableDb, registryId: string): boolean {
  return (
    db
      .prepare<[string], { one: number }>("SELECT 1 AS one FROM foreign_history WHERE registry_id = ? AND kind = 'audit' LIMIT 1")
      .get(registryId) !== undefined
  )
}

function rowToEntry(row: EntryRow): ActivityEntry {
  return {
    ...row,
    atMs: row.atMs ?? 0,
    actor: row.actor ?? '',
    action: row.action ?? '',
    summary: row.summary ?? '',
    reason: row.reason ?? '',
    origin: origins.find((origin) => origin === row.origin) ?? 'elsewhere',
    outcome: row.outcome === 'open' || row.outcome === 'failed' ? row.outcome : 'done'
  }
}
