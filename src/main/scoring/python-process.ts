import { type ChildProcess, spawn } from 'node:child_process'
import type { Readable, Writable } from 'node:stream'
import { Failure } from '../../preload/contract/reply.ts'
import { createChannel } from './channel.ts'
import { type Environment, scrubEnvironment } from './environment.ts'
import type { WorkerOperation, WorkerProcess } from './messages.ts'
import { killGroup, killMarked } from './process-tree.ts'
import { createRing, type Ring } from './ring.ts'
import { waitFor } from './wait.ts'
import { makeWorkFolder, markerName, type WorkFolder } from './work-folder.ts'
import { readMemoryLimit } from './worker-limits.ts'

export interface PythonProcessOptions {
  /** Absolute path of the interpreter. */
  readonly interpreter: string
  /** Folder of the worker's own code. */
  readonly script: string
  readonly env: Environment
  /** Folder below which each worker gets a fresh one (mode 0700). */
  readonly workFolder: string
  readonly signal: AbortSignal
}

const protocolVersion = 1
const helloMs = 20_000
/** How long an ended process may take to be gone, and its last answer to arrive. */
const goneMs = 2000
const drainMs = 200
/** Characters of the worker's own output that a failure carries. */
const tailLength = 4000

/** Starts a Python worker in its own process group, environment and folder, and waits for its greeting: 20 seconds at most. */
export async function startPythonProcess(options: PythonProcessOptions): Promise<WorkerProcess> {
  const work = await makeWorkFolder(options.workFolder)
  const child = spawnWorker(options, work)
  const output = createRing()
  const channel = connect(child, options.interpreter, work, output)
  const exited = new Promise<void>((resolve) => {
    child.once('exit', () => resolve())
    child.once('error', () => resolve())
  })
  const kill = async (): Promise<void> => {
    channel.end(new Failure('WORKER_FAILED', 'The Python worker was ended.'))
    if (child.exitCode === null && child.signalCode === null) await killTree(child, work)
    await waitFor(exited, goneMs)
    await work.remove().catch(() => {})
  }
  try {
    const runtime = await readGreeting(channel.hello, options)
    const request = (operation: WorkerOperation) =>
      channel.request(operation).catch((failure: Failure) => Promise.reject(withOutput(failure, output)))
    return { runtime, request, isAlive: () => !channel.isEnded(), kill }
  } catch (error) {
    await kill()
    throw error
  }
}

function spawnWorker(options: PythonProcessOptions, work: WorkFolder): ChildProcess {
  const env = {
    ...scrubEnvironment(options.env),
    TMPDIR: work.folder,
    TEMP: work.folder,
    TMP: work.folder,
    [markerName]: work.marker,
    GREENROOM_PARENT: String(process.pid),
    GREENROOM_MEMORY: String(readMemoryLimit())
  }
  // -B keeps compiled files out of our own folder; the worker takes it back for those of the environment.
  return spawn(options.interpreter, ['-I', '-B', '-X', 'utf8', options.script], {
    cwd: work.folder,
    env,
    stdio: ['ignore', 'pipe', 'pipe', 'pipe', 'pipe'],
    // A group of its own: ending it reaches what it started.
    detached: process.platform !== 'win32',
    windowsHide: true
  })
}

/** Joins the child's pipes to a channel, and the child's end, however it comes, to the channel's. */
function connect(child: ChildProcess, interpreter: string, work: WorkFolder, output: Ring) {
  const requests = child.stdio[3] as Writable
  const answers = child.stdio[4] as unknown as Readable
  const end = (message: string, remedy: string) => channel.end(withOutput(new Failure('WORKER_FAILED', message, { remedy }), output))
  const channel = createChannel({
    write: (frame) => requests.write(frame),
    broken: (why) => {
      end(`The Python worker sent something that is no answer (${why}); it was ended.`, 'Try again: the worker is started anew.')
      void killTree(child, work)
    }
  })
  const closed = new Promise<void>((resolve) => answers.once('close', resolve))
  child.once('error', (error) => end(`“${interpreter}” cannot be started: ${error.message}.`, 'Choose another Python.'))
  child.once('exit', async (code, signal) => {
    // What it started may hold the pipes open; its last answer may still be in them.
    await killTree(child, work)
    await waitFor(closed, drainMs)
    end(`The Python worker ended unexpectedly (${signal ? `signal ${signal}` : `exit code ${code}`}).`, 'Try again: it is started anew.')
  })
  child.stdout?.on('data', output.add)
  child.stderr?.on('data', output.add)
  answers.on('data', channel.receive)
  // A pipe that breaks is followed by the exit, which has the reason.
  for (const stream of [requests, answers]) stream.on('error', () => {})
  return channel
}

async function readGreeting(hello: Promise<unknown>, { interpreter, signal }: PythonProcessOptions): Promise<string> {
  const message = await waitFor(hello, helloMs, signal)
  if (message === 'late') throw new Failure('WORKER_FAILED', `The Python worker of “${interpreter}” did not answer within 20 seconds.`)
  const { hello: version, python, mlflow } = (message ?? {}) as Readonly<Record<string, unknown>>
  if (version !== protocolVersion || typeof python !== 'string')
    throw new Failure('WORKER_FAILED', `The Python worker of “${interpreter}” does not speak version ${protocolVersion} of the protocol.`)
  return `Python ${python}${typeof mlflow === 'string' ? `, mlflow ${mlflow}` : ''}`
}

async function killTree(child: ChildProcess, work: WorkFolder): Promise<void> {
  if (child.pid === undefined) return
  if (process.platform === 'win32') {
    const killer = spawn('taskkill', ['/pid', String(child.pid), '/T', '/F'], { stdio: 'ignore', windowsHide: true })
    await new Promise((resolve) => killer.once('close', resolve).once('error', resolve))
    return
  }
  killGroup(child.pid)
  await killMarked(`${markerName}=${work.marker}`)
}

/** The failure with what the worker wrote last, where that may tell why. */
function withOutput(failure: Failure, output: Ring): Failure {
  const said = output.tail(tailLength)
  if (failure.code !== 'WORKER_FAILED' || !said || failure.details?.['output'] !== undefined) return failure
  return Failure.from({ ...failure.toShape(), details: { ...failure.details, output: said } })
}
