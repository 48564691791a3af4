import type { IncomingMessage, ServerResponse } from 'node:http'
import type { ChangePorts } from '../tracking/changes.ts'
import type { ReadableDb, WritableDb } from '../tracking/database.ts'
import type { MessageField } from './fields.ts'

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
/** Where a path is served: `api` = /api/2.0 and /ajax-api/2.0, `api3` = /api/3.0 and /ajax-api/3.0, `ajax` = /ajax-api/2.0 alone, `root` = as written. */
export type Mount = 'api' | 'api3' | 'ajax' | 'root'
/** Who may use a route. Every route must state one: there is no default. */
export type AccessRule = 'open on loopback'
/** What a route needs of the service: its database (off with --artifacts-only), its artifact proxy (off with --no-serve-artifacts), or neither. */
export type Need = 'tracking' | 'artifacts' | 'nothing'

/** What every handler may know of the service. */
export interface ServiceSettings {
  /** Address prefix for new experiments' artifacts, `mlflow-artifacts:/` in our own registries. */
  readonly artifactRoot: string
  /** Absolute folder behind `mlflow-artifacts:/`; null when artifacts are not served. */
  readonly artifactsDestination: string | null
  /** No registry is served: only the routes of the artifact proxy and those that need nothing answer. */
  readonly isArtifactsOnly: boolean
  /** What stands before every path: '' or '/prefix'. */
  readonly staticPrefix: string
  /** A regular expression that the sources of new model versions must match; null where any source may be given. */
  readonly sourcePattern: RegExp | null
  /** UUID of the registry for links, null for databases that are not Greenroom's. */
  readonly registryId: string | null
  /** What people call the registry; null where none is served. */
  readonly registryName: string | null
}

/** What a handler gets beside its typed input. */
export interface ReadContext {
  readonly settings: ServiceSettings
  /** Values of `{name}` segments, decoded exactly once. */
  readonly parameters: Readonly<Record<string, string>>
  /** Milliseconds since the epoch when the request arrived. */
  readonly now: number
}
export interface WriteContext extends ReadContext {
  /** guard and record for every change of models, versions, stages and aliases. */
  readonly ports: ChangePorts
  /** A fresh UUID in 32 hex digits. */
  newId(): string
}

/** The raw exchange of a stream route. */
export interface Exchange extends ReadContext {
  readonly request: IncomingMessage
  readonly response: ServerResponse
  readonly query: URLSearchParams
  /** Aborted when the client goes away or the service stops. */
  readonly signal: AbortSignal
  readonly db: ReadableDb
  /** Runs a short write through the service's one writer; answers after COMMIT. */
  write<T>(work: (db: WritableDb, context: WriteContext) => T): Promise<T>
}

interface RouteHead {
  readonly methods: readonly Method[]
  /** Path below its mount, e.g. `/mlflow/runs/create`; `{model_id}` is one segment, `{path...}` all that is left. */
  readonly path: string
  readonly mounts: readonly Mount[]
  readonly access: AccessRule
  /** `tracking` where not stated. */
  readonly needs?: Need
  /** With a static prefix, MLflow serves the route without it too. */
  readonly isAlsoUnprefixed?: boolean
}
interface JsonRouteHead extends RouteHead {
  /** Bytes of the request body; 4 MiB where not stated. */
  readonly maxBodyBytes?: number
  /** What is said of a longer body of that many bytes; 413 where not stated. */
  describeTooLarge?(bytes: number): Error
}

/** A short read on the service's read-only handle; gives the JSON body. */
export interface ReadRoute<I = unknown> extends JsonRouteHead {
  readonly kind: 'read'
  readonly fields: MessageField<I>
  run(db: ReadableDb, input: I, context: ReadContext): unknown
}
/** A write inside a savepoint of the group transaction; gives the JSON body, sent after COMMIT. Throwing rolls it back alone. */
export interface WriteRoute<I = unknown> extends JsonRouteHead {
  readonly kind: 'write'
  readonly fields: MessageField<I>
  run(db: WritableDb, input: I, context: WriteContext): unknown
}
/** A read of unknown length in a worker thread: `query` names a function of workers/search.ts, `prepare` gives its input as plain data. */
export interface SearchRoute<I = unknown> extends JsonRouteHead {
  readonly kind: 'search'
  readonly fields: MessageField<I>
  readonly query: string
  prepare(input: I, context: ReadContext): unknown
}
/** A raw exchange: artifacts, pages, health. A Failure thrown before the head was sent is answered as MLflow's error. */
export interface StreamRoute extends RouteHead {
  readonly kind: 'stream'
  /** True for the HTML pages: a top-level browser navigation may reach them. */
  readonly isPage?: boolean
  run(exchange: Exchange): Promise<void> | void
}
export type Route = ReadRoute | WriteRoute | SearchRoute | StreamRoute

/** A route that reads; like its neighbours it only ties the handler's input type to its fields. */
export function defineRead<I>(route: Omit<ReadRoute<I>, 'kind'>): Route {
  return { ...route, kind: 'read' } as ReadRoute
}
/** A route whose work is one request of the writer's queue. */
export function defineWrite<I>(route: Omit<WriteRoute<I>, 'kind'>): Route {
  return { ...route, kind: 'write' } as WriteRoute
}
/** A route whose query runs in the search pool. */
export function defineSearch<I>(route: Omit<SearchRoute<I>, 'kind'>): Route {
  return { ...route, kind: 'search' } as SearchRoute
}
/** A route that answers the exchange itself: files, and the HTML pages. */
export function defineStream(route: Omit<StreamRoute, 'kind'>): Route {
  return { ...route, kind: 'stream' }
}
