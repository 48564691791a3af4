import { parentPort, workerData } from 'node:worker_threads'
import type { CheckpointWorkerData } from '../server/wire/checkpoint-messages.ts'
import { openTrackingDatabase, setDurable } from '../tracking/database.ts'

const { database, nativeBinding } = workerData as CheckpointWorkerData
const db = openTrackingDatabase(database, { nativeBinding })
setDurable(db)
// What is copied is read from the log and written once: pages kept here would serve nobody.
db.pragma('cache_size = -256')

parentPort?.on('message', () => {
  try {
    // PASSIVE waits for nobody: what a reader or the writer holds back is left to the next time.
    db.pragma('wal_checkpoint(PASSIVE)')
  } catch {
    // The writer meets the same failure when it finishes, and reports it.
  }
  parentPort?.postMessage(null)
})
