import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { reconcileRequests } from '../../../src/main/core/promotions/apply.ts'
import type { PromotionRequest } from '../../../src/preload/contract/promotions.ts'
import { ann, bo, cy } from '../../support/core.ts'
import { openCoreHost, registryId } from '../../support/core-host.ts'
import { changeFiles, churn, request, stagesOf, summaries, twoForProduction } from './promoting.ts'

test('approval by two: the policy closes the direct way, the second approval carries the promotion out', async () => {
  const host = await openCoreHost()
  await host.call('policies.set', twoForProduction)
  await expect(host.call('promotions.promote', { ...churn, version: '2', stage: 'Production' })).rejects.toMatchObject({
    code: 'FORBIDDEN'
  })
  const made = await request(host)
  expect(made).toMatchObject({ status: 'pending', fromStage: 'Staging', toStage: 'Production', approvals: 0, approvalsNeeded: 2 })
  expect(made.artifactDigest).toMatch(/^[0-9a-f]{64}$/)
  await expect(host.call('promotions.approve', { id: made.id })).rejects.toMatchObject({ code: 'FORBIDDEN' })
  expect(await host.call('promotions.approve', { id: made.id, notes: 'fine' }, bo)).toMatchObject({ status: 'pending', approvals: 1 })
  await expect(host.call('promotions.approve', { id: made.id }, bo)).rejects.toMatchObject({ code: 'CONFLICT' })
  expect(await stagesOf(host)).toMatchObject({ v2: 'Staging' })
  const applied = await host.call('promotions.approve', { id: made.id }, cy)
  expect(applied).toMatchObject({ status: 'applied', approvals: 2, problem: null })
  expect(applied.closedMs).toBeGreaterThan(applied.requestedMs)
  expect(await stagesOf(host)).toEqual({ v1: 'Archived', v2: 'Production', v3: 'None' })
  expect(await summaries(host)).toEqual([
    'Cy carried out the request to move v2 to Production; v1 archived (done)',
    'Cy moved v2 from Staging to Production; v1 archived (done)',
    'Cy archived v1, replaced in Production by v2 (done)',
    'Cy approved moving v2 to Production (2 of 2) (done)',
    'Bo approved moving v2 to Production (1 of 2) (done)',
    'Ann requested to move v2 from Staging to Production (done)',
    'Ann set the policy: 2 approvals for Production (the requester’s own does not count), Production only from Staging (done)'
  ])
  expect(await host.call('activity.verify', {})).toMatchObject({ isIntact: true, entries: 7 })
})

test('where no policy asks for it a request is optional, and the log says that the requester approved their own', async () => {
  const host = await openCoreHost()
  const made = await request(host)
  expect(await host.call('promotions.approve', { id: made.id })).toMatchObject({ status: 'applied' })
  expect(await summaries(host)).toContainEqual(
    'Ann approved moving v2 to Production (1 of 1); it is their own request, which the policy lets them approve (done)'
  )
})

test('a request needs a reason, and only one is open for a version and stage', async () => {
  const host = await openCoreHost()
  await expect(host.call('promotions.request', { ...churn, version: '2', stage: 'Production', reason: '  ' })).rejects.toMatchObject({
    code: 'INVALID'
  })
  const made = await request(host)
  await expect(request(host)).rejects.toMatchObject({ code: 'CONFLICT', message: 'churn v2 already has an open request for Production.' })
  await host.call('promotions.withdraw', { id: made.id })
  expect(await request(host)).toMatchObject({ status: 'pending' })
})

test('two requests made at the same moment: one is made, the other refused', async () => {
  const host = await openCoreHost()
  const second = await host.openSecond()
  const results = await Promise.allSettled([request(host), request(second)])
  expect(results.map((result) => result.status).sort()).toEqual(['fulfilled', 'rejected'])
  expect((await host.call('promotions.list', churn)).total).toBe(1)
})

test('window and command line approve at once: one wins, the other hears that it is decided, the version moves once', async () => {
  const host = await openCoreHost()
  const second = await host.openSecond()
  await host.call('policies.set', { ...twoForProduction, approvalsNeeded: 1 })
  const made = await request(host)
  const results = await Promise.allSettled([
    host.call('promotions.approve', { id: made.id }, bo),
    second.call('promotions.approve', { id: made.id }, cy)
  ])
  const lost = results.filter((result) => result.status === 'rejected')
  expect(lost).toHaveLength(1)
  expect(lost[0]?.reason).toMatchObject({ code: 'CONFLICT', message: expect.stringContaining('already decided') })
  expect((await host.call('promotions.get', { id: made.id })).status).toBe('applied')
  const moves = (await summaries(host)).filter((line) => line.includes(' moved v2 '))
  expect(moves).toHaveLength(1)
})

test('files that changed after the request stop the promotion; put back, it can be retried', async () => {
  const host = await openCoreHost()
  const made = await request(host)
  changeFiles(host)
  const failed = await host.call('promotions.approve', { id: made.id }, bo)
  expect(failed).toMatchObject({
    status: 'failed',
    closedMs: null,
    problem: expect.stringContaining('The files of churn v2 changed since the request')
  })
  expect(await stagesOf(host)).toMatchObject({ v2: 'Staging' })
  expect(await host.call('promotions.retry', { id: made.id }, bo)).toMatchObject({ status: 'failed' })
  writeFileSync(path.join(host.registry.artifacts, '0', '2'.repeat(32), 'artifacts/model/model.onnx'), 'weights of version 2')
  expect(await host.call('promotions.retry', { id: made.id }, bo)).toMatchObject({ status: 'applied', problem: null })
  const { events } = await host.call('promotions.get', { id: made.id })
  expect(events.map((event) => event.kind)).toEqual(['requested', 'approved', 'failed', 'retried', 'failed', 'retried', 'applied'])
})

test('a version that left its stage meanwhile fails the promotion; a failed request can be withdrawn', async () => {
  const host = await openCoreHost()
  const made = await request(host)
  await host.call('promotions.promote', { ...churn, version: '2', stage: 'Archived' })
  expect(await host.call('promotions.approve', { id: made.id }, bo)).toMatchObject({
    status: 'failed',
    problem: expect.stringContaining('churn v2 is in Archived now')
  })
  await expect(request(host)).rejects.toMatchObject({ code: 'CONFLICT' })
  expect(await host.call('promotions.withdraw', { id: made.id })).toMatchObject({ status: 'withdrawn' })
})

test('reject with a reason; afterwards nobody can approve', async () => {
  const host = await openCoreHost()
  const made = await request(host)
  await expect(host.call('promotions.reject', { id: made.id, reason: '' }, bo)).rejects.toMatchObject({ code: 'INVALID' })
  expect(await host.call('promotions.reject', { id: made.id, reason: 'too slow' }, bo)).toMatchObject({ status: 'rejected' })
  await expect(host.call('promotions.approve', { id: made.id }, cy)).rejects.toMatchObject({ code: 'CONFLICT' })
  const detail = await host.call('promotions.get', { id: made.id })
  expect(detail.events.at(-1)).toMatchObject({ kind: 'rejected', actor: 'Bo', note: 'too slow' })
  expect(Object.values(detail.may).map((permission) => permission.allowed)).toEqual([false, false, false, false])
  expect((await host.call('promotions.list', { show: 'closed' })).rows.map((row) => row.id)).toEqual([made.id])
})

test('the list says of each request whether it waits for the person who asks', async () => {
  const host = await openCoreHost()
  await host.call('policies.set', twoForProduction)
  const made = await request(host)
  const waits = async (person = ann) => (await host.call('promotions.list', {}, person)).rows.map((row) => row.waitsForYou)
  expect([await waits(ann), await waits(bo), await waits(cy)]).toEqual([[false], [true], [true]])
  await host.call('promotions.approve', { id: made.id }, bo)
  expect([await waits(ann), await waits(bo), await waits(cy)]).toEqual([[false], [false], [true]])
  await host.call('promotions.approve', { id: made.id }, cy)
  expect((await host.call('promotions.list', { show: 'closed' }, bo)).rows.map((row) => row.waitsForYou)).toEqual([false])
})

test('only the requester withdraws', async () => {
  const host = await openCoreHost()
  const made = await request(host)
  await expect(host.call('promotions.withdraw', { id: made.id }, bo)).rejects.toMatchObject({ code: 'FORBIDDEN' })
})

test('a policy that becomes stricter binds open requests too', async () => {
  const host = await openCoreHost()
  const made = await request(host)
  expect(made.approvalsNeeded).toBe(1)
  await host.call('policies.set', { ...twoForProduction, model: undefined })
  expect((await host.call('promotions.get', { id: made.id })).approvalsNeeded).toBe(2)
  await expect(host.call('promotions.approve', { id: made.id }, ann)).rejects.toMatchObject({ code: 'FORBIDDEN' })
  expect(await host.call('promotions.approve', { id: made.id }, bo)).toMatchObject({ status: 'pending', approvals: 1 })
})

test('a direct promotion ends the open request for the same move; deleting the version ends any', async () => {
  const host = await openCoreHost()
  const first = await request(host)
  await host.call('promotions.promote', { ...churn, version: '2', stage: 'Production' })
  expect(await host.call('promotions.get', { id: first.id })).toMatchObject({ status: 'superseded' })
  const second = await request(host, '3', 'Staging')
  await host.call('versions.delete', { ...churn, version: '3', typedName: 'churn v3' })
  const detail = await host.call('promotions.get', { id: second.id })
  expect(detail).toMatchObject({ status: 'superseded', evidence: [] })
  expect(detail.events.at(-1)).toMatchObject({ kind: 'superseded', note: 'v3 was deleted' })
})

test('a promotion that was cut off between approval and outcome is settled at the next start by what the registry says', async () => {
  const host = await openCoreHost()
  const interrupt = async (made: PromotionRequest) => {
    host.store.prepare("UPDATE requests SET status = 'approved' WHERE id = ?").run(made.id)
    host.clock.advance(60_000)
  }
  const settle = () => reconcileRequests(host.deps, registryId, host.keeper.source(registryId), ann)
  const made = await request(host)
  await interrupt(made)
  expect(await settle()).toBe(1)
  expect(await host.call('promotions.get', { id: made.id })).toMatchObject({
    status: 'failed',
    problem: expect.stringContaining('Try again')
  })
  await interrupt(made)
  host.registry.db.prepare("UPDATE model_versions SET current_stage = 'Production' WHERE version = 2").run()
  expect(await settle()).toBe(1)
  expect(await host.call('promotions.get', { id: made.id })).toMatchObject({ status: 'applied' })
  expect(await settle()).toBe(0)
})

test('unknown requests are named', async () => {
  const host = await openCoreHost()
  await expect(host.call('promotions.approve', { id: 'nope' })).rejects.toMatchObject({
    code: 'NOT_FOUND',
    message: expect.stringContaining('nope')
  })
})
