import { setTimeout as wait } from 'node:timers/promises'
import { createChangeLog } from '../../src/main/core/activity/change-log.ts'
import { openStoreDatabase } from '../../src/main/store/database.ts'
import { Failure } from '../../src/preload/contract/reply.ts'

// Child process of a test: writes `count` acts into the store as the tracking service does.
const [file = '', name = '', count = '0'] = process.argv.slice(2)
const store = openStoreDatabase(file)
const log = createChangeLog({ store, registryId: 'r1', actor: { id: name, name, origin: 'service' }, now: Date.now })
for (let index = 0; index < Number(count); index++) {
  const intent = await begin(`${name}-${index}`)
  await log.finish(intent, 'done')
}
store.close()

/** The log refuses while another process writes; the service then begins anew. */
async function begin(key: string): Promise<string> {
  for (;;) {
    try {
      return log.begin([{ action: 'model.tagSet', model: 'churn', version: null, versionCreatedMs: null, key, before: null, after: 'x' }])
    } catch (error) {
      if (!(error instanceof Failure && error.code === 'BUSY')) throw error
      await wait(1)
    }
  }
}
