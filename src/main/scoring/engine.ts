import { Failure } from '../../preload/contract/reply.ts'
import { createCrashes } from './crashes.ts'
import { parseLoaded, parsePrediction, type StartWorker, type WorkerOperation, type WorkerProcess } from './messages.ts'
import { encodePayload } from './payload.ts'
import { createQueue, type Limits } from './queue.ts'
import { createSupervisor } from './supervisor.ts'
import { orAborted } from './wait.ts'
import type { LoadedTarget, Scorer, ScoringTarget } from './worker.ts'

/** Runs the models of one kind in one supervised process: one operation at a time, started when needed, ended when one hangs. */
export type Engine = Pick<Scorer, 'load' | 'predict' | 'unload' | 'loaded' | 'close'>

export interface EngineOptions {
  readonly engine: 'onnx' | 'python'
  readonly start: StartWorker
  /** Milliseconds. */
  now(): number
}

interface Kept {
  readonly target: LoadedTarget
  /** What loading warned about, until a result has said it. */
  readonly warnings: readonly string[]
}

/** An unload waits in line behind what runs; that has a limit of its own. */
const unloadMs = 3_600_000

type ReadAnswer<T> = (value: Readonly<Record<string, unknown>>) => T

/** Makes an engine over a way to start its process. A crash, a time-out or a cancel reaches only the request in flight: the others wait in line and find a new process. */
export function createEngine({ engine, start, now }: EngineOptions): Engine {
  const queue = createQueue()
  const crashes = createCrashes(now)
  let kept = new Map<string, Kept>()
  const supervisor = createSupervisor(start, () => {
    kept = new Map()
  })

  /** One operation of one model. Cancelled or late, the process is ended: nothing gentler stops native code. */
  const ask = async <T>(process: WorkerProcess, operation: WorkerOperation, read: ReadAnswer<T>, signal: AbortSignal): Promise<T> => {
    try {
      return readAnswer(await orAborted(process.request(operation), signal), read)
    } catch (error) {
      const hasCrashed = !signal.aborted && supervisor.holds(process) && !process.isAlive()
      if (hasCrashed) crashes.note(operation.key)
      if (hasCrashed || signal.aborted) await supervisor.drop()
      throw error
    }
  }
  /** The process with the model in it; the model is loaded when it is not there yet. */
  const hold = async (target: ScoringTarget, signal: AbortSignal) => {
    crashes.refuse(target.key)
    const process = await supervisor.obtain(signal)
    const known = kept.get(target.key)
    if (known) return { process, ...known, isNew: false }
    const { key, folder, digest } = target
    const { loadMs, warnings } = await ask(process, { op: 'load', key, folder, digest }, parseLoaded, signal)
    const loaded: Kept = { target: { key, engine, loadedMs: now(), loadMs, runtime: process.runtime }, warnings }
    kept.set(key, loaded)
    return { process, ...loaded, isNew: true }
  }
  const sayOnce = (key: string): void => {
    const known = kept.get(key)
    if (known) kept.set(key, { ...known, warnings: [] })
  }

  return {
    load: (target, limits: Limits) => queue.run(limits, async (signal) => (await hold(target, signal)).target),
    predict: async (target, payload, options) => {
      const body = await encodePayload(payload, target.signature)
      return queue.run(options, async (signal) => {
        const held = await hold(target, signal)
        const { key, folder, signature } = target
        const question: WorkerOperation = { op: 'predict', key, folder, signature, body, params: options.params }
        const { warnings, ...result } = await ask(held.process, question, parsePrediction, signal)
        sayOnce(key)
        return { ...result, loadMs: held.isNew ? held.target.loadMs : null, warnings: [...new Set([...held.warnings, ...warnings])] }
      })
    },
    unload: async (key) => {
      crashes.forgive(key)
      if (!kept.has(key)) return
      await queue.run({ timeoutMs: unloadMs, signal: new AbortController().signal }, async (signal) => {
        const running = supervisor.current()
        if (kept.delete(key) && running) await ask(running, { op: 'unload', key }, () => null, signal)
      })
    },
    loaded: () => (supervisor.current() ? [...kept.values()].map(({ target }) => target) : []),
    close: supervisor.drop
  }
}

/** An answer that does not have the agreed form is the worker's failure, and is not shown. */
function readAnswer<T>(value: Readonly<Record<string, unknown>>, read: ReadAnswer<T>): T {
  try {
    return read(value)
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    throw new Failure('WORKER_FAILED', `The worker's answer cannot be read: ${why}.`)
  }
}
