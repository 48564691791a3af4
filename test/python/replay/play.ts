import { request } from 'node:http'
import type { Part, Step } from './step.ts'

/** What a server said to one step. */
export interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>
  readonly bytes: Buffer
  /** Milliseconds since the epoch when the request was sent and when the answer was whole. */
  readonly sent: number
  readonly received: number
}
/** A request as one server gets it. */
export interface Sent {
  readonly method: string
  readonly target: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: Buffer | null
}
export interface Played {
  readonly step: Step
  readonly sent: Sent
  readonly answer: Answer
  /** What the step was to save and the answer did not have. */
  readonly lacking: readonly string[]
}

const patienceMs = 60_000

/** Plays the steps of a part to a server on a port of this computer, one after the other. */
export async function playPart(part: Part, port: number): Promise<readonly Played[]> {
  const names = new Set(part.steps.flatMap((step) => Object.keys(step.save ?? {})))
  const saved = new Map<string, string>()
  const played: Played[] = []
  for (const step of part.steps) {
    const sent = buildRequest(step, (text) => fillIn(text, names, saved))
    const answer = await send(port, sent)
    played.push({ step, sent, answer, lacking: save(step, answer, saved) })
    waitForNextMillisecond(answer.received)
  }
  return played
}

/** Reads a value by its path in JSON, `runs.0.info.run_id`; undefined where it leads nowhere. */
export function pick(value: unknown, path: string): unknown {
  return path.split('.').reduce<unknown>((inner, key) => (inner as Record<string, unknown> | null | undefined)?.[key], value)
}

/** So that a time made by a server belongs to one step alone. */
function waitForNextMillisecond(received: number): void {
  while (Date.now() <= received);
}

function buildRequest(step: Step, fill: (text: string) => string): Sent {
  const path = fill(step.path)
  const query = step.query === undefined ? '' : `?${typeof step.query === 'string' ? fill(step.query) : buildQuery(step.query, fill)}`
  const body = buildBody(step, fill)
  const headers = Object.fromEntries(Object.entries(step.headers ?? {}).map(([name, value]) => [name, fill(value)]))
  const isJson = step.body !== undefined && !Object.keys(headers).some((name) => name.toLowerCase() === 'content-type')
  return {
    method: step.method ?? (body === null ? 'GET' : 'POST'),
    target: `${path.startsWith('/mlflow') ? '/api/2.0' : ''}${path}${query}`,
    headers: {
      ...(isJson ? { 'Content-Type': 'application/json' } : {}),
      ...(body === null ? {} : { 'Content-Length': String(body.length) }),
      ...headers
    },
    body
  }
}

function buildQuery(query: Exclude<Step['query'], string | undefined>, fill: (text: string) => string): string {
  const pairs = Object.entries(query).flatMap(([key, value]) =>
    (typeof value === 'string' ? [value] : value).map((one): [string, string] => [key, fill(one)])
  )
  return new URLSearchParams(pairs).toString()
}

function buildBody(step: Step, fill: (text: string) => string): Buffer | null {
  if (typeof step.raw === 'string') return Buffer.from(fill(step.raw))
  if (step.raw !== undefined) return Buffer.from(step.raw)
  return step.body === undefined ? null : Buffer.from(JSON.stringify(fillDeep(step.body, fill)))
}

function fillDeep(value: unknown, fill: (text: string) => string): unknown {
  if (typeof value === 'string') return fill(value)
  if (Array.isArray(value)) return value.map((item) => fillDeep(item, fill))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, fillDeep(inner, fill)]))
}

function fillIn(text: string, names: ReadonlySet<string>, saved: ReadonlyMap<string, string>): string {
  return text.replace(/<(\w+)>/g, (whole, name: string) => {
    if (!names.has(name)) return whole
    const value = saved.get(name)
    if (value === undefined) throw new Error(`<${name}> is used before a step saved it.`)
    return value
  })
}

function save(step: Step, answer: Answer, saved: Map<string, string>): readonly string[] {
  const entries = Object.entries(step.save ?? {})
  if (entries.length === 0) return []
  const json = readLoosely(answer.bytes)
  const found = entries.map(([name, path]) => ({ name, path, value: pick(json, path) }))
  // What is lacking is reported with the step; the ones after it need some value.
  for (const { name, value } of found) saved.set(name, value === undefined ? `lacking-${name}` : String(value))
  return found.filter(({ value }) => value === undefined).map(({ path }) => path)
}

function readLoosely(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString())
  } catch {
    return undefined
  }
}

function send(port: number, { method, target, headers, body }: Sent): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const sent = Date.now()
    const outgoing = request({ host: '127.0.0.1', port, method, path: target, headers, agent: false, timeout: patienceMs }, (response) => {
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.on('error', reject)
      response.on('end', () =>
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          bytes: Buffer.concat(chunks),
          sent,
          received: Date.now()
        })
      )
    })
    outgoing.on('timeout', () => outgoing.destroy(new Error(`no answer to ${method} ${target}`)))
    outgoing.on('error', reject)
    outgoing.end(body ?? undefined)
  })
}
