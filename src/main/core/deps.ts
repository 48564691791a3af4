import type { Origin } from '../../preload/contract/activity.ts'
import type { CallName, CallParsed, CallValue } from '../../preload/contract/calls.ts'
import type { EventName, Events, Job } from '../../preload/contract/events.ts'
import type { PredictionBody } from '../../preload/contract/predictions.ts'
import type { ServiceStatus } from '../../preload/contract/service.ts'
import type { Signature } from '../../preload/contract/versions.ts'
import type { Scorer, ScoringPayload } from '../scoring/worker.ts'
import type { Source } from '../sources/source.ts'
import type { WritableDb } from '../store/database.ts'
import type { StoreReader } from '../store/read-jobs.ts'
import type { StoreWriter } from '../store/write-jobs.ts'

/** Who acts, and through what. */
export interface Actor {
  readonly id: string
  readonly name: string
  readonly origin: Origin
}

/** What a call gets beside its input. */
export interface CallContext {
  readonly callId: string
  readonly actor: Actor
  readonly signal: AbortSignal
  /** Shows the call as a job in the status bar. */
  report(progress: Omit<Job, 'callId'>): void
}

export type Handler<N extends CallName> = (input: CallParsed<N>, context: CallContext) => CallValue<N> | Promise<CallValue<N>>
export type Handlers<N extends CallName> = { readonly [K in N]: Handler<K> }

/** What a person chose a file for: to read from it, or to be written. */
export type FileUse = 'read' | 'write'

/** Paths behind opaque names: dialogs, drops and arguments go in, core takes them out. */
export interface FileHandles {
  add(path: string, use: FileUse): string
  /** Absolute path; INVALID when the handle is unknown or the file was chosen for the other use. */
  path(handle: string, use: FileUse): string
}

/** The registries now open, by id. */
export interface OpenRegistries {
  /** NOT_FOUND when no such registry is open. */
  source(id: string): Source
  nameOf(id: string): string
  ids(): readonly string[]
}

/** The tracking service as core sees it: a process started and stopped by the composition root. */
export interface ServiceControl {
  status(): ServiceStatus
  start(port: number | undefined): Promise<ServiceStatus>
  stop(): Promise<ServiceStatus>
}

/** A body whose text is at hand: what the history keeps and a rerun starts from. */
export interface TextBody {
  readonly kind: PredictionBody['kind']
  /** Exactly as sent: records as JSON, the JSON tab's text, the CSV file's text. */
  readonly text: string
}

/** A body as a call gives it: its text, or the CSV file (absolute path) that the user chose. */
export type GivenBody = TextBody | { readonly kind: 'csv'; readonly file: string }

/** A body that fits the signature. */
export interface CheckedBody {
  readonly payload: ScoringPayload
  readonly rows: number
  readonly summary: string
  readonly warnings: readonly string[]
}

/** A body that was read and fits the signature. */
export interface ReadInput extends CheckedBody {
  /** What was sent; null where the caller had the text itself. */
  readonly text: string | null
}

/** Reads and checks large bodies off this thread; as small ones are, with the rows written for the model already. */
export interface InputReader {
  readInput(given: GivenBody, signature: Signature | null, signal: AbortSignal): Promise<ReadInput>
}

/** Everything core needs from outside, made in app.ts. */
export interface Deps {
  readonly home: string
  readonly appVersion: string
  readonly store: WritableDb
  /** The same store, for reads that grow with the history. */
  readonly reader: StoreReader
  /** The same store, for large writes. */
  readonly writer: StoreWriter
  /** Large inputs of predictions. */
  readonly inputs: InputReader
  readonly registries: OpenRegistries
  readonly scorer: Scorer
  readonly service: ServiceControl
  readonly handles: FileHandles
  now(): number
  newId(): string
  /** Hears of what went wrong beside an act that stands: it goes to the log. */
  failed(what: string, error: unknown): void
  emit<N extends EventName>(name: N, payload: Events[N]): void
}
