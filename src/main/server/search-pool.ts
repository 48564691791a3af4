import { Worker } from 'node:worker_threads'
import { Failure } from '../../preload/contract/reply.ts'
import { rebuildProblem, type SearchAnswer, type SearchRequest, type SearchWorkerData } from './wire/search-messages.ts'

export interface SearchPoolOptions extends SearchWorkerData {
  /** Absolute path of workers/search. */
  readonly entry: string
  /** Milliseconds that a search may take; 60 s where absent. */
  readonly limitMs?: number | undefined
}
export interface SearchPool {
  /** Runs a named search in a worker thread and gives its JSON answer as bytes. */
  search(query: string, input: unknown): Promise<Uint8Array>
  close(): Promise<void>
}

interface Seat {
  readonly worker: Worker
  /** Taken by quick queries alone. */
  readonly isReserved: boolean
  job: Job | null
  timer: NodeJS.Timeout | undefined
}
interface Job {
  readonly request: SearchRequest
  resolve(bytes: Uint8Array): void
  reject(error: Error): void
}

const size = 2
/** Questions by key, which are over in milliseconds: where slow searches hold every thread, one more is there for these. */
const quickQueries: ReadonlySet<string> = new Set([
  'metrics.history',
  'metrics.history-bulk',
  'metrics.history-interval',
  'registered-models.search',
  'model-versions.search'
])
/** Threads that were told to end and have not yet, beside those in use: SQLite does not stop before its query is done. */
const endingLimit = 1
const maxQueued = 256
const usualLimitMs = 60_000
/** Memory of a thread's new objects, MiB: V8 would take 48, and the answers of a search do not stay. */
const youngMb = 8

/** Searches run in two threads with read-only handles, and a third for quick ones where these are busy: a slow one delays nobody but the next slow ones. One that exceeds 60 s is given up with its thread; while threads
 *  that were given up still run, the others wait. */
export function createSearchPool(options: SearchPoolOptions): SearchPool {
  const { limitMs = usualLimitMs } = options
  const seats = new Set<Seat>()
  /** Given up, still running. */
  const ending = new Set<Seat>()
  const queue: Job[] = []
  let lastId = 0

  const pump = () => {
    while (queue.length > 0) {
      const usual = findSeat(false)
      const at = usual ? 0 : queue.findIndex(({ request }) => quickQueries.has(request.query))
      const seat = usual ?? (at < 0 ? null : findSeat(true))
      if (!seat) return
      assign(seat, queue.splice(at, 1)[0] as Job)
    }
  }
  const findSeat = (isReserved: boolean): Seat | null =>
    [...seats].find((one) => one.isReserved === isReserved && one.job === null) ??
    (maySeatOpen(seats, ending, isReserved) ? openSeat(isReserved) : null)
  const openSeat = (isReserved: boolean): Seat => {
    const seat: Seat = { worker: startWorker(options), isReserved, job: null, timer: undefined }
    seats.add(seat)
    seat.worker.unref()
    seat.worker.on('message', (answer: SearchAnswer) => {
      settle(seat, answer)
      pump()
    })
    seat.worker.on('error', (error) => drop(seat, new Failure('WORKER_FAILED', `The search crashed: ${error.message}.`)))
    seat.worker.on('exit', () => {
      drop(seat, new Failure('WORKER_FAILED', 'The search ended unexpectedly.'))
      if (ending.delete(seat)) pump()
    })
    return seat
  }
  const assign = (seat: Seat, job: Job) => {
    seat.job = job
    seat.timer = setTimeout(() => drop(seat, describeTimeout(limitMs)), limitMs)
    seat.worker.postMessage(job.request)
  }
  const drop = (seat: Seat, reason: Failure) => {
    if (!seats.delete(seat)) return
    clearTimeout(seat.timer)
    seat.job?.reject(reason)
    // A thread that has exited has no id any more.
    if (seat.worker.threadId !== -1) ending.add(seat)
    void seat.worker.terminate()
    pump()
  }
  return {
    search: (query, input) =>
      new Promise((resolve, reject) => {
        if (queue.length >= maxQueued) return reject(describeFull())
        lastId += 1
        queue.push({ request: { id: lastId, query, input }, resolve, reject })
        pump()
      }),
    close: () => endAll(queue, seats)
  }
}

function maySeatOpen(seats: ReadonlySet<Seat>, ending: ReadonlySet<Seat>, isReserved: boolean): boolean {
  const count = (some: Iterable<Seat>) => [...some].filter((one) => one.isReserved === isReserved).length
  const most = isReserved ? 1 : size
  return count(seats) < most && count(seats) + count(ending) < most + endingLimit
}

async function endAll(queue: Job[], seats: Set<Seat>): Promise<void> {
  const stopping = new Failure('BUSY', 'The service is stopping.')
  for (const job of queue.splice(0)) job.reject(stopping)
  const ending = [...seats]
  seats.clear()
  for (const seat of ending) {
    clearTimeout(seat.timer)
    seat.job?.reject(stopping)
  }
  await Promise.all(ending.map((seat) => seat.worker.terminate()))
}

function settle(seat: Seat, answer: SearchAnswer): void {
  const { job } = seat
  if (job?.request.id !== answer.id) return
  clearTimeout(seat.timer)
  seat.job = null
  if ('bytes' in answer) job.resolve(answer.bytes)
  else job.reject(rebuildProblem(answer))
}

function describeTimeout(limitMs: number): Failure {
  return new Failure('TIMEOUT', `The search took longer than ${limitMs / 1000} s.`, { remedy: 'Narrow its filter or its experiments.' })
}

function describeFull(): Failure {
  return new Failure('BUSY', `More than ${maxQueued} searches are waiting.`, { remedy: 'Send fewer at once.' })
}

function startWorker({ entry, database, nativeBinding }: SearchPoolOptions): Worker {
  return new Worker(entry, { workerData: { database, nativeBinding }, resourceLimits: { maxYoungGenerationSizeMb: youngMb } })
}
