import { expect, test } from 'vitest'
import { openCoreHost } from '../../support/core-host.ts'
import { churn, stagesOf, summaries } from './promoting.ts'

test('a direct promotion moves the version, archives the incumbent, and is in the history in words', async () => {
  const host = await openCoreHost()
  const change = await host.call('promotions.promote', { ...churn, version: '2', stage: 'Production', reason: 'better' })
  expect(change).toEqual({ version: '2', stage: 'Production', archived: ['1'] })
  expect(await stagesOf(host)).toEqual({ v1: 'Archived', v2: 'Production', v3: 'None' })
  const [latest] = (await host.call('activity.list', churn)).rows
  expect(latest).toMatchObject({
    actor: 'Ann',
    origin: 'window',
    action: 'stage.changed',
    version: '2',
    summary: 'moved v2 from Staging to Production; v1 archived',
    before: 'Staging',
    after: 'Production',
    reason: 'better',
    outcome: 'done'
  })
  expect(host.events).toContain('registry.changed')
})

test('the incumbent stays when that is asked for', async () => {
  const host = await openCoreHost()
  await host.call('promotions.promote', { ...churn, version: '2', stage: 'Production', archiveExisting: false })
  expect(await stagesOf(host)).toEqual({ v1: 'Production', v2: 'Production', v3: 'None' })
})

test('archiving and going back work although there is nobody to archive', async () => {
  const host = await openCoreHost()
  await host.call('promotions.promote', { ...churn, version: '2', stage: 'Archived' })
  await host.call('promotions.promote', { ...churn, version: '2', stage: 'None' })
  expect(await stagesOf(host)).toEqual({ v1: 'Production', v2: 'None', v3: 'None' })
})

test('a refused promotion changes nothing and leaves no entry', async () => {
  const host = await openCoreHost()
  await expect(host.call('promotions.promote', { ...churn, version: '3', stage: 'Production' })).rejects.toMatchObject({
    code: 'FORBIDDEN'
  })
  await expect(host.call('promotions.promote', { ...churn, version: '9', stage: 'Production' })).rejects.toMatchObject({
    code: 'NOT_FOUND'
  })
  expect(await stagesOf(host)).toEqual({ v1: 'Production', v2: 'Staging', v3: 'None' })
  expect(await summaries(host)).toEqual([])
})
