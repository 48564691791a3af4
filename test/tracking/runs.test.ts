import { randomUUID } from 'node:crypto'
import { expect, test } from 'vitest'
import { logBatch } from '../../src/main/tracking/batch.ts'
import { logInputs, logOutputs } from '../../src/main/tracking/datasets.ts'
import { createExperiment, deleteExperiment, getExperiment, restoreExperiment } from '../../src/main/tracking/experiments.ts'
import { logParam } from '../../src/main/tracking/params.ts'
import { getRun } from '../../src/main/tracking/run-details.ts'
import { searchExperiments, searchRuns } from '../../src/main/tracking/run-search.ts'
import { recordModel, setRunTag } from '../../src/main/tracking/run-tags.ts'
import { createRun, deleteRun, getRunInfo, restoreRun, updateRun } from '../../src/main/tracking/runs.ts'
import { makeRegistry } from './registry-fixture.ts'

const noName = () => 'unnamed'

function start(db: ReturnType<typeof makeRegistry>['db'], runId: string, more: Partial<Parameters<typeof createRun>[1]> = {}) {
  return createRun(db, { runId, experimentId: '0', userId: 'ada', startTime: 1000, tags: [], ...more }, noName)
}

test('a run takes its name from the input, the tag, or the generator, and always has the tag', () => {
  const { db } = makeRegistry()
  expect(start(db, 'r1', { runName: 'given' }).runName).toBe('given')
  expect(start(db, 'r2', { tags: [{ key: 'mlflow.runName', value: 'tagged' }] }).runName).toBe('tagged')
  expect(start(db, 'r3').runName).toBe('unnamed')
  expect(getRun(db, 'r3').tags).toEqual([{ key: 'mlflow.runName', value: 'unnamed' }])
  expect(() => start(db, 'r4', { runName: 'a', tags: [{ key: 'mlflow.runName', value: 'b' }] })).toThrow(/different values/)
  expect(start(db, 'r5')).toMatchObject({ status: 'RUNNING', artifactUri: 'mlflow-artifacts:/0/r5/artifacts', experimentId: '0' })
})

test('names and tags of a run follow each other', () => {
  const { db } = makeRegistry()
  start(db, 'r')
  setRunTag(db, 'r', { key: 'mlflow.runName', value: 'by tag' })
  expect(getRunInfo(db, 'r').runName).toBe('by tag')
  updateRun(db, { runId: 'r', runName: 'by update', status: 'FINISHED', endTime: 2000 })
  expect(getRun(db, 'r')).toMatchObject({
    info: { runName: 'by update', status: 'FINISHED', endTime: 2000 },
    tags: [{ key: 'mlflow.runName', value: 'by update' }]
  })
})

test('int64 times and steps keep every digit', () => {
  const { db } = makeRegistry()
  start(db, 'r', { startTime: 9223372036854775807n })
  logBatch(db, {
    runId: 'r',
    metrics: [
      { key: 'm', value: 1, timestamp: 9007199254740993n, step: -9223372036854775808n },
      { key: 'm', value: 2, timestamp: 5, step: 9007199254740993n }
    ],
    params: [],
    tags: []
  })
  const run = getRun(db, 'r')
  expect(run.info.startTime).toBe(9223372036854775807n)
  expect(run.metrics).toEqual([{ key: 'm', value: 2, timestamp: 5, step: 9007199254740993n }])
})

test('the latest value of a metric is the greatest step, then timestamp, then value', () => {
  const { db } = makeRegistry()
  start(db, 'r')
  const log = (value: number, timestamp: number, step: number) =>
    logBatch(db, { runId: 'r', metrics: [{ key: 'm', value, timestamp, step }], params: [], tags: [] })
  const latest = () => getRun(db, 'r').metrics[0]
  log(5, 10, 3)
  log(9, 99, 2)
  expect(latest()).toMatchObject({ value: 5, step: 3 })
  log(1, 11, 3)
  expect(latest()).toMatchObject({ value: 1, timestamp: 11 })
  log(0.5, 11, 3)
  expect(latest()).toMatchObject({ value: 1 })
  log(2, 11, 3)
  expect(latest()).toMatchObject({ value: 2 })
  log(Number.NaN, 12, 3)
  expect(latest()?.value).toBeNaN()
  log(2, 11, 3)
  expect(db.prepare('SELECT count(*) AS n FROM metrics').get()).toEqual({ n: 6 })
})

test('params never change; the same value again is fine', () => {
  const { db } = makeRegistry()
  start(db, 'r')
  logParam(db, 'r', { key: 'lr', value: '0.1' })
  logParam(db, 'r', { key: 'lr', value: '0.1' })
  expect(() => logParam(db, 'r', { key: 'lr', value: '0.2' })).toThrow(
    "Changing param values is not allowed. Param with key='lr' was already logged with value='0.1' for run ID='r'. Attempted logging new value '0.2'."
  )
  expect(() => logBatch(db, { runId: 'r', metrics: [], params: [{ key: 'lr', value: '3' }], tags: [] })).toThrow(
    "Params were already logged='[{'key': 'lr', 'old_value': '0.1', 'new_value': '3'}]' for run ID='r'."
  )
})

test('deleted runs and experiments refuse writes, restoring brings everything back', () => {
  const { db } = makeRegistry()
  const experimentId = createExperiment(db, { name: 'e', tags: [] }, 'mlflow-artifacts:/', 1)
  start(db, 'r', { experimentId })
  deleteExperiment(db, experimentId, 50)
  expect(getExperiment(db, experimentId)).toMatchObject({ lifecycleStage: 'deleted', lastUpdateTime: 50 })
  expect(() => setRunTag(db, 'r', { key: 'k', value: 'v' })).toThrow("The run r must be in the 'active' state. Current state is deleted.")
  expect(() => start(db, 'r2', { experimentId })).toThrow(/must be in the 'active' state/)
  expect(() => createExperiment(db, { name: 'e', tags: [] }, 'x', 1)).toThrow(/Experiment\(name=e\) already exists.*deleted/)
  restoreExperiment(db, experimentId, 60)
  setRunTag(db, 'r', { key: 'k', value: 'v' })
  deleteRun(db, 'r', 70)
  expect(searchRuns(db, { ...everything, experimentIds: [experimentId] }).rows).toEqual([])
  expect(searchRuns(db, { ...everything, experimentIds: [experimentId], viewType: 'DELETED_ONLY' }).rows).toHaveLength(1)
  restoreRun(db, 'r')
  expect(searchRuns(db, { ...everything, experimentIds: [experimentId] }).rows).toHaveLength(1)
})

const everything = { filter: '', viewType: 'ACTIVE_ONLY', maxResults: 100, orderBy: [] } as const

test('experiments whose ids exceed 2^53 are found and kept apart', () => {
  const { db } = makeRegistry()
  for (const id of ['483726152738495061', '483726152738495062'])
    db.prepare<unknown[], never>(
      "INSERT INTO experiments (experiment_id, name, lifecycle_stage, artifact_location, workspace) VALUES (?, ?, 'active', 'x:/', 'default')"
    ).run(BigInt(id), id)
  start(db, 'r1', { experimentId: '483726152738495061' })
  start(db, 'r2', { experimentId: '483726152738495062' })
  expect(getRunInfo(db, 'r2').experimentId).toBe('483726152738495062')
  const found = searchRuns(db, { ...everything, experimentIds: ['483726152738495062'] })
  expect(found.rows.map((run) => run.info.runId)).toEqual(['r2'])
  expect(searchExperiments(db, { ...everything, filter: "experiment_id = '483726152738495061'" }).rows.map((one) => one.name)).toEqual([
    '483726152738495061'
  ])
})

test('pages of a search join to the whole, whatever the order', () => {
  const { db } = makeRegistry()
  for (let index = 0; index < 57; index += 1) {
    const runId = `r${String(index).padStart(2, '0')}`
    start(db, runId, { startTime: 1000 + (index % 3) })
    if (index % 4)
      logBatch(db, { runId, metrics: [{ key: 'a', value: index % 5 || Number.NaN, timestamp: 1, step: 0 }], params: [], tags: [] })
  }
  for (const orderBy of [[], ['metrics.a'], ['metrics.a DESC', 'start_time'], ['params.none'], ['run_name DESC']]) {
    const whole = searchRuns(db, { ...everything, experimentIds: ['0'], orderBy }).rows.map((run) => run.info.runId)
    const paged: string[] = []
    let pageToken: string | undefined
    do {
      const page = searchRuns(db, { ...everything, experimentIds: ['0'], orderBy, maxResults: 10, pageToken })
      paged.push(...page.rows.map((run) => run.info.runId))
      pageToken = page.nextPageToken
    } while (pageToken)
    expect(paged).toEqual(whole)
    expect(new Set(paged).size).toBe(57)
  }
})

test('missing values order last and NaN before them, up and down', () => {
  const { db } = makeRegistry()
  for (const [runId, value] of [
    ['low', 1],
    ['high', 9],
    ['nan', Number.NaN]
  ] as const) {
    start(db, runId)
    logBatch(db, { runId, metrics: [{ key: 'a', value, timestamp: 1, step: 0 }], params: [], tags: [] })
  }
  start(db, 'none')
  const order = (clause: string) =>
    searchRuns(db, { ...everything, experimentIds: ['0'], orderBy: [clause] }).rows.map((run) => run.info.runId)
  expect(order('metrics.a')).toEqual(['low', 'high', 'nan', 'none'])
  expect(order('metrics.a DESC')).toEqual(['high', 'low', 'nan', 'none'])
})

test('inputs and outputs are linked once, however often they are logged', () => {
  const { db } = makeRegistry()
  start(db, 'r')
  const newId = () => randomUUID().replaceAll('-', '')
  const dataset = { name: 'd', digest: 'x', sourceType: 'local', source: '{}', schema: null, profile: null }
  const context = (value: string) => [{ key: 'mlflow.data.context', value }]
  logInputs(
    db,
    'r',
    [
      { dataset, tags: context('train') },
      { dataset, tags: context('again') }
    ],
    ['m-1'],
    newId
  )
  logInputs(db, 'r', [{ dataset, tags: context('eval') }], ['m-1'], newId)
  logOutputs(db, 'r', [{ modelId: 'm-2', step: 3 }], newId)
  logOutputs(db, 'r', [{ modelId: 'm-2', step: 4 }], newId)
  expect(getRun(db, 'r')).toMatchObject({
    datasets: [{ dataset, tags: context('train') }],
    modelInputs: [{ modelId: 'm-1' }],
    modelOutputs: [{ modelId: 'm-2', step: 4 }]
  })
  expect(() => logInputs(db, 'r', [{ dataset: { ...dataset, digest: 'x'.repeat(37) }, tags: [] }], [], newId)).toThrow(/'digest' exceeds/)
})

test('models of 2.x clients are appended to the history tag', () => {
  const { db } = makeRegistry()
  start(db, 'r')
  const model = { run_id: 'r', artifact_path: 'm', utc_time_created: 't', flavors: { sklearn: { a: 1, config: 'big' } }, secret: 1 }
  recordModel(db, 'r', JSON.stringify(model))
  recordModel(db, 'r', JSON.stringify(model))
  const tag = getRun(db, 'r').tags.find(({ key }) => key === 'mlflow.log-model.history')
  const kept = { run_id: 'r', artifact_path: 'm', utc_time_created: 't', model_uuid: null, flavors: { sklearn: { a: 1 } } }
  expect(JSON.parse(tag?.value ?? '')).toEqual([kept, kept])
  expect(() => recordModel(db, 'r', '{')).toThrow(/not a valid JSON/)
  expect(() => recordModel(db, 'r', '{"flavors":{}}')).toThrow(/missing mandatory fields/)
  recordModel(db, 'r', JSON.stringify({ ...model, artifact_path: 'é'.repeat(9000) }))
  const longer = getRun(db, 'r').tags.find(({ key }) => key === 'mlflow.log-model.history')
  expect(JSON.parse(longer?.value ?? '')).toHaveLength(3)
  expect(longer?.value).toMatch(/"artifact_path": "\\u00e9\\u00e9/)
})

test('numbers of logged models stay as they were, however often the history is written', () => {
  const { db } = makeRegistry()
  start(db, 'r')
  const numbers = '[1.0, 1, -0.0, 1152921504606846977, Infinity, NaN]'
  const model = `{"run_id": "r", "artifact_path": "m", "utc_time_created": "t", "model_uuid": null, "flavors": {"f": {"n": ${numbers}}}}`
  for (let time = 0; time < 3; time += 1) recordModel(db, 'r', model)
  const tag = getRun(db, 'r').tags.find(({ key }) => key === 'mlflow.log-model.history')
  expect(tag?.value).toBe(`[${[model, model, model].join(', ')}]`)
})
