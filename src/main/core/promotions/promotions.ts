import type { Page } from '../../../preload/contract/common.ts'
import type { VersionFacts } from '../../sources/source.ts'
import { appendAudit } from '../../store/audit.ts'
import type { ReadableDb } from '../../store/database.ts'
import { hasForeignRequests } from '../../store/foreign-requests.ts'
import { findApprovedBy, insertRequestEvent } from '../../store/request-events.ts'
import {
  insertRequest,
  listOpenRequests,
  listRequests,
  type NewRequest,
  type RequestsQuery,
  type StoredRequest,
  toPromotionRequest
} from '../../store/requests.ts'
import { supersedeRequests } from '../../store/supersede.ts'
import { writeStore } from '../../store/transactions.ts'
import type { CallContext, Handler, Handlers } from '../deps.ts'
import { throwIfRefused } from '../refusal.ts'
import { actOnRegistry, announceActivity, type WritingDeps } from '../writing.ts'
import { createDecisions } from './decisions.ts'
import { getRequestDetail } from './detail.ts'
import { announceRequests, describeObject, describeReadOnly, readDigest, readPolicy } from './gather.ts'
import { archivesIncumbent, mayApprove, mayPromote, mayRequest, type TargetStage, termsFor } from './rules.ts'

type PromotionCalls =
  | 'promotions.promote'
  | 'promotions.request'
  | 'promotions.list'
  | 'promotions.get'
  | 'promotions.approve'
  | 'promotions.reject'
  | 'promotions.withdraw'
  | 'promotions.retry'

/** Builds the calls on stages and on requests to move a version between them. */
export function createPromotions(deps: WritingDeps): Handlers<PromotionCalls> {
  return {
    'promotions.promote': promote(deps),
    'promotions.request': requestPromotion(deps),
    'promotions.list': listForPerson(deps),
    'promotions.get': ({ id }, context) => getRequestDetail(deps, id, context),
    ...createDecisions(deps)
  }
}

/** Requests of an opened snapshot are those that came inside it: nothing can be asked for there. */
function findRequests(
  { store, reader }: WritingDeps,
  query: RequestsQuery,
  signal: AbortSignal
): Page<StoredRequest> | Promise<Page<StoredRequest>> {
  const { registryId } = query
  return registryId !== null && hasForeignRequests(store, registryId)
    ? reader.read('listForeignRequests', { ...query, registryId }, signal)
    : listRequests(store, query)
}

/** Lists requests, each with whether it waits for the acting person. */
function listForPerson(deps: WritingDeps): Handler<'promotions.list'> {
  return async ({ registry, model, ...query }, { actor, signal }) => {
    const page = await findRequests(deps, { registryId: registry ?? null, model: model ?? null, ...query }, signal)
    const approved = findApprovedBy(deps.store, actor.id)
    const open = deps.registries.ids()
    const isWritable = (id: string) => open.includes(id) && !deps.registries.source(id).isReadOnly
    const waitsForYou = (request: StoredRequest) =>
      isWritable(request.registryId) && mayApprove(request, approved.has(request.id) ? [actor.id] : [], actor.id) === null
    return { ...page, rows: page.rows.map((request) => ({ ...toPromotionRequest(request), waitsForYou: waitsForYou(request) })) }
  }
}

/** Moves a version directly, where the policy lets it; open requests for the same move end with it. */
function promote(deps: WritingDeps): Handler<'promotions.promote'> {
  return async ({ registry, model, version, stage, archiveExisting, reason }, context) => {
    const facts = await deps.registries.source(registry).getVersion(model, version)
    throwIfRefused(mayPromote(facts, stage, readPolicy(deps.store, registry, model)))
    const change = await actOnRegistry(
      deps,
      registry,
      context,
      (source, write) => source.transition({ model, version, stage, archiveExisting: archivesIncumbent(stage, archiveExisting) }, write),
      {
        reason,
        // Asked again inside the registry's transaction: stage and policy may have changed since.
        guard: (next) => {
          if (next.action !== 'stage.changed' || next.version !== version) return
          const from = (next.before ?? 'None') as VersionFacts['stage']
          throwIfRefused(mayPromote({ ...facts, stage: from }, stage, readPolicy(deps.store, registry, model)))
        }
      }
    )
    await endOpenRequests(deps, { registryId: registry, model, version, toStage: stage }, context)
    return change
  }
}

async function endOpenRequests(
  deps: WritingDeps,
  of: { readonly registryId: string; readonly model: string; readonly version: string; readonly toStage: string },
  context: CallContext
): Promise<void> {
  const note = `${context.actor.name} moved v${of.version} to ${of.toStage} directly`
  const closed = await writeStore(deps.store, () => supersedeRequests(deps.store, { ...of, actor: context.actor, atMs: deps.now(), note }))
  if (closed === 0) return
  deps.emit('requests.changed', {})
  announceActivity(deps)
}

/** Asks for a promotion: keeps the artifact digest and the incumbent of this moment. CONFLICT while one for the same version and stage is open. */
function requestPromotion(deps: WritingDeps): Handler<'promotions.request'> {
  return async (input, context) => {
    const source = deps.registries.source(input.registry)
    const facts = await source.getVersion(input.model, input.version)
    const policy = readPolicy(deps.store, input.registry, input.model)
    const hasOpen = findOpen(deps.store, input.registry, facts, input.stage) !== undefined
    if (source.isReadOnly) throw describeReadOnly(deps.registries.nameOf(input.registry))
    throwIfRefused(mayRequest(facts, input.stage, policy, hasOpen))
    const artifactDigest = await readDigest(deps, source, facts, context)
    const model = await source.getModel(input.model)
    const incumbent = (input.stage === 'Production' ? model.production : model.staging)[0] ?? null
    const request: NewRequest = {
      id: deps.newId(),
      registryId: input.registry,
      model: input.model,
      version: input.version,
      versionCreatedMs: facts.createdMs,
      fromStage: facts.stage,
      toStage: input.stage,
      archiveExisting: input.archiveExisting,
      reason: input.reason,
      requestedBy: context.actor.name,
      requestedById: context.actor.id,
      requestedMs: deps.now(),
      ...termsFor(policy, input.stage),
      artifactDigest,
      incumbent
    }
    await writeNewRequest(deps, request, facts, context)
    return toPromotionRequest({ ...request, status: 'pending', approvals: 0, problem: null, closedMs: null })
  }
}

async function writeNewRequest(deps: WritingDeps, request: NewRequest, facts: VersionFacts, context: CallContext): Promise<void> {
  const { actor } = context
  await writeStore(deps.store, () => {
    // Hashing took its time: policy and requests are looked at again where nobody can come between.
    const policy = readPolicy(deps.store, request.registryId, request.model)
    const hasOpen = findOpen(deps.store, request.registryId, facts, request.toStage) !== undefined
    throwIfRefused(mayRequest(facts, request.toStage, policy, hasOpen))
    insertRequest(deps.store, { ...request, ...termsFor(policy, request.toStage) })
    insertRequestEvent(deps.store, request.id, {
      atMs: request.requestedMs,
      actorId: actor.id,
      actor: actor.name,
      kind: 'requested',
      note: request.reason
    })
    appendAudit(deps.store, {
      ...describeObject(request),
      atMs: request.requestedMs,
      actor,
      action: 'request.made',
      before: request.fromStage,
      after: request.toStage,
      reason: request.reason,
      summary: `requested to move v${request.version} from ${request.fromStage} to ${request.toStage}`
    })
  })
  announceRequests(deps, request.registryId)
}

function findOpen(db: ReadableDb, registryId: string, facts: VersionFacts, stage: TargetStage): StoredRequest | undefined {
  return listOpenRequests(db, registryId, facts.model).find(
    (one) => one.version === facts.version && one.versionCreatedMs === facts.createdMs && one.toStage === stage
  )
}
