import { join } from 'node:path'
import { forkNode } from '../../src/main/spawn-node.ts'

const entry = join(import.meta.dirname, '../../src/main/service.ts')

/** The service as a process of its own. */
export interface ServiceProcess {
  readonly port: number
  readonly pid: number
  /** Kills it at once, as a power cut for it alone would; resolves when it is gone. */
  kill(): Promise<void>
}

/** Starts the service on a home folder as the application does, and gives it once it listens. Kill it when the test ends. */
export function startServiceProcess(home: string): Promise<ServiceProcess> {
  const child = forkNode(entry, { name: 'service', args: [`--options=${JSON.stringify({ home, port: 0 })}`] })
  const ended = new Promise<void>((resolve) => child.onExit(() => resolve()))
  const kill = () => {
    child.kill()
    return ended
  }
  return new Promise((resolve, reject) => {
    void ended.then(() => reject(new Error(`the service did not start: ${child.stderrTail()}`)))
    child.onMessage((message) => {
      const { kind, port } = message as { kind: string; port: number }
      if (kind === 'listening') resolve({ port, pid: child.pid ?? 0, kill })
    })
  })
}
