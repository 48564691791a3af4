import { expect, test } from 'vitest'
import { searchLoggedModels } from '../../src/main/tracking/logged-model-search.ts'
import {
  createLoggedModel,
  deleteLoggedModel,
  deleteLoggedModelTag,
  finalizeLoggedModel,
  findRunModels,
  getLoggedModel,
  logModelParams,
  setLoggedModelTags
} from '../../src/main/tracking/logged-models.ts'
import { writeModelMetrics } from '../../src/main/tracking/metrics.ts'
import { makeRegistry } from './registry-fixture.ts'

function makeLogged() {
  const registry = makeRegistry()
  registry.addRun('run1')
  const log = (modelId: string, more: Partial<Parameters<typeof createLoggedModel>[1]> = {}, now = 1000) =>
    createLoggedModel(
      registry.db,
      { modelId, experimentId: '0', name: 'model', modelType: null, sourceRunId: 'run1', params: [], tags: [], ...more },
      now
    )
  const measure = (modelId: string, key: string, value: number, more: { step?: number; dataset?: string } = {}) =>
    writeModelMetrics(registry.db, 'run1', '0', [
      {
        key,
        value,
        timestamp: 1,
        step: more.step ?? 0,
        modelId,
        datasetName: more.dataset ?? null,
        datasetDigest: more.dataset ? 'd1' : null
      } as never
    ])
  const search = (filter: string, more: Partial<Parameters<typeof searchLoggedModels>[1]> = {}) =>
    searchLoggedModels(registry.db, { experimentIds: ['0'], filter, datasets: [], maxResults: 100, orderBy: [], ...more })
  const find = (filter: string, more: Partial<Parameters<typeof searchLoggedModels>[1]> = {}) =>
    search(filter, more).rows.map(({ modelId }) => modelId)
  return { ...registry, log, measure, search, find }
}

test('a logged model is made pending, finalized, tagged and deleted softly', () => {
  const { db, log } = makeLogged()
  const made = log('m-1', { params: [{ key: 'depth', value: '3' }], tags: [{ key: 'a', value: 'b' }], modelType: 'tree' })
  expect(made).toMatchObject({
    modelId: 'm-1',
    experimentId: '0',
    artifactLocation: 'mlflow-artifacts:/0/models/m-1/artifacts',
    status: 'PENDING',
    modelType: 'tree',
    params: [{ key: 'depth', value: '3' }],
    tags: [{ key: 'a', value: 'b' }]
  })
  expect(finalizeLoggedModel(db, 'm-1', 'READY', 2000)).toMatchObject({ status: 'READY', lastUpdatedTime: 2000 })
  setLoggedModelTags(db, 'm-1', [{ key: 'a', value: 'c' }])
  deleteLoggedModelTag(db, 'm-1', 'a')
  expect(() => deleteLoggedModelTag(db, 'm-1', 'a')).toThrow("No tag with key 'a' found for model with ID 'm-1'.")
  deleteLoggedModel(db, 'm-1', 3000)
  expect(() => getLoggedModel(db, 'm-1')).toThrow("Logged model with ID 'm-1' not found.")
  expect(getLoggedModel(db, 'm-1', true).lifecycleStage).toBe('deleted')
  // As in MLflow: an upload may end after the model was deleted.
  expect(finalizeLoggedModel(db, 'm-1', 'FAILED', 4000)).toMatchObject({ status: 'FAILED', lifecycleStage: 'deleted' })
})

test('params are added once: the same value again is fine, another is refused', () => {
  const { db, log } = makeLogged()
  log('m-1', { params: [{ key: 'depth', value: '3' }] })
  logModelParams(db, 'm-1', [{ key: 'depth', value: '3' }])
  expect(() => logModelParams(db, 'm-1', [{ key: 'depth', value: '4' }])).toThrow(/Changing param values is not allowed/)
  logModelParams(db, 'm-1', [{ key: 'long', value: 'x'.repeat(20_000) }])
  expect(getLoggedModel(db, 'm-1').params).toHaveLength(2)
})

test.each(['', 'a/b', 'a:b', 'a.b', 'a%b', 'a"b', "a'b"])('a logged model cannot be named %j', (name) => {
  const { log } = makeLogged()
  expect(() => log('m-1', { name })).toThrow(/Invalid model name/)
})

test('a missing, deleted or malformed experiment is refused', () => {
  const { db, log } = makeLogged()
  expect(() => log('m-1', { experimentId: '77' })).toThrow('No Experiment with id=77 exists')
  expect(() => log('m-1', { experimentId: 'x' })).toThrow(/Invalid experiment ID/)
  db.prepare("UPDATE experiments SET lifecycle_stage = 'deleted'").run()
  expect(() => log('m-1')).toThrow("must be in the 'active' state")
})

test('an experiment id beyond 2^53 keeps every digit', () => {
  const { db, log, find } = makeLogged()
  db.prepare(
    "INSERT INTO experiments (experiment_id, name, artifact_location, lifecycle_stage) VALUES (912345678901234567, 'big', 'mlflow-artifacts:/big', 'active')"
  ).run()
  expect(log('m-1', { experimentId: '912345678901234567' }).experimentId).toBe('912345678901234567')
  expect(find('', { experimentIds: ['912345678901234567'] })).toEqual(['m-1'])
  expect(find('', { experimentIds: ['912345678901234568'] })).toEqual([])
})

test('filters over attributes, params, tags and metrics find what they say', () => {
  const { db, log, measure, find } = makeLogged()
  log('m-1', { name: 'tree', params: [{ key: 'depth', value: '3' }], tags: [{ key: 'team name', value: 'risk' }] }, 1000)
  log('m-2', { name: 'forest', modelType: 'ensemble' }, 2000)
  finalizeLoggedModel(db, 'm-2', 'READY', 3000)
  measure('m-1', 'acc', 0.8)
  measure('m-1', 'acc', 0.9, { step: 1 })
  measure('m-2', 'acc', 0.7, { dataset: 'train' })
  expect(find('')).toEqual(['m-2', 'm-1'])
  expect(find("name = 'tree'")).toEqual(['m-1'])
  expect(find("name LIKE '%re%'")).toEqual(['m-2', 'm-1'])
  expect(find("model_id IN ('m-1', 'm-9')")).toEqual(['m-1'])
  expect(find("status = 'READY'")).toEqual(['m-2'])
  expect(find("params.depth = '3' AND tags.`team name` = 'risk'")).toEqual(['m-1'])
  expect(find('metrics.acc > 0.75')).toEqual(['m-1'])
  expect(find('metrics.acc > 0.5', { datasets: [{ name: 'train' }] })).toEqual(['m-2'])
  expect(find('', { datasets: [{ name: 'train', digest: 'd1' }] })).toEqual(['m-2'])
  expect(find('', { datasets: [{ name: 'train', digest: 'other' }] })).toEqual([])
  expect(find('creation_timestamp >= 2000')).toEqual(['m-2'])
  expect(() => find("nonsense = 'x'")).toThrow(expect.objectContaining({ code: 'INVALID' }))
  expect(() => find('', { datasets: [{ name: '' }] })).toThrow(/`dataset_name`/)
})

test('an order by the latest metric puts models without it last, both ways', () => {
  const { log, measure, find } = makeLogged()
  for (const id of ['m-1', 'm-2', 'm-3']) log(id)
  measure('m-1', 'acc', 0.9)
  measure('m-1', 'acc', 0.1, { step: 1 })
  measure('m-2', 'acc', 0.5)
  expect(find('', { orderBy: [{ field: 'metrics.acc', ascending: true }] })).toEqual(['m-1', 'm-2', 'm-3'])
  expect(find('', { orderBy: [{ field: 'metrics.acc', ascending: false }] })).toEqual(['m-2', 'm-1', 'm-3'])
  expect(find('', { orderBy: [{ field: 'model_id', ascending: false }] })).toEqual(['m-3', 'm-2', 'm-1'])
  expect(find('', { orderBy: [{ field: 'metrics.acc', ascending: false, datasetName: 'none' }] })).toHaveLength(3)
  for (const field of ['constructor', 'name; DROP TABLE runs', 'params.x', '(SELECT 1)'])
    expect(() => find('', { orderBy: [{ field, ascending: true }] })).toThrow(/Invalid order by field name/)
})

test('pages follow one another to the end, and a token of another search is refused', () => {
  const { log, search } = makeLogged()
  for (let index = 0; index < 7; index++) log(`m-${index}`, {}, index)
  const seen: string[] = []
  let pageToken: string | undefined
  do {
    const page = search('', { maxResults: 3, pageToken })
    seen.push(...page.rows.map(({ modelId }) => modelId))
    pageToken = page.nextPageToken
    if (pageToken) expect(() => search("name = 'x'", { pageToken })).toThrow('Filter string in the page token does not match')
  } while (pageToken)
  expect(seen).toEqual(['m-6', 'm-5', 'm-4', 'm-3', 'm-2', 'm-1', 'm-0'])
  expect(() => search('', { pageToken: 'rubbish' })).toThrow('Invalid page token')
})

test('of a run’s models with one name the one logged at the greatest step comes first', () => {
  const { db, log } = makeLogged()
  log('m-1', {}, 2000)
  log('m-2', {}, 1000)
  log('m-3', { name: 'other' })
  const output = db.prepare<unknown[], unknown>(
    "INSERT INTO inputs (input_uuid, source_type, source_id, destination_type, destination_id, step) VALUES (?, 'RUN_OUTPUT', 'run1', 'MODEL_OUTPUT', ?, ?)"
  )
  output.run('i1', 'm-1', 1)
  output.run('i2', 'm-2', 5)
  expect(findRunModels(db, 'run1', 'model').map(({ modelId }) => modelId)).toEqual(['m-2', 'm-1'])
})
