import { expect, test } from 'vitest'
import { createChangeLog } from '../../../src/main/core/activity/change-log.ts'
import { reconcileIntents } from '../../../src/main/core/activity/reconcile.ts'
import type { RegistryChange } from '../../../src/main/tracking/changes.ts'
import { ann } from '../../support/core.ts'
import { type CoreHost, openCoreHost, registryId } from '../../support/core-host.ts'

const stage = (version: string, before: string, after: string): RegistryChange => ({
  action: 'stage.changed',
  model: 'churn',
  version,
  versionCreatedMs: Number(version) * 1000,
  key: null,
  before,
  after
})
const openLog = (host: CoreHost) => createChangeLog({ store: host.store, registryId, actor: ann, now: host.clock.now })
const reconcile = (host: CoreHost) =>
  reconcileIntents({ store: host.store, registryId, source: host.keeper.source(registryId), now: host.clock.now })
const outcomes = async (host: CoreHost) => (await host.call('activity.list', {})).rows.map((row) => row.outcome)

test('acts whose outcome was lost are done where the registry holds it, else failed', async () => {
  const host = await openCoreHost()
  const log = openLog(host)
  log.begin([stage('1', 'Staging', 'Production')])
  log.begin([stage('2', 'None', 'Production')])
  log.begin([{ ...stage('3', '', ''), action: 'alias.set', key: 'champion', version: '1', versionCreatedMs: 1000, after: '1' }])
  log.begin([{ ...stage('8', '', ''), action: 'version.created' }])
  log.begin([{ ...stage('9', '', ''), action: 'model.deleted', model: 'gone', version: null }])
  host.clock.advance(60_000)
  expect(await reconcile(host)).toBe(5)
  expect(await outcomes(host)).toEqual(['done', 'failed', 'done', 'failed', 'done'])
  expect(await reconcile(host)).toBe(0)
  expect(await host.call('activity.verify', {})).toMatchObject({ isIntact: true })
})

test('an act that another process has just begun is left alone, and its own word counts', async () => {
  const host = await openCoreHost()
  const log = openLog(host)
  const intent = log.begin([stage('2', 'Staging', 'Production')])
  expect(await reconcile(host)).toBe(0)
  expect(await outcomes(host)).toEqual(['open'])
  host.clock.advance(60_000)
  await reconcile(host)
  expect(await outcomes(host)).toEqual(['failed'])
  log.finish(intent, 'done')
  expect(await outcomes(host)).toEqual(['done'])
})

test('an act that the registry itself refuses leaves no entry', async () => {
  const host = await openCoreHost()
  const blocker = host.registry.db
  blocker.exec("CREATE TRIGGER stop BEFORE UPDATE OF current_stage ON model_versions BEGIN SELECT RAISE(ABORT, 'disk on fire'); END")
  await expect(
    host.call('promotions.promote', { registry: registryId, model: 'churn', version: '2', stage: 'Production' })
  ).rejects.toThrow()
  blocker.exec('DROP TRIGGER stop')
  expect(await outcomes(host)).toEqual([])
})
