import type { ServiceStatus } from '../preload/contract/service.ts'
import type { ServiceControl } from './core/deps.ts'
import type { NodeChild, SpawnNode } from './spawn-node.ts'

export interface ServiceControlOptions {
  readonly spawnNode: SpawnNode
  /** Absolute path of the service's entry. */
  readonly entry: string
  /** Everything the service needs but the port, as plain JSON. */
  readonly service: Readonly<Record<string, unknown>>
  readonly defaultPort: number
  changed(): void
  /** The service committed something: open pages may be stale sooner than the poll would notice. */
  registryChanged(): void
}

/** What the service posts to its parent. */
type ServiceMessage =
  | { readonly kind: 'listening'; readonly port: number }
  | { readonly kind: 'failed'; readonly message: string }
  | { readonly kind: 'changed' }

const host = '127.0.0.1'
const startLimitMs = 20_000
const stopLimitMs = 5_000

/** Starts and stops the tracking service as a process of its own; it never outlives this process. */
export function createServiceControl(options: ServiceControlOptions): ServiceControl & { close(): Promise<void> } {
  let child: NodeChild | null = null
  let status: ServiceStatus = { state: 'off', uri: null, port: options.defaultPort, problem: null }

  const become = (next: Partial<ServiceStatus>): ServiceStatus => {
    status = { ...status, ...next }
    options.changed()
    return status
  }

  const start = async (port: number = status.port): Promise<ServiceStatus> => {
    if (child) return status
    become({ state: 'starting', port, uri: null, problem: null })
    const started = options.spawnNode(options.entry, {
      name: 'Greenroom registry service',
      args: [`--options=${JSON.stringify({ ...options.service, host, port })}`]
    })
    child = started
    return new Promise((resolve) => {
      const timer = setTimeout(() => started.kill(), startLimitMs)
      started.onMessage((raw) => {
        const message = raw as ServiceMessage
        if (message.kind === 'changed') options.registryChanged()
        if (message.kind === 'failed') {
          // It ends by itself; another start must not have to wait for that.
          clearTimeout(timer)
          child = null
          resolve(become({ state: 'failed', problem: message.message }))
        }
        if (message.kind === 'listening') {
          clearTimeout(timer)
          resolve(become({ state: 'on', port: message.port, uri: `http://${host}:${message.port}` }))
        }
      })
      started.onExit((code) => {
        clearTimeout(timer)
        if (child !== started) return
        child = null
        resolve(become(describeExit(status, code, started.stderrTail())))
      })
    })
  }

  const stop = async (): Promise<ServiceStatus> => {
    const running = child
    if (!running) return become({ state: 'off', uri: null, problem: null })
    await new Promise<void>((resolve) => {
      const timer = setTimeout(() => running.kill(), stopLimitMs)
      running.onExit(() => {
        clearTimeout(timer)
        resolve()
      })
      running.post({ kind: 'stop' })
    })
    child = null
    return become({ state: 'off', uri: null, problem: null })
  }

  return {
    status: () => status,
    start,
    stop,
    close: async () => {
      if (child) await stop()
    }
  }
}

/** An exit after `failed` keeps that reason; one nobody asked for is a failure too. */
function describeExit(status: ServiceStatus, code: number | null, stderr: string): Partial<ServiceStatus> {
  if (status.state === 'failed') return { uri: null }
  if (code === 0) return { state: 'off', uri: null, problem: null }
  const tail = stderr.trim().split('\n').at(-1) ?? ''
  return { state: 'failed', uri: null, problem: `The registry service ended unexpectedly${tail ? `: ${tail}` : '.'}` }
}
