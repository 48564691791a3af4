import path from 'node:path'
import Database from 'better-sqlite3'
import { expect, test } from 'vitest'
import { createChangeLog } from '../../src/main/core/activity/change-log.ts'
import { openStoreDatabase } from '../../src/main/store/database.ts'
import { makeHome, openApp } from '../support/app-host.ts'
import { ann } from '../support/core.ts'

test('acts that were cut off are settled at the next start, also when another registry is damaged', async () => {
  const home = makeHome()
  const first = await openApp(home)
  const sample = (await first.call('registries.addSample', {})).id
  const embedded = await first.embedded()
  await first.close()
  const store = openStoreDatabase(path.join(home, 'greenroom.db'))
  for (const registryId of [embedded, sample]) {
    const log = createChangeLog({ store, registryId, actor: ann, now: () => Date.now() - 3_600_000 })
    log.begin([
      { action: 'stage.changed', model: 'wine-cultivar', version: '1', versionCreatedMs: 1, key: null, before: 'None', after: 'Archived' }
    ])
  }
  store.close()
  const db = new Database(path.join(home, 'registry', 'mlflow.db'))
  db.exec('DROP TABLE registered_model_tags')
  db.close()
  const second = await openApp(home)
  const outcomeIn = async (registry: string) => (await second.call('activity.list', { registry })).rows[0]?.outcome
  await expect.poll(() => outcomeIn(sample), { timeout: 10_000 }).toBe('failed')
  expect(await outcomeIn(embedded)).toBe('open')
})
