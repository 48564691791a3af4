import type { Stage } from '../../../preload/contract/common.ts'
import type { Check, Policy } from '../../../preload/contract/promotions.ts'
import type { StoredRequest } from '../../store/requests.ts'
import { needsApproval, shorten } from './rules.ts'

/** What the registry says about a request's version now; null where it cannot be asked. */
export interface ObservedVersion {
  readonly stage: Stage
  readonly versionCreatedMs: number
  /** `unread`: too large to hash for a page; it is hashed when the promotion is carried out. */
  readonly digest: string | null | 'unread'
  readonly incumbent: string | null
}

/** Gives what the request itself has to fulfil: approvals and policy. */
export function listTermChecks(request: StoredRequest, policy: Policy): readonly Check[] {
  return [checkApprovals(request), checkPolicy(request, policy)]
}

/** Gives what has to hold of the version while the request is open: same files, same stage, same incumbent; null where it cannot be read. */
export function listVersionChecks(request: StoredRequest, now: ObservedVersion | null): readonly Check[] {
  if (!now) return [{ label: 'Version is there', isMet: false, detail: `v${request.version} cannot be read now` }]
  return [checkDigest(request, now), checkStage(request, now), checkIncumbent(request, now)]
}

function checkApprovals(request: StoredRequest): Check {
  const own = request.maySelfApprove ? 'the requester’s own counts' : 'the requester’s own does not count'
  return {
    label: 'Approvals',
    isMet: request.approvals >= request.approvalsNeeded,
    detail: `${request.approvals} of ${request.approvalsNeeded}, ${own}`
  }
}

function checkPolicy(request: StoredRequest, policy: Policy): Check {
  const isBound = request.toStage === 'Production' && policy.productionOnlyFromStaging
  const asks = needsApproval(policy, request.toStage) ? 'approval required' : 'approval optional'
  return {
    label: 'Policy',
    isMet: !isBound || request.fromStage === 'Staging',
    detail: isBound ? `${asks}; Production only from Staging` : asks
  }
}

function checkDigest(request: StoredRequest, now: ObservedVersion): Check {
  const label = 'Files unchanged since the request'
  if (now.versionCreatedMs !== request.versionCreatedMs) return { label, isMet: false, detail: 'the version was made anew' }
  if (now.digest === 'unread')
    return { label, isMet: true, detail: `${shorten(request.artifactDigest)}; checked again when it is carried out` }
  const isMet = now.digest === request.artifactDigest
  return { label, isMet, detail: isMet ? shorten(now.digest) : `${shorten(request.artifactDigest)} then, ${shorten(now.digest)} now` }
}

function checkStage(request: StoredRequest, now: ObservedVersion): Check {
  return { label: `Still in ${request.fromStage}`, isMet: now.stage === request.fromStage, detail: `in ${now.stage} now` }
}

function checkIncumbent(request: StoredRequest, now: ObservedVersion): Check {
  const name = (version: string | null) => (version === null ? 'none' : `v${version}`)
  const isMet = now.incumbent === request.incumbent
  const detail = isMet ? `${name(now.incumbent)} in ${request.toStage}` : `${name(request.incumbent)} then, ${name(now.incumbent)} now`
  return { label: 'Compared with the present incumbent', isMet, detail }
}
