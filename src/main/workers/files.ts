import { parentPort, workerData } from 'node:worker_threads'
import { type FileContext, fileJobs } from '../sources/local/file-jobs.ts'
import { createHashMemory } from '../sources/local/hash-memory.ts'
import { trustFolder } from '../sources/local/places.ts'
import type { Progress } from '../sources/source.ts'
import type { WorkerOptions } from '../sources/worker-messages.ts'
import { answerJobs, type Job } from './answer.ts'

/** Milliseconds between two reports of progress. */
const reportEveryMs = 100

const hashes = createHashMemory()
const store = trustFolder((workerData as WorkerOptions).artifacts)

function findJob(name: string): Job | undefined {
  if (!Object.hasOwn(fileJobs, name)) return undefined
  const job = fileJobs[name as keyof typeof fileJobs] as (input: unknown, context: FileContext) => Promise<unknown>
  return (input, { signal, progress }) => job(input, { store, hashes, signal, progress: thin(progress) })
}

/** Lets a report through every so often, and always the last one. */
function thin(progress: Progress): Progress {
  let reportedMs = 0
  return (done, total) => {
    const now = performance.now()
    if (now - reportedMs < reportEveryMs && done !== total) return
    reportedMs = now
    progress(done, total)
  }
}

if (parentPort) answerJobs(parentPort, findJob)
