import { Failure, type FailureShape } from '../../preload/contract/reply.ts'

/** What the pool sends to a worker thread. */
export type WorkerRequest =
  | { readonly kind: 'run'; readonly id: number; readonly name: string; readonly input: unknown }
  | { readonly kind: 'cancel'; readonly id: number }

/** What a worker thread sends back. `system` errors keep the code of SQLite or the operating system, and the path that the latter names. */
export type WorkerAnswer =
  | { readonly kind: 'done'; readonly id: number; readonly value: unknown }
  | { readonly kind: 'progress'; readonly id: number; readonly done: number; readonly total: number | null }
  | { readonly kind: 'failed'; readonly id: number; readonly error: ThrownShape }

export type ThrownShape =
  | { readonly kind: 'failure'; readonly shape: FailureShape }
  | {
      readonly kind: 'system'
      readonly message: string
      readonly code: string | null
      readonly path: string | null
      readonly stack: string | null
    }

/** What the worker entries get at start. `database` and `artifacts` are absolute paths. */
export interface WorkerOptions {
  readonly database: string
  readonly artifacts: string
  readonly nativeBinding?: string | undefined
}

/** Makes any thrown value fit to cross the thread's border. */
export function shapeThrown(error: unknown): ThrownShape {
  if (error instanceof Failure) return { kind: 'failure', shape: error.toShape() }
  if (!(error instanceof Error)) return { kind: 'system', message: String(error), code: null, path: null, stack: null }
  const { code, path } = error as { code?: unknown; path?: unknown }
  return { kind: 'system', message: error.message, code: toText(code), path: toText(path), stack: error.stack ?? null }
}

function toText(value: unknown): string | null {
  return typeof value === 'string' ? value : null
}

/** The error that the worker threw, as one of this thread: a Failure, or an Error with its `code` and `path`. */
export function rebuildThrown(thrown: ThrownShape): Error {
  if (thrown.kind === 'failure') return Failure.from(thrown.shape)
  const error = new Error(thrown.message)
  if (thrown.stack) error.stack = thrown.stack
  const { code, path } = thrown
  return Object.assign(error, code === null ? {} : { code }, path === null ? {} : { path })
}
