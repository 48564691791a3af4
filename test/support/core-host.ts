import { rmSync } from 'node:fs'
import path from 'node:path'
import type Database from 'better-sqlite3'
import { afterAll, onTestFinished } from 'vitest'
import { createActivity } from '../../src/main/core/activity/activity.ts'
import { createArtifacts } from '../../src/main/core/artifacts/artifacts.ts'
import { createComparisons } from '../../src/main/core/comparisons/comparisons.ts'
import type { Actor, Deps } from '../../src/main/core/deps.ts'
import { createExperiments } from '../../src/main/core/experiments/experiments.ts'
import { createModels } from '../../src/main/core/models/models.ts'
import { createPeople } from '../../src/main/core/people/people.ts'
import { createPolicies } from '../../src/main/core/policies/policies.ts'
import { createPromotions } from '../../src/main/core/promotions/promotions.ts'
import { createRegistryKeeper, type RegistryKeeper } from '../../src/main/core/registries/keeper.ts'
import { createRuns } from '../../src/main/core/runs/runs.ts'
import { createSettings } from '../../src/main/core/settings/settings.ts'
import { createVersions } from '../../src/main/core/versions/versions.ts'
import { createDispatcher, type Dispatcher } from '../../src/main/dispatch.ts'
import type { Source } from '../../src/main/sources/source.ts'
import { openStoreDatabase } from '../../src/main/store/database.ts'
import type { CallInput, CallName, CallValue } from '../../src/preload/contract/calls.ts'
import type { EventName } from '../../src/preload/contract/events.ts'
import { Failure } from '../../src/preload/contract/reply.ts'
import { ann, makeClock, makeFolder, makeListener, openTestStore, openTestWorkers } from './core.ts'
import { openTestSource } from './local-source.ts'
import { createTestRegistry, type TestRegistry } from './registry-builder.ts'

export const registryId = 'registry-1'

/** The nouns of core over a real store and a real registry in temporary folders. */
export interface CoreHost {
  readonly home: string
  readonly store: Database.Database
  readonly registry: TestRegistry
  readonly keeper: RegistryKeeper
  readonly dispatcher: Dispatcher
  readonly events: readonly EventName[]
  /** What went wrong beside acts that stand. */
  readonly failures: string[]
  readonly deps: Deps
  readonly clock: ReturnType<typeof makeClock>
  /** Value of a call made by a person (Ann when nobody is named); throws its Failure. */
  call<N extends CallName>(name: N, input: CallInput<N>, actor?: Actor): Promise<CallValue<N>>
  /** A second core on the same files, as the command line is. */
  openSecond(): Promise<CoreHost>
}

/** A model `churn`: v1 Production (@champion), v2 Staging, v3 without a stage; each with a run and files. */
export function fillChurn(registry: TestRegistry): void {
  registry.addModel('churn', { description: 'who leaves', createdMs: 500 })
  const accuracy = [0.8, 0.9, 0.95]
  for (const [index, stage] of ['Production', 'Staging', 'None'].entries()) {
    const version = index + 1
    const runId = `${version}`.repeat(32)
    registry.addRun({
      id: runId,
      name: `run-${version}`,
      metrics: { accuracy: accuracy[index] ?? 0, loss: 1 / version },
      params: { depth: String(version), seed: '1' },
      tags: { team: 'a' }
    })
    const source = registry.writeArtifacts(`0/${runId}/artifacts/model`, {
      MLmodel: `flavors:\n  onnx:\n    onnx_version: 1.1${version}.0\n    data: model.onnx\n  python_function:\n    loader_module: mlflow.onnx\nmlflow_version: 3.17.2\n`,
      'model.onnx': `weights of version ${version}`,
      'requirements.txt': `mlflow==3.17.2\nonnx==1.1${version}.0\n`
    })
    registry.addVersion({
      model: 'churn',
      version,
      runId,
      stage,
      source,
      createdMs: version * 1000,
      aliases: version === 1 ? ['champion'] : []
    })
  }
}

/** One registry and its worker threads serve all tests of a file, one after the other: starting them takes longer than most tests. */
const shared: { registry: TestRegistry; source: Source }[] = []
afterAll(async () => {
  for (const { registry, source } of shared.splice(0)) {
    await source.close()
    registry.remove()
  }
})

/** Opens a host on a store of its own and a registry that holds what `fill` puts in it, and nothing else. */
export async function openCoreHost(fill: (registry: TestRegistry) => void = fillChurn): Promise<CoreHost> {
  const home = makeFolder()
  const clock = makeClock()
  const { registry, source } = shared[0] ?? openShared()
  emptyRegistry(registry)
  fill(registry)
  // Closing the host leaves the shared source open for the next test.
  return buildHost(home, openTestStore(home), registry, { ...source, close: async () => {} }, clock)
}

function openShared(): { registry: TestRegistry; source: Source } {
  const registry = createTestRegistry()
  const opened = { registry, source: openTestSource(registry) }
  shared.push(opened)
  return opened
}

function emptyRegistry(registry: TestRegistry): void {
  rmSync(path.join(registry.artifacts, '0'), { recursive: true, force: true })
  const tables = ['registered_model_aliases', 'model_version_tags', 'model_versions', 'registered_model_tags', 'registered_models']
  const ofRuns = ['latest_metrics', 'metrics', 'params', 'tags', 'runs']
  registry.db.transaction(() => {
    for (const table of [...tables, ...ofRuns]) registry.db.exec(`DELETE FROM ${table}`)
  })()
}

async function buildHost(
  home: string,
  store: Database.Database,
  registry: TestRegistry,
  source: Source,
  clock: ReturnType<typeof makeClock>
): Promise<CoreHost> {
  const { names, emit } = makeListener()
  const failures: string[] = []
  const keeper = createRegistryKeeper({ emit })
  await keeper.keep({ id: registryId, kind: 'embedded', name: 'My registry', location: registry.folder, source })
  onTestFinished(() => keeper.close())
  const workers = openTestWorkers(home)
  const deps: Deps = {
    home,
    appVersion: '0.0.0',
    store,
    reader: workers.reader,
    writer: workers.writer,
    inputs: workers.inputs,
    registries: keeper,
    scorer: undefined as never,
    service: undefined as never,
    handles: { add: (file) => file, path: (handle) => handle },
    now: clock.now,
    newId: clock.newId,
    failed: (what) => void failures.push(what),
    emit
  }
  const dispatcher = createDispatcher(createHandlers(deps), { jobsChanged: () => {}, failed: (name, error) => console.error(name, error) })
  let calls = 0
  return {
    home,
    store,
    registry,
    keeper,
    dispatcher,
    events: names,
    failures,
    deps,
    clock,
    call: async (name, input, actor = ann) => {
      calls += 1
      const reply = await dispatcher.call(name, input, { callId: `call-${calls}`, actor })
      if (!reply.ok) throw Failure.from(reply.failure)
      return reply.value
    },
    openSecond: () => {
      const second = openStoreDatabase(path.join(home, 'greenroom.db'))
      onTestFinished(() => void second.close())
      return buildHost(home, second, registry, openTestSource(registry), { ...clock, newId: () => `second-${clock.newId()}` })
    }
  }
}

function createHandlers(deps: Deps) {
  return {
    ...createModels(deps),
    ...createVersions(deps),
    ...createExperiments(deps),
    ...createRuns(deps),
    ...createArtifacts(deps),
    ...createComparisons(deps),
    ...createPromotions(deps),
    ...createPolicies(deps),
    ...createPeople(deps, 'ann'),
    ...createActivity(deps),
    ...createSettings(deps)
  }
}
