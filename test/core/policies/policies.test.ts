import { expect, test } from 'vitest'
import { openCoreHost, registryId } from '../../support/core-host.ts'

const registry = { registry: registryId }
const churn = { ...registry, model: 'churn' }
const terms = { approvalFor: ['Production' as const], approvalsNeeded: 2, maySelfApprove: false, productionOnlyFromStaging: true }

test('without a policy nothing needs approval and Production follows Staging', async () => {
  const host = await openCoreHost()
  const builtIn = { approvalFor: [], approvalsNeeded: 1, maySelfApprove: true, productionOnlyFromStaging: true, isInherited: true }
  expect(await host.call('policies.get', registry)).toEqual(builtIn)
  expect(await host.call('policies.get', churn)).toEqual(builtIn)
})

test('a model follows its registry until it has its own, and again when that is cleared', async () => {
  const host = await openCoreHost()
  expect(await host.call('policies.set', { ...registry, ...terms })).toEqual({ ...terms, isInherited: false })
  expect(await host.call('policies.get', churn)).toEqual({ ...terms, isInherited: true })
  const own = { ...terms, approvalFor: ['Production' as const, 'Staging' as const, 'Staging' as const].slice(0, 2), approvalsNeeded: 1 }
  expect(await host.call('policies.set', { ...churn, ...own })).toMatchObject({
    approvalFor: ['Staging', 'Production'],
    isInherited: false
  })
  expect(await host.call('policies.clear', churn)).toEqual({ ...terms, isInherited: true })
})

test('every change of a policy is in the log with what it was before', async () => {
  const host = await openCoreHost()
  await host.call('policies.set', { ...churn, ...terms })
  await host.call('policies.clear', churn)
  const [cleared, set] = (await host.call('activity.list', churn)).rows
  expect(set).toMatchObject({ action: 'policy.set', actor: 'Ann', summary: expect.stringContaining('2 approvals for Production') })
  expect(cleared).toMatchObject({
    action: 'policy.cleared',
    before: set?.after,
    summary: 'cleared the policy: no approval required, Production only from Staging'
  })
})

test('a policy for a model that is not there is refused', async () => {
  const host = await openCoreHost()
  await expect(host.call('policies.set', { ...registry, model: 'nope', ...terms })).rejects.toMatchObject({ code: 'NOT_FOUND' })
  await expect(host.call('policies.set', { ...churn, ...terms, approvalsNeeded: 0 })).rejects.toMatchObject({ code: 'INVALID' })
})
