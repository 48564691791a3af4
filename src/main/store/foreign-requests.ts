import type { Page } from '../../preload/contract/common.ts'
import { openStatuses } from '../../preload/contract/promotions.ts'
import { type SnapshotRequest, type SnapshotRequestEvent, snapshotRequest, snapshotRequestEvent } from '../../preload/contract/snapshots.ts'
import type { ReadableDb, WritableDb } from './database.ts'
import { insertRequestEvent, type StoredRequestEvent } from './request-events.ts'
import { insertRequest, moveRequest, type RequestsQuery, type StoredRequest } from './requests.ts'

/** Whether requests came inside the snapshot of this registry. */
export function hasForeignRequests(db: ReadableDb, registryId: string): boolean {
  return (
    db.prepare<[string], unknown>("SELECT 1 FROM foreign_history WHERE registry_id = ? AND kind = 'request' LIMIT 1").get(registryId) !==
    undefined
  )
}

/** Lists the requests that came inside a snapshot, newest first. Their ids begin with the registry's: two snapshots may hold the same request. */
export function listForeignRequests(db: ReadableDb, query: RequestsQuery & { readonly registryId: string }): Page<StoredRequest> {
  const { registryId, model, offset, limit } = query
  const open = `row ->> 'status' IN (${openStatuses.map((status) => `'${status}'`).join(', ')})`
  const shown = { all: '1', open, closed: `NOT (${open})` }[query.show]
  const from = `FROM foreign_history WHERE registry_id = @registryId AND kind = 'request' AND request_id IS NOT NULL
    AND (@model IS NULL OR model = @model) AND ${shown}`
  const total = db.prepare<[object], { n: number }>(`SELECT count(*) AS n ${from}`).get({ registryId, model })?.n ?? 0
  const rows = db
    .prepare<[object], { row: string }>(`SELECT row ${from} ORDER BY at_ms DESC, seq LIMIT @limit OFFSET @offset`)
    .all({ registryId, model, limit, offset })
  return { rows: parseRows(rows, snapshotRequest).map((row) => toRequest(db, registryId, row)), total, offset }
}

/** Makes the requests that came inside a snapshot our own: its copy is a registry of ours, in which they can be decided. */
export function adoptForeignRequests(db: WritableDb, registryId: string): void {
  const rows = db
    .prepare<[string], { row: string }>("SELECT row FROM foreign_history WHERE registry_id = ? AND kind = 'request' ORDER BY seq")
    .all(registryId)
  for (const row of parseRows(rows, snapshotRequest)) {
    const request = { ...toRequest(db, registryId, row), id: row.id }
    insertRequest(db, request)
    const { id, status, problem, closedMs } = request
    moveRequest(db, { id, from: ['pending'], to: status, problem, closedMs })
    for (const event of readEvents(db, registryId, row.id)) insertRequestEvent(db, id, toStoredEvent(event))
  }
  db.prepare<[string], unknown>("DELETE FROM foreign_history WHERE registry_id = ? AND kind IN ('request', 'request_event')").run(
    registryId
  )
}

/** Finds one of them with its timeline, oldest first. */
export function findForeignRequest(
  db: ReadableDb,
  id: string
): { readonly request: StoredRequest; readonly events: readonly StoredRequestEvent[] } | null {
  const [registryId = ''] = id.split('/')
  const requestId = id.slice(registryId.length + 1)
  const [row] = parseRows(readRows(db, registryId, 'request', requestId), snapshotRequest)
  if (!row) return null
  return { request: toRequest(db, registryId, row), events: readEvents(db, registryId, requestId).map(toStoredEvent) }
}

function toStoredEvent({ at_ms: atMs, actor_id: actorId, actor, kind, note }: SnapshotRequestEvent): StoredRequestEvent {
  return { atMs, actorId, actor, kind, note }
}

function toRequest(db: ReadableDb, registryId: string, row: SnapshotRequest): StoredRequest {
  return {
    id: `${registryId}/${row.id}`,
    registryId,
    model: row.model,
    version: row.version,
    versionCreatedMs: row.version_created_ms,
    fromStage: row.from_stage,
    toStage: row.to_stage,
    archiveExisting: row.archive_existing,
    reason: row.reason,
    requestedById: row.requested_by_id,
    requestedBy: row.requested_by,
    requestedMs: row.requested_ms,
    status: row.status,
    approvals: countApprovals(readEvents(db, registryId, row.id), row),
    approvalsNeeded: row.approvals_needed,
    maySelfApprove: row.may_self_approve,
    artifactDigest: row.artifact_digest,
    incumbent: row.incumbent,
    problem: row.problem,
    closedMs: row.closed_ms
  }
}

/** Counts as for our own requests: the requester's approval only where the terms let it. */
function countApprovals(events: readonly SnapshotRequestEvent[], row: SnapshotRequest): number {
  return events.filter((event) => event.kind === 'approved' && (row.may_self_approve || event.actor_id !== row.requested_by_id)).length
}

function readEvents(db: ReadableDb, registryId: string, requestId: string): readonly SnapshotRequestEvent[] {
  return parseRows(readRows(db, registryId, 'request_event', requestId), snapshotRequestEvent)
}

function readRows(db: ReadableDb, registryId: string, kind: string, requestId: string): readonly { readonly row: string }[] {
  return db
    .prepare<[string, string, string], { row: string }>(
      'SELECT row FROM foreign_history WHERE registry_id = ? AND kind = ? AND request_id = ? ORDER BY seq'
    )
    .all(registryId, kind, requestId)
}

/** What another Greenroom wrote is input from outside: a row that is not understood is left out. */
function parseRows<T>(rows: readonly { readonly row: string }[], schema: Schema<T>): readonly T[] {
  return rows.flatMap(({ row }) => {
    const parsed = schema.safeParse(readJson(row))
    return parsed.success ? [parsed.data] : []
  })
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

interface Schema<T> {
  safeParse(raw: unknown): { readonly success: true; readonly data: T } | { readonly success: false }
}
