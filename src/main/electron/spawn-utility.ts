import { utilityProcess } from 'electron'
import type { SpawnNode } from '../spawn-node.ts'

const tailLimit = 16_384

/** The SpawnNode of Electron: each of our entries runs in a utility process. */
export const spawnUtility: SpawnNode = (entry, options) => {
  const child = utilityProcess.fork(entry, [...(options.args ?? [])], {
    serviceName: options.name,
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { ...(process.env as Record<string, string>), ...options.env }
  })
  let tail = ''
  child.stderr?.on('data', (data: Buffer) => {
    tail = (tail + data.toString('utf8')).slice(-tailLimit)
  })
  return {
    get pid() {
      return child.pid
    },
    post: (message) => child.postMessage(message),
    onMessage: (listener) => void child.on('message', listener),
    onExit: (listener) => void child.on('exit', (code) => listener(code)),
    stderrTail: () => tail,
    kill: () => {
      // kill() is SIGTERM; a process stuck in native code ignores it.
      if (child.pid !== undefined) process.kill(child.pid, 'SIGKILL')
    }
  }
}
