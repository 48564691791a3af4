import { existsSync } from 'node:fs'
import path from 'node:path'
import { Failure } from '../preload/contract/reply.ts'
import { asUsage, nameOrigin } from './cli/given.ts'
import type { Listening, ServeEvent } from './cli/serve-events.ts'
import type { ServeOptions } from './cli/serve-options.ts'
import type { CliCore } from './cli/session.ts'
import { UsageError } from './cli/text.ts'
import { homeFolder } from './home.ts'
import { openLog } from './log.ts'
import { readArtifactRoot, readArtifactsDestination, readDatabaseAddress, readStaticPrefix } from './server/service-addresses.ts'
import { findOwnArtifacts } from './server/service-options.ts'
import { type Service, type ServiceOptions, startService } from './service.ts'
import { forkNode } from './spawn-node.ts'
import { isEmptyFile } from './tracking/schema.ts'

/** Where the command line finds its own files. */
export interface CliPlaces {
  readonly root: string
  readonly version: string
  /** Folder of the entries: `out/main`, or `src/main` when run from source. */
  readonly entries: string
  readonly extension: 'js' | 'ts'
  readonly nativeBinding: string | undefined
}

/** Composes the application for one command; acts as the computer's user or as `actAs`. */
export async function openCommandLineCore(places: CliPlaces, actAs: string | undefined): Promise<CliCore> {
  const home = homeFolder()
  const { log, file: logFile } = openLog(home, 'command-line')
  // Serving needs none of it, and starts sooner and smaller without.
  const { createApp } = await import('./app.ts')
  return createApp({
    home,
    version: places.version,
    entries: places.entries,
    extension: places.extension,
    resources: path.join(places.root, 'resources'),
    spawnNode: forkNode,
    nativeBinding: places.nativeBinding,
    origin: 'command line',
    actAs,
    log,
    logFile
  })
}

/** Serves a registry until the signal, and reports when it listens; a busy default port falls to a free one, a busy port that was asked for does not. */
export async function serveRegistry(
  places: CliPlaces,
  options: ServeOptions,
  signal: AbortSignal,
  report: (event: ServeEvent) => void
): Promise<void> {
  const { wanted, notes } = toServiceOptions(places, options)
  const isNew = isWithoutDatabase(wanted)
  if (options.sample) await installSample(places)
  const { log } = openLog(homeFolder(), 'service')
  const failed = (request: string, error: unknown) => log.error(error, `${request} failed`)
  const service = await startOnPort(wanted, options, report, failed)
  log.info({ uri: service.uri }, 'listening')
  for (const message of [...options.notes, ...notes]) report({ kind: 'note', message })
  report(describeService(service, options, isNew))
  await new Promise<void>((resolve) => {
    if (signal.aborted) resolve()
    signal.addEventListener('abort', () => resolve(), { once: true })
  })
  await service.close()
}

function describeService({ uri, port, places }: Service, options: ServeOptions, isNew: boolean): Listening {
  const { registryId: registry, database, artifactsDestination: artifacts, artifactRoot } = places
  return { kind: 'listening', uri, port, serves: nameWhat(options), registry, database, isNew, artifacts, artifactRoot }
}

function isWithoutDatabase({ database, home }: ServiceOptions): boolean {
  const file = database ?? (home === undefined ? undefined : path.join(home, 'registry', 'mlflow.db'))
  return file !== undefined && (!existsSync(file) || isEmptyFile(file))
}

function nameWhat({ artifactsOnly, sample, backendStoreUri }: ServeOptions): Listening['serves'] {
  if (artifactsOnly) return 'artifacts'
  if (sample) return 'sample'
  return backendStoreUri === undefined ? 'embedded' : 'database'
}

async function startOnPort(
  service: ServiceOptions,
  options: ServeOptions,
  report: (event: ServeEvent) => void,
  failed: (request: string, error: unknown) => void
): Promise<Service> {
  try {
    return await startService(service, { failed })
  } catch (error) {
    const isBusy = error instanceof Failure && error.code === 'CONFLICT' && error.details?.['port'] === options.port
    if (!isBusy || !options.fallsBack) throw error
    report({ kind: 'note', message: `Port ${options.port} is in use; taking a free one.` })
    return startService({ ...service, port: 0 }, { failed })
  }
}

/** What is to be started, and what to tell about it. */
interface Wanted {
  readonly wanted: ServiceOptions
  readonly notes: readonly string[]
}

function toServiceOptions(places: CliPlaces, options: ServeOptions): Wanted {
  const home = homeFolder()
  const folder = process.cwd()
  const { defaultArtifactRoot: root, backendStoreUri: uri, serveArtifacts, staticPrefix = '', origins } = options
  const { artifactsDestination, notes } = chooseDestination(options, folder, home)
  const shared: ServiceOptions = {
    host: options.host,
    port: options.port,
    resources: path.join(places.root, 'resources'),
    nativeBinding: places.nativeBinding,
    staticPrefix: nameOrigin([origins.staticPrefix], () => asUsage(() => readStaticPrefix(staticPrefix))),
    artifactRoot: nameOrigin([origins.defaultArtifactRoot], () => chooseArtifactRoot(root, folder, serveArtifacts)),
    artifactsDestination,
    otherArtifacts: path.resolve(folder, 'mlartifacts'),
    servesArtifacts: serveArtifacts,
    allowedHosts: options.allowedHosts,
    sourcePattern: options.sourcePattern
  }
  const choose = (): ServiceOptions => {
    if (options.artifactsOnly)
      return { ...shared, isArtifactsOnly: true, artifactsDestination: artifactsDestination ?? shared.otherArtifacts }
    if (options.sample) {
      const sample = { database: path.join(home, 'sample', 'mlflow.db'), registryName: 'Sample registry' }
      return { ...shared, ...sample, storeFile: path.join(home, 'greenroom.db') }
    }
    if (uri === undefined) return { ...shared, home }
    const database = nameOrigin([origins.backendStoreUri], () => readDatabaseAddress(uri, folder))
    return { ...shared, database, addsIndexes: options.addsIndexes }
  }
  return { wanted: choose(), notes }
}

/** Without a proxy MLflow keeps artifacts below the working folder. */
function chooseArtifactRoot(root: string | undefined, folder: string, serveArtifacts: boolean): string | undefined {
  if (root !== undefined) return readArtifactRoot(root, folder)
  return serveArtifacts ? undefined : path.resolve(folder, 'mlruns')
}

/** The folder behind `mlflow-artifacts:/`. A registry of ours keeps to its own, since another would hide what it has: a variable is not followed there, a flag refused with a UsageError. */
function chooseDestination(
  options: ServeOptions,
  folder: string,
  home: string
): { readonly artifactsDestination?: string; readonly notes: readonly string[] } {
  const { artifactsDestination: asked, origins, sample } = options
  if (asked === undefined) return { notes: [] }
  const variable = origins.artifactsDestination
  const own = chooseOwnArtifacts(options, folder, home)
  if (own === null) return { artifactsDestination: nameOrigin([variable], () => readArtifactsDestination(asked, folder)), notes: [] }
  if (isFolder(asked, folder, own)) return { notes: [] }
  const fact = `${sample ? 'the sample registry' : 'your registry'} keeps its artifacts in ${own}`
  if (variable !== undefined) return { notes: [`Not followed, ${variable}: ${fact}.`] }
  throw new UsageError(
    `--artifacts-destination: ${fact}; another folder would hide them.`,
    'Leave it out: it goes with --backend-store-uri or --artifacts-only.'
  )
}

/** Where a registry of ours that is to be served keeps its artifacts; null for other databases, and where none are served. */
function chooseOwnArtifacts(options: ServeOptions, folder: string, home: string): string | null {
  const { backendStoreUri: uri, origins, sample } = options
  if (!options.serveArtifacts || options.artifactsOnly) return null
  if (uri === undefined) return path.join(home, sample ? 'sample' : 'registry', 'artifacts')
  return findOwnArtifacts(nameOrigin([origins.backendStoreUri], () => readDatabaseAddress(uri, folder)))
}

function isFolder(asked: string, folder: string, own: string): boolean {
  try {
    return path.relative(own, readArtifactsDestination(asked, folder)) === ''
  } catch {
    return false
  }
}

/** Adds the sample when it is not there, through the same call as the window. */
async function installSample(places: CliPlaces): Promise<void> {
  const core = await openCommandLineCore(places, undefined)
  try {
    const registries = await core.dispatcher.call('registries.list', {}, { callId: 'serve-list', actor: core.actor })
    if (registries.ok && registries.value.some((one) => one.kind === 'sample')) return
    const added = await core.dispatcher.call('registries.addSample', {}, { callId: 'serve-sample', actor: core.actor })
    if (!added.ok) throw Failure.from(added.failure)
  } finally {
    await core.close()
  }
}
