import { createHash } from 'node:crypto'
import type { Random } from '../support/random.ts'

export const metricsOfBatch = 20
export const paramsOfBatch = 5
export const tagsOfBatch = 5
const artifacts = '/api/2.0/mlflow-artifacts/artifacts'

/** What a writer asks for; `latest` overwrites one file again and again. */
export type ActKind = 'metric' | 'batch' | 'run' | 'update' | 'model' | 'version' | 'alias' | 'stage' | 'file' | 'latest'

/** One request of a writer: what it was, what it was about, and whether the service said that it is done. */
export interface Act {
  readonly serial: number
  readonly kind: ActKind
  /** Run, model or path; '' where the shared run is meant. */
  readonly target: string
  readonly version: string
  isAcknowledged: boolean
  /** Id of a run or number of a version that the answer named. */
  given: string
}

/** A writer and what it owns: nobody else changes that, so what must be in it is known. */
export interface Owner {
  readonly name: number
  readonly runs: string[]
  readonly models: string[]
  readonly versions: { readonly model: string; readonly version: string }[]
}

export interface Message {
  readonly method: 'POST' | 'PUT'
  readonly path: string
  readonly body: Buffer
}

const kinds: readonly ActKind[] = [
  'metric',
  'metric',
  'batch',
  'batch',
  'run',
  'update',
  'model',
  'version',
  'alias',
  'stage',
  'file',
  'latest'
]

/** Chooses what a writer does next: anything whose object it has. */
export function chooseAct(owner: Owner, serial: number, random: Random): Act {
  const kind = random.pick(kinds)
  const act = (target: string, version = ''): Act => ({ serial, kind, target, version, isAcknowledged: false, given: '' })
  if (kind === 'file') return act(`f${serial}`)
  if (kind === 'latest') return act(`latest${owner.name}`)
  if (kind === 'update' && owner.runs.length > 0) return act(random.pick(owner.runs))
  if (kind === 'version' && owner.models.length > 0) return act(random.pick(owner.models))
  if ((kind === 'alias' || kind === 'stage') && owner.versions.length > 0) {
    const { model, version } = random.pick(owner.versions)
    return act(model, version)
  }
  if (['update', 'version', 'alias', 'stage'].includes(kind)) return { ...act(''), kind: owner.models.length > 0 ? 'metric' : 'model' }
  return act('')
}

/** The request of an act. */
export function describeAct({ serial, kind, target, version }: Act, runId: string): Message {
  const post = (path: string, body: object): Message => ({
    method: 'POST',
    path: `/api/2.0/mlflow/${path}`,
    body: Buffer.from(JSON.stringify(body))
  })
  const pairs = (letter: string, count: number) =>
    Array.from({ length: count }, (_, at) => ({ key: `${letter}${serial}-${at}`, value: String(serial) }))
  const point = (key: string) => ({ key, value: serial, timestamp: serial, step: serial })
  const tags = [
    { key: 'serial', value: String(serial) },
    { key: 'twin', value: String(serial) }
  ]
  switch (kind) {
    case 'metric':
      return post('runs/log-metric', { run_id: runId, ...point(`k${serial % 3}`) })
    case 'batch':
      return post('runs/log-batch', {
        run_id: runId,
        metrics: Array.from({ length: metricsOfBatch }, (_, at) => point(`b${at}`)),
        params: pairs('p', paramsOfBatch),
        tags: pairs('t', tagsOfBatch)
      })
    case 'run':
      return post('runs/create', { experiment_id: '0', run_name: `run${serial}`, start_time: serial, tags })
    case 'update':
      return post('runs/update', { run_id: target, status: 'FINISHED', end_time: serial, run_name: `renamed${serial}` })
    case 'model':
      return post('registered-models/create', { name: `model${serial}`, description: `d${serial}`, tags })
    case 'version':
      return post('model-versions/create', { name: target, source: `mlflow-artifacts:/0/${runId}/artifacts/m`, run_id: runId, tags })
    case 'alias':
      return post('registered-models/alias', { name: target, alias: 'champion', version })
    case 'stage':
      return post('model-versions/transition-stage', { name: target, version, stage: 'Production', archive_existing_versions: true })
    default:
      return { method: 'PUT', path: `${artifacts}/${placeOf(runId)}/${target}`, body: makeBytes(serial) }
  }
}

/** Folder of the files that the writers send, below the artifacts' root. */
export function placeOf(runId: string): string {
  return `0/${runId}/artifacts/files`
}

/** The bytes of a file: no two have the same, and some are large. */
export function makeBytes(serial: number): Buffer {
  return Buffer.alloc(serial % 11 === 0 ? 1_500_000 : (serial * 7919) % 100_000, `${serial} `)
}

/** SHA-256 of what should be in a file. */
export function hashOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}

/** Takes down what an answer gave: the writer owns it from now on. */
export function acknowledge(act: Act, owner: Owner, answer: unknown): void {
  act.isAcknowledged = true
  if (act.kind === 'run') {
    act.given = (answer as { run: { info: { run_id: string } } }).run.info.run_id
    owner.runs.push(act.given)
  }
  if (act.kind === 'model') owner.models.push(`model${act.serial}`)
  if (act.kind === 'version') {
    act.given = (answer as { model_version: { version: string } }).model_version.version
    owner.versions.push({ model: act.target, version: act.given })
  }
}
