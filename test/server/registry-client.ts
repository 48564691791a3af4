import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { type ServiceHooks, type ServiceOptions, startService } from '../../src/main/service.ts'

export interface Answer {
  readonly status: number
  // biome-ignore lint/suspicious/noExplicitAny: JSON of the service, looked at by assertions only
  readonly body: any
  readonly bytes: Buffer
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>
}

/** Starts a real service on a fresh registry and gives the ways to talk to it; it ends with the test. */
export async function startRegistry(options: Partial<ServiceOptions> = {}, hooks: ServiceHooks = {}) {
  const home = mkdtempSync(join(tmpdir(), 'greenroom-service-'))
  const service = await startService({ home, port: 0, ...options }, hooks)
  onTestFinished(async () => {
    await service.close()
    rmSync(home, { recursive: true, force: true })
  })
  const send = (method: string, path: string, body?: Buffer | string, headers: Record<string, string> = {}) =>
    new Promise<Answer>((resolve, reject) => {
      const length: Record<string, string> = body === undefined ? {} : { 'Content-Length': String(Buffer.byteLength(body)) }
      const outgoing = request({ host: '127.0.0.1', port: service.port, method, path, headers: { ...length, ...headers } }, (response) => {
        const chunks: Buffer[] = []
        response.on('data', (chunk: Buffer) => chunks.push(chunk))
        response.on('error', reject)
        response.on('end', () => {
          const bytes = Buffer.concat(chunks)
          resolve({ status: response.statusCode ?? 0, bytes, headers: response.headers, body: readJson(bytes) })
        })
      })
      outgoing.on('error', reject)
      outgoing.end(body)
    })
  const call = (method: string, path: string, body?: unknown) => {
    if (method === 'GET')
      return send('GET', `/api/2.0/mlflow/${path}${body ? `?${new URLSearchParams(body as Record<string, string>)}` : ''}`)
    return send(method, `/api/2.0/mlflow/${path}`, JSON.stringify(body ?? {}), { 'Content-Type': 'application/json' })
  }
  return { home, artifacts: join(home, 'registry', 'artifacts'), port: service.port, uri: service.uri, send, call }
}

/** Creates a run and gives its id. */
export async function createRun(call: Awaited<ReturnType<typeof startRegistry>>['call']): Promise<string> {
  return (await call('POST', 'runs/create', { experiment_id: '0', start_time: 1 })).body.run.info.run_id
}

/** What lies below the folder of artifacts, uploads under way left out. */
export function tree(root: string): readonly string[] {
  return readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter((path) => path !== '.incoming')
    .sort()
}

function readJson(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString())
  } catch {
    return null
  }
}
