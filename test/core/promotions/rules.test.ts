import { expect, test } from 'vitest'
import { builtInTerms } from '../../../src/main/core/policies/rules.ts'
import {
  type Candidate,
  mayApply,
  mayApprove,
  mayPromote,
  mayReject,
  mayRequest,
  mayRetry,
  mayWithdraw,
  type RequestFacts,
  termsFor
} from '../../../src/main/core/promotions/rules.ts'

const candidate: Candidate = { model: 'churn', version: '21', stage: 'Staging', status: 'READY', aliases: [] }
const strict = { approvalFor: ['Production'], approvalsNeeded: 2, maySelfApprove: false, productionOnlyFromStaging: true } as const
const request: RequestFacts = {
  model: 'churn',
  version: '21',
  fromStage: 'Staging',
  toStage: 'Production',
  status: 'pending',
  artifactDigest: 'a'.repeat(64),
  requestedById: 'ann',
  requestedBy: 'Ann',
  maySelfApprove: false,
  versionCreatedMs: 5
}
const now = { stage: 'Staging', versionCreatedMs: 5, digest: 'a'.repeat(64) } as const

test('one person’s workspace promotes directly: to Staging from anywhere, to Production from Staging', () => {
  expect(mayPromote({ ...candidate, stage: 'None' }, 'Staging', builtInTerms)).toBeNull()
  expect(mayPromote({ ...candidate, stage: 'Archived' }, 'Staging', builtInTerms)).toBeNull()
  expect(mayPromote(candidate, 'Production', builtInTerms)).toBeNull()
  expect(mayPromote(candidate, 'None', builtInTerms)).toBeNull()
  expect(mayPromote(candidate, 'Archived', builtInTerms)).toBeNull()
})

test('Production takes versions only from Staging, unless the policy says otherwise', () => {
  for (const stage of ['None', 'Archived'] as const) {
    const refusal = mayPromote({ ...candidate, stage }, 'Production', builtInTerms)
    expect(refusal).toMatchObject({ code: 'FORBIDDEN', message: expect.stringContaining(`churn v21 is in ${stage}`) })
    expect(mayRequest({ ...candidate, stage }, 'Production', builtInTerms, false)).toEqual(refusal)
    expect(mayPromote({ ...candidate, stage }, 'Production', { ...builtInTerms, productionOnlyFromStaging: false })).toBeNull()
  }
})

test('“approval required” closes the direct way to the named stages alone', () => {
  expect(mayPromote(candidate, 'Production', strict)).toMatchObject({ code: 'FORBIDDEN', remedy: 'Request the promotion.' })
  expect(mayPromote({ ...candidate, stage: 'None' }, 'Staging', strict)).toBeNull()
  expect(mayPromote({ ...candidate, stage: 'None' }, 'Staging', { ...strict, approvalFor: ['Staging', 'Production'] })).toMatchObject({
    code: 'FORBIDDEN'
  })
  expect(mayPromote(candidate, 'Archived', strict)).toBeNull()
  expect(mayRequest(candidate, 'Production', strict, false)).toBeNull()
})

test('a version that is there already, not ready, or named by an alias stays where it is', () => {
  expect(mayPromote(candidate, 'Staging', builtInTerms)).toMatchObject({ code: 'CONFLICT', message: 'churn v21 is already in Staging.' })
  expect(mayPromote({ ...candidate, status: 'PENDING_REGISTRATION' }, 'Production', builtInTerms)).toMatchObject({ code: 'CONFLICT' })
  expect(mayPromote({ ...candidate, aliases: ['champion'] }, 'Archived', builtInTerms)).toMatchObject({
    message: 'churn v21 cannot be archived: @champion points to it.'
  })
})

test('a second open request for the same version and stage is refused', () => {
  expect(mayRequest(candidate, 'Production', strict, true)).toMatchObject({
    code: 'CONFLICT',
    message: expect.stringContaining('open request for Production')
  })
})

test('a request takes the policy’s terms, and the easiest where a direct promotion would do', () => {
  expect(termsFor(strict, 'Production')).toEqual({ approvalsNeeded: 2, maySelfApprove: false })
  expect(termsFor(strict, 'Staging')).toEqual({ approvalsNeeded: 1, maySelfApprove: true })
})

test('each person approves once; the requester only where the policy lets them', () => {
  expect(mayApprove(request, [], 'bo')).toBeNull()
  expect(mayApprove(request, ['bo'], 'bo')).toMatchObject({ code: 'CONFLICT' })
  expect(mayApprove(request, ['bo'], 'cy')).toBeNull()
  expect(mayApprove(request, [], 'ann')).toMatchObject({ code: 'FORBIDDEN' })
  expect(mayApprove({ ...request, maySelfApprove: true }, [], 'ann')).toBeNull()
})

test('what is decided stays decided', () => {
  for (const status of ['approved', 'applied', 'rejected', 'withdrawn', 'superseded'] as const) {
    const decided = { ...request, status }
    const refusals = [mayApprove(decided, [], 'bo'), mayReject(decided, 'bo'), mayWithdraw(decided, 'ann'), mayRetry(decided)]
    for (const refusal of refusals)
      expect(refusal).toMatchObject({ code: 'CONFLICT', message: `This request is already decided: it is ${status}.` })
  }
})

test('the requester withdraws, others reject; a failed promotion can be retried, rejected or withdrawn', () => {
  expect(mayWithdraw(request, 'ann')).toBeNull()
  expect(mayWithdraw(request, 'bo')).toMatchObject({ code: 'FORBIDDEN', message: expect.stringContaining('Only Ann') })
  expect(mayReject(request, 'bo')).toBeNull()
  expect(mayReject(request, 'ann')).toMatchObject({ code: 'FORBIDDEN' })
  const failed = { ...request, status: 'failed' } as const
  expect([mayRetry(failed), mayReject(failed, 'bo'), mayWithdraw(failed, 'ann')]).toEqual([null, null, null])
  expect(mayRetry(request)).toMatchObject({ code: 'CONFLICT' })
  expect(mayApprove(failed, [], 'bo')).toMatchObject({ code: 'CONFLICT' })
})

test('an approved request is carried out only on the same version, the same bytes and from the same stage', () => {
  expect(mayApply(request, now)).toBeNull()
  expect(mayApply(request, { ...now, digest: 'b'.repeat(64) })).toMatchObject({
    message: 'The files of churn v21 changed since the request (aaaaaaaaaaaa then, bbbbbbbbbbbb now).'
  })
  expect(mayApply(request, { ...now, digest: null })).toMatchObject({ message: expect.stringContaining('no files now') })
  expect(mayApply({ ...request, artifactDigest: null }, { ...now, digest: 'b'.repeat(64) })).not.toBeNull()
  expect(mayApply(request, { ...now, versionCreatedMs: 6 })).toMatchObject({ message: expect.stringContaining('made anew') })
  expect(mayApply(request, { ...now, stage: 'Archived' })).toMatchObject({ message: expect.stringContaining('is in Archived now') })
  expect(mayApply(request, { ...now, stage: 'Production' })).toBeNull()
})
