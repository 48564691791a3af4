import { expect, test } from 'vitest'
import { ann, bo } from '../../support/core.ts'
import { openCoreHost, registryId } from '../../support/core-host.ts'
import { changeFiles, churn, request, twoForProduction } from './promoting.ts'

test('the request’s page shows evidence against the incumbent, checks, and what each person may do', async () => {
  const host = await openCoreHost()
  await host.call('policies.set', twoForProduction)
  const made = await request(host)
  const detail = await host.call('promotions.get', { id: made.id }, bo)
  expect(detail.incumbent).toBe('1')
  const rows = Object.fromEntries(detail.evidence.map((group) => [group.name, group.rows.map((row) => [row.key, row.values])]))
  expect(rows['Metrics']).toEqual([
    ['accuracy', [0.8, 0.9]],
    ['loss', [1, 0.5]]
  ])
  expect(detail.evidenceBase).toEqual({ version: '1', stage: 'Production' })
  expect(rows['Params']).toEqual([['depth', ['1', '2']]])
  expect(rows['Environment']).toEqual([['onnx', ['1.11.0', '1.12.0']]])
  expect(detail.evidence.find((group) => group.name === 'Metrics')?.rows[1]).toMatchObject({ better: 'lower', differences: [null, -0.5] })
  expect(detail.checks.map((check) => [check.label, check.isMet])).toEqual([
    ['Approvals', false],
    ['Policy', true],
    ['Files unchanged since the request', true],
    ['Still in Staging', true],
    ['Compared with the present incumbent', true]
  ])
  expect(detail.may).toMatchObject({
    approve: { allowed: true },
    reject: { allowed: true },
    withdraw: { allowed: false },
    retry: { allowed: false }
  })
  const own = await host.call('promotions.get', { id: made.id }, ann)
  expect(own.may).toMatchObject({ approve: { allowed: false }, withdraw: { allowed: true } })
  changeFiles(host)
  const changed = await host.call('promotions.get', { id: made.id }, bo)
  expect(changed.checks.find((check) => check.label.startsWith('Files'))).toMatchObject({ isMet: false })
})

test('where nothing is in the target stage the version in Production is what it is compared with', async () => {
  const host = await openCoreHost()
  await host.call('promotions.promote', { ...churn, version: '2', stage: 'Archived' })
  const made = await request(host, '3', 'Staging')
  const detail = await host.call('promotions.get', { id: made.id }, bo)
  expect(detail).toMatchObject({ incumbent: null, evidenceBase: { version: '1', stage: 'Production' } })
})

test('with nothing in use the version’s own metrics are the evidence', async () => {
  const host = await openCoreHost()
  await host.call('models.deleteAlias', { ...churn, alias: 'champion' })
  for (const version of ['1', '2']) await host.call('promotions.promote', { ...churn, version, stage: 'Archived' })
  const made = await request(host, '3', 'Staging')
  const detail = await host.call('promotions.get', { id: made.id })
  expect(detail).toMatchObject({ incumbent: null, evidenceBase: null })
  expect(detail.evidence.map((group) => group.name)).toEqual(['Metrics', 'Params'])
  expect(detail.evidence[0]?.rows[0]).toMatchObject({ key: 'accuracy', values: [null, 0.95] })
})

test('pages of models and versions show the open request and the next step', async () => {
  const host = await openCoreHost()
  expect((await host.call('versions.get', { ...churn, reference: '2' })).next).toEqual({ kind: 'promote', stage: 'Production' })
  await host.call('policies.set', twoForProduction)
  expect((await host.call('versions.get', { ...churn, reference: 'Staging' })).next).toEqual({ kind: 'request', stage: 'Production' })
  const made = await request(host)
  const open = { id: made.id, toStage: 'Production', approvals: 0, approvalsNeeded: 2 }
  expect(await host.call('versions.get', { ...churn, reference: '2' })).toMatchObject({
    openRequest: open,
    next: { kind: 'review', requestId: made.id }
  })
  expect((await host.call('versions.list', churn)).rows.map((row) => row.openRequest)).toEqual([null, open, null])
  expect((await host.call('models.list', { registry: registryId })).rows.map((row) => row.openRequests)).toEqual([1])
  expect((await host.call('models.get', churn)).openRequests).toBe(1)
})
