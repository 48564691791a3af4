import type { MessagePort } from 'node:worker_threads'
import { Failure } from '../../preload/contract/reply.ts'
import type { Progress } from '../sources/source.ts'
import { shapeThrown, type WorkerAnswer, type WorkerRequest } from '../sources/worker-messages.ts'

/** What a job of a worker gets beside its input. */
export interface JobContext {
  readonly signal: AbortSignal
  readonly progress: Progress
}
export type Job = (input: unknown, context: JobContext) => unknown

/** Answers the requests of a pool on `port` by running the job of that name; a thrown error becomes an answer, never a crash. */
export function answerJobs(port: MessagePort, findJob: (name: string) => Job | undefined): void {
  const running = new Map<number, AbortController>()
  port.on('message', (request: WorkerRequest) => {
    if (request.kind === 'cancel') running.get(request.id)?.abort(new Failure('CANCELLED', 'Cancelled.'))
    else void answer(port, request, findJob, running)
  })
}

async function answer(
  port: MessagePort,
  request: Extract<WorkerRequest, { kind: 'run' }>,
  findJob: (name: string) => Job | undefined,
  running: Map<number, AbortController>
): Promise<void> {
  const { id } = request
  const abort = new AbortController()
  running.set(id, abort)
  const send = (message: WorkerAnswer) => port.postMessage(message)
  try {
    const job = findJob(request.name)
    if (!job) throw new Failure('INTERNAL', `There is no job “${request.name}”.`)
    const progress: Progress = (done, total) => send({ kind: 'progress', id, done, total })
    send({ kind: 'done', id, value: await job(request.input, { signal: abort.signal, progress }) })
  } catch (error) {
    send({ kind: 'failed', id, error: shapeThrown(error) })
  } finally {
    running.delete(id)
  }
}
