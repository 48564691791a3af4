import { expect, test } from 'vitest'
import { createChangeLog } from '../../../src/main/core/activity/change-log.ts'
import { reconcileIntents } from '../../../src/main/core/activity/reconcile.ts'
import { insertPrediction } from '../../../src/main/store/predictions.ts'
import type { ChangeLog } from '../../../src/main/tracking/changes.ts'
import { renameRegisteredModel } from '../../../src/main/tracking/registered-models.ts'
import { ann, bo } from '../../support/core.ts'
import { type CoreHost, openCoreHost, registryId } from '../../support/core-host.ts'

const terms = { approvalFor: ['Staging' as const], approvalsNeeded: 1, maySelfApprove: false, productionOnlyFromStaging: true }
const of = (model: string) => ({ registry: registryId, model })

/** A host on which `churn` needs approval for Staging, v3 has an open request and one prediction was made. */
async function openGuarded(): Promise<CoreHost> {
  const host = await openCoreHost()
  await host.call('policies.set', { ...of('churn'), ...terms })
  await host.call('promotions.request', { ...of('churn'), version: '3', stage: 'Staging', reason: 'better' })
  insertPrediction(host.store, {
    id: 'p1',
    registryId,
    model: 'churn',
    version: '3',
    versionCreatedMs: 3000,
    atMs: host.clock.now(),
    by: 'Ann',
    bodyKind: 'json',
    rows: 1,
    status: 'ok',
    inputSummary: '',
    outputSummary: '',
    durationMs: 1,
    loadMs: 1,
    problem: null,
    artifactDigest: null,
    warnings: [],
    params: {},
    input: '[]',
    output: '[]',
    outputColumns: [],
    outputRows: []
  })
  return host
}

/** Renames as the service does: the log's intent before the registry's COMMIT; gives what closes it. */
function rename(host: CoreHost, name: string, newName: string, commits = true): (outcome: 'done' | 'failed') => void {
  const log: ChangeLog = createChangeLog({ store: host.store, registryId, actor: bo, now: host.clock.now })
  const { db } = host.registry
  let intent = ''
  db.exec('BEGIN IMMEDIATE')
  const record = (change: Parameters<ChangeLog['guard']>[0]) => {
    intent = log.begin([change])
  }
  renameRegisteredModel(db, { name, newName }, { guard: log.guard, record }, host.clock.now())
  db.exec(commits ? 'COMMIT' : 'ROLLBACK')
  return (outcome) => log.finish(intent, outcome)
}

const promote = (host: CoreHost, model: string) => host.call('promotions.promote', { ...of(model), version: '3', stage: 'Staging' }, ann)
const reconcile = (host: CoreHost) => {
  host.clock.advance(60_000)
  return reconcileIntents({ store: host.store, registryId, source: host.keeper.source(registryId), now: host.clock.now })
}
const countPredictions = (host: CoreHost, model: string) =>
  host.store.prepare('SELECT count(*) AS n FROM predictions WHERE model = ? AND search_text LIKE ?').get(model, `${model.toLowerCase()}\n%`)

async function expectMoved(host: CoreHost, to: string): Promise<void> {
  await expect(promote(host, to)).rejects.toMatchObject({ code: 'FORBIDDEN' })
  expect(await host.call('policies.get', of(to))).toMatchObject({ ...terms, isInherited: false })
  const { rows } = await host.call('promotions.list', { registry: registryId, show: 'open' })
  expect(rows).toMatchObject([{ model: to, version: '3', status: 'pending' }])
  expect(await host.call('promotions.approve', { id: rows[0]?.id ?? '' }, bo)).toMatchObject({ status: 'applied', model: to })
  expect(countPredictions(host, to)).toEqual({ n: 1 })
  // Whoever takes the old name begins anew.
  expect(host.store.prepare("SELECT model FROM policies WHERE model = 'churn'").all()).toEqual([])
}

test('policy, requests and predictions follow a model to its new name', async () => {
  const host = await openGuarded()
  rename(host, 'churn', 'Churn of 2026')('done')
  await expectMoved(host, 'Churn of 2026')
})

test('a crash before the outcome leaves the policy in force under the new name, and the next start moves the rest', async () => {
  const host = await openGuarded()
  rename(host, 'churn', 'leavers')
  await expect(promote(host, 'leavers')).rejects.toMatchObject({ code: 'FORBIDDEN' })
  expect(await reconcile(host)).toBe(1)
  await expectMoved(host, 'leavers')
})

test.each(['told', 'found at the next start'])(
  'a rename that the registry refused leaves everything under the old name (%s)',
  async (way) => {
    const host = await openGuarded()
    const finish = rename(host, 'churn', 'leavers', false)
    if (way === 'told') finish('failed')
    else expect(await reconcile(host)).toBe(1)
    await expect(promote(host, 'churn')).rejects.toMatchObject({ code: 'FORBIDDEN' })
    expect(host.store.prepare('SELECT model FROM policies').all()).toEqual([{ model: 'churn' }])
    expect((await host.call('promotions.list', { registry: registryId, show: 'open' })).rows).toMatchObject([{ model: 'churn' }])
    expect(countPredictions(host, 'churn')).toEqual({ n: 1 })
  }
)

test('a policy that a deleted model left behind does not bind the model that takes its name', async () => {
  const host = await openGuarded()
  host.store.prepare("UPDATE policies SET model = 'leavers', approval_for = '[]' WHERE model = 'churn'").run()
  rename(host, 'churn', 'leavers')('done')
  expect(await host.call('policies.get', of('leavers'))).toMatchObject({ isInherited: true })
})
