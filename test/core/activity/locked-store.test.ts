import path from 'node:path'
import { expect, test } from 'vitest'
import { createChangeLog } from '../../../src/main/core/activity/change-log.ts'
import { openStoreDatabase } from '../../../src/main/store/database.ts'
import { openCoreHost, registryId } from '../../support/core-host.ts'

const team = { registry: registryId, model: 'churn', key: 'team', value: 'growth' }

test('an act waits for another process that writes our store: the registry stays free meanwhile, and it happens once', async () => {
  const host = await openCoreHost()
  const other = openStoreDatabase(path.join(host.home, 'greenroom.db'))
  other.exec('BEGIN IMMEDIATE')
  const act = host.call('models.setTag', team)
  // Another program writes the registry in many turns of the event loop.
  for (let theirs = 0; theirs < 50; theirs++) {
    await new Promise((resolve) => setImmediate(resolve))
    host.registry.db.prepare("UPDATE registered_models SET description = 'theirs'").run()
  }
  other.exec('COMMIT')
  other.close()
  await act
  expect(await host.call('models.get', { registry: registryId, model: 'churn' })).toMatchObject({
    description: 'theirs',
    tags: { team: 'growth' }
  })
  expect((await host.call('activity.list', {})).rows).toMatchObject([{ action: 'model.tagSet', after: 'growth', outcome: 'done' }])
})

test('an outcome that finds our store locked is written as soon as it may', async () => {
  const host = await openCoreHost()
  const other = openStoreDatabase(path.join(host.home, 'greenroom.db'))
  await host.call('models.setTag', team)
  const source = host.keeper.source(registryId)
  const log = createChangeLog({ store: host.store, registryId, actor: { id: 'ann', name: 'Ann', origin: 'window' }, now: host.clock.now })
  const lockAfterIntent: typeof log = {
    ...log,
    begin: (changes) => {
      const intent = log.begin(changes)
      other.exec('BEGIN IMMEDIATE')
      return intent
    }
  }
  const act = source.deleteModelTag({ model: 'churn', key: 'team' }, { log: lockAfterIntent })
  while (!other.inTransaction) await new Promise((resolve) => setImmediate(resolve))
  expect((await host.call('activity.list', {})).rows[0]).toMatchObject({ action: 'model.tagDeleted', outcome: 'open' })
  other.exec('COMMIT')
  other.close()
  await act
  expect((await host.call('activity.list', {})).rows[0]).toMatchObject({ action: 'model.tagDeleted', outcome: 'done' })
})
