import type { PythonEnvironment } from '../../preload/contract/predictions.ts'
import type { Signature } from '../../preload/contract/versions.ts'

/** One version as the scorer knows it. `key` is the registry id, model, version and digest; a model with other bytes is another target. */
export interface ScoringTarget {
  readonly key: string
  readonly engine: 'onnx' | 'python'
  /** Absolute folder with MLmodel at its top. */
  readonly folder: string
  /** SHA-256 digest the worker checks again on the bytes it loads (hex). */
  readonly digest: string
  readonly signature: Signature | null
}

/** Rows by column name; rows that were written as a JSON list of lists of cells already (encodePayload); or the scoring protocol's JSON body as text. */
export type ScoringPayload =
  | { readonly kind: 'records'; readonly rows: readonly Readonly<Record<string, unknown>>[] }
  | { readonly kind: 'split'; readonly columns: readonly string[]; readonly rowsJson: string }
  | { readonly kind: 'json'; readonly text: string }

export interface ScoringOptions {
  readonly params: Readonly<Record<string, unknown>>
  readonly timeoutMs: number
  readonly signal: AbortSignal
}

export interface ScoringResult {
  /** `{"predictions": …}` as JSON text. */
  readonly output: string
  readonly columns: readonly string[]
  readonly rows: readonly (readonly (string | number | boolean | null)[])[]
  /** Milliseconds inside the model. */
  readonly durationMs: number
  /** Milliseconds of loading when this call loaded it, else null. */
  readonly loadMs: number | null
  readonly warnings: readonly string[]
}

export interface LoadedTarget {
  readonly key: string
  readonly engine: 'onnx' | 'python'
  readonly loadedMs: number
  readonly loadMs: number
  /** e.g. `Python 3.11.7, mlflow 3.17.2` or `onnxruntime 1.30.0`. */
  readonly runtime: string
}

/** Runs models outside the application's own processes. Rejects with Failure: WORKER_FAILED (stderr's tail in details), TIMEOUT, CANCELLED, INVALID, UNSUPPORTED, CORRUPT (digest differs). */
export interface Scorer {
  load(target: ScoringTarget, options: { readonly timeoutMs: number; readonly signal: AbortSignal }): Promise<LoadedTarget>
  predict(target: ScoringTarget, payload: ScoringPayload, options: ScoringOptions): Promise<ScoringResult>
  unload(key: string): Promise<void>
  loaded(): readonly LoadedTarget[]
  /** The interpreter in use: the one the user named, else the first found that has mlflow, else the first found (with `problem`). */
  python(): Promise<PythonEnvironment | null>
  /** Names an interpreter by absolute path (null: look again); loaded Python models are unloaded. */
  usePython(path: string | null): Promise<PythonEnvironment | null>
  close(): Promise<void>
}
