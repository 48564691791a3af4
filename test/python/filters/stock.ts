import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import type { Answer, Query } from './query.ts'

/** Stock MLflow's stores over a database. */
export interface StockStores {
  /** Answers of the queries, in their order. */
  ask(queries: readonly Query[]): Promise<readonly Answer[]>
  close(): void
}

/** Starts a Python process with MLflow's stores and waits until they opened the database. */
export async function openStockStores(python: string, script: string, database: string, folder: string): Promise<StockStores> {
  const child = spawn(python, [script, `sqlite:///${database}`, folder], {
    cwd: folder,
    stdio: ['pipe', 'pipe', 'pipe'],
    env: { PATH: process.env['PATH'], HOME: folder, TMPDIR: folder, MLFLOW_DISABLE_TELEMETRY: 'true', PYTHONHASHSEED: '0' }
  })
  let errors = ''
  child.stderr.on('data', (chunk) => {
    errors = `${errors}${chunk}`.slice(-4000)
  })
  // A process that failed no longer listens: the missing answer says so.
  child.stdin.on('error', () => undefined)
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  const read = async (): Promise<string> => {
    const line = await lines.next()
    if (line.done === true) throw new Error(`stock MLflow’s stores failed:\n${errors}`)
    return line.value
  }
  if ((await read()) !== 'ready') throw new Error('stock MLflow’s stores did not start')
  return {
    ask: async (queries) => {
      child.stdin.write(`${JSON.stringify(queries)}\n`)
      return JSON.parse(await read()) as readonly Answer[]
    },
    close: () => child.stdin.end()
  }
}
