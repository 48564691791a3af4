import { exportSnapshot } from '../sources/snapshot/export.ts'
import type { SnapshotJob } from '../sources/snapshot/jobs.ts'
import type { JobAnswer } from '../sources/snapshot/run-job.ts'
import { unpackSnapshot, verifySnapshot } from '../sources/snapshot/unpack.ts'
import type { Progress } from '../sources/source.ts'
import { shapeThrown } from '../sources/worker-messages.ts'

/** The parent under Electron (utility process); plain Node uses the IPC channel of `fork`. */
interface ParentPort {
  postMessage(message: unknown): void
  on(event: 'message', listener: (event: { readonly data: unknown }) => void): void
}

const progressEveryMs = 100
const port = (process as NodeJS.Process & { parentPort?: ParentPort }).parentPort

process.umask(0o077)
if (port) port.on('message', (event) => void run(event.data as SnapshotJob))
else {
  process.on('message', (message) => void run(message as SnapshotJob))
  // The parent is gone: nobody waits for the rest.
  process.on('disconnect', () => process.exit(0))
}

/** Runs the one job this process was started for; the parent ends the process when it has the answer. */
async function run(job: SnapshotJob): Promise<void> {
  try {
    post({ kind: 'done', value: await start(job, reportSometimes()) })
  } catch (error) {
    post({ kind: 'failed', error: shapeThrown(error) })
  }
}

function start(job: SnapshotJob, progress: Progress): Promise<unknown> {
  if (job.kind === 'export') return exportSnapshot(job, progress)
  return job.kind === 'verify' ? verifySnapshot(job, progress) : unpackSnapshot(job, progress)
}

function reportSometimes(): Progress {
  let next = 0
  return (done, total) => {
    const now = performance.now()
    if (now < next) return
    next = now + progressEveryMs
    post({ kind: 'progress', done, total })
  }
}

function post(answer: JobAnswer): void {
  if (port) port.postMessage(answer)
  else process.send?.(answer)
}
