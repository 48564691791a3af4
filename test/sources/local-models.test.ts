import { afterAll, beforeAll, expect, test } from 'vitest'
import type { ModelsQuery, Source } from '../../src/main/sources/source.ts'
import { neverAborted, openTestSource } from '../support/local-source.ts'
import { createTestRegistry, type TestRegistry } from '../support/registry-builder.ts'

let registry: TestRegistry
let source: Source

beforeAll(() => {
  registry = createTestRegistry()
  const { addModel, addRun, addVersion, addLoggedModel } = registry
  addModel('churn', { description: 'who leaves', createdMs: 10, updatedMs: 50, tags: { team: 'alpha', __proto__x: 'odd' } })
  addModel('Fraud', { createdMs: 20, updatedMs: 40, tags: { team: 'beta' } })
  addModel('empty', { createdMs: 30, updatedMs: 30 })
  addModel('greeting', { tags: { 'mlflow.prompt.is_prompt': 'true' } })
  addRun({ id: 'run1', metrics: { accuracy: 0.8, loss: 1 } })
  addRun({ id: 'run2', metrics: { accuracy: 0.9, loss: Number.POSITIVE_INFINITY } })
  addRun({ id: 'run3', metrics: { accuracy: Number.NaN } })
  addRun({ id: 'run4', user: 'bo' })
  addVersion({ model: 'churn', version: 1, runId: 'run1', stage: 'Production', aliases: ['champion'] })
  addVersion({ model: 'churn', version: 2, runId: 'run2', stage: 'Staging', aliases: ['next'] })
  addVersion({ model: 'churn', version: 3, runId: 'run3', stage: 'Archived' })
  addLoggedModel({ id: 'm-1', name: 'model', runId: 'run4', metrics: { accuracy: 0.5, recall: 0.25 }, params: { depth: '3' } })
  addVersion({ model: 'churn', version: 4, runId: 'run4', source: 'models:/m-1' })
  addVersion({ model: 'churn', version: 5, runId: 'run1', stage: 'Deleted_Internal' })
  addVersion({ model: 'Fraud', version: 1, runId: 'run2', stage: 'Production' })
  addVersion({ model: 'Fraud', version: 2, runId: 'run2', stage: 'Production' })
  source = openTestSource(registry)
})

afterAll(async () => {
  await source.close()
  registry.remove()
})

const list = (more: Partial<ModelsQuery> = {}) =>
  source.listModels({ filter: '', sort: { key: 'name', descending: false }, metrics: [], offset: 0, limit: 100, ...more }, neverAborted())
const names = async (more: Partial<ModelsQuery> = {}) => (await list(more)).rows.map((row) => row.name)

test('models are listed without prompts, with stages, aliases, tags and counts', async () => {
  const page = await list()
  expect(await source.countModels()).toBe(3)
  expect(page.total).toBe(3)
  expect(page.rows[0]).toEqual({
    name: 'churn',
    description: 'who leaves',
    createdMs: 10,
    updatedMs: 50,
    versionCount: 4,
    latestVersion: '4',
    production: ['1'],
    staging: ['2'],
    aliases: [
      { alias: 'champion', version: '1' },
      { alias: 'next', version: '2' }
    ],
    tags: { team: 'alpha', __proto__x: 'odd' },
    trends: {}
  })
  expect(page.rows[2]).toMatchObject({ name: 'Fraud', production: ['2', '1'], latestVersion: '2' })
  expect(page.rows[1]).toMatchObject({ name: 'empty', versionCount: 0, latestVersion: null })
})

test('a trend goes from the oldest to the newest version; NaN and missing values are gaps', async () => {
  const { rows } = await list({ filter: 'churn', metrics: ['accuracy', 'loss', 'recall', 'unknown'] })
  expect(rows[0]?.trends).toEqual({
    accuracy: { latest: 0.5, series: [0.8, 0.9, null, 0.5] },
    loss: { latest: null, series: [1, null, null, null] },
    recall: { latest: 0.25, series: [null, null, null, 0.25] }
  })
})

test.each([
  ['name', false, ['churn', 'empty', 'Fraud']],
  ['name', true, ['Fraud', 'empty', 'churn']],
  ['created', true, ['empty', 'Fraud', 'churn']],
  ['updated', false, ['empty', 'Fraud', 'churn']],
  ['latest', true, ['churn', 'Fraud', 'empty']],
  ['latest', false, ['Fraud', 'churn', 'empty']],
  ['production', true, ['Fraud', 'churn', 'empty']],
  ['staging', false, ['churn', 'Fraud', 'empty']],
  ['metrics.accuracy', true, ['Fraud', 'churn', 'empty']],
  ['metrics.accuracy', false, ['churn', 'Fraud', 'empty']],
  ['metrics.unknown', true, ['churn', 'empty', 'Fraud']]
])('sorted by %s, descending %s: those without a value come last', async (key, descending, expected) => {
  expect(await names({ sort: { key, descending } })).toEqual(expected)
})

test.each([
  ['churn', ['churn']],
  ['FRAU', ['Fraud']],
  ['team:alpha', ['churn']],
  ['alpha leave', []],
  ['alpha ch', ['churn']],
  ['@champ', ['churn']],
  ['prod', ['churn', 'Fraud']],
  ['staging', ['churn']],
  ['models in production', []],
  ["name LIKE 'ch%'", ['churn']],
  ["name ILIKE 'F%' AND tags.team = 'beta'", ['Fraud']],
  ["tags.`team` != 'beta'", ['churn']],
  ["tags.`mlflow.prompt.is_prompt` = 'true'", []],
  ['   ', ['churn', 'empty', 'Fraud']]
])('the filter %s finds %s', async (filter, expected) => {
  expect(await names({ filter })).toEqual(expected)
})

test('a wrong filter expression is refused with a reason and the place', async () => {
  await expect(list({ filter: "name = 'a' OR name = 'b'" })).rejects.toMatchObject({
    code: 'INVALID',
    message: expect.stringContaining('position')
  })
  await expect(list({ filter: 'colour = 3' })).rejects.toMatchObject({ code: 'INVALID', message: expect.stringContaining('colour') })
})

test('an unknown sort key is refused and the known ones are named', async () => {
  await expect(list({ sort: { key: 'size', descending: false } })).rejects.toMatchObject({
    code: 'INVALID',
    message: expect.stringContaining('size'),
    remedy: expect.stringContaining('metrics.<key>')
  })
})

test('pages give windows of one order and the total', async () => {
  const page = await list({ offset: 1, limit: 1 })
  expect(page).toMatchObject({ total: 3, offset: 1 })
  expect(page.rows.map((row) => row.name)).toEqual(['empty'])
  expect((await list({ offset: 50 })).rows).toEqual([])
})

test('one model tells its metrics, most frequent first, and how many versions are in each stage', async () => {
  const model = await source.getModel('churn')
  expect(model.metricNames).toEqual(['accuracy', 'loss', 'recall'])
  expect(model.stageCounts).toEqual({ None: 1, Staging: 1, Production: 1, Archived: 1 })
  expect(model.trends['accuracy']?.series).toEqual([0.8, 0.9, null, 0.5])
  expect(await source.listMetricNames()).toEqual(['accuracy', 'loss', 'recall'])
})

test('a metric over the versions keeps infinities and NaN apart', async () => {
  expect(await source.metricOverVersions('churn', 'loss')).toEqual([
    { version: '1', value: 1 },
    { version: '2', value: 'Infinity' },
    { version: '3', value: null },
    { version: '4', value: null }
  ])
  expect((await source.metricOverVersions('churn', 'accuracy'))[2]).toEqual({ version: '3', value: 'NaN' })
})

test('a model that is not there, and a prompt, are named in the failure', async () => {
  await expect(source.getModel('nothing')).rejects.toMatchObject({ code: 'NOT_FOUND', message: expect.stringContaining('nothing') })
  await expect(source.getModel('greeting')).rejects.toMatchObject({ code: 'NOT_FOUND' })
})

test('another program’s change shows in the next page', async () => {
  registry.addModel('zebra')
  expect(await names()).toEqual(['churn', 'empty', 'Fraud', 'zebra'])
  registry.db.prepare(`DELETE FROM registered_models WHERE name = 'zebra'`).run()
  expect((await list()).total).toBe(3)
})
