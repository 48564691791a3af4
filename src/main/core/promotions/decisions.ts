import type { PromotionRequest, RequestEvent, RequestStatus } from '../../../preload/contract/promotions.ts'
import { Failure } from '../../../preload/contract/reply.ts'
import { appendAudit } from '../../store/audit.ts'
import { insertRequestEvent, listRequestEvents } from '../../store/request-events.ts'
import { moveRequest, type StoredRequest, toPromotionRequest } from '../../store/requests.ts'
import { writeStore } from '../../store/transactions.ts'
import type { CallContext, Handler, Handlers } from '../deps.ts'
import { throwIfRefused } from '../refusal.ts'
import type { WritingDeps } from '../writing.ts'
import { applyRequest } from './apply.ts'
import { announceRequests, describeObject, describeReadOnly, requireRequest } from './gather.ts'
import { mayApprove, mayReject, mayRetry, mayWithdraw } from './rules.ts'

/** Builds the calls that decide a request. */
export function createDecisions(
  deps: WritingDeps
): Handlers<'promotions.approve' | 'promotions.reject' | 'promotions.withdraw' | 'promotions.retry'> {
  return {
    'promotions.approve': approve(deps),
    'promotions.reject': async ({ id, reason }, context) =>
      close(deps, id, context, 'rejected', reason, (request) => mayReject(request, context.actor.id)),
    'promotions.withdraw': async ({ id, reason }, context) =>
      close(deps, id, context, 'withdrawn', reason, (request) => mayWithdraw(request, context.actor.id)),
    'promotions.retry': retry(deps)
  }
}

/** Adds an approval; the last one claims the request on disk and then carries out the move. A move that fails leaves the request `failed`, retryable: it is given back, not thrown. */
function approve(deps: WritingDeps): Handler<'promotions.approve'> {
  return async ({ id, notes }, context) => {
    requireWritable(deps, requireRequest(deps.store, id))
    const request = await writeStore(deps.store, () => writeApproval(deps, id, notes, context))
    announceRequests(deps, request.registryId)
    return toPromotionRequest(request.status === 'approved' ? await applyRequest(deps, request, context) : request)
  }
}

/** One transaction: window and command line may race, the second finds the request decided. */
function writeApproval(deps: WritingDeps, id: string, notes: string, context: CallContext): StoredRequest {
  const request = requireRequest(deps.store, id)
  const approvedBy = listRequestEvents(deps.store, id)
    .filter((event) => event.kind === 'approved')
    .map((event) => event.actorId)
  throwIfRefused(mayApprove(request, approvedBy, context.actor.id))
  writeEvent(deps, request, context, 'approved', notes)
  const approved = requireRequest(deps.store, id)
  writeDecision(deps, request, context, 'approved', notes, describeApproval(approved, context))
  if (approved.approvals < approved.approvalsNeeded) return approved
  claim(deps, request, ['pending'], 'approved')
  return requireRequest(deps.store, id)
}

function describeApproval(request: StoredRequest, context: CallContext): string {
  const count = `${request.approvals} of ${request.approvalsNeeded}`
  const own = request.requestedById === context.actor.id ? '; it is their own request, which the policy lets them approve' : ''
  return `approved moving v${request.version} to ${request.toStage} (${count})${own}`
}

/** Tries a failed promotion again; its approvals stand, the bytes are checked again. */
function retry(deps: WritingDeps): Handler<'promotions.retry'> {
  return async ({ id }, context) => {
    requireWritable(deps, requireRequest(deps.store, id))
    const request = await writeStore(deps.store, () => {
      const failed = requireRequest(deps.store, id)
      throwIfRefused(mayRetry(failed))
      claim(deps, failed, ['failed'], 'approved')
      writeEvent(deps, failed, context, 'retried', '')
      writeDecision(deps, failed, context, 'retried', '', `tried again to move v${failed.version} to ${failed.toStage}`)
      return requireRequest(deps.store, id)
    })
    announceRequests(deps, request.registryId)
    return toPromotionRequest(await applyRequest(deps, request, context))
  }
}

async function close(
  deps: WritingDeps,
  id: string,
  context: CallContext,
  to: 'rejected' | 'withdrawn',
  reason: string,
  may: (request: StoredRequest) => Parameters<typeof throwIfRefused>[0]
): Promise<PromotionRequest> {
  const request = await writeStore(deps.store, () => {
    const open = requireRequest(deps.store, id)
    throwIfRefused(may(open))
    claim(deps, open, ['pending', 'failed'], to, deps.now())
    writeEvent(deps, open, context, to, reason)
    const verb = to === 'rejected' ? 'rejected the request' : 'withdrew the request'
    writeDecision(deps, open, context, to, reason, `${verb} to move v${open.version} to ${open.toStage}`)
    return requireRequest(deps.store, id)
  })
  announceRequests(deps, request.registryId)
  return toPromotionRequest(request)
}

function claim(
  deps: WritingDeps,
  request: StoredRequest,
  from: readonly RequestStatus[],
  to: RequestStatus,
  closedMs: number | null = null
): void {
  if (moveRequest(deps.store, { id: request.id, from, to, closedMs })) return
  throw new Failure('CONFLICT', 'This request is already decided.', { remedy: 'Look at it again.' })
}

function writeEvent(deps: WritingDeps, request: StoredRequest, context: CallContext, kind: RequestEvent['kind'], note: string): void {
  insertRequestEvent(deps.store, request.id, { atMs: deps.now(), actorId: context.actor.id, actor: context.actor.name, kind, note })
}

function writeDecision(
  deps: WritingDeps,
  request: StoredRequest,
  context: CallContext,
  verb: string,
  reason: string,
  summary: string
): void {
  appendAudit(deps.store, {
    ...describeObject(request),
    atMs: deps.now(),
    actor: context.actor,
    action: `request.${verb}`,
    before: request.fromStage,
    after: request.toStage,
    reason,
    summary
  })
}

/** NOT_FOUND when the request's registry is not open, READ_ONLY when it cannot be written: before anything is decided. */
function requireWritable(deps: WritingDeps, request: StoredRequest): void {
  if (deps.registries.source(request.registryId).isReadOnly) throw describeReadOnly(deps.registries.nameOf(request.registryId))
}
