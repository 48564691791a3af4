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
  const rows = readRequests(db, query.registryId)
    .filter((request) => query.model === null || request.model === query.model)
    .filter((request) => query.show === 'all' || isOpen(request) === (query.show === 'open'))
    .sort((a, b) => b.requestedMs - a.requestedMs)
  return { rows: rows.slice(query.offset, query.offset + query.limit), total: rows.length, offset: query.offset }
}

/** Makes the requests that came inside a snapshot our own: its copy is a registry of ours, in which they can be decided. */
export function adoptForeignRequests(db: WritableDb, registryId: string): void {
  const events = readEvents(db, registryId)
  for (const request of readRequests(db, registryId)) {
    insertRequest(db, request)
    const { id, status, problem, closedMs } = request
    moveRequest(db, { id, from: ['pending'], to: status, problem, closedMs })
    for (const event of eventsOf(events, request)) insertRequestEvent(db, id, event)
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
  const registryId = id.split('/')[0] ?? ''
  const request = readRequests(db, registryId).find((one) => one.id === id)
  if (!request) return null
  return { request, events: eventsOf(readEvents(db, registryId), request) }
}

function eventsOf(events: readonly SnapshotRequestEvent[], request: StoredRequest): readonly StoredRequestEvent[] {
  return events
    .filter((event) => `${request.registryId}/${event.request_id}` === request.id)
    .map((event) => ({ atMs: event.at_ms, actorId: event.actor_id, actor: event.actor, kind: event.kind, note: event.note }))
}

function isOpen(request: StoredRequest): boolean {
  return openStatuses.some((status) => status === request.status)
}

function readRequests(db: ReadableDb, registryId: string): readonly StoredRequest[] {
  const events = readEvents(db, registryId)
  return readRows(db, registryId, 'request', snapshotRequest).map((row) => ({
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
    approvals: countApprovals(events, row),
    approvalsNeeded: row.approvals_needed,
    maySelfApprove: row.may_self_approve,
    artifactDigest: row.artifact_digest,
    incumbent: row.incumbent,
    problem: row.problem,
    closedMs: row.closed_ms
  }))
}

/** Counts as for our own requests: the requester's approval only where the terms let it. */
function countApprovals(events: readonly SnapshotRequestEvent[], row: SnapshotRequest): number {
  return events.filter(
    (event) => event.request_id === row.id && event.kind === 'approved' && (row.may_self_approve || event.actor_id !== row.requested_by_id)
  ).length
}

function readEvents(db: ReadableDb, registryId: string): readonly SnapshotRequestEvent[] {
  return readRows(db, registryId, 'request_event', snapshotRequestEvent)
}

/** What another Greenroom wrote is input from outside: a row that is not understood is left out. */
function readRows<T>(db: ReadableDb, registryId: string, kind: string, schema: Schema<T>): readonly T[] {
  return db
    .prepare<[string, string], { row: string }>(
      'SELECT row FROM foreign_history WHERE registry_id = ? AND kind = ? AND json_valid(row) ORDER BY seq'
    )
    .all(registryId, kind)
    .flatMap(({ row }) => {
      const parsed = schema.safeParse(JSON.parse(row))
      return parsed.success ? [parsed.data] : []
    })
}

interface Schema<T> {
  safeParse(raw: unknown): { readonly success: true; readonly data: T } | { readonly success: false }
}
