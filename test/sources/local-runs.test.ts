import { afterAll, beforeAll, expect, test } from 'vitest'
import type { RunsQuery, Source } from '../../src/main/sources/source.ts'
import { neverAborted, openTestSource } from '../support/local-source.ts'
import { createTestRegistry, type TestRegistry } from '../support/registry-builder.ts'

let registry: TestRegistry
let source: Source

beforeAll(() => {
  registry = createTestRegistry()
  const { addExperiment, addRun, addHistory, addModel, addVersion, addLoggedModel, db } = registry
  addExperiment(7, 'tuning', { tags: { owner: 'ann' } })
  addExperiment(8, 'gone', { isDeleted: true })
  addRun({
    id: 'a1',
    name: 'Alpha',
    experiment: 7,
    user: 'ann',
    startedMs: 100,
    endedMs: 500,
    metrics: { auc: 0.5 },
    params: { lr: '10', kind: 'tree' }
  })
  addRun({
    id: 'b2',
    name: 'beta',
    experiment: 7,
    user: 'Bo',
    startedMs: 300,
    endedMs: 350,
    metrics: { auc: 0.9 },
    params: { lr: '9' },
    status: 'FAILED'
  })
  addRun({
    id: 'c3',
    name: 'gamma',
    user: 'cy',
    startedMs: 200,
    endedMs: null,
    metrics: { auc: Number.NaN },
    params: { lr: 'none' },
    status: 'RUNNING'
  })
  addRun({ id: 'd4', name: '', user: '', startedMs: null, endedMs: null, tags: { team: 'x' } })
  addRun({ id: 'e5', experiment: 8, isDeleted: true })
  addHistory(
    'a1',
    'loss',
    Array.from({ length: 1001 }, (_, step) => [step, 5000 + step, 1000 - step] as const)
  )
  addHistory('a1', 'odd', [
    [0, 1, Number.NaN],
    [1, 2, Number.POSITIVE_INFINITY],
    [2, 3, 0.5]
  ])
  db.exec(
    `INSERT INTO datasets (dataset_uuid, experiment_id, name, digest, dataset_source_type, dataset_source) VALUES ('d1', 7, 'train', 'abc', 'local', '{}')`
  )
  db.exec(
    `INSERT INTO inputs (input_uuid, source_type, source_id, destination_type, destination_id) VALUES ('i1', 'DATASET', 'd1', 'RUN', 'a1')`
  )
  db.exec(`INSERT INTO input_tags (input_uuid, name, value) VALUES ('i1', 'mlflow.data.context', 'training')`)
  addModel('churn')
  addVersion({ model: 'churn', version: 1, runId: 'a1' })
  addVersion({ model: 'churn', version: 2, runId: 'a1', stage: 'Deleted_Internal' })
  addLoggedModel({ id: 'm-1', name: 'model', runId: 'a1' })
  db.exec(
    `INSERT INTO tags (key, value, run_uuid) VALUES ('mlflow.log-model.history', '[{"artifact_path":"older","model_uuid":"u1"},{"artifact_path":"model"}]', 'a1')`
  )
  source = openTestSource(registry)
})

afterAll(async () => {
  await source.close()
  registry.remove()
})

const list = (more: Partial<RunsQuery> = {}) =>
  source.listRuns(
    { experiments: [], filter: '', sort: { key: 'started', descending: true }, offset: 0, limit: 100, ...more },
    neverAborted()
  )
const ids = async (more: Partial<RunsQuery> = {}) => (await list(more)).rows.map((row) => row.id).join(' ')

test('active runs of all experiments come newest first with their metrics, params and tags', async () => {
  const page = await list()
  expect(page.total).toBe(4)
  expect(page.rows.map((row) => row.id)).toEqual(['b2', 'c3', 'a1', 'd4'])
  expect(page.rows[2]).toEqual({
    id: 'a1',
    name: 'Alpha',
    experimentId: '7',
    status: 'FINISHED',
    startedMs: 100,
    endedMs: 500,
    user: 'ann',
    isDeleted: false,
    metrics: { auc: 0.5, loss: 0, odd: 0.5 },
    params: { kind: 'tree', lr: '10' },
    tags: { 'mlflow.runName': 'Alpha' }
  })
  expect(page.rows[1]?.metrics).toEqual({ auc: 'NaN' })
})

test('runs can be limited to experiments; ids that name none find nothing', async () => {
  expect(await ids({ experiments: ['7'] })).toBe('b2 a1')
  expect(await ids({ experiments: ['7', '0'] })).toBe('b2 c3 a1 d4')
  expect(await ids({ experiments: ['no number'] })).toBe('')
})

test.each([
  ['started', false, 'a1 c3 b2 d4'],
  ['ended', true, 'a1 b2 c3 d4'],
  ['duration', false, 'b2 a1 c3 d4'],
  ['name', false, 'a1 b2 c3 d4'],
  ['user', true, 'c3 b2 a1 d4'],
  ['status', false, 'b2 a1 d4 c3'],
  ['metrics.auc', true, 'b2 a1 c3 d4'],
  ['metrics.auc', false, 'a1 b2 c3 d4'],
  ['params.lr', false, 'b2 a1 c3 d4'],
  ['params.lr', true, 'c3 a1 b2 d4'],
  ['tags.team', false, 'd4 a1 b2 c3']
])('sorted by %s, descending %s: numbers as numbers, those without a value last', async (key, descending, expected) => {
  expect(await ids({ sort: { key, descending } })).toBe(expected)
})

test.each([
  ['alpha', 'a1'],
  ['BO', 'b2'],
  ['c3', 'c3'],
  ['tree', 'a1'],
  ['tree beta', ''],
  ['metrics.auc > 0.4', 'b2 a1'],
  ["params.lr = '10' AND attributes.status = 'FINISHED'", 'a1'],
  ["datasets.name = 'train'", 'a1'],
  ['metrics.auc>0.4 and metrics.loss<1', 'a1']
])('the filter %s finds %s', async (filter, expected) => {
  expect(await ids({ filter })).toBe(expected)
})

test('experiments come newest first with their runs counted; deleted ones on request', async () => {
  const query = { filter: '', deleted: false, offset: 0, limit: 10 }
  const page = await source.listExperiments(query, neverAborted())
  expect(page.rows.map((row) => [row.id, row.name, row.runCount])).toEqual([
    ['0', 'Default', 2],
    ['7', 'tuning', 2]
  ])
  expect(page.rows[1]).toMatchObject({ tags: { owner: 'ann' }, artifactLocation: 'mlflow-artifacts:/7', createdMs: 1000, updatedMs: 2000 })
  const deleted = await source.listExperiments({ ...query, deleted: true }, neverAborted())
  expect(deleted.rows).toMatchObject([{ id: '8', isDeleted: true, runCount: 1 }])
  const found = await source.listExperiments({ ...query, filter: 'owner:ann' }, neverAborted())
  expect(found.rows.map((row) => row.name)).toEqual(['tuning'])
})

test('the keys of runs are told, most frequent first', async () => {
  expect(await source.listRunColumns(['7'])).toEqual({
    metrics: ['auc', 'loss', 'odd'],
    params: ['lr', 'kind'],
    tags: ['mlflow.runName', 'mlflow.log-model.history']
  })
  expect((await source.listRunColumns([])).metrics).toEqual(['auc', 'loss', 'odd'])
})

test('one run tells its experiment, datasets, versions and logged models, of MLflow 3 and 2', async () => {
  const run = await source.getRun('a1')
  expect(run).toMatchObject({
    experimentName: 'tuning',
    artifactUri: 'mlflow-artifacts:/7/a1/artifacts',
    datasets: [{ name: 'train', digest: 'abc', sourceType: 'local', context: 'training' }],
    registeredVersions: [{ model: 'churn', version: '1' }]
  })
  expect(run.loggedModels).toEqual([
    { modelId: 'm-1', name: 'model', path: 'model' },
    { modelId: 'u1', name: 'older', path: 'older' }
  ])
  expect(run.tags['mlflow.log-model.history']).toContain('older')
  expect((await source.getRun('e5')).isDeleted).toBe(true)
  await expect(source.getRun('zz')).rejects.toMatchObject({ code: 'NOT_FOUND', message: expect.stringContaining('zz') })
})

test('a short history comes whole, with NaN and infinities by name', async () => {
  const [history] = await source.metricHistories({ runIds: ['a1'], metrics: ['odd'], limit: 10 }, neverAborted())
  expect(history).toEqual({
    runId: 'a1',
    metric: 'odd',
    total: 3,
    isSampled: false,
    points: [
      { step: 0, timestampMs: 1, value: 'NaN' },
      { step: 1, timestampMs: 2, value: 'Infinity' },
      { step: 2, timestampMs: 3, value: 0.5 }
    ]
  })
})

test('a long history is thinned evenly, first and last kept; what was never logged is left out', async () => {
  const histories = await source.metricHistories({ runIds: ['a1', 'b2'], metrics: ['loss'], limit: 11 }, neverAborted())
  expect(histories).toHaveLength(1)
  expect(histories[0]).toMatchObject({ runId: 'a1', total: 1001, isSampled: true })
  expect(histories[0]?.points.map((point) => point.step)).toEqual([0, 100, 200, 300, 400, 500, 600, 700, 800, 900, 1000])
})

test('thinning gives exactly as many points as asked for whatever the length', async () => {
  for (const limit of [10, 13, 999, 1000, 1001]) {
    const [history] = await source.metricHistories({ runIds: ['a1'], metrics: ['loss'], limit }, neverAborted())
    expect(history?.points).toHaveLength(limit)
    expect([history?.points[0]?.step, history?.points.at(-1)?.step]).toEqual([0, 1000])
  }
})
