import { readdirSync } from 'node:fs'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Source } from '../../src/main/sources/source.ts'
import { openTrackingDatabase } from '../../src/main/tracking/database.ts'
import { Failure } from '../../src/preload/contract/reply.ts'
import { createNotedContext, neverAborted, openTestSource } from '../support/local-source.ts'
import { createTestRegistry, type TestRegistry } from '../support/registry-builder.ts'

let registry: TestRegistry
let source: Source
let clock = 5000

beforeEach(() => {
  registry = createTestRegistry()
  registry.addRun({ id: 'run1', metrics: { auc: 0.5 } })
  registry.addModel('churn')
  registry.addVersion({ model: 'churn', version: 1, runId: 'run1', stage: 'Production', aliases: ['champion'] })
  registry.addVersion({ model: 'churn', version: 2, runId: 'run1', stage: 'Staging' })
  source = openTestSource(registry, { now: () => ++clock })
})

afterEach(async () => {
  await source.close()
  registry.remove()
})

test('a transition archives the incumbent, tells whom, and is written to the log before and after', async () => {
  const context = createNotedContext()
  const change = await source.transition({ model: 'churn', version: '2', stage: 'Production', archiveExisting: true }, context)
  expect(change).toEqual({ version: '2', stage: 'Production', archived: ['1'] })
  expect(context.entries).toMatchObject([
    {
      begun: [
        { action: 'stage.changed', version: '1', before: 'Production', after: 'Archived' },
        { action: 'stage.changed', version: '2', before: 'Staging', after: 'Production' }
      ]
    },
    { finished: 'intent 1', outcome: 'done' }
  ])
  expect((await source.getVersion('churn', 'Production')).version).toBe('2')
  expect((await source.getVersion('churn', '1')).stage).toBe('Archived')
})

test('archiving is left out where the stage serves nobody', async () => {
  const change = await source.transition({ model: 'churn', version: '1', stage: 'None', archiveExisting: true }, createNotedContext())
  expect(change).toEqual({ version: '1', stage: 'None', archived: [] })
})

test('models are made, described, tagged and deleted', async () => {
  const context = createNotedContext()
  await source.createModel({ model: 'new', description: 'fresh' }, context)
  await source.updateModel({ model: 'new', description: 'better' }, context)
  await source.setModelTag({ model: 'new', key: 'team', value: 'a' }, context)
  await source.setModelTag({ model: 'new', key: 'gone', value: 'b' }, context)
  await source.deleteModelTag({ model: 'new', key: 'gone' }, context)
  expect(await source.getModel('new')).toMatchObject({ description: 'better', tags: { team: 'a' }, versionCount: 0 })
  await source.deleteModel({ model: 'new' }, context)
  await expect(source.getModel('new')).rejects.toMatchObject({ code: 'NOT_FOUND' })
  await expect(source.createModel({ model: 'churn', description: '' }, context)).rejects.toMatchObject({ code: 'CONFLICT' })
  expect(context.entries.filter((entry) => 'finished' in entry)).toHaveLength(6)
})

test('an alias moves and tells where it was', async () => {
  const context = createNotedContext()
  expect(await source.setAlias({ model: 'churn', alias: 'champion', version: '2' }, context)).toBe('1')
  expect(await source.setAlias({ model: 'churn', alias: 'next', version: '2' }, context)).toBeNull()
  expect((await source.getVersion('churn', '@champion')).aliases).toEqual(['champion', 'next'])
  await source.deleteAlias({ model: 'churn', alias: 'next' }, context)
  await expect(source.getVersion('churn', '@next')).rejects.toMatchObject({ code: 'NOT_FOUND' })
  await expect(source.setAlias({ model: 'churn', alias: 'v9', version: '2' }, context)).rejects.toMatchObject({ code: 'INVALID' })
})

test('a version is registered from a run’s files or from a model it logged, and described, tagged, deleted', async () => {
  const context = createNotedContext()
  registry.writeArtifacts('0/run1/artifacts/model', { MLmodel: 'flavors:\n  spark: {}\n' })
  registry.addLoggedModel({ id: 'm-7', name: 'forest', runId: 'run1', files: { MLmodel: 'flavors:\n  spark: {}\n' } })
  const input = { model: 'fresh', runId: 'run1', path: 'model', tags: { team: 'a' }, description: 'first', author: 'ann' }
  expect(await source.registerVersion(input, context)).toBe('1')
  expect(await source.registerVersion({ ...input, path: 'forest' }, context)).toBe('2')
  expect(await source.getVersion('fresh', '1')).toMatchObject({
    tags: { team: 'a' },
    description: 'first',
    author: 'ann',
    runId: 'run1',
    metrics: { auc: 0.5 }
  })
  expect((await source.readContents('fresh', '2')).flavors).toEqual(['spark'])
  await expect(source.registerVersion({ ...input, path: 'nowhere' }, context)).rejects.toMatchObject({ code: 'NOT_FOUND' })
  await source.updateVersion({ model: 'fresh', version: '1', description: 'later' }, context)
  await source.setVersionTag({ model: 'fresh', version: '1', key: 'team', value: 'b' }, context)
  await source.deleteVersionTag({ model: 'fresh', version: '1', key: 'team' }, context)
  expect(await source.getVersion('fresh', '1')).toMatchObject({ description: 'later', tags: {} })
  await source.deleteVersion({ model: 'fresh', version: '2' }, context)
  expect((await source.getVersion('fresh', 'latest')).version).toBe('1')
})

test('a refusal by the guard leaves the registry and the log as they were', async () => {
  const context = createNotedContext(() => {
    throw new Failure('FORBIDDEN', 'Production needs an approval.')
  })
  await expect(
    source.transition({ model: 'churn', version: '2', stage: 'Production', archiveExisting: true }, context)
  ).rejects.toMatchObject({ code: 'FORBIDDEN' })
  expect(context.entries).toEqual([])
  expect((await source.getVersion('churn', '2')).stage).toBe('Staging')
})

test('when the log cannot take the intent, nothing is changed', async () => {
  const context = {
    log: {
      guard: () => {},
      begin: () => {
        throw new Error('no log')
      },
      finish: () => {}
    }
  }
  await expect(source.deleteModel({ model: 'churn' }, context)).rejects.toThrow('no log')
  expect((await source.getModel('churn')).versionCount).toBe(2)
})

test('an act that changes nothing writes no intent', async () => {
  const context = createNotedContext()
  await source.setAlias({ model: 'churn', alias: 'champion', version: '1' }, context)
  expect(context.entries).toEqual([])
})

test('a read-only registry refuses every write, and reads on', async () => {
  const reader = openTestSource(registry, { isReadOnly: true })
  try {
    const context = createNotedContext()
    await expect(reader.createModel({ model: 'x', description: '' }, context)).rejects.toMatchObject({ code: 'READ_ONLY' })
    await expect(reader.transition({ model: 'churn', version: '1', stage: 'None', archiveExisting: false }, context)).rejects.toMatchObject(
      { code: 'READ_ONLY' }
    )
    expect(await reader.countModels()).toBe(1)
    expect(context.entries).toEqual([])
  } finally {
    await reader.close()
  }
})

test('a write waits while another program writes, without blocking this one, and reads go on meanwhile', async () => {
  const other = openTrackingDatabase(registry.database, { busyTimeoutMs: 5000 })
  other.exec('BEGIN IMMEDIATE')
  other.exec(`UPDATE registered_models SET description = 'theirs'`)
  let isDone = false
  const write = source.setModelTag({ model: 'churn', key: 'team', value: 'a' }, createNotedContext()).then(() => {
    isDone = true
  })
  expect((await source.getModel('churn')).description).toBe('')
  expect(await source.countModels()).toBe(1)
  expect(isDone).toBe(false)
  other.exec('COMMIT')
  other.close()
  await write
  expect(await source.getModel('churn')).toMatchObject({ description: 'theirs', tags: { team: 'a' } })
})

test('a database that stays locked gives up as busy and changes nothing', async () => {
  const impatient = openTestSource(registry, { busyLimitMs: 200 })
  const other = openTrackingDatabase(registry.database, { busyTimeoutMs: 5000 })
  other.exec('BEGIN IMMEDIATE')
  const context = createNotedContext()
  await expect(impatient.setModelTag({ model: 'churn', key: 'team', value: 'a' }, context)).rejects.toMatchObject({
    code: 'BUSY',
    message: expect.stringContaining('0.2 seconds')
  })
  other.exec('ROLLBACK')
  other.close()
  await impatient.close()
  expect(context.entries).toEqual([])
  expect((await source.getModel('churn')).tags).toEqual({})
})

test('many writes at once all land, one after the other', async () => {
  const context = createNotedContext()
  await Promise.all(Array.from({ length: 50 }, (_, i) => source.setModelTag({ model: 'churn', key: `k${i}`, value: String(i) }, context)))
  expect(Object.keys((await source.getModel('churn')).tags)).toHaveLength(50)
})

test('a page read while another program deletes is one state, never half of two', async () => {
  for (let i = 0; i < 300; i++) registry.addModel(`m${String(i).padStart(3, '0')}`)
  const list = () =>
    source.listModels({ filter: 'm', sort: { key: 'name', descending: false }, metrics: [], offset: 0, limit: 1000 }, neverAborted())
  const pages = [list(), list(), list()]
  registry.db.exec(`DELETE FROM registered_models WHERE name LIKE 'm%'`)
  pages.push(list(), list())
  for (const page of await Promise.all(pages)) expect(page.rows).toHaveLength(page.total)
})

test('closing lets go of every file: the journal goes with the last connection, and calls are refused', async () => {
  await source.setModelTag({ model: 'churn', key: 'team', value: 'a' }, createNotedContext())
  expect(await source.countModels()).toBe(1)
  registry.db.close()
  await source.close()
  expect(readdirSync(registry.folder).sort()).toEqual(['artifacts', 'mlflow.db'])
  await expect(source.countModels()).rejects.toMatchObject({ code: 'OFFLINE' })
  await expect(source.deleteModel({ model: 'churn' }, createNotedContext())).rejects.toMatchObject({ code: 'OFFLINE' })
})

test('changes by others are noticed, and not after the stop', async () => {
  let heard = 0
  const stop = source.watch(() => heard++)
  registry.addModel('zebra')
  await expect.poll(() => heard, { timeout: 5000 }).toBe(1)
  stop()
  const again = new Promise<void>((resolve) => {
    source.watch(resolve)
  })
  registry.addModel('yak')
  await again
  expect(heard).toBe(1)
})
