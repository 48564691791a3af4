import { snapshotRequest } from '../../preload/contract/snapshots.ts'
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
  const insert = db.prepare<[string, string, number, number | null, string | null, string | null, string], unknown>(
    'INSERT INTO foreign_history (registry_id, kind, seq, at_ms, model, request_id, row) VALUES (?, ?, ?, ?, ?, ?, ?)'
  )
  for (const row of rows) {
    const { atMs, model, requestId } = readKeys(row)
    insert.run(registryId, row.kind, row.seq, atMs, model, requestId, row.row)
  }
}

/** What a row is ordered and found by. What another Greenroom wrote is input from outside: anything may be missing, and what is no JSON has no time. */
function readKeys({ kind, row }: ForeignRow): { atMs: number | null; model: string | null; requestId: string | null } {
  const value = parse(row)
  if (value === undefined) return { atMs: null, model: null, requestId: null }
  const found = (typeof value === 'object' && value !== null ? value : {}) as Readonly<Record<string, unknown>>
  const atMs = Math.trunc(Number(found['at_ms'] ?? found['requested_ms'] ?? 0))
  const requestId = kind === 'request' ? nameRequest(value) : toText(found['request_id'])
  return { atMs: Number.isSafeInteger(atMs) ? atMs : 0, model: toText(found['model']), requestId }
}

/** A request that is not understood gets no name: lists leave it out. */
function nameRequest(value: unknown): string | null {
  const request = snapshotRequest.safeParse(value)
  return request.success ? request.data.id : null
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function toText(value: unknown): string | null {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : null
}

/** Forgets the foreign history of a registry that was closed or removed. */
export function deleteForeignHistory(db: WritableDb, registryId: string): void {
  db.prepare<[string], unknown>('DELETE FROM foreign_history WHERE registry_id = ?').run(registryId)
}
