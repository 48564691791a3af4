import { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { afterAll, onTestFinished } from 'vitest'
import type { Actor } from '../../../src/main/core/deps.ts'
import { createRegistryKeeper } from '../../../src/main/core/registries/keeper.ts'
import { openKnownRegistries, type RegistriesDeps } from '../../../src/main/core/registries/opening.ts'
import { createRegistries } from '../../../src/main/core/registries/registries.ts'
import { reopenSnapshots } from '../../../src/main/core/registries/reopening.ts'
import { createDispatcher } from '../../../src/main/dispatch.ts'
import type { Job } from '../../../src/preload/contract/events.ts'
import { Failure } from '../../../src/preload/contract/reply.ts'
import { ann, contextOf, makeClock, makeFolder, makeListener, openTestStore, openTestWorkers } from '../../support/core.ts'
import { openTestSource } from '../../support/local-source.ts'
import { createTestRegistry } from '../../support/registry-builder.ts'

// Every registry of these tests is the same one, opened once for writing and once for reading: workers take long to start.
export const registry = createTestRegistry()
registry.addModel('churn')
const writable = openTestSource(registry)
const readOnly = openTestSource(registry, { isReadOnly: true })
afterAll(async () => {
  await Promise.all([writable.close(), readOnly.close()])
  registry.remove()
})

/** A snapshot file of these tests is JSON with an id and a name; what it opens is a real registry. */
export function setUp() {
  const home = makeFolder()
  const store = openTestStore(home)
  const start = () => startProgram(home, store)
  return { home, start, file: (id: string, name = id) => writeSnapshot(home, id, name) }
}

function writeSnapshot(home: string, id: string, name: string): string {
  const file = path.join(home, `${name}.greenroom`)
  writeFileSync(file, JSON.stringify({ id, name }))
  return file
}

function startProgram(home: string, store: RegistriesDeps['store']) {
  const { names, emit } = makeListener()
  const { now } = makeClock()
  const keeper = createRegistryKeeper({ emit })
  onTestFinished(() => keeper.close())
  const sample = path.join(home, 'sample')
  const open = (id: string, kind: 'embedded' | 'sample' | 'snapshot', name: string, location: string) => ({
    id,
    kind,
    name,
    location,
    source: { ...(kind === 'snapshot' ? readOnly : writable), close: async () => {} }
  })
  const foreignHistory = [
    {
      kind: 'audit',
      seq: 1,
      row: JSON.stringify({ at_ms: 5, actor: 'Zoe', action: 'stage.changed', summary: 'moved v1', origin: 'window', reason: '' })
    }
  ] as const
  const discarded: string[] = []
  const loaded = new Set<string>()
  let gate: Promise<unknown> = Promise.resolve()
  const shown: { jobs: readonly Job[] } = { jobs: [] }
  const jobsChanged = (jobs: readonly Job[]) => {
    shown.jobs = jobs
  }
  const dispatcher = createDispatcher({}, { jobsChanged, failed: () => {} })
  const stop = new AbortController()
  const deps: RegistriesDeps = {
    store,
    writer: openTestWorkers(home).writer,
    now,
    emit,
    keeper,
    scorer: {
      loaded: () => [...loaded].map((key) => ({ key, engine: 'onnx', loadedMs: 1, loadMs: 1, runtime: '' })),
      unload: async (key) => void loaded.delete(key)
    },
    handles: { add: (file) => `h:${file}`, path: (handle) => handle.slice(2) },
    ports: {
      openEmbedded: async () => open('own', 'embedded', 'My registry', registry.folder),
      openSample: async () => (existsSync(sample) ? open('sample-1', 'sample', 'Sample', sample) : null),
      installSample: async () => {
        mkdirSync(sample)
        copyFileSync(registry.database, path.join(sample, 'mlflow.db'))
        return { ...open('sample-1', 'sample', 'Sample', sample), foreignHistory }
      },
      readSampleHistory: async () => ({ foreignHistory }),
      readShipped: async () => null,
      removeSample: async () => rmSync(sample, { recursive: true }),
      openSnapshot: async (file, { signal }) => {
        await Promise.race([gate, rejectOn(signal)])
        if (!existsSync(file)) throw new Failure('NOT_FOUND', `There is no file ${file}.`)
        const { id, name } = JSON.parse(readFileSync(file, 'utf8')) as { id: string; name: string }
        return { ...open(id, 'snapshot', name, file), foreignHistory }
      },
      discardSnapshot: async ({ id }) => void discarded.push(id)
    }
  }
  const handlers = createRegistries(deps)
  return {
    deps,
    keeper,
    discarded,
    loaded,
    events: names,
    sample,
    jobs: () => shown.jobs,
    cancel: (callId: string) => dispatcher.cancel(callId),
    /** The next files that are opened wait until the given promise is kept. */
    hold: (until: Promise<unknown>) => {
      gate = until
    },
    /** Settles when all that was open is open again. */
    begin: async (withSnapshots = true) => {
      await openKnownRegistries(deps, { embeddedLocation: registry.folder })
      if (withSnapshots) await reopenSnapshots(deps, (work) => dispatcher.runJob('reopening', work), stop.signal)
    },
    /** Ends the program while snapshots are being opened. */
    stop: () => stop.abort(),
    list: () => handlers['registries.list']({}, contextOf(ann)),
    open: (file: string, actor: Actor = ann) => handlers['registries.open']({ file: `h:${file}` }, contextOf(actor)),
    close: (registryId: string) => handlers['registries.close']({ registry: registryId }, contextOf(ann)),
    recent: () => handlers['registries.recent']({}, contextOf(ann)),
    addSample: () => handlers['registries.addSample']({}, contextOf(ann)),
    removeSample: () => handlers['registries.removeSample']({ withOwn: false }, contextOf(ann))
  }
}

function rejectOn(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => signal.addEventListener('abort', () => reject(new Failure('CANCELLED', 'Cancelled.'))))
}

/** Ids and states of the list. */
export const ids = async (program: ReturnType<typeof startProgram>) => (await program.list()).map((one) => `${one.id} ${one.state}`)
