import { execFile } from 'node:child_process'
import path from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Source } from '../../src/main/sources/source.ts'
import { neverAborted, openTestSource } from '../support/local-source.ts'
import { createTestRegistry, type TestRegistry } from '../support/registry-builder.ts'

const python = process.env['GREENROOM_TEST_PYTHON']
const isMissing = python === undefined && process.env['CI'] === undefined

/** What stock MLflow reads of the registry that it filled. */
interface Stock {
  readonly runId: string
  readonly experimentId: string
  readonly params: Readonly<Record<string, string>>
  readonly metrics: readonly string[]
  readonly tags: Readonly<Record<string, string>>
  readonly loss: readonly number[]
  readonly digest: string
  readonly loggedModels: readonly string[]
  readonly models: readonly string[]
  readonly versions: readonly {
    readonly version: string
    readonly stage: string
    readonly description: string
    readonly tags: Readonly<Record<string, string>>
    readonly runId: string
  }[]
  readonly byAlias: string
}

let registry: TestRegistry
let source: Source
let stock: Stock

beforeAll(async () => {
  if (isMissing) return
  registry = createTestRegistry()
  const script = path.join(import.meta.dirname, 'stock_registry.py')
  const { stdout } = await promisify(execFile)(python ?? 'python3', [script, registry.database, registry.artifacts], { timeout: 110_000 })
  stock = JSON.parse(stdout.trim().split('\n').at(-1) ?? '')
  source = openTestSource(registry)
}, 120_000)

afterAll(async () => {
  await source?.close()
  registry?.remove()
})

test.skipIf(isMissing)('a run that stock MLflow logged reads as MLflow reads it (needs GREENROOM_TEST_PYTHON)', async () => {
  const run = await source.getRun(stock.runId)
  expect(run).toMatchObject({ name: 'first', experimentId: stock.experimentId, experimentName: 'churn study', status: 'FINISHED' })
  expect(run.params).toEqual(stock.params)
  expect(run.tags).toEqual(stock.tags)
  expect(Object.keys(run.metrics).sort()).toEqual(stock.metrics)
  expect(run.metrics).toMatchObject({ odd: 'NaN', high: 'Infinity', loss: stock.loss.at(-1) })
  expect(run.datasets).toMatchObject([{ name: 'customers', digest: stock.digest, context: 'training' }])
  expect(run.loggedModels.map((model) => model.modelId).sort()).toEqual([...stock.loggedModels].sort())
  const [history] = await source.metricHistories({ runIds: [stock.runId], metrics: ['loss'], limit: 1000 }, neverAborted())
  expect(history?.points.map((point) => point.value)).toEqual(stock.loss)
})

test.skipIf(isMissing)(
  'models and versions that stock MLflow registered read as MLflow reads them (needs GREENROOM_TEST_PYTHON)',
  async () => {
    const query = { filter: '', offset: 0, limit: 100, metrics: ['loss'] }
    const models = await source.listModels({ ...query, sort: { key: 'name', descending: false } }, neverAborted())
    expect(models.rows.map((model) => model.name)).toEqual(stock.models)
    expect(models.rows[0]).toMatchObject({ versionCount: 2, latestVersion: '2', production: ['2'] })
    const versions = await source.listVersions({ ...query, model: 'churn', sort: { key: 'version', descending: true } }, neverAborted())
    const shown = versions.rows.map(({ version, stage, description, tags, runId }) => ({ version, stage, description, tags, runId }))
    expect(shown).toEqual([...stock.versions].sort((left, right) => Number(right.version) - Number(left.version)))
    expect((await source.getVersion('churn', '@champion')).version).toBe(stock.byAlias)
  }
)

test.skipIf(isMissing)(
  'the files of a version that stock MLflow logged are found and understood (needs GREENROOM_TEST_PYTHON)',
  async () => {
    const contents = await source.readContents('churn', '2')
    expect(contents).toMatchObject({
      engine: 'python',
      problem: null,
      loadingRunsCode: false,
      serializationFormat: 'skops',
      mlflowVersion: '3.17.2'
    })
    expect(contents.signature?.inputs.map((field) => [field.name, field.type])).toEqual([
      ['tenure', 'double'],
      ['plan', 'long']
    ])
    expect(contents.inputExample?.[0]).toEqual({ tenure: 1, plan: 0 })
    const root = { kind: 'run', runId: stock.runId } as const
    expect((await source.listArtifacts(root, '')).map((entry) => entry.name)).toEqual(['model', 'notes'])
    expect(await source.previewArtifact(root, 'notes/readme.txt')).toMatchObject({ text: 'hello' })
    const digest = await source.digestVersion('churn', '2', neverAborted(), () => {})
    expect(digest).toMatchObject({ files: contents.fileCount, size: contents.size })
  }
)
