import { Failure } from '../../../preload/contract/reply.ts'
import type { Source } from '../../sources/source.ts'
import { type AuditEntry, appendAudit } from '../../store/audit.ts'
import { insertRequestEvent } from '../../store/request-events.ts'
import { listInterruptedRequests, moveRequest, type StoredRequest } from '../../store/requests.ts'
import { writeStore } from '../../store/transactions.ts'
import { graceMs } from '../activity/rules.ts'
import type { CallContext } from '../deps.ts'
import { throwIfRefused } from '../refusal.ts'
import { actOnRegistry, type WriteOptions, type WritingDeps } from '../writing.ts'
import { announceRequests, describeObject, readDigest, requireRequest } from './gather.ts'
import { mayApply } from './rules.ts'

/** Carries out a request whose status `approved` is on disk: checks the bytes again, moves the version, writes the outcome. Gives the request as `applied` or `failed`. */
export async function applyRequest(deps: WritingDeps, request: StoredRequest, context: CallContext): Promise<StoredRequest> {
  let note: string
  try {
    note = await transition(deps, request, context)
  } catch (error) {
    await writeOutcome(deps, request, context.actor, 'failed', describeProblem(error))
    if (!isExpected(error)) throw error
    return requireRequest(deps.store, request.id)
  }
  await writeOutcome(deps, request, context.actor, 'applied', note)
  return requireRequest(deps.store, request.id)
}

/** Gives a sentence on what the move did beside the move. */
async function transition(deps: WritingDeps, request: StoredRequest, context: CallContext): Promise<string> {
  const source = deps.registries.source(request.registryId)
  const digest = await readDigest(deps, source, request, context)
  const facts = await source.getVersion(request.model, request.version)
  throwIfRefused(mayApply(request, { stage: facts.stage, versionCreatedMs: facts.createdMs, digest }))
  if (facts.stage === request.toStage) return `v${request.version} was in ${request.toStage} already`
  const { model, version, toStage, archiveExisting } = request
  const guard = guardOf(request, digest)
  const change = await actOnRegistry(
    deps,
    request.registryId,
    context,
    (open, write) => open.transition({ model, version, stage: toStage, archiveExisting }, write),
    { reason: request.reason, guard }
  )
  return change.archived.length > 0 ? `${change.archived.map((one) => `v${one}`).join(', ')} archived` : ''
}

/** Asked inside the registry's transaction: the stage and the version may have changed while the files were hashed. */
function guardOf(request: StoredRequest, digest: string | null): NonNullable<WriteOptions['guard']> {
  return (change) => {
    if (change.action !== 'stage.changed' || change.version !== request.version) return
    const stage = (change.before ?? 'None') as StoredRequest['fromStage']
    throwIfRefused(mayApply(request, { stage, versionCreatedMs: change.versionCreatedMs ?? request.versionCreatedMs, digest }))
  }
}

async function writeOutcome(
  deps: WritingDeps,
  request: StoredRequest,
  actor: AuditEntry['actor'],
  outcome: 'applied' | 'failed',
  note: string
): Promise<void> {
  const atMs = deps.now()
  await writeStore(deps.store, () => {
    const isApplied = outcome === 'applied'
    const moved = moveRequest(deps.store, {
      id: request.id,
      from: isApplied ? ['approved', 'failed'] : ['approved'],
      to: outcome,
      problem: isApplied ? null : note,
      closedMs: isApplied ? atMs : null
    })
    if (!moved) return
    insertRequestEvent(deps.store, request.id, { atMs, actorId: actor.id, actor: actor.name, kind: outcome, note })
    const summary = isApplied
      ? `carried out the request to move v${request.version} to ${request.toStage}${note === '' ? '' : `; ${note}`}`
      : `could not carry out the request to move v${request.version} to ${request.toStage}: ${note}`
    appendAudit(deps.store, {
      ...describeObject(request),
      atMs,
      actor,
      action: `request.${outcome}`,
      before: request.fromStage,
      after: request.toStage,
      reason: request.reason,
      summary
    })
  })
  announceRequests(deps, request.registryId)
}

/** Ends promotions that were approved when an earlier process stopped: applied when the version stands in the stage, else failed and retryable. Gives how many. */
export async function reconcileRequests(
  deps: WritingDeps,
  registryId: string,
  source: Source,
  actor: AuditEntry['actor']
): Promise<number> {
  const interrupted = listInterruptedRequests(deps.store, registryId, deps.now() - graceMs)
  for (const request of interrupted) {
    const isThere = await standsInStage(source, request)
    const note = isThere ? 'found done at the next start' : 'Greenroom stopped before it was done. Try again.'
    await writeOutcome(deps, request, actor, isThere ? 'applied' : 'failed', note)
  }
  return interrupted.length
}

async function standsInStage(source: Source, request: StoredRequest): Promise<boolean> {
  try {
    const facts = await source.getVersion(request.model, request.version)
    return facts.createdMs === request.versionCreatedMs && facts.stage === request.toStage
  } catch (error) {
    if (error instanceof Failure && error.code === 'NOT_FOUND') return false
    throw error
  }
}

function describeProblem(error: unknown): string {
  if (error instanceof Failure) return error.remedy === undefined ? error.message : `${error.message} ${error.remedy}`
  if (error instanceof Error && error.name === 'AbortError') return 'Cancelled.'
  return error instanceof Error && isExpected(error)
    ? `The registry could not be written: ${error.message}.`
    : 'An unexpected error; the log has the details.'
}

/** Failures of ours, cancelling, and what disk and SQLite say; anything else is a defect that must reach the log. */
function isExpected(error: unknown): boolean {
  if (error instanceof Failure) return true
  return error instanceof Error && (error.name === 'AbortError' || typeof (error as { code?: unknown }).code === 'string')
}
