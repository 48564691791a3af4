import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Source, VersionsQuery } from '../../src/main/sources/source.ts'
import { neverAborted, openTestSource } from '../support/local-source.ts'
import { createTestRegistry, type TestRegistry } from '../support/registry-builder.ts'

let registry: TestRegistry
let source: Source

beforeAll(() => {
  registry = createTestRegistry()
  const { addModel, addRun, addVersion, addLoggedModel, addExperiment } = registry
  addExperiment(9223372036854775807n, 'far')
  addModel('churn')
  addModel('other')
  addRun({
    id: 'run1',
    name: 'first try',
    user: 'ann',
    experiment: 9223372036854775807n,
    metrics: { auc: 0.7, loss: 2 },
    params: { lr: '0.1' }
  })
  addRun({ id: 'run2', name: 'second try', user: 'bo', metrics: { auc: 0.9 }, tags: { 'mlflow.source.name': 'train.py' } })
  addRun({ id: 'run3', user: 'cy', metrics: { auc: Number.NEGATIVE_INFINITY } })
  addVersion({ model: 'churn', version: 1, runId: 'run1', stage: 'Archived', updatedMs: 90_000, description: 'the old one' })
  addVersion({
    model: 'churn',
    version: 2,
    runId: 'run2',
    stage: 'Production',
    aliases: ['champion', 'best'],
    tags: { approved: 'yes' },
    user: 'dee'
  })
  addVersion({ model: 'churn', version: 3, runId: 'run3', stage: 'Production' })
  addVersion({ model: 'churn', version: 10, runId: null, source: 'mlflow-artifacts:/elsewhere' })
  addVersion({ model: 'churn', version: 11, runId: 'run1', stage: 'Deleted_Internal' })
  addLoggedModel({ id: 'm-9', name: 'model', runId: 'run2', metrics: { auc: 0.1, recall: 0.6 }, params: { depth: '4' } })
  addVersion({ model: 'other', version: 1, runId: 'run2', source: 'models:/m-9' })
  source = openTestSource(registry)
})

afterAll(async () => {
  await source.close()
  registry.remove()
})

const list = (more: Partial<VersionsQuery> = {}) =>
  source.listVersions(
    { model: 'churn', filter: '', sort: { key: 'version', descending: true }, metrics: [], offset: 0, limit: 100, ...more },
    neverAborted()
  )
const numbers = async (more: Partial<VersionsQuery> = {}) => (await list(more)).rows.map((row) => row.version)

test('versions are listed newest first, deleted ones left out, with what their run tells', async () => {
  const page = await list({ metrics: ['auc', 'loss'] })
  expect(page.total).toBe(4)
  expect(page.rows.map((row) => row.version)).toEqual(['10', '3', '2', '1'])
  expect(page.rows[2]).toMatchObject({
    model: 'churn',
    version: '2',
    stage: 'Production',
    aliases: ['best', 'champion'],
    tags: { approved: 'yes' },
    description: '',
    runId: 'run2',
    runName: 'second try',
    author: 'dee',
    status: 'READY',
    metrics: { auc: 0.9 }
  })
  expect(page.rows[0]).toMatchObject({ runId: null, runName: null, author: null, metrics: {} })
  expect(page.rows[1]?.metrics).toEqual({ auc: '-Infinity' })
  expect(page.rows[3]).toMatchObject({ author: 'ann', metrics: { auc: 0.7, loss: 2 } })
})

test.each([
  ['version', false, ['1', '2', '3', '10']],
  ['created', true, ['10', '3', '2', '1']],
  ['updated', true, ['1', '10', '3', '2']],
  ['stage', false, ['10', '3', '2', '1']],
  ['author', false, ['1', '3', '2', '10']],
  ['author', true, ['2', '3', '1', '10']],
  ['metrics.auc', true, ['2', '1', '3', '10']],
  ['metrics.auc', false, ['3', '1', '2', '10']],
  ['metrics.loss', false, ['1', '10', '3', '2']]
])('sorted by %s, descending %s: a total order, those without a value last', async (key, descending, expected) => {
  expect(await numbers({ sort: { key, descending } })).toEqual(expected)
})

test.each([
  ['v1', ['10', '1']],
  ['10', ['10']],
  ['champ', ['2']],
  ['@best', ['2']],
  ['prod', ['3', '2']],
  ['approved:yes', ['2']],
  ['old', ['1']],
  ['cy', ['3']],
  ['dee prod', ['2']],
  ['dee archived', []],
  ['version_number > 2', ['10', '3']],
  ["tags.approved = 'yes'", ['2']],
  ["run_id IN ('run1', 'run3')", ['3', '1']]
])('the filter %s finds %s', async (filter, expected) => {
  expect(await numbers({ filter })).toEqual(expected)
})

test.each([
  ['2', '2'],
  ['@champion', '2'],
  ['Production', '3'],
  ['production', '3'],
  ['None', '10'],
  ['latest', '10']
])('the reference %s is version %s', async (reference, version) => {
  expect((await source.getVersion('churn', reference)).version).toBe(version)
})

test.each([
  ['99', 'no version 99'],
  ['11', 'no version 11'],
  ['@nobody', '@nobody'],
  ['Staging', 'Staging'],
  ['newest', 'newest']
])('the reference %s is not found, and the failure says what is missing', async (reference, part) => {
  await expect(source.getVersion('churn', reference)).rejects.toMatchObject({ code: 'NOT_FOUND', message: expect.stringContaining(part) })
})

test('one version brings its run’s params, tags and experiment, and its siblings', async () => {
  const version = await source.getVersion('churn', '1')
  expect(version).toMatchObject({
    experimentId: '9223372036854775807',
    params: { lr: '0.1' },
    metrics: { auc: 0.7, loss: 2 },
    runTags: { 'mlflow.runName': 'first try' },
    siblings: ['10', '3', '2', '1']
  })
  expect(version.source).toBe('mlflow-artifacts:/0/run1/artifacts/model')
})

test('metrics and params that the run lacks come from the logged model; the run’s own count first', async () => {
  const version = await source.getVersion('other', 'latest')
  expect(version.metrics).toEqual({ auc: 0.9, recall: 0.6 })
  expect(version.params).toEqual({ depth: '4' })
})

test('versions of a model that is not there are not an empty list', async () => {
  await expect(list({ model: 'nothing' })).rejects.toMatchObject({ code: 'NOT_FOUND' })
})
