import { Worker } from 'node:worker_threads'
import { Failure } from '../../preload/contract/reply.ts'
import type { Progress } from './source.ts'
import { rebuildThrown, type WorkerAnswer, type WorkerRequest } from './worker-messages.ts'

export interface PoolOptions {
  /** Absolute path of the worker's entry. */
  readonly entry: string
  readonly workerData: object
  readonly size: number
  /** Jobs that one worker holds at a time: 1 where jobs block the thread, more where they wait for the disk. */
  readonly jobsPerWorker: number
  /** True: a cancelled job is over when the worker has cleaned up after it. False: at once, the worker's late answer is dropped. */
  readonly waitsForCleanUp: boolean
}

export interface Pool {
  /** Runs a named job off this thread. Rejects with the job's Failure, CANCELLED after `signal`, WORKER_FAILED after a crash. */
  run(name: string, input: unknown, signal?: AbortSignal, progress?: Progress): Promise<unknown>
  /** Cancels what runs, waits at most 2 s for it to clean up, and ends the threads. */
  close(): Promise<void>
}

type Outcome = { readonly value: unknown } | { readonly error: Error }
interface Job {
  readonly id: number
  readonly name: string
  readonly input: unknown
  readonly progress: Progress | undefined
  settle(outcome: Outcome): void
  isCancelled: boolean
}
interface Seat {
  readonly worker: Worker
  readonly jobs: Map<number, Job>
}

const closeLimitMs = 2000

/** Threads that were told to end and have not yet, beside the `size` in use: SQLite does not stop before its query is done. */
const endingLimit = 1

/** Starts worker threads as jobs come and keeps at most `size` of them; a crashed one is replaced by the next job. One more may be ending: jobs
 *  wait where every thread is held by queries that nobody waits for. */
export function createPool(options: PoolOptions): Pool {
  const seats = new Set<Seat>()
  /** Given up, still running. */
  const ending = new Set<Seat>()
  const queue: Job[] = []
  const unsettled = new Set<Promise<unknown>>()
  let lastId = 0
  let isClosed = false

  const pump = () => {
    while (queue.length > 0) {
      const seat = findFreeSeat(seats, options) ?? replaceWastedSeat() ?? (maySeatOpen() ? openSeat() : null)
      if (!seat) return
      assign(seat, queue.shift() as Job)
    }
  }
  const maySeatOpen = () => seats.size < options.size && seats.size + ending.size < options.size + endingLimit
  const openSeat = (): Seat => {
    const seat: Seat = { worker: new Worker(options.entry, { workerData: options.workerData }), jobs: new Map() }
    seats.add(seat)
    seat.worker.on('message', (answer: WorkerAnswer) => {
      hear(seat, answer)
      pump()
    })
    const crash = (cause: Error) => {
      dropSeat(seat, cause)
      pump()
    }
    seat.worker.on('error', crash)
    seat.worker.on('exit', (code) => {
      ending.delete(seat)
      crash(new Error(`the worker ended with code ${code}`))
    })
    return seat
  }
  const dropSeat = (seat: Seat, cause: Error) => {
    if (!seats.delete(seat)) return
    for (const job of seat.jobs.values()) job.settle({ error: describeCrash(job, cause) })
    // A thread that has exited has no id any more.
    if (seat.worker.threadId !== -1) ending.add(seat)
    void seat.worker.terminate()
  }
  /** A query that nobody waits for any more must not hold up the next one: its worker is given up. */
  const replaceWastedSeat = (): Seat | null => {
    const isWasted = (seat: Seat) => seat.jobs.size > 0 && [...seat.jobs.values()].every((job) => job.isCancelled)
    const isPointless = options.waitsForCleanUp || seats.size < options.size || ending.size >= endingLimit
    const wasted = isPointless ? undefined : [...seats].find(isWasted)
    if (!wasted) return null
    dropSeat(wasted, new Error('given up'))
    return openSeat()
  }
  const cancel = (job: Job) => {
    if (job.isCancelled) return
    job.isCancelled = true
    const waiting = queue.indexOf(job)
    if (waiting >= 0) queue.splice(waiting, 1)
    for (const seat of seats) {
      if (seat.jobs.has(job.id)) seat.worker.postMessage({ kind: 'cancel', id: job.id } satisfies WorkerRequest)
    }
    if (waiting >= 0 || !options.waitsForCleanUp) job.settle({ error: makeCancelled() })
    pump()
  }
  const run: Pool['run'] = (name, input, signal, progress) => {
    if (isClosed) return Promise.reject(new Failure('OFFLINE', 'This registry has been closed.', { remedy: 'Open it again.' }))
    if (signal?.aborted) return Promise.reject(makeCancelled())
    const { promise, resolve, reject } = Promise.withResolvers<unknown>()
    const settle: Job['settle'] = (outcome) => {
      signal?.removeEventListener('abort', abort)
      unsettled.delete(promise)
      if ('error' in outcome) reject(outcome.error)
      else resolve(outcome.value)
    }
    const job: Job = { id: ++lastId, name, input, progress, settle, isCancelled: false }
    const abort = () => cancel(job)
    signal?.addEventListener('abort', abort, { once: true })
    unsettled.add(promise)
    queue.push(job)
    pump()
    return promise
  }
  const close = async () => {
    isClosed = true
    for (const job of [...queue, ...[...seats].flatMap((seat) => [...seat.jobs.values()])]) cancel(job)
    await waitAtMost(Promise.allSettled([...unsettled]), closeLimitMs)
    await Promise.all([...seats].map((seat) => seat.worker.terminate()))
  }
  return { run, close }
}

function findFreeSeat(seats: ReadonlySet<Seat>, options: PoolOptions): Seat | null {
  const free = [...seats].filter((seat) => seat.jobs.size < options.jobsPerWorker).sort((a, b) => a.jobs.size - b.jobs.size)[0]
  return free && (free.jobs.size === 0 || seats.size >= options.size) ? free : null
}

/** A thread with work keeps the process alive; an idle one does not. */
function assign(seat: Seat, job: Job): void {
  seat.jobs.set(job.id, job)
  seat.worker.ref()
  seat.worker.postMessage({ kind: 'run', id: job.id, name: job.name, input: job.input } satisfies WorkerRequest)
}

function hear(seat: Seat, answer: WorkerAnswer): void {
  const job = seat.jobs.get(answer.id)
  if (!job) return
  if (answer.kind === 'progress') {
    if (!job.isCancelled) job.progress?.(answer.done, answer.total)
    return
  }
  seat.jobs.delete(answer.id)
  if (seat.jobs.size === 0) seat.worker.unref()
  if (answer.kind === 'done') job.settle({ value: answer.value })
  else job.settle({ error: job.isCancelled ? makeCancelled() : rebuildThrown(answer.error) })
}

async function waitAtMost(work: Promise<unknown>, limitMs: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  await Promise.race([work, new Promise((resolve) => (timer = setTimeout(resolve, limitMs)))])
  clearTimeout(timer)
}

function makeCancelled(): Failure {
  return new Failure('CANCELLED', 'Cancelled.')
}

function describeCrash(job: Job, cause: Error): Failure {
  if (job.isCancelled) return makeCancelled()
  return new Failure('WORKER_FAILED', `The worker of “${job.name}” crashed: ${cause.message}.`, {
    remedy: 'Try again; a new worker is started by itself.'
  })
}
