import { type ChildProcess, spawn } from 'node:child_process'
import { dirname } from 'node:path'
import { findFreePort } from './ports.ts'

/** Making the database of a fresh server takes most of it, on a busy computer a minute and more. */
const startLimitMs = 150_000

export interface StockServer {
  readonly uri: string
  readonly port: number
  /** Ends the server and its worker. */
  close(): void
}
export interface StockServerOptions {
  /** The interpreter in whose environment MLflow is installed. */
  readonly python: string
  /** Its SQLite file; made by MLflow where it is not there. */
  readonly database: string
  /** Folder behind `mlflow-artifacts:/`. */
  readonly artifacts: string
  /** Its flags in place of those that name database and artifacts. */
  readonly flags?: readonly string[]
  /** '' or '/prefix', as the flags say. */
  readonly prefix?: string
}

/** Starts a stock `mlflow server` with one worker and waits until it answers. The caller closes it. */
export async function startStockServer({ python, database, artifacts, flags, prefix = '' }: StockServerOptions): Promise<StockServer> {
  const port = await findFreePort()
  const usual = ['--backend-store-uri', `sqlite:///${database}`, '--serve-artifacts', '--artifacts-destination', artifacts]
  const args = ['-m', 'mlflow', 'server', '--workers', '1', '--port', String(port), ...(flags ?? usual)]
  const child: ChildProcess = spawn(python, args, {
    detached: true,
    stdio: 'ignore',
    cwd: dirname(database),
    env: {
      ...process.env,
      PATH: `${dirname(python)}:${process.env['PATH']}`,
      MLFLOW_DISABLE_TELEMETRY: 'true',
      MLFLOW_SERVER_ENABLE_JOB_EXECUTION: 'false'
    }
  })
  // The worker of uvicorn is a child of the child: the group goes as one.
  const close = () => {
    if (child.pid !== undefined && child.exitCode === null) process.kill(-child.pid, 'SIGKILL')
  }
  try {
    const uri = `http://127.0.0.1:${port}${prefix}`
    await waitForHealth(uri, child)
    return { uri, port, close }
  } catch (error) {
    close()
    throw error
  }
}

async function waitForHealth(uri: string, child: ChildProcess): Promise<void> {
  for (const deadline = Date.now() + startLimitMs; ; ) {
    const isUp = await fetch(`${uri}/health`).then(
      (answer) => answer.ok,
      () => false
    )
    if (isUp) return
    if (child.exitCode !== null || Date.now() > deadline) throw new Error('stock mlflow did not start')
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
}
