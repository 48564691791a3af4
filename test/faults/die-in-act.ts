// A process that is killed in the middle of promoting churn v3: node die-in-act.ts <home> <before|after the registry has committed>
import path from 'node:path'
import { createChangeLog } from '../../src/main/core/activity/change-log.ts'
import { openLocalSource } from '../../src/main/sources/local/local-source.ts'
import type { RegistryChange } from '../../src/main/sources/source.ts'
import { openStoreDatabase } from '../../src/main/store/database.ts'
import { readRegistryId } from '../../src/main/tracking/schema.ts'
import { workerEntries } from '../support/local-source.ts'

const [home = '', moment = ''] = process.argv.slice(2)
const registry = path.join(home, 'registry')
const source = openLocalSource({
  kind: 'embedded',
  isReadOnly: false,
  database: path.join(registry, 'mlflow.db'),
  artifacts: path.join(registry, 'artifacts'),
  entries: workerEntries
})
const log = createChangeLog({
  store: openStoreDatabase(path.join(home, 'greenroom.db')),
  registryId: readRegistryId(path.join(registry, 'registry.json')),
  actor: { id: 'bo', name: 'Bo', origin: 'command line' },
  now: Date.now
})
const die = () => process.kill(process.pid, 'SIGKILL')

await source.transition(
  { model: 'churn', version: '3', stage: 'Staging', archiveExisting: true },
  {
    log: {
      guard: log.guard,
      begin: (changes: readonly RegistryChange[]) => {
        const intent = log.begin(changes)
        if (moment === 'before') die()
        return intent
      },
      finish: () => void die()
    }
  }
)
