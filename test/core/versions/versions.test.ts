import { expect, test } from 'vitest'
import { bo } from '../../support/core.ts'
import { openCoreHost, registryId } from '../../support/core-host.ts'

const churn = { registry: registryId, model: 'churn' }

test('a run’s model is registered as the next version in the name of the acting person', async () => {
  const host = await openCoreHost()
  const run = { ...churn, runId: '2'.repeat(32), path: 'model' }
  const { version } = await host.call(
    'versions.register',
    { ...run, tags: { team: 'a' }, metadata: { owner: 'cy' }, description: 'again' },
    bo
  )
  expect(version).toBe('4')
  expect(await host.call('versions.get', { ...churn, reference: '4' })).toMatchObject({
    author: 'Bo',
    stage: 'None',
    description: 'again',
    runId: '2'.repeat(32),
    tags: { team: 'a', 'metadata.owner': 'cy' },
    metrics: { accuracy: 0.9 },
    next: { kind: 'promote', stage: 'Staging' }
  })
  expect((await host.call('activity.list', { ...churn, version: '4' })).rows.map((row) => `${row.actor} ${row.summary}`)).toContain(
    'Bo registered v4'
  )
})

test('description and tags of a version are changed and in the log', async () => {
  const host = await openCoreHost()
  await host.call('versions.update', { ...churn, version: '3', description: 'third' })
  await host.call('versions.setTag', { ...churn, version: '3', key: 'risk', value: 'low' })
  await host.call('versions.setTag', { ...churn, version: '3', key: 'risk', value: 'high' })
  await host.call('versions.deleteTag', { ...churn, version: '3', key: 'risk' })
  expect(await host.call('versions.get', { ...churn, reference: '3' })).toMatchObject({ description: 'third', tags: {} })
  expect((await host.call('activity.list', { ...churn, version: '3' })).rows.map((row) => row.summary)).toEqual([
    'removed tag risk of v3 (was “high”)',
    'set tag risk of v3 to “high” (was “low”)',
    'set tag risk of v3 to “low”',
    'changed the description of v3'
  ])
})

test('a version is deleted only when no stage and no alias leads to it and its name is typed', async () => {
  const host = await openCoreHost()
  const remove = (version: string, typedName = `churn v${version}`) => host.call('versions.delete', { ...churn, version, typedName })
  await expect(remove('1')).rejects.toMatchObject({ code: 'CONFLICT', message: 'churn v1 cannot be deleted: it is in Production.' })
  await expect(remove('2')).rejects.toMatchObject({ code: 'CONFLICT' })
  await expect(remove('3', 'churn 3')).rejects.toMatchObject({ code: 'INVALID' })
  await host.call('models.setAlias', { ...churn, alias: 'next', version: '3' })
  await expect(remove('3')).rejects.toMatchObject({ code: 'CONFLICT', message: expect.stringContaining('@next') })
  await host.call('models.deleteAlias', { ...churn, alias: 'next' })
  await remove('3')
  expect((await host.call('versions.list', churn)).rows.map((row) => row.version)).toEqual(['2', '1'])
  await expect(remove('3')).rejects.toMatchObject({ code: 'NOT_FOUND' })
})

test('the digest follows the files, and contents are read without loading anything', async () => {
  const host = await openCoreHost()
  const first = await host.call('versions.digest', { ...churn, version: '1' })
  const second = await host.call('versions.digest', { ...churn, version: '2' })
  expect(first).toMatchObject({ files: 3, digest: expect.stringMatching(/^[0-9a-f]{64}$/) })
  expect(second.digest).not.toBe(first.digest)
  expect(await host.call('versions.contents', { ...churn, version: '1' })).toMatchObject({
    engine: 'onnx',
    mlflowVersion: '3.17.2',
    problem: null
  })
})
