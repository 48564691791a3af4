import { Failure, type FailureCode, failureCodes } from '../../preload/contract/reply.ts'
import type { Signature } from '../../preload/contract/versions.ts'
import type { ScoringResult } from './worker.ts'

/** Rows as a worker gets them: a JSON list of lists of cells in the order of the columns; or the scoring protocol's text as it was sent. */
export type WorkerBody =
  | { readonly kind: 'split'; readonly columns: readonly string[]; readonly rowsJson: string }
  | { readonly kind: 'json'; readonly text: string }

/** What a worker can be asked. The answer to `load` is a WorkerLoaded, to `predict` a WorkerPrediction. */
export type WorkerOperation =
  | { readonly op: 'load'; readonly key: string; readonly folder: string; readonly digest: string }
  | {
      readonly op: 'predict'
      readonly key: string
      readonly body: WorkerBody
      readonly params: Readonly<Record<string, unknown>>
      readonly folder: string
      readonly signature: Signature | null
    }
  | { readonly op: 'unload'; readonly key: string }

export interface WorkerLoaded {
  /** Milliseconds. */
  readonly loadMs: number
  readonly warnings: readonly string[]
}
export type WorkerPrediction = Omit<ScoringResult, 'loadMs'>

/** One answer as it came: the value of a request, or the failure it ended in. */
export type WorkerReply =
  | { readonly id: string; readonly ok: true; readonly value: Readonly<Record<string, unknown>> }
  | { readonly id: string; readonly ok: false; readonly failure: Failure }

/** A child process that answers one operation at a time. */
export interface WorkerProcess {
  /** e.g. `Python 3.11.7, mlflow 3.17.2`. */
  readonly runtime: string
  /** Rejects with what the worker answered, or WORKER_FAILED when it ended or broke the protocol. */
  request(operation: WorkerOperation): Promise<Readonly<Record<string, unknown>>>
  isAlive(): boolean
  /** Ends the whole tree at once; resolves when it is gone (two seconds at most). */
  kill(): Promise<void>
}

/** Starts a worker and waits for its greeting; the signal gives up on it. */
export type StartWorker = (signal: AbortSignal) => Promise<WorkerProcess>

/** Reads an answer; throws an Error when it is none. Anything a model's process sends is taken as hostile. */
export function parseReply(message: unknown): WorkerReply {
  const reply = asRecord(message)
  const id = asText(reply['id'])
  if (reply['ok'] === true) return { id, ok: true, value: reply }
  const shape = asRecord(reply['failure'])
  const code = failureCodes.find((each) => each === shape['code']) ?? ('WORKER_FAILED' satisfies FailureCode)
  return {
    id,
    ok: false,
    failure: Failure.from({
      code,
      message: asText(shape['message']),
      remedy: shape['remedy'] === undefined ? undefined : asText(shape['remedy']),
      details: shape['details'] === undefined ? undefined : readDetails(shape['details'])
    })
  }
}

/** Reads the answer to `load`. */
export function parseLoaded(value: Readonly<Record<string, unknown>>): WorkerLoaded {
  return { loadMs: asNumber(value['loadMs']), warnings: asTexts(value['warnings']) }
}

/** Reads the answer to `predict`. */
export function parsePrediction(value: Readonly<Record<string, unknown>>): WorkerPrediction {
  const rows = value['rows']
  if (!Array.isArray(rows)) throw new Error('rows are missing')
  return {
    output: asText(value['output']),
    columns: asTexts(value['columns']),
    rows: rows.map(readCells),
    durationMs: asNumber(value['durationMs']),
    warnings: asTexts(value['warnings'])
  }
}

function readCells(row: unknown): readonly (string | number | boolean | null)[] {
  if (!Array.isArray(row)) throw new Error('a row is no list')
  return row.map((cell: unknown) => {
    if (cell === null || typeof cell === 'string' || typeof cell === 'number' || typeof cell === 'boolean') return cell
    throw new Error('a cell is no plain value')
  })
}

function readDetails(value: unknown): Record<string, string | number | boolean | null> {
  const plain = Object.entries(asRecord(value)).filter(([, each]) => each === null || ['string', 'number', 'boolean'].includes(typeof each))
  return Object.fromEntries(plain) as Record<string, string | number | boolean | null>
}

function asRecord(value: unknown): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new Error('not an object')
  return value as Readonly<Record<string, unknown>>
}

function asText(value: unknown): string {
  if (typeof value !== 'string') throw new Error('not a text')
  return value
}

function asTexts(value: unknown): readonly string[] {
  if (!Array.isArray(value)) throw new Error('not a list')
  return value.map(asText)
}

function asNumber(value: unknown): number {
  if (typeof value !== 'number' || !Number.isFinite(value)) throw new Error('not a number')
  return value
}
