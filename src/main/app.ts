import { randomUUID } from 'node:crypto'
import { accessSync, constants, mkdirSync } from 'node:fs'
import { userInfo } from 'node:os'
import path from 'node:path'
import type { Logger } from 'pino'
import type { Origin } from '../preload/contract/activity.ts'
import type { ApplicationInfo } from '../preload/contract/application.ts'
import type { CallName, WindowCallName } from '../preload/contract/calls.ts'
import { Failure } from '../preload/contract/reply.ts'
import { describeSystemError } from '../preload/contract/system-failures.ts'
import { createActivity } from './core/activity/activity.ts'
import { reconcileIntents } from './core/activity/reconcile.ts'
import { graceMs } from './core/activity/rules.ts'
import { createArtifacts } from './core/artifacts/artifacts.ts'
import { createComparisons } from './core/comparisons/comparisons.ts'
import type { Actor, Deps, FileHandles, Handlers } from './core/deps.ts'
import { createExperiments } from './core/experiments/experiments.ts'
import { createModels } from './core/models/models.ts'
import { createPeople, currentPerson } from './core/people/people.ts'
import { createPolicies } from './core/policies/policies.ts'
import { createPredictions } from './core/predictions/predictions.ts'
import { reconcileRequests } from './core/promotions/apply.ts'
import { createPromotions } from './core/promotions/promotions.ts'
import { createRegistryKeeper, type RegistryKeeper } from './core/registries/keeper.ts'
import { openKnownRegistries } from './core/registries/opening.ts'
import { createRegistries } from './core/registries/registries.ts'
import { reopenSnapshots } from './core/registries/reopening.ts'
import { createRuns } from './core/runs/runs.ts'
import { createService, readRememberedService } from './core/service/service.ts'
import { createSettings } from './core/settings/settings.ts'
import { createSnapshots } from './core/snapshots/snapshots.ts'
import { createVersions } from './core/versions/versions.ts'
import { createCoreWorkers } from './core-workers.ts'
import { createDispatcher, type Dispatcher } from './dispatch.ts'
import { createEventHub, type EventListener } from './events.ts'
import { createFileHandles } from './file-handles.ts'
import { createRegistryPorts } from './registry-ports.ts'
import { createScorer } from './scoring/scorer.ts'
import { createServiceControl } from './service-control.ts'
import { sweepWorkFolder } from './sources/snapshot/run-job.ts'
import type { SpawnNode } from './spawn-node.ts'
import type { WritableDb } from './store/database.ts'
import { openStore } from './store/migrate.ts'
import { ensurePerson } from './store/people.ts'
import { getSetting } from './store/settings.ts'

/** Where the service listens when the user never chose a port. */
const defaultServicePort = 5500
const storeName = 'greenroom.db'

/** What differs between the window, the command line and tests. */
export interface AppOptions {
  readonly home: string
  readonly version: string
  /** Folder of the built entries (`out/main`), or of their sources under plain Node (`src/main`). */
  readonly entries: string
  readonly extension: 'js' | 'ts'
  /** Folder of shipped files. */
  readonly resources: string
  readonly spawnNode: SpawnNode
  readonly nativeBinding: string | undefined
  readonly origin: Origin
  /** Acts as this person instead of the one remembered (window) or the computer's user (command line). */
  readonly actAs?: string | undefined
  readonly log: Logger
  readonly logFile: string
  readonly windowCalls?: (handles: FileHandles) => Handlers<WindowCallName>
  /** Resolves when `spawnNode` may be called; Electron ends in a crash when a process is started before its `ready`. */
  readonly mayStartProcesses?: Promise<unknown>
  readonly env?: NodeJS.ProcessEnv
}

/** The composed application, without Electron. */
export interface App {
  readonly dispatcher: Dispatcher
  readonly handles: FileHandles
  /** Who acts now: the person shown in the window, or the user of the command line. */
  actor(): Actor
  onEvent(listener: EventListener): () => void
  close(): Promise<void>
}

/** Composes the application: store, registries, scorer, service, nouns, dispatcher. Read this first. Rejects with a Failure when the store cannot be opened. */
export async function createApp(options: AppOptions): Promise<App> {
  const { home, log, nativeBinding } = options
  const entry = (name: string) => path.join(options.entries, `${name}.${options.extension}`)
  const now = Date.now
  const newId = randomUUID
  const osUser = userInfo().username
  const events = createEventHub((error) => log.error(error, 'a listener failed'))
  const handles = createFileHandles()
  const store = openHome(options)
  const workers = createCoreWorkers({
    entries: { store: entry('workers/store'), inputs: entry('workers/inputs') },
    database: path.join(home, storeName),
    nativeBinding
  })
  const keeper = createRegistryKeeper({ emit: events.emit })
  const scorer = createScorer({
    spawnNode: options.spawnNode,
    onnxEntry: entry('workers/onnx'),
    pythonScript: path.join(options.resources, 'python', 'greenroom_worker'),
    interpreter: readInterpreter(getSetting(store, 'python')),
    env: options.env ?? process.env,
    workFolder: path.join(home, 'work', 'scoring')
  })
  const service = createServiceControl({
    spawnNode: options.spawnNode,
    entry: entry('service'),
    service: { home, resources: options.resources, nativeBinding },
    defaultPort: readRememberedService(store).port ?? defaultServicePort,
    changed: () => events.emit('service.changed', {}),
    registryChanged: () => announceEmbedded(keeper, events.emit)
  })
  const deps: Deps = {
    home,
    appVersion: options.version,
    store,
    reader: workers.reader,
    writer: workers.writer,
    inputs: workers.inputs,
    registries: keeper,
    scorer,
    service,
    handles,
    now,
    newId,
    failed: (what, error) => log.error(error, `${what} failed`),
    emit: events.emit
  }
  const ports = createRegistryPorts(
    {
      home,
      resources: options.resources,
      entries: { query: entry('workers/query'), files: entry('workers/files') },
      snapshots: { spawnNode: options.spawnNode, entry: entry('workers/snapshots'), home, nativeBinding },
      nativeBinding
    },
    keeper
  )
  const registries = { ...deps, keeper, ports: ports.registries }

  const handlers: Partial<Handlers<CallName>> = {
    ...createRegistries(registries),
    ...createModels(deps),
    ...createVersions(deps),
    ...createExperiments(deps),
    ...createRuns(deps),
    ...createArtifacts(deps),
    ...createComparisons(deps),
    ...createPromotions(deps),
    ...createPolicies(deps),
    ...createPeople(deps, osUser),
    ...createActivity(deps),
    ...createPredictions(deps),
    ...createSnapshots({ ...deps, ports: ports.snapshots }),
    ...createService(deps),
    ...createSettings(deps),
    'application.info': () => describeApplication(options, readSqliteVersion(store)),
    ...options.windowCalls?.(handles)
  }
  const dispatcher = createDispatcher(handlers, {
    home,
    jobsChanged: (jobs) => events.emit('jobs.changed', { jobs }),
    failed: (name, error) => log.error(error, `${name} failed`)
  })

  const stop = new AbortController()
  const isWindow = options.origin === 'window'
  await options.mayStartProcesses
  await openKnownRegistries(registries, { embeddedLocation: path.join(home, 'registry') })
  // Verifying them again can take minutes: the window does not wait. The command line leaves them alone.
  const reopening = (
    isWindow ? reopenSnapshots(registries, (work) => dispatcher.runJob(newId(), work), stop.signal) : Promise.resolve()
  ).catch((error: unknown) => log.error(error, 'opening snapshots again failed'))
  void tidyUp(deps, keeper, log)
  // Acts that were young at the start may have been under way elsewhere; by now they are over or were cut off.
  const again = setTimeout(() => void settleRegistries(deps, keeper, log), graceMs * 1.1).unref()
  if (isWindow && readRememberedService(store).on) void service.start(undefined)

  return {
    dispatcher,
    handles,
    actor: () => {
      const person = options.actAs
        ? ensurePerson(store, options.actAs, deps)
        : isWindow
          ? currentPerson(store, osUser, deps)
          : ensurePerson(store, osUser, deps)
      return { id: person.id, name: person.name, origin: options.origin }
    },
    onEvent: events.listen,
    close: async () => {
      stop.abort()
      clearTimeout(again)
      await reopening
      await Promise.allSettled([service.close(), scorer.close(), keeper.close()])
      await workers.close()
      store.close()
    }
  }
}

/** Makes the data folder and opens our own store in it; what stands against it is named with the folder. */
function openHome({ home, resources, nativeBinding }: AppOptions): WritableDb & { close(): void } {
  try {
    mkdirSync(home, { recursive: true, mode: 0o700 })
    // Asked first: what SQLite says of a read-only folder is that the database “cannot be opened”.
    accessSync(home, constants.W_OK)
    return openStore({
      file: path.join(home, storeName),
      migrations: path.join(resources, 'migrations'),
      nativeBinding,
      now: Date.now
    })
  } catch (error) {
    const known = describeSystemError(error, `“${home}”`)
    if (!known) throw error
    throw new Failure(known.code, known.message, { remedy: `${known.remedy} GREENROOM_HOME can name another folder.` })
  }
}

/** Ends what an earlier process left open: acts under way, interrupted promotions, work folders. Never stands in the way of the start. */
async function tidyUp(deps: Deps, keeper: RegistryKeeper, log: Logger): Promise<void> {
  await sweepWorkFolder(deps.home).catch(reportTo(log))
  await settleRegistries(deps, keeper, log)
}

function reportTo(log: Logger): (error: unknown) => void {
  return (error) => log.error(error, 'tidying up after an earlier process failed')
}

async function settleRegistries(deps: Deps, keeper: RegistryKeeper, log: Logger): Promise<void> {
  // Each by itself: what is wrong with one registry must not keep acts in the others open.
  for (const registryId of keeper.ids()) await settleRegistry(deps, registryId).catch(reportTo(log))
}

async function settleRegistry(deps: Deps, registryId: string): Promise<void> {
  const source = deps.registries.source(registryId)
  if (source.isReadOnly) return
  const closed = await reconcileIntents({ store: deps.store, registryId, source, now: deps.now })
  if (closed > 0) deps.emit('activity.changed', {})
  await reconcileRequests(deps, registryId, source, { id: 'greenroom', name: 'Greenroom', origin: 'elsewhere' })
}

function announceEmbedded(keeper: RegistryKeeper, emit: Deps['emit']): void {
  for (const registryId of keeper.ids()) if (keeper.source(registryId).kind === 'embedded') emit('registry.changed', { registryId })
  emit('activity.changed', {})
  emit('requests.changed', {})
}

function readInterpreter(setting: unknown): string | null {
  return typeof setting === 'string' && setting !== '' ? setting : null
}

function describeApplication(options: AppOptions, sqlite: string): ApplicationInfo {
  const { electron, chrome, node } = process.versions
  return {
    version: options.version,
    electron: electron ?? null,
    chromium: chrome ?? null,
    node,
    sqlite,
    platform: `${process.platform} ${process.arch}`,
    home: options.home,
    logFile: options.logFile
  }
}

function readSqliteVersion(store: WritableDb): string {
  return store.prepare<[], { version: string }>('SELECT sqlite_version() AS version').get()?.version ?? 'unknown'
}
