import { fork } from 'node:child_process'

/** A child process of our own that speaks by messages: a utility process under Electron, a forked Node elsewhere. */
export interface NodeChild {
  readonly pid: number | undefined
  post(message: unknown): void
  onMessage(listener: (message: unknown) => void): void
  onExit(listener: (code: number | null) => void): void
  /** Tail of what it wrote to stderr, for failure messages. */
  stderrTail(): string
  kill(): void
}

/** Starts one of our own entries (absolute path) with arguments and extra environment. Nobody else forks. */
export type SpawnNode = (
  entry: string,
  options: { readonly args?: readonly string[]; readonly env?: Readonly<Record<string, string>>; readonly name: string }
) => NodeChild

const tailLimit = 16_384

/** The SpawnNode of plain Node: command line, service, tests. */
export const forkNode: SpawnNode = (entry, options) => {
  const child = fork(entry, [...(options.args ?? [])], {
    env: { ...process.env, ...options.env },
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'pipe', 'ipc']
  })
  let tail = ''
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    tail = (tail + text).slice(-tailLimit)
  })
  return {
    pid: child.pid,
    post: (message) => {
      if (child.connected) child.send(message as object)
    },
    onMessage: (listener) => void child.on('message', listener),
    onExit: (listener) => void child.on('exit', (code) => listener(code)),
    stderrTail: () => tail,
    kill: () => void child.kill('SIGKILL')
  }
}
