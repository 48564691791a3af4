import type { Policy } from '../../../preload/contract/promotions.ts'

export type Terms = Omit<Policy, 'isInherited'>

/** What holds where nobody set a policy: one person's workspace, promoted directly; a request is optional and one's own approval counts. */
export const builtInTerms: Terms = { approvalFor: [], approvalsNeeded: 1, maySelfApprove: true, productionOnlyFromStaging: true }

/** Gives what binds: the model's own terms, else its registry's, else the built-in ones. */
export function chooseTerms(own: Terms | null, ofRegistry: Terms | null): Policy {
  return own ? { ...own, isInherited: false } : { ...(ofRegistry ?? builtInTerms), isInherited: true }
}

/** Orders the stages and removes doubles. */
export function cleanTerms(terms: Terms): Terms {
  return {
    approvalFor: (['Staging', 'Production'] as const).filter((stage) => terms.approvalFor.includes(stage)),
    approvalsNeeded: terms.approvalsNeeded,
    maySelfApprove: terms.maySelfApprove,
    productionOnlyFromStaging: terms.productionOnlyFromStaging
  }
}

/** Says the terms in one sentence for people. */
export function describeTerms(terms: Terms): string {
  const route = terms.productionOnlyFromStaging ? 'Production only from Staging' : 'Production from any stage'
  if (terms.approvalFor.length === 0) return `no approval required, ${route}`
  const count = terms.approvalsNeeded === 1 ? '1 approval' : `${terms.approvalsNeeded} approvals`
  const own = terms.maySelfApprove ? 'the requester’s own counts' : 'the requester’s own does not count'
  return `${count} for ${terms.approvalFor.join(' and ')} (${own}), ${route}`
}
