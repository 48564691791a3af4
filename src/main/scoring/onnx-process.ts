import { randomUUID } from 'node:crypto'
import { Failure } from '../../preload/contract/reply.ts'
import type { NodeChild, SpawnNode } from '../spawn-node.ts'
import { parseReply, type WorkerProcess } from './messages.ts'
import { waitFor } from './wait.ts'

export interface OnnxProcessOptions {
  readonly spawnNode: SpawnNode
  /** Absolute path of the entry `workers/onnx`. */
  readonly onnxEntry: string
  readonly signal: AbortSignal
}

type Value = Readonly<Record<string, unknown>>
interface Pending {
  readonly id: string
  resolve(value: Value): void
  reject(failure: Failure): void
}

const helloMs = 20_000
const goneMs = 2000

/** Starts the process that runs ONNX models and waits for its greeting: 20 seconds at most. */
export async function startOnnxProcess({ spawnNode, onnxEntry, signal }: OnnxProcessOptions): Promise<WorkerProcess> {
  const child = spawnNode(onnxEntry, { name: 'Greenroom ONNX' })
  const { hello, exited, ...worker } = supervise(child)
  const kill = async (): Promise<void> => {
    if (worker.isAlive()) child.kill()
    await waitFor(exited, goneMs)
  }
  try {
    const greeting = await waitFor(hello, helloMs, signal)
    if (typeof greeting !== 'object' || typeof greeting['hello'] !== 'string')
      throw new Failure('WORKER_FAILED', 'The ONNX worker did not answer within 20 seconds.')
    return { ...worker, runtime: greeting['hello'], kill }
  } catch (error) {
    await kill()
    throw error
  }
}

function supervise(child: NodeChild) {
  const hello = Promise.withResolvers<Value>()
  hello.promise.catch(() => {})
  const exited = Promise.withResolvers<void>()
  let pending: Pending | null = null
  let ended: Failure | null = null
  child.onMessage((message) => {
    if (typeof (message as Value | null)?.['hello'] === 'string') return hello.resolve(message as Value)
    const reply = parseReply(message)
    const asked = pending?.id === reply.id ? pending : null
    if (asked) pending = null
    if (reply.ok) asked?.resolve(reply.value)
    else asked?.reject(reply.failure)
  })
  child.onExit((code) => {
    const said = child.stderrTail().trim().slice(-4000)
    ended = new Failure('WORKER_FAILED', `The ONNX worker ended unexpectedly (exit code ${code ?? 'none, a signal ended it'}).`, {
      remedy: 'Try again: it is started anew.',
      details: said ? { output: said } : {}
    })
    hello.reject(ended)
    pending?.reject(ended)
    exited.resolve()
  })
  const request: WorkerProcess['request'] = (operation) =>
    new Promise((resolve, reject) => {
      if (ended) return reject(ended)
      const id = randomUUID()
      pending = { id, resolve, reject }
      child.post({ ...operation, id })
    })
  return { hello: hello.promise, exited: exited.promise, request, isAlive: () => ended === null }
}
