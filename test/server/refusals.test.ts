import { expect, test } from 'vitest'
import { createRun, startRegistry } from './registry-client.ts'

const given = [
  { key: 'a', value: '1' },
  { key: 'a', value: '2' }
]

test('refusals carry MLflow’s code, class and SQLSTATE', async () => {
  const { call } = await startRegistry()
  const rows = [
    ['GET', 'runs/get', { run_id: 'none' }, 404, 'RESOURCE_DOES_NOT_EXIST', 'RESOURCE_NOT_FOUND'],
    ['POST', 'runs/get', { run_id: 'none' }, 405, 'BAD_REQUEST', 'INVALID_PARAMETER_VALUE'],
    ['POST', 'runs/update', {}, 400, 'INVALID_PARAMETER_VALUE', 'INVALID_PARAMETER_VALUE'],
    ['POST', 'experiments/create', { name: 'Default' }, 400, 'RESOURCE_ALREADY_EXISTS', 'RESOURCE_ALREADY_EXISTS'],
    ['GET', 'nothing', undefined, 404, 'ENDPOINT_NOT_FOUND', 'RESOURCE_NOT_FOUND']
  ] as const
  for (const [method, path, body, status, error_code, error_class] of rows)
    expect(await call(method, path, body), path).toMatchObject({
      status,
      body: { error_code, error_class, sqlstate: 'KAM00', message: expect.any(String) }
    })
})

test('a wrong method is told the right ones, as JSON and as a page', async () => {
  const { send } = await startRegistry()
  for (const headers of [{}, { Accept: 'text/html' }]) {
    const refused = await send('GET', '/api/2.0/mlflow/runs/create', undefined, headers)
    expect([refused.status, refused.headers['allow']]).toEqual([405, 'POST'])
  }
  expect((await send('GET', '/api/2.0/mlflow/nothing')).headers['allow']).toBeUndefined()
})

test('a tag given twice, a run of no experiment and a taken new name are refused, and nothing is written', async () => {
  const { call } = await startRegistry()
  const run_id = await createRun(call)
  await call('POST', 'experiments/create', { name: 'taken' })
  const dataset = { name: 'd', digest: 'x', source_type: 'local', source: '{}' }
  const rows = [
    ['experiments/create', { name: 'new', tags: given }, "The tag 'a' is given twice."],
    ['runs/create', { experiment_id: '0', tags: given }, "The tag 'a' is given twice."],
    ['runs/log-inputs', { run_id, datasets: [{ dataset, tags: given }] }, "The tag 'a' is given twice."],
    ['runs/create', {}, "Missing value for required parameter 'experiment_id'."],
    ['experiments/update', { experiment_id: '0', new_name: 'taken' }, 'Experiment(name=taken) already exists.'],
    ['runs/log-metric', { run_id, key: 'm', value: 1, timestamp: 1, model_id: 'm-none' }, "Logged model with ID 'm-none' not found."]
  ] as const
  for (const [path, body, message] of rows)
    expect(await call('POST', path, body), path).toMatchObject({ status: 400, body: { error_code: 'BAD_REQUEST', message } })
  expect((await call('POST', 'experiments/search', { max_results: 10 })).body.experiments).toHaveLength(2)
  const { runs } = (await call('POST', 'runs/search', { experiment_ids: ['0'] })).body
  expect(runs).toMatchObject([{ info: { run_id }, inputs: {} }])
  expect(runs[0].data.metrics).toBeUndefined()
})

test('a dataset of a metric has a name and a digest, or neither', async () => {
  const { call } = await startRegistry()
  const run_id = await createRun(call)
  const metric = { key: 'm', value: 1, timestamp: 1 }
  const refusal = { status: 400, body: { message: 'Both dataset_name and dataset_digest must be provided if one is provided' } }
  expect(await call('POST', 'runs/log-metric', { run_id, ...metric, dataset_name: 'd' })).toMatchObject(refusal)
  expect(await call('POST', 'runs/log-batch', { run_id, metrics: [metric, { ...metric, dataset_digest: 'x' }] })).toMatchObject(refusal)
  expect((await call('POST', 'runs/log-metric', { run_id, ...metric, dataset_name: '', dataset_digest: '' })).status).toBe(200)
  expect((await call('POST', 'runs/log-metric', { run_id, ...metric, step: 1, dataset_name: 'd', dataset_digest: 'x' })).status).toBe(200)
})

test('run_uuid is the older name of run_id where a request knows it, and no run where it does not', async () => {
  const { call } = await startRegistry()
  const run_uuid = await createRun(call)
  expect((await call('GET', 'runs/get', { run_uuid })).body.run.info.run_id).toBe(run_uuid)
  expect((await call('POST', 'runs/set-tag', { run_uuid, key: 'k', value: 'v' })).status).toBe(200)
  for (const path of ['runs/delete', 'runs/restore'])
    expect(await call('POST', path, { run_uuid }), path).toMatchObject({ status: 404, body: { message: 'Run with id= not found' } })
  expect(await call('POST', 'runs/log-inputs', { run_uuid })).toMatchObject({
    status: 400,
    body: { message: `Invalid value "" for parameter 'run_id' supplied.` }
  })
  expect((await call('GET', 'runs/get', { run_uuid })).body.run.info.lifecycle_stage).toBe('active')
})

test('models that a run read are told with the run, not with lists of runs', async () => {
  const { call } = await startRegistry()
  const run_id = await createRun(call)
  await call('POST', 'runs/log-inputs', { run_id, models: [{ model_id: 'm-1' }] })
  expect((await call('GET', 'runs/get', { run_id })).body.run.inputs).toEqual({ model_inputs: [{ model_id: 'm-1' }] })
  expect((await call('POST', 'runs/search', { experiment_ids: ['0'] })).body.runs[0].inputs).toEqual({})
})
