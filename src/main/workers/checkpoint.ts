import { parentPort, workerData } from 'node:worker_threads'
import type { CheckpointWorkerData } from '../server/wire/checkpoint-messages.ts'
import { identifyFile, openTrackingDatabase, setSynced } from '../tracking/database.ts'

const { database, identity, nativeBinding } = workerData as CheckpointWorkerData
// Another file under the same name has nothing to do with the log beside it.
if (identifyFile(database) !== identity) throw new Error('The database was replaced by another file.')
const db = openTrackingDatabase(database, { nativeBinding })
setSynced(db)
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
