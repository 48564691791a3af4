import type { RequestDetail } from '../../../preload/contract/promotions.ts'
import { Failure } from '../../../preload/contract/reply.ts'
import type { Source } from '../../sources/source.ts'
import { findForeignRequest } from '../../store/foreign-requests.ts'
import { listRequestEvents, type StoredRequestEvent } from '../../store/request-events.ts'
import { type StoredRequest, toPromotionRequest } from '../../store/requests.ts'
import { compareSides, describeVersion, keepEvidence, type Side } from '../comparisons/rules.ts'
import type { CallContext } from '../deps.ts'
import { toPermission } from '../refusal.ts'
import type { WritingDeps } from '../writing.ts'
import { listTermChecks, listVersionChecks, type ObservedVersion } from './checks.ts'
import { readDigest, readPolicy, requireRequest } from './gather.ts'
import { isOpen, mayApprove, mayReject, mayRetry, mayWithdraw } from './rules.ts'

/** Larger versions are not hashed for showing a page, bytes; they are when the promotion is carried out. */
const hashLimit = 512 * 1024 * 1024

/** Gathers what a reviewer needs to decide: timeline, evidence against the incumbent, checks, and what the person may do. */
export async function getRequestDetail(deps: WritingDeps, id: string, context: CallContext): Promise<RequestDetail> {
  const foreign = findForeignRequest(deps.store, id)
  const request = foreign?.request ?? requireRequest(deps.store, id)
  const events = foreign?.events ?? listRequestEvents(deps.store, id)
  const source = findSource(deps, request.registryId)
  const [evidence, observed] = await Promise.all([
    source ? gatherEvidence(source, request) : noEvidence,
    source && isOpen(request) ? observeVersion(deps, source, request, context) : null
  ])
  const policy = readPolicy(deps.store, request.registryId, request.model)
  const checks = [...listTermChecks(request, policy), ...(isOpen(request) ? listVersionChecks(request, observed) : [])]
  return {
    ...toPromotionRequest(request),
    incumbent: request.incumbent,
    events: events.map(({ atMs, actor, kind, note }) => ({ atMs, actor, kind, note })),
    ...evidence,
    checks,
    may: foreign
      ? permitNothing('It came inside a snapshot, which is read-only.')
      : decidePermissions(request, events, context.actor.id, source)
  }
}

function permitNothing(why: string): RequestDetail['may'] {
  const no = { allowed: false, why }
  return { approve: no, reject: no, withdraw: no, retry: no }
}

function decidePermissions(
  request: StoredRequest,
  events: readonly StoredRequestEvent[],
  personId: string,
  source: Source | null
): RequestDetail['may'] {
  const approvedBy = events.filter((event) => event.kind === 'approved').map((event) => event.actorId)
  const closed = source && !source.isReadOnly ? null : { allowed: false, why: 'Its registry is not open for writing.' }
  return {
    approve: closed ?? toPermission(mayApprove(request, approvedBy, personId)),
    reject: toPermission(mayReject(request, personId)),
    withdraw: toPermission(mayWithdraw(request, personId)),
    retry: closed ?? toPermission(mayRetry(request))
  }
}

/** The registry of a request may be closed by now: its page is still there. */
function findSource(deps: WritingDeps, registryId: string): Source | null {
  return deps.registries.ids().includes(registryId) ? deps.registries.source(registryId) : null
}

async function observeVersion(
  deps: WritingDeps,
  source: Source,
  request: StoredRequest,
  context: CallContext
): Promise<ObservedVersion | null> {
  const facts = await orNull(source.getVersion(request.model, request.version))
  if (!facts) return null
  const [model, contents] = await Promise.all([source.getModel(request.model), source.readContents(request.model, request.version)])
  const digest = contents.size > hashLimit ? 'unread' : await readDigest(deps, source, request, context, true)
  const incumbents = request.toStage === 'Production' ? model.production : model.staging
  const incumbent = incumbents.find((version) => version !== request.version) ?? null
  return { stage: facts.stage, versionCreatedMs: facts.createdMs, digest, incumbent }
}

/** The incumbent; where the target stage was empty the version in Production, which the candidate is to be measured against anyhow. */
async function chooseBase(source: Source, request: StoredRequest): Promise<RequestDetail['evidenceBase']> {
  if (request.incumbent !== null) return { version: request.incumbent, stage: request.toStage }
  const model = await orNull(source.getModel(request.model))
  const version = model?.production.find((one) => one !== request.version)
  return version === undefined ? null : { version, stage: 'Production' }
}

/** Compares the base with the version; without a base its metrics and params stand alone. */
async function gatherEvidence(source: Source, request: StoredRequest): Promise<Pick<RequestDetail, 'evidence' | 'evidenceBase'>> {
  const side = await gatherSide(source, request.model, request.version)
  if (!side) return noEvidence
  const chosen = await chooseBase(source, request)
  const base = chosen && (await gatherSide(source, request.model, chosen.version))
  if (base) return { evidenceBase: chosen, evidence: keepEvidence(compareSides([base, side]).groups) }
  const none: Side = { id: '', label: 'none', runId: null, groups: {} }
  const alone: Side = { ...side, groups: { Metrics: side.groups.Metrics ?? {}, Params: side.groups.Params ?? {} } }
  return { evidenceBase: null, evidence: keepEvidence(compareSides([none, alone]).groups).filter((group) => group.rows.length > 0) }
}

const noEvidence = { evidenceBase: null, evidence: [] } as const

async function gatherSide(source: Source, model: string, version: string): Promise<Side | null> {
  const [facts, contents] = await Promise.all([orNull(source.getVersion(model, version)), orNull(source.readContents(model, version))])
  return facts && contents ? describeVersion(facts, contents) : null
}

async function orNull<T>(reading: Promise<T>): Promise<T | null> {
  try {
    return await reading
  } catch (error) {
    if (error instanceof Failure && error.code === 'NOT_FOUND') return null
    throw error
  }
}
