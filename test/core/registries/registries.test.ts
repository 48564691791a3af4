import { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { afterAll, describe, expect, onTestFinished, test } from 'vitest'
import type { Actor } from '../../../src/main/core/deps.ts'
import { writeKey } from '../../../src/main/core/predictions/rules.ts'
import { createRegistryKeeper } from '../../../src/main/core/registries/keeper.ts'
import { openKnownRegistries, type RegistriesDeps } from '../../../src/main/core/registries/opening.ts'
import { createRegistries } from '../../../src/main/core/registries/registries.ts'
import { reopenSnapshots } from '../../../src/main/core/registries/reopening.ts'
import { createDispatcher } from '../../../src/main/dispatch.ts'
import { findPolicy, savePolicy } from '../../../src/main/store/policies.ts'
import { insertPrediction, type KeptPrediction, listPredictions } from '../../../src/main/store/predictions.ts'
import type { Job } from '../../../src/preload/contract/events.ts'
import { Failure } from '../../../src/preload/contract/reply.ts'
import { ann, contextOf, cy, makeClock, makeFolder, makeListener, openTestStore, openTestWorkers } from '../../support/core.ts'
import { openTestSource } from '../../support/local-source.ts'
import { createTestRegistry } from '../../support/registry-builder.ts'

// Every registry of these tests is the same one, opened once for writing and once for reading: workers take long to start.
const registry = createTestRegistry()
registry.addModel('churn')
const writable = openTestSource(registry)
const readOnly = openTestSource(registry, { isReadOnly: true })
afterAll(async () => {
  await Promise.all([writable.close(), readOnly.close()])
  registry.remove()
})

/** A snapshot file of these tests is JSON with an id and a name; what it opens is a real registry. */
function setUp() {
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
    removeSample: () => handlers['registries.removeSample']({}, contextOf(ann))
  }
}

function rejectOn(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => signal.addEventListener('abort', () => reject(new Failure('CANCELLED', 'Cancelled.'))))
}

const prediction: Omit<KeptPrediction, 'id' | 'registryId'> = {
  model: 'churn',
  version: '1',
  versionCreatedMs: 1,
  atMs: 1,
  by: 'Ann',
  bodyKind: 'json',
  rows: 1,
  status: 'ok',
  durationMs: 1,
  loadMs: null,
  artifactDigest: null,
  inputSummary: '',
  outputSummary: '',
  problem: null,
  warnings: [],
  params: {},
  input: '{}',
  output: null,
  outputColumns: [],
  outputRows: []
}

const ids = async (program: ReturnType<typeof startProgram>) => (await program.list()).map((one) => `${one.id} ${one.state}`)

test('the own registry comes first, then the sample, then snapshots by name', async () => {
  const { start, file } = setUp()
  const program = start()
  await program.begin()
  await program.open(file('z', 'zeta'))
  await program.open(file('b', 'beta'))
  await program.addSample()
  expect(await ids(program)).toEqual(['own open', 'sample-1 open', 'b open', 'z open'])
  const [own, , beta] = await program.list()
  expect(own).toMatchObject({ kind: 'embedded', isReadOnly: false, modelCount: 1, problem: null })
  expect(beta).toMatchObject({ kind: 'snapshot', isReadOnly: true, name: 'beta' })
  expect(program.events.filter((name) => name === 'registries.changed')).toHaveLength(4)
})

test('pages of history and predictions hear of a snapshot that brings or takes away both', async () => {
  const { start, file } = setUp()
  const program = start()
  await program.begin()
  const heard = () => program.events.splice(0)
  heard()
  await program.open(file('a'))
  expect(heard()).toEqual(expect.arrayContaining(['registries.changed', 'activity.changed', 'predictions.changed']))
  await program.close('a')
  expect(heard()).toEqual(expect.arrayContaining(['registries.changed', 'activity.changed', 'predictions.changed']))
})

test('what was open comes back at the next start; what was closed is among the recent files', async () => {
  const { start, file } = setUp()
  const first = start()
  await first.begin()
  await first.open(file('a'))
  await first.open(file('b'))
  await first.close('b')
  expect(first.discarded).toEqual(['b'])
  await first.keeper.close()
  const second = start()
  await second.begin()
  expect(await ids(second)).toEqual(['own open', 'a open'])
  const recent = await second.recent()
  expect(recent.map((one) => one.name)).toEqual(['b.greenroom', 'a.greenroom'])
  expect(await second.recent()).toEqual(recent)
  await second.open(recent[0]?.location ?? '')
  expect(await ids(second)).toEqual(['own open', 'a open', 'b open'])
})

describe('a snapshot that is verified again at the start', () => {
  /** A program whose snapshots `a` and `b` were open; the next one is just opening them. */
  async function startOpening() {
    const { start, file } = setUp()
    const first = start()
    await first.begin()
    await first.open(file('a'))
    await first.open(file('b'))
    await first.keeper.close()
    const second = start()
    const { promise, resolve } = Promise.withResolvers<void>()
    second.hold(promise)
    const reopened = second.begin()
    await expect.poll(() => second.jobs().length).toBe(1)
    return { second, reopened, start, letThrough: () => resolve() }
  }

  test('keeps nothing else waiting: it is in the list, says so when asked, and comes alive', async () => {
    const { second, reopened, letThrough } = await startOpening()
    expect(await ids(second)).toEqual(['own open', 'a opening', 'b opening'])
    expect(second.jobs()).toMatchObject([{ title: 'Opening b.greenroom' }])
    expect(() => second.keeper.source('a')).toThrow(expect.objectContaining({ code: 'BUSY', message: 'a is still being opened.' }))
    second.events.splice(0)
    letThrough()
    await reopened
    expect(await ids(second)).toEqual(['own open', 'a open', 'b open'])
    expect(second.jobs()).toEqual([])
    expect(second.events.filter((name) => name === 'registries.changed')).toHaveLength(2)
  })

  test('cancelled as a job, it says that, and the others go on', async () => {
    const { second, reopened, letThrough } = await startOpening()
    second.cancel('reopening')
    await expect.poll(() => ids(second)).toEqual(['own open', 'a opening', 'b failed'])
    letThrough()
    await reopened
    expect(await ids(second)).toEqual(['own open', 'a open', 'b failed'])
    expect((await second.list())[2]?.problem).toBe('Opening it was cancelled.')
  })

  test('closed meanwhile, it stays closed', async () => {
    const { second, reopened, letThrough, start } = await startOpening()
    await second.close('b')
    await second.close('a')
    letThrough()
    await reopened
    expect(await ids(second)).toEqual(['own open'])
    const third = start()
    await third.begin()
    expect(await ids(third)).toEqual(['own open'])
  })

  test('opened by hand meanwhile, it is open once', async () => {
    const { second, reopened, letThrough } = await startOpening()
    second.hold(Promise.resolve())
    await second.open((await second.recent()).find((one) => one.name === 'b.greenroom')?.location ?? '')
    letThrough()
    await reopened
    expect(await ids(second)).toEqual(['own open', 'a open', 'b open'])
    expect(second.discarded).toEqual([])
  })

  test('is left for the next start when the program ends first', async () => {
    const { second, reopened, start } = await startOpening()
    second.stop()
    await reopened
    await second.keeper.close()
    const third = start()
    await third.begin()
    expect(await ids(third)).toEqual(['own open', 'a open', 'b open'])
  })
})

test('the command line opens a file for itself: the window does not find it open afterwards', async () => {
  const { start, file } = setUp()
  const commandLine = start()
  await commandLine.begin(false)
  await commandLine.open(file('a'), cy)
  const window = start()
  await window.begin()
  expect(await ids(window)).toEqual(['own open'])
})

test('a file that is gone stays in the list with the reason, and can be closed', async () => {
  const { start, file } = setUp()
  const first = start()
  await first.begin()
  const location = file('a')
  await first.open(location)
  rmSync(location)
  const second = start()
  await second.begin()
  expect((await second.list())[1]).toMatchObject({ id: 'a', state: 'failed', problem: `There is no file ${location}.` })
  expect(() => second.keeper.source('a')).toThrow(
    expect.objectContaining({ code: 'NOT_FOUND', message: expect.stringContaining(location) })
  )
  await second.close('a')
  expect(await ids(second)).toEqual(['own open'])
})

test('a file that claims to be a registry of ours is refused, even while that one cannot be opened', async () => {
  const { start, file } = setUp()
  const first = start()
  await first.begin()
  await expect(first.open(file('own'))).rejects.toMatchObject({ code: 'CORRUPT', message: expect.stringContaining('identity') })
  expect(first.discarded).toEqual(['own'])
  await first.keeper.close()
  const second = start()
  await expect(second.open(file('own'))).rejects.toMatchObject({ code: 'CORRUPT' })
})

test('the own registry cannot be closed, unknown ones neither', async () => {
  const { start } = setUp()
  const program = start()
  await program.begin()
  await expect(program.close('own')).rejects.toMatchObject({ code: 'INVALID' })
  await expect(program.close('nope')).rejects.toMatchObject({ code: 'NOT_FOUND' })
})

test('the sample is added once, closed, opened again and removed with its history', async () => {
  const { start } = setUp()
  const program = start()
  await program.begin()
  await program.addSample()
  await program.addSample()
  expect(await ids(program)).toEqual(['own open', 'sample-1 open'])
  const history = () => program.deps.store.prepare<[], unknown>('SELECT count(*) AS n FROM foreign_history').get()
  expect(history()).toEqual({ n: 1 })
  await program.close('sample-1')
  expect(existsSync(program.sample)).toBe(true)
  await program.addSample()
  expect(history()).toEqual({ n: 1 })
  await program.removeSample()
  expect(existsSync(program.sample)).toBe(false)
  expect(await ids(program)).toEqual(['own open'])
  expect(history()).toEqual({ n: 0 })
})

test('removing the sample takes away all that was done with it, and nothing of other registries', async () => {
  const { start } = setUp()
  const program = start()
  await program.begin()
  await program.addSample()
  const { store } = program.deps
  const terms = { approvalFor: ['Production' as const], approvalsNeeded: 2, maySelfApprove: false, productionOnlyFromStaging: true }
  for (const id of ['own', 'sample-1']) {
    savePolicy(store, id, 'churn', terms)
    insertPrediction(store, { ...prediction, id: `asked of ${id}`, registryId: id })
    program.loaded.add(writeKey({ registryId: id, model: 'churn', version: '1' }, 'digest'))
  }
  program.events.splice(0)
  await program.removeSample()
  expect([findPolicy(store, 'own', 'churn'), findPolicy(store, 'sample-1', 'churn')]).toEqual([terms, null])
  expect(listPredictions(store, { words: [] }, { offset: 0, limit: 10 }).map((one) => one.id)).toEqual(['asked of own'])
  expect([...program.loaded]).toEqual([writeKey({ registryId: 'own', model: 'churn', version: '1' }, 'digest')])
  expect(program.events).toEqual(expect.arrayContaining(['registries.changed', 'predictions.changed', 'requests.changed']))
})

test('a sample that was unpacked, but not noted when the program was ended, brings its history the next time', async () => {
  const { start } = setUp()
  const program = start()
  await program.begin()
  mkdirSync(program.sample)
  await program.addSample()
  expect(await ids(program)).toEqual(['own open', 'sample-1 open'])
  expect(program.deps.store.prepare<[], unknown>('SELECT count(*) AS n FROM foreign_history').get()).toEqual({ n: 1 })
})

test('another program’s change is announced with the registry’s id', async () => {
  const { start } = setUp()
  const program = start()
  await program.begin()
  registry.addModel('new one')
  await expect.poll(() => program.events.includes('registry.changed'), { timeout: 10_000 }).toBe(true)
  expect(program.events).toContain('activity.changed')
})
