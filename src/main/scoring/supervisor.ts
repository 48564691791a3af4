import type { StartWorker, WorkerProcess } from './messages.ts'

/** Keeps one process: started when it is needed, replaced when it has ended. */
export interface Supervisor {
  /** The running process, or a new one. */
  obtain(signal: AbortSignal): Promise<WorkerProcess>
  /** The running process, or null. */
  current(): WorkerProcess | null
  /** Whether this is the one that is kept, alive or not: one that was ended on purpose is not. */
  holds(process: WorkerProcess): boolean
  /** Ends the process, also one that is just starting; resolves when it is gone. */
  drop(): Promise<void>
}

/** Makes a supervisor over a way to start its process. `dropped` hears when what the process held is lost. */
export function createSupervisor(start: StartWorker, dropped: () => void): Supervisor {
  let worker: WorkerProcess | null = null
  let starting: Promise<WorkerProcess> | null = null

  const current = () => (worker?.isAlive() ? worker : null)
  const drop = async (): Promise<void> => {
    const [ended, coming] = [worker, starting]
    worker = null
    starting = null
    dropped()
    await Promise.allSettled([ended?.kill(), coming?.then((late) => late.kill())])
  }
  const obtain = async (signal: AbortSignal): Promise<WorkerProcess> => {
    const running = current()
    if (running) return running
    await drop()
    starting = start(signal)
    const started = await starting
    worker = started
    starting = null
    return started
  }
  return { obtain, current, holds: (process) => process === worker, drop }
}
