import { mkdirSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { openCoreHost, registryId } from '../../support/core-host.ts'

const registry = { registry: registryId }
const churn = { ...registry, model: 'churn' }

test('a model is made, described, tagged and deleted; each act is in the log', async () => {
  const host = await openCoreHost()
  const fresh = { ...registry, model: 'fresh' }
  await host.call('models.create', { ...fresh, description: 'new' })
  await host.call('models.update', { ...fresh, description: 'newer' })
  await host.call('models.setTag', { ...fresh, key: 'team', value: 'a' })
  await host.call('models.deleteTag', { ...fresh, key: 'team' })
  expect(await host.call('models.get', fresh)).toMatchObject({ description: 'newer', tags: {}, versionCount: 0, openRequests: 0 })
  await host.call('models.delete', { ...fresh, typedName: 'fresh' })
  await expect(host.call('models.get', fresh)).rejects.toMatchObject({ code: 'NOT_FOUND' })
  expect((await host.call('activity.list', fresh)).rows.map((row) => row.summary)).toEqual([
    'deleted the model fresh',
    'removed tag team (was “a”)',
    'set tag team to “a”',
    'changed the description',
    'created the model fresh'
  ])
})

test('an act whose outcome cannot be written down stands, and is told to the log', async () => {
  const host = await openCoreHost()
  host.store.exec("CREATE TRIGGER stuck BEFORE UPDATE ON intents BEGIN SELECT RAISE(ABORT, 'stuck'); END")
  mkdirSync(path.join(host.home, 'audit-anchor.json'))
  await host.call('models.create', { ...registry, model: 'fresh', description: '' })
  expect(await host.call('models.get', { ...registry, model: 'fresh' })).toMatchObject({ name: 'fresh' })
  expect(host.failures).toEqual(['writing down an outcome', 'remembering the head of the log'])
})

test('moving an alias tells who held it, so that it can be undone', async () => {
  const host = await openCoreHost()
  expect(await host.call('models.setAlias', { ...churn, alias: 'champion', version: '2' })).toEqual({ previousVersion: '1' })
  expect(await host.call('models.setAlias', { ...churn, alias: 'next', version: '3' })).toEqual({ previousVersion: null })
  await host.call('models.deleteAlias', { ...churn, alias: 'next' })
  expect((await host.call('models.get', churn)).aliases).toEqual([{ alias: 'champion', version: '2' }])
  expect((await host.call('activity.list', churn)).rows.map((row) => row.summary)).toEqual([
    'removed alias @next from v3',
    'set alias @next on v3',
    'moved alias @champion from v1 to v2'
  ])
})

test('a model with versions in use is not deleted; afterwards nothing of it is inherited', async () => {
  const host = await openCoreHost()
  await expect(host.call('models.delete', { ...churn, typedName: 'churn' })).rejects.toMatchObject({ code: 'CONFLICT' })
  await host.call('policies.set', {
    ...churn,
    approvalFor: ['Production'],
    approvalsNeeded: 3,
    maySelfApprove: false,
    productionOnlyFromStaging: true
  })
  const request = await host.call('promotions.request', { ...churn, version: '3', stage: 'Staging', reason: 'try it' })
  await host.call('models.deleteAlias', { ...churn, alias: 'champion' })
  for (const version of ['1', '2']) await host.call('promotions.promote', { ...churn, version, stage: 'Archived' })
  await expect(host.call('models.delete', { ...churn, typedName: 'Churn' })).rejects.toMatchObject({ code: 'INVALID' })
  await host.call('models.delete', { ...churn, typedName: 'churn' })
  await host.call('models.create', churn)
  expect(await host.call('policies.get', churn)).toMatchObject({ approvalFor: [], isInherited: true })
  expect(await host.call('promotions.get', { id: request.id })).toMatchObject({ status: 'superseded' })
  expect((await host.call('models.get', churn)).openRequests).toBe(0)
})
