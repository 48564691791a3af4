import { Failure, type FailureShape } from '../../../preload/contract/reply.ts'

/** What the search pool sends to a worker thread, and what comes back: the JSON answer as UTF-8 bytes, or what was thrown. */
export interface SearchRequest {
  readonly id: number
  readonly query: string
  readonly input: unknown
}
export type SearchAnswer =
  | { readonly id: number; readonly bytes: Uint8Array }
  | { readonly id: number; readonly failure: FailureShape }
  | { readonly id: number; readonly problem: { readonly message: string; readonly code: string | null } }

/** What a search worker gets at start. */
export interface SearchWorkerData {
  /** Absolute path of the database. */
  readonly database: string
  readonly nativeBinding?: string | undefined
}

/** Makes a thrown value fit to cross the thread's border. */
export function shapeProblem(id: number, error: unknown): SearchAnswer {
  if (error instanceof Failure) return { id, failure: error.toShape() }
  const code = (error as { code?: unknown } | null)?.code
  return { id, problem: { message: error instanceof Error ? error.message : String(error), code: typeof code === 'string' ? code : null } }
}

/** The error that the worker threw. */
export function rebuildProblem(answer: Exclude<SearchAnswer, { readonly bytes: Uint8Array }>): Error {
  if ('failure' in answer) return Failure.from(answer.failure)
  return Object.assign(new Error(answer.problem.message), answer.problem.code === null ? {} : { code: answer.problem.code })
}
