import type { WritableDb } from './database.ts'

/** One row of another Greenroom's history that came inside a snapshot: `row` is the row's columns as JSON. Shown, never counted as our own. */
export interface ForeignRow {
  readonly kind: 'audit' | 'request' | 'request_event'
  readonly seq: number
  readonly row: string
}

/** Replaces what is known of a registry's foreign history. */
export function saveForeignHistory(db: WritableDb, registryId: string, rows: readonly ForeignRow[]): void {
  deleteForeignHistory(db, registryId)
  const insert = db.prepare<[string, string, number, string], unknown>(
    'INSERT INTO foreign_history (registry_id, kind, seq, row) VALUES (?, ?, ?, ?)'
  )
  for (const row of rows) insert.run(registryId, row.kind, row.seq, row.row)
}

/** Forgets the foreign history of a registry that was closed or removed. */
export function deleteForeignHistory(db: WritableDb, registryId: string): void {
  db.prepare<[string], unknown>('DELETE FROM foreign_history WHERE registry_id = ?').run(registryId)
}
