import type { Stage } from '../../../preload/contract/common.ts'
import { openStatuses, type Policy, type PromotionRequest } from '../../../preload/contract/promotions.ts'
import type { Refusal } from '../refusal.ts'

export type PolicyTerms = Omit<Policy, 'isInherited'>
export type TargetStage = 'Staging' | 'Production'

/** The version that is to move, as the registry has it now. */
export interface Candidate {
  readonly model: string
  readonly version: string
  readonly stage: Stage
  readonly status: string
  readonly aliases: readonly string[]
}

/** A request with the ids that rules compare. */
export interface RequestFacts extends Pick<PromotionRequest, 'model' | 'version' | 'fromStage' | 'toStage' | 'status' | 'artifactDigest'> {
  readonly requestedById: string
  readonly requestedBy: string
  readonly maySelfApprove: boolean
  readonly versionCreatedMs: number
}

/** Whether moving a version into that stage takes approvals. */
export function needsApproval(policy: PolicyTerms, stage: Stage): boolean {
  return (stage === 'Staging' || stage === 'Production') && policy.approvalFor.includes(stage)
}

/** Terms of a request: the policy's where it asks for approval; where a direct promotion would do, one approval by anybody. */
export function termsFor(policy: PolicyTerms, stage: TargetStage): Pick<Policy, 'approvalsNeeded' | 'maySelfApprove'> {
  if (!needsApproval(policy, stage)) return { approvalsNeeded: 1, maySelfApprove: true }
  return { approvalsNeeded: policy.approvalsNeeded, maySelfApprove: policy.maySelfApprove }
}

/** Whether the previous versions of a stage are archived with the move: only Staging and Production have such. */
export function archivesIncumbent(stage: Stage, archiveExisting: boolean): boolean {
  return archiveExisting && (stage === 'Staging' || stage === 'Production')
}

/** Whether a version may be moved directly, without a request. */
export function mayPromote(candidate: Candidate, toStage: Stage, policy: PolicyTerms): Refusal | null {
  return (
    mayMove(candidate, toStage, policy) ??
    (needsApproval(policy, toStage)
      ? {
          code: 'FORBIDDEN',
          message: `The policy of ${candidate.model} asks for approval before ${toStage}: it cannot be moved there directly.`,
          remedy: 'Request the promotion.'
        }
      : null)
  )
}

/** Whether a script may move a version through the service: only a policy that asks for approval stands against it, so that what works with stock MLflow works here. */
export function mayMoveByScript(
  { model, after }: { readonly model: string; readonly after: string | null },
  policy: PolicyTerms
): Refusal | null {
  if ((after !== 'Staging' && after !== 'Production') || !needsApproval(policy, after)) return null
  return {
    code: 'FORBIDDEN',
    message: `The policy of ${model} asks for approval before ${after}: it cannot be moved there by a script.`,
    remedy: 'Request the promotion in Greenroom.'
  }
}

/** Whether a request may be made. */
export function mayRequest(candidate: Candidate, toStage: TargetStage, policy: PolicyTerms, hasOpen: boolean): Refusal | null {
  if (hasOpen)
    return {
      code: 'CONFLICT',
      message: `${nameVersion(candidate)} already has an open request for ${toStage}.`,
      remedy: 'Review or withdraw that one first.'
    }
  return mayMove(candidate, toStage, policy)
}

/** What holds for every way of moving a version. */
function mayMove(candidate: Candidate, toStage: Stage, policy: PolicyTerms): Refusal | null {
  const name = nameVersion(candidate)
  if (candidate.stage === toStage)
    return { code: 'CONFLICT', message: `${name} is already in ${toStage}.`, remedy: 'Nothing needs to be done.' }
  if (toStage === 'Staging' || toStage === 'Production') return mayEnter(candidate, toStage, policy)
  if (toStage === 'Archived' && candidate.aliases.length > 0)
    return {
      code: 'CONFLICT',
      message: `${name} cannot be archived: ${candidate.aliases.map((alias) => `@${alias}`).join(', ')} ${candidate.aliases.length === 1 ? 'points' : 'point'} to it.`,
      remedy: `Move the ${candidate.aliases.length === 1 ? 'alias' : 'aliases'} first.`
    }
  return null
}

function mayEnter(candidate: Candidate, toStage: TargetStage, policy: PolicyTerms): Refusal | null {
  const name = nameVersion(candidate)
  if (candidate.status !== 'READY')
    return {
      code: 'CONFLICT',
      message: `The registration of ${name} is not finished (${candidate.status}).`,
      remedy: 'Wait until it is READY.'
    }
  if (toStage === 'Production' && policy.productionOnlyFromStaging && candidate.stage !== 'Staging')
    return {
      code: 'FORBIDDEN',
      message: `${name} is in ${candidate.stage}: Production takes versions only from Staging.`,
      remedy: 'Promote it to Staging first, or change the model’s policy.'
    }
  return null
}

/** Whether that person may approve. */
export function mayApprove(request: RequestFacts, approvedByIds: readonly string[], personId: string): Refusal | null {
  if (request.status !== 'pending') return describeDecided(request)
  if (approvedByIds.includes(personId))
    return { code: 'CONFLICT', message: 'You have approved this request already.', remedy: 'Another person has to give the next approval.' }
  if (request.requestedById === personId && !request.maySelfApprove)
    return {
      code: 'FORBIDDEN',
      message: 'You made this request: the policy does not let your own approval count.',
      remedy: 'Ask another person to review it.'
    }
  return null
}

/** Whether that person may reject: the requester withdraws instead where their own decision does not count. */
export function mayReject(request: RequestFacts, personId: string): Refusal | null {
  if (request.status !== 'pending' && request.status !== 'failed') return describeDecided(request)
  if (request.requestedById === personId && !request.maySelfApprove)
    return { code: 'FORBIDDEN', message: 'You made this request: you can withdraw it, not reject it.', remedy: 'Withdraw it.' }
  return null
}

/** Whether that person may withdraw: only the requester, while nothing is decided or the promotion failed. */
export function mayWithdraw(request: RequestFacts, personId: string): Refusal | null {
  if (request.status !== 'pending' && request.status !== 'failed') return describeDecided(request)
  if (request.requestedById === personId) return null
  return {
    code: 'FORBIDDEN',
    message: `Only ${request.requestedBy}, who made this request, can withdraw it.`,
    remedy: 'Reject it instead.'
  }
}

/** Whether the promotion may be tried again. */
export function mayRetry(request: RequestFacts): Refusal | null {
  if (request.status === 'failed') return null
  if (request.status === 'pending')
    return { code: 'CONFLICT', message: 'This request is not approved yet.', remedy: 'It is carried out with the last approval.' }
  return describeDecided(request)
}

/** The version as it is at the moment when an approved request is carried out. */
export interface MomentOfTruth {
  readonly stage: Stage
  readonly versionCreatedMs: number
  readonly digest: string | null
}

/** Whether an approved request may be carried out: the same version, the same bytes, the same stage as when it was made. */
export function mayApply(request: RequestFacts, now: MomentOfTruth): Refusal | null {
  const name = nameVersion(request)
  if (now.versionCreatedMs !== request.versionCreatedMs)
    return {
      code: 'CONFLICT',
      message: `${name} was deleted and made anew since the request.`,
      remedy: 'Withdraw this request and make a new one.'
    }
  if (now.digest !== request.artifactDigest)
    return {
      code: 'CONFLICT',
      message: `The files of ${name} changed since the request (${shorten(request.artifactDigest)} then, ${shorten(now.digest)} now).`,
      remedy: 'Restore the files and try again, or withdraw this request and make a new one.'
    }
  if (now.stage !== request.fromStage && now.stage !== request.toStage)
    return {
      code: 'CONFLICT',
      message: `${name} is in ${now.stage} now; the request was made while it was in ${request.fromStage}.`,
      remedy: `Move it back to ${request.fromStage} and try again, or withdraw the request.`
    }
  return null
}

/** Whether a request can still be decided. */
export function isOpen(request: Pick<PromotionRequest, 'status'>): boolean {
  return (openStatuses as readonly string[]).includes(request.status)
}

function describeDecided(request: RequestFacts): Refusal {
  const remedy = request.status === 'approved' ? 'It is being carried out.' : 'Make a new request if the version should still move.'
  return { code: 'CONFLICT', message: `This request is already decided: it is ${request.status}.`, remedy }
}

function nameVersion(of: { readonly model: string; readonly version: string }): string {
  return `${of.model} v${of.version}`
}

/** Shows a digest as pages do; `no files` where there are none. */
export function shorten(digest: string | null): string {
  return digest === null ? 'no files' : digest.slice(0, 12)
}
