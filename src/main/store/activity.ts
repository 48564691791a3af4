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
/** Entries that came inside a snapshot; their numbers are negative, so that they never meet ours. */
const foreignRows = `SELECT -f.seq AS seq, CAST(f.row ->> 'at_ms' AS INTEGER) AS atMs, CAST(f.row ->> 'actor' AS TEXT) AS actor,
    f.row ->> 'origin' AS origin, CAST(f.row ->> 'action' AS TEXT) AS action, f.registry_id AS registryId,
    f.row ->> 'model' AS model, CAST(f.row ->> 'version' AS TEXT) AS version, CAST(f.row ->> 'summary' AS TEXT) AS summary,
    f.row ->> 'before' AS before, f.row ->> 'after' AS after, CAST(f.row ->> 'reason' AS TEXT) AS reason, f.row ->> 'outcome' AS outcome
  FROM foreign_history f WHERE f.kind = 'audit' AND json_valid(f.row)`

/** Lists entries, newest first. With a registry given, what came inside its snapshot is shown among them. */
export function listActivity(db: ReadableDb, query: ActivityQuery): Page<ActivityEntry> {
  const filter = compileFilter(query)
  const isMixed = query.registryId !== null && hasForeignHistory(db, query.registryId)
  const from = isMixed
    ? `(${ownRows} WHERE a.registry_id = @registryId UNION ALL ${foreignRows} AND f.registry_id = @registryId)`
    : `(${ownRows})`
  // `+` keeps SQLite from walking the whole log backwards where an index finds the few entries of one model.
  const order = isMixed ? 'atMs DESC, seq DESC' : query.model === null ? 'seq DESC' : '+seq DESC'
  const counted = isMixed ? from : '(SELECT *, registry_id AS registryId FROM audit)' // Without the outcomes: counting needs no join.
  const total = db.prepare<[Bindings], { n: number }>(`SELECT count(*) AS n FROM ${counted} ${filter.where}`).get(filter.bindings)?.n ?? 0
  const rows = db
    .prepare<[Bindings], EntryRow>(`SELECT * FROM ${from} ${filter.where} ORDER BY ${order} LIMIT @limit OFFSET @offset`)
    .all({ ...filter.bindings, limit: query.limit, offset: query.offset })
  return { rows: rows.map(rowToEntry), total, offset: query.offset }
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
