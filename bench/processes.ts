import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'

export const root = path.resolve(import.meta.dirname, '..')

/** The interpreter with stock MLflow; made by `node scripts/python-env.mjs`. */
export function findPython(): string {
  const python = process.env['GREENROOM_TEST_PYTHON']
  if (!python) throw new Error('GREENROOM_TEST_PYTHON names no interpreter: start with `npm run bench`.')
  return python
}

/** A fresh folder, and the function that removes it. */
export function makeFolder(): { readonly folder: string; remove(): void } {
  const folder = mkdtempSync(path.join(tmpdir(), 'greenroom-bench-'))
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }) }
}

/** A port that was free a moment ago. */
export function findPort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0))
    })
  })
}

export interface Started {
  readonly pid: number
  readonly uri: string
  /** Milliseconds from start to the first good answer. */
  readonly startMs: number
  stop(): Promise<void>
}

/** Starts a server and waits until `uri + probe` answers 200. */
export async function startServer(
  command: string,
  args: readonly string[],
  uri: string,
  probe: string,
  env: Readonly<Record<string, string>> = {}
): Promise<Started> {
  const start = performance.now()
  const child = spawn(command, args, { env: { ...process.env, ...env }, stdio: ['ignore', 'ignore', 'pipe'], detached: true })
  let stderr = ''
  child.stderr?.on('data', (data: Buffer) => {
    stderr = (stderr + data.toString()).slice(-4000)
  })
  while (!(await answers(uri + probe))) {
    if (child.exitCode !== null || performance.now() - start > 120_000) throw new Error(`${command} did not start: ${stderr}`)
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
  return { pid: child.pid ?? 0, uri, startMs: performance.now() - start, stop: () => stopTree(child) }
}

async function answers(url: string): Promise<boolean> {
  try {
    return (await fetch(url)).ok
  } catch {
    return false
  }
}

async function stopTree(child: ChildProcess): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null) return
  const ended = new Promise((resolve) => child.once('exit', resolve))
  process.kill(-child.pid, 'SIGTERM')
  await ended
}

const quiet = { MLFLOW_DISABLE_TELEMETRY: 'true', MLFLOW_SERVER_ENABLE_JOB_EXECUTION: 'false' }

/** Stock MLflow's tracking server on a fresh SQLite file. */
export async function startStock(folder: string): Promise<Started> {
  const port = await findPort()
  const args = ['-m', 'mlflow', 'server', '--workers', '1', '--host', '127.0.0.1', '--port', String(port)]
  const places = [
    '--backend-store-uri',
    `sqlite:///${folder}/stock.db`,
    '--artifacts-destination',
    `${folder}/stock-artifacts`,
    '--serve-artifacts'
  ]
  return startServer(findPython(), [...args, ...places], `http://127.0.0.1:${port}`, '/health', quiet)
}

/** Our service, as users start it, on a fresh home. */
export async function startOurs(folder: string): Promise<Started> {
  const port = await findPort()
  const args = [path.join(root, 'out/main/cli.js'), 'serve', '--host', '127.0.0.1', '--port', String(port)]
  return startServer(process.execPath, args, `http://127.0.0.1:${port}`, '/health', { GREENROOM_HOME: path.join(folder, 'home') })
}

/** `mlflow models serve` on a model folder, with the local environment. */
export async function startModelServer(model: string): Promise<Started> {
  const port = await findPort()
  const args = ['-m', 'mlflow', 'models', 'serve', '-m', model, '-p', String(port), '--env-manager', 'local']
  // It starts uvicorn by its bare name.
  const PATH = `${path.dirname(findPython())}${path.delimiter}${process.env['PATH'] ?? ''}`
  return startServer(findPython(), args, `http://127.0.0.1:${port}`, '/ping', { ...quiet, PATH })
}
