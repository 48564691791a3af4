import { createChangeLog } from '../../src/main/core/activity/change-log.ts'
import { openStoreDatabase } from '../../src/main/store/database.ts'

// Child process of a test: writes `count` acts into the store as the tracking service does.
const [file = '', name = '', count = '0'] = process.argv.slice(2)
const store = openStoreDatabase(file)
const log = createChangeLog({ store, registryId: 'r1', actor: { id: name, name, origin: 'service' }, now: Date.now })
for (let index = 0; index < Number(count); index++) {
  const intent = log.begin([
    { action: 'model.tagSet', model: 'churn', version: null, versionCreatedMs: null, key: `${name}-${index}`, before: null, after: 'x' }
  ])
  log.finish(intent, 'done')
}
store.close()
