import type { Page, Stage } from '../../preload/contract/common.ts'
import type { PromotionRequest, RequestStatus } from '../../preload/contract/promotions.ts'
import type { OpenRequest } from '../../preload/contract/versions.ts'
import type { ReadableDb, WritableDb } from './database.ts'

/** A request with what only core needs: ids of people, the version's creation time, whom it would replace. */
export interface StoredRequest extends PromotionRequest {
  readonly toStage: 'Staging' | 'Production'
  readonly versionCreatedMs: number
  readonly requestedById: string
  readonly maySelfApprove: boolean
  /** Newest version in the target stage when the request was made. */
  readonly incumbent: string | null
}
export type NewRequest = Omit<StoredRequest, 'status' | 'approvals' | 'problem' | 'closedMs'>

type RequestRow = Omit<StoredRequest, 'archiveExisting' | 'maySelfApprove'> & {
  readonly archiveExisting: number
  readonly maySelfApprove: number
}

/** Approvals that count: the requester's own only where the request's terms let it. */
const approvalCount = `(SELECT count(*) FROM request_events e WHERE e.request_id = r.id AND e.kind = 'approved'
   AND (r.may_self_approve = 1 OR e.actor_id <> r.requested_by_id))`
const columns = `r.id, r.registry_id AS registryId, r.model, r.version, r.version_created_ms AS versionCreatedMs, r.from_stage AS fromStage,
  r.to_stage AS toStage, r.archive_existing AS archiveExisting, r.reason, r.requested_by_id AS requestedById, r.requested_by AS requestedBy,
  r.requested_ms AS requestedMs, r.status, ${approvalCount} AS approvals, r.approvals_needed AS approvalsNeeded,
  r.may_self_approve AS maySelfApprove, r.artifact_digest AS artifactDigest, r.incumbent, r.problem, r.closed_ms AS closedMs`
const isOpen = "r.status IN ('pending', 'approved', 'failed')"

/** Writes a new pending request. The unique index refuses a second open one for the same version and stage. */
export function insertRequest(db: WritableDb, request: NewRequest): void {
  db.prepare<[Record<string, unknown>], unknown>(
    `INSERT INTO requests (id, registry_id, model, version, version_created_ms, from_stage, to_stage, archive_existing, reason,
       requested_by_id, requested_by, requested_ms, status, approvals_needed, may_self_approve, artifact_digest, incumbent)
     VALUES (@id, @registryId, @model, @version, @versionCreatedMs, @fromStage, @toStage, @archive, @reason,
       @requestedById, @requestedBy, @requestedMs, 'pending', @approvalsNeeded, @self, @artifactDigest, @incumbent)`
  ).run({ ...request, archive: request.archiveExisting ? 1 : 0, self: request.maySelfApprove ? 1 : 0 })
}

/** Forgets the requests of a registry that was removed. */
export function deleteRequests(db: WritableDb, registryId: string): void {
  db.prepare<[string], unknown>('DELETE FROM request_events WHERE request_id IN (SELECT id FROM requests WHERE registry_id = ?)').run(
    registryId
  )
  db.prepare<[string], unknown>('DELETE FROM requests WHERE registry_id = ?').run(registryId)
}

/** Finds one request by id. */
export function findRequest(db: ReadableDb, id: string): StoredRequest | null {
  const row = db.prepare<[string], RequestRow>(`SELECT ${columns} FROM requests r WHERE r.id = ?`).get(id)
  return row ? rowToRequest(row) : null
}

export interface RequestsQuery {
  readonly registryId: string | null
  readonly model: string | null
  readonly show: 'open' | 'closed' | 'all'
  readonly offset: number
  readonly limit: number
}

/** Lists requests, newest first. */
export function listRequests(db: ReadableDb, query: RequestsQuery): Page<StoredRequest> {
  const shown = query.show === 'all' ? '1' : query.show === 'open' ? isOpen : `NOT (${isOpen})`
  const where = `WHERE ${shown} AND (@registryId IS NULL OR r.registry_id = @registryId) AND (@model IS NULL OR r.model = @model)`
  const bindings = { registryId: query.registryId, model: query.model }
  const total = db.prepare<[typeof bindings], { n: number }>(`SELECT count(*) AS n FROM requests r ${where}`).get(bindings)?.n ?? 0
  const rows = db
    .prepare<[Record<string, unknown>], RequestRow>(
      `SELECT ${columns} FROM requests r ${where} ORDER BY r.requested_ms DESC, r.id LIMIT @limit OFFSET @offset`
    )
    .all({ ...bindings, limit: query.limit, offset: query.offset })
  return { rows: rows.map(rowToRequest), total, offset: query.offset }
}

/** Lists the open requests of one model, newest first; those of versions that were deleted and made anew are told apart by `versionCreatedMs`. */
export function listOpenRequests(db: ReadableDb, registryId: string, model: string): readonly StoredRequest[] {
  return db
    .prepare<[string, string], RequestRow>(
      `SELECT ${columns} FROM requests r WHERE r.registry_id = ? AND r.model = ? AND ${isOpen} ORDER BY r.requested_ms DESC, r.id`
    )
    .all(registryId, model)
    .map(rowToRequest)
}

/** Counts open requests by model name. */
export function countOpenRequests(db: ReadableDb, registryId: string): ReadonlyMap<string, number> {
  const rows = db
    .prepare<[string], { model: string; n: number }>(
      `SELECT r.model, count(*) AS n FROM requests r WHERE r.registry_id = ? AND ${isOpen} GROUP BY r.model`
    )
    .all(registryId)
  return new Map(rows.map((row) => [row.model, row.n]))
}

/** Lists requests that were fully approved before `beforeMs` and whose promotion has no outcome: the program stopped in between. */
export function listInterruptedRequests(db: ReadableDb, registryId: string, beforeMs: number): readonly StoredRequest[] {
  return db
    .prepare<[string, number], RequestRow>(
      `SELECT ${columns} FROM requests r WHERE r.registry_id = ? AND r.status = 'approved'
         AND (SELECT max(e.at_ms) FROM request_events e WHERE e.request_id = r.id) < ? ORDER BY r.requested_ms`
    )
    .all(registryId, beforeMs)
    .map(rowToRequest)
}

export interface RequestMove {
  readonly id: string
  /** Statuses from which the move may be made. */
  readonly from: readonly RequestStatus[]
  readonly to: RequestStatus
  readonly problem?: string | null
  readonly closedMs?: number | null
}

/** Moves a request to another status if it is still in one of `from`; whether this caller won. */
export function moveRequest(db: WritableDb, move: RequestMove): boolean {
  const from = move.from.map(() => '?').join(', ')
  const result = db
    .prepare<unknown[], unknown>(`UPDATE requests SET status = ?, problem = ?, closed_ms = ? WHERE id = ? AND status IN (${from})`)
    .run(move.to, move.problem ?? null, move.closedMs ?? null, move.id, ...move.from)
  return result.changes === 1
}

/** Raises the terms of a pending request to those of a policy that became stricter; never lowers them. */
export function tightenRequest(
  db: WritableDb,
  id: string,
  terms: { readonly approvalsNeeded: number; readonly maySelfApprove: boolean }
): void {
  db.prepare<[number, number, string], unknown>(
    `UPDATE requests SET approvals_needed = max(approvals_needed, ?), may_self_approve = min(may_self_approve, ?)
      WHERE id = ? AND status = 'pending'`
  ).run(terms.approvalsNeeded, terms.maySelfApprove ? 1 : 0, id)
}

/** Gives the part of a request that the contract shows. */
export function toPromotionRequest(stored: StoredRequest): PromotionRequest {
  const { versionCreatedMs: _created, requestedById: _by, maySelfApprove: _self, incumbent: _incumbent, ...request } = stored
  return request
}

/** Gives the few facts that lists of versions show. */
export function toOpenRequest(stored: StoredRequest): OpenRequest {
  return { id: stored.id, toStage: stored.toStage as Stage, approvals: stored.approvals, approvalsNeeded: stored.approvalsNeeded }
}

function rowToRequest(row: RequestRow): StoredRequest {
  return { ...row, archiveExisting: row.archiveExisting === 1, maySelfApprove: row.maySelfApprove === 1 }
}
