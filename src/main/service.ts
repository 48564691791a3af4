import { randomUUID } from 'node:crypto'
import { existsSync } from 'node:fs'
import type { Server } from 'node:http'
import { userInfo } from 'node:os'
import path from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import type Database from 'better-sqlite3'
import { Failure } from '../preload/contract/reply.ts'
import { describeSystemError, placeOf } from '../preload/contract/system-failures.ts'
import type { Actor } from './core/deps.ts'
import { createScriptLogs } from './core/promotions/script-log.ts'
import { openLog } from './log.ts'
import { allRoutes } from './server/all-routes.ts'
import { retryWhileBusy } from './server/busy.ts'
import { type Checkpoints, createCheckpoints } from './server/checkpoints.ts'
import { closeRegistry, type RegistryParts } from './server/closed-registry.ts'
import { createHttpServer, type HttpOptions, type HttpServer } from './server/http.ts'
import { coalesce, findParent, type Parent } from './server/parent-process.ts'
import { compilePythonPattern } from './server/python-pattern.ts'
import { createSearchPool } from './server/search-pool.ts'
import { preparePlaces, type ServiceOptions, type ServicePlaces } from './server/service-options.ts'
import { tuneWriter } from './server/tune-writer.ts'
import { createWriter } from './server/writer.ts'
import { limitYoungHeap } from './server/young-heap.ts'
import { openStore } from './store/migrate.ts'
import { ensurePerson } from './store/people.ts'
import { sweepIncoming } from './tracking/artifact-writing.ts'
import type { ChangeLog } from './tracking/changes.ts'
import { openTrackingDatabase, pinFile } from './tracking/database.ts'
import { addOwnIndexes, hasOwnIndexes } from './tracking/own-indexes.ts'
import { watchSchema } from './tracking/revision.ts'
import { cacheStatements } from './tracking/statement-cache.ts'

export type { ServiceOptions } from './server/service-options.ts'

/** A running service. */
export interface Service {
  readonly uri: string
  readonly port: number
  /** What it serves, and where that lies. */
  readonly places: ServicePlaces
  /** Stops listening, finishes queued writes, closes the databases. */
  close(): Promise<void>
}
export interface ServiceHooks {
  /** Called after each commit. */
  changed?(): void
  /** Hears of defects and of every answer from 500 on, but 501: clients ask for uploads in parts as a matter of course. */
  failed?(request: string, error: unknown): void
}

const drainLimitMs = 2000

/** Starts the MLflow-compatible service on a loopback address. Rejects with a Failure: CONFLICT with the `port` in its details when that is taken, UNSUPPORTED when the database is not one to write to, and what disk and permissions stand against. */
export async function startService(options: ServiceOptions, hooks: ServiceHooks = {}): Promise<Service> {
  try {
    return await openService(options, hooks)
  } catch (error) {
    const database = options.database ?? path.join(options.home ?? '', 'registry', 'mlflow.db')
    throw describeSystemError(error, placeOf(error, `“${database}”`)) ?? error
  }
}

async function openService(options: ServiceOptions, hooks: ServiceHooks): Promise<Service> {
  const places = preparePlaces(options)
  const sourcePattern = readPattern(options.sourcePattern)
  const closers: (() => unknown)[] = []
  try {
    closers.push(limitYoungHeap())
    const { database } = places
    const registry = database === null ? closeRegistry() : await openRegistry(options, { ...places, database }, hooks, closers)
    // Only now: beside a database that was refused nothing is touched.
    if (places.artifactsDestination !== null) await sweepIncoming(places.artifactsDestination)
    const { allowedHosts = [], heldBodyBytes } = options
    const server = buildServer(places, { ...registry, sourcePattern, allowedHosts, heldBodyBytes }, hooks)
    const port = await listen(server, places.host, options.port)
    closers.push(() => drain(server))
    const shown = places.host === '::1' ? '[::1]' : places.host
    return { uri: `http://${shown}:${port}${places.staticPrefix}`, port, places, close: () => closeAll(closers) }
  } catch (error) {
    await closeAll(closers)
    throw error
  }
}

/** Opens the database with its writer and searches; what is to be closed goes to `closers` as soon as it is open. */
async function openRegistry(
  options: ServiceOptions,
  places: ServicePlaces & { readonly database: string },
  hooks: ServiceHooks,
  closers: (() => unknown)[]
): Promise<RegistryParts> {
  const { nativeBinding } = options
  const { database } = places
  const db = openTrackingDatabase(database, { nativeBinding, busyTimeoutMs: 20 })
  closers.push(() => db.close())
  const checkSchema = await retryWhileBusy(() => watchSchema(db))
  const checkpoints = tuneWriter(db) ? openCheckpoints(db, database, options, hooks) : null
  closers.push(() => checkpoints?.close())
  const reader = openTrackingDatabase(database, { nativeBinding, readOnly: true })
  closers.push(() => reader.close())
  const store = openHistory(options, places)
  closers.push(() => store?.close())
  const writer = createWriter({
    db,
    check: pinFile(database),
    checkSchema,
    logFor: createLogs(store, places, (error) => hooks.failed?.('writing down an outcome', error)),
    committed: () => {
      checkpoints?.afterCommit()
      hooks.changed?.()
    },
    failed: (error) => hooks.failed?.('a group of writes', error)
  })
  closers.push(() => writer.close())
  // Our own registries lack them if an earlier release made them; others get them only when their owner asks.
  if ((options.database === undefined || options.addsIndexes) && !hasOwnIndexes(reader)) await writer.run(addOwnIndexes)
  const searches = createSearchPool({ database, nativeBinding, entry: options.searchEntry ?? findEntry('workers/search') })
  closers.push(() => searches.close())
  return { db: cacheStatements(reader), writer, searches }
}

/** MLflow searches the source with it, so it may match anywhere. */
function readPattern(pattern: string | undefined): RegExp | null {
  try {
    return pattern === undefined || pattern === '' ? null : compilePythonPattern(pattern)
  } catch {
    throw new Failure('INVALID', `“${pattern}” is not a regular expression that the service understands.`, {
      remedy: 'Change MLFLOW_CREATE_MODEL_VERSION_SOURCE_VALIDATION_REGEX, or unset it.'
    })
  }
}

function openCheckpoints(db: Database.Database, database: string, { nativeBinding }: ServiceOptions, hooks: ServiceHooks): Checkpoints {
  return createCheckpoints({
    db,
    database,
    nativeBinding,
    entry: findEntry('workers/checkpoint'),
    failed: (error) => hooks.failed?.('a checkpoint', error)
  })
}

function buildServer(
  places: ServicePlaces,
  parts: RegistryParts & Pick<HttpOptions, 'allowedHosts' | 'heldBodyBytes'> & { readonly sourcePattern: RegExp | null },
  hooks: ServiceHooks
): HttpServer {
  const { sourcePattern, ...given } = parts
  const { staticPrefix, artifactRoot, artifactsDestination, database, registryId, registryName } = places
  return createHttpServer({
    routes: allRoutes,
    staticPrefix,
    ...given,
    settings: {
      artifactRoot,
      artifactsDestination,
      isArtifactsOnly: database === null,
      staticPrefix,
      sourcePattern,
      registryId,
      registryName
    },
    now: Date.now,
    newId: () => randomUUID().replaceAll('-', ''),
    failed: (request, error) => hooks.failed?.(request, error)
  })
}

/** Last opened, first closed: requests end before the writer, the writer before its database. */
async function closeAll(closers: (() => unknown)[]): Promise<void> {
  for (const close of closers.splice(0).toReversed()) await close()
}

function openHistory(options: ServiceOptions, places: ServicePlaces): Database.Database | null {
  if (places.storeFile === null) return null
  return openStore({
    file: places.storeFile,
    migrations: path.join(options.resources ?? findFolder('resources'), 'migrations'),
    nativeBinding: options.nativeBinding,
    now: Date.now
  })
}

/** Changes made through the service belong to the user whom the client names, else to the owner of this computer's session. */
function createLogs(
  store: Database.Database | null,
  places: ServicePlaces,
  failed: (error: unknown) => void
): (user: string | null) => ChangeLog {
  const { registryId } = places
  if (store === null || registryId === null) return () => ({ guard: () => undefined, begin: () => '', finish: () => undefined })
  const owner = userInfo().username
  const findActor = (name: string): Actor => ({ ...ensurePerson(store, name, { newId: randomUUID, now: Date.now }), origin: 'service' })
  return createScriptLogs({ store, registryId, actorOf: (user) => findActor(user ?? owner), now: Date.now, failed })
}

function listen(server: Server, host: string, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(describeListenError(error, port)))
    server.listen({ host, port, exclusive: true }, () => {
      const address = server.address()
      resolve(typeof address === 'object' && address !== null ? address.port : port)
    })
  })
}

function describeListenError(error: NodeJS.ErrnoException, port: number): Error {
  if (error.code === 'EADDRINUSE')
    return new Failure('CONFLICT', `Port ${port} is in use by another program.`, {
      remedy: 'Stop that program or choose another port.',
      details: { port }
    })
  if (error.code === 'EACCES') return new Failure('FORBIDDEN', `Port ${port} may not be used.`, { remedy: 'Choose a port from 1024 up.' })
  return error
}

/** Lets requests end, for a while; a search whose client is gone is not waited for longer than that. */
async function drain(server: HttpServer): Promise<void> {
  const closed = new Promise((resolve) => server.close(resolve))
  server.closeIdleConnections()
  const timer = setTimeout(() => server.closeAllConnections(), drainLimitMs)
  await closed
  clearTimeout(timer)
  // A timer that counts: without one the process would end in the middle, with its databases open.
  const patience = new AbortController()
  const limit = wait(drainLimitMs, undefined, patience).catch(() => undefined)
  await Promise.race([server.settle(), limit])
  patience.abort()
}

/** Finds a worker's entry beside this file or, when the build put this code into a chunk, one folder up. */
function findEntry(name: string): string {
  const extension = path.extname(import.meta.filename)
  for (const folder of [import.meta.dirname, path.dirname(import.meta.dirname)]) {
    const file = path.join(folder, `${name}${extension}`)
    if (existsSync(file)) return file
  }
  throw new Failure('INTERNAL', `The file ${name}${extension} is missing from this installation.`)
}

function findFolder(name: string): string {
  for (let folder = import.meta.dirname; path.dirname(folder) !== folder; folder = path.dirname(folder)) {
    const found = path.join(folder, name)
    if (existsSync(found)) return found
  }
  throw new Failure('INTERNAL', `The folder ${name} is missing from this installation.`)
}

const announceMs = 200

/** The service as a process: options as one JSON argument, `listening`, `failed` and `changed` out, `stop` in. */
async function runAsProcess(argument: string, parent: Parent): Promise<void> {
  try {
    const options = JSON.parse(argument) as ServiceOptions
    const log = options.home === undefined ? null : openLog(options.home, 'service').log
    const service = await startService(options, {
      changed: coalesce(() => parent.post({ kind: 'changed' }), announceMs),
      failed: (request, error) => log?.error(error, `${request} failed`)
    })
    log?.info({ uri: service.uri }, 'listening')
    const stop = () => {
      log?.info('stopping')
      void service.close().finally(() => process.exit(0))
    }
    parent.onStop(stop)
    process.once('SIGTERM', stop)
    process.once('SIGINT', stop)
    parent.post({ kind: 'listening', port: service.port })
  } catch (error) {
    const shape = error instanceof Failure ? error.toShape() : { code: 'INTERNAL', message: String(error), remedy: undefined }
    parent.post({ kind: 'failed', code: shape.code, message: [shape.message, shape.remedy].filter(Boolean).join(' ') })
    process.exitCode = 1
    // The message must leave before the process does.
    setTimeout(() => process.exit(1), announceMs)
  }
}

const argument = process.argv.find((one) => one.startsWith('--options='))?.slice('--options='.length)
const parent = argument === undefined ? null : findParent()
if (argument !== undefined && parent) void runAsProcess(argument, parent)
