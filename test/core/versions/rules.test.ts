import { expect, test } from 'vitest'
import { builtInTerms } from '../../../src/main/core/policies/rules.ts'
import { mayDeleteVersion, mergeMetadata, type NextStepFacts, nextStep } from '../../../src/main/core/versions/rules.ts'

const facts: NextStepFacts = {
  stage: 'None',
  status: 'READY',
  isReadOnly: false,
  policy: { ...builtInTerms, isInherited: true },
  openRequestId: null
}
const bound = { ...facts.policy, approvalFor: ['Production'] as const }

test('the next step leads to Staging, then to Production, then nowhere', () => {
  expect(nextStep(facts)).toEqual({ kind: 'promote', stage: 'Staging' })
  expect(nextStep({ ...facts, stage: 'Staging' })).toEqual({ kind: 'promote', stage: 'Production' })
  expect(nextStep({ ...facts, stage: 'Production' })).toMatchObject({ kind: 'none' })
  expect(nextStep({ ...facts, stage: 'Archived' })).toMatchObject({ kind: 'none' })
})

test('where approval is required the step is a request, and an open one is reviewed', () => {
  expect(nextStep({ ...facts, policy: bound })).toEqual({ kind: 'promote', stage: 'Staging' })
  expect(nextStep({ ...facts, policy: bound, stage: 'Staging' })).toEqual({ kind: 'request', stage: 'Production' })
  expect(nextStep({ ...facts, policy: bound, stage: 'Staging', openRequestId: 'r7' })).toEqual({ kind: 'review', requestId: 'r7' })
})

test('nothing is offered in a read-only registry or before the registration is finished', () => {
  expect(nextStep({ ...facts, isReadOnly: true })).toMatchObject({ kind: 'none', why: 'This registry is read-only.' })
  expect(nextStep({ ...facts, status: 'FAILED_REGISTRATION' })).toMatchObject({ kind: 'none' })
})

test('a version is deleted only when nothing leads to it and its name was typed', () => {
  const version = { model: 'churn', version: '7', stage: 'None', aliases: [] } as const
  expect(mayDeleteVersion(version, 'churn v7')).toBeNull()
  expect(mayDeleteVersion({ ...version, stage: 'Archived' }, 'churn v7')).toBeNull()
  for (const stage of ['Staging', 'Production'] as const)
    expect(mayDeleteVersion({ ...version, stage }, 'churn v7')).toMatchObject({ code: 'CONFLICT', message: expect.stringContaining(stage) })
  expect(mayDeleteVersion({ ...version, aliases: ['a', 'b'] }, 'churn v7')).toMatchObject({
    code: 'CONFLICT',
    message: 'churn v7 cannot be deleted: @a, @b point to it.'
  })
  for (const typed of ['', 'churn', 'churn 7', 'churn v70', 'Churn v7'])
    expect(mayDeleteVersion(version, typed)).toMatchObject({ code: 'INVALID', remedy: 'Type churn v7 to delete this version.' })
})

test('metadata become tags of their own beside the tags', () => {
  expect(mergeMetadata({ team: 'a' }, { owner: 'ann', team: 'b' })).toEqual({ team: 'a', 'metadata.owner': 'ann', 'metadata.team': 'b' })
})
