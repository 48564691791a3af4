import { expect, test } from 'vitest'
import { createRun, startRegistry } from './registry-client.ts'

test('a model’s life over HTTP: create, version, tag, alias, stage, search, rename, delete', async () => {
  const { call } = await startRegistry()
  const runId = await createRun(call)
  const created = await call('POST', 'registered-models/create', {
    name: 'churn',
    tags: [{ key: 'team', value: 'risk' }],
    description: 'd'
  })
  expect(created).toMatchObject({
    status: 200,
    body: { registered_model: { name: 'churn', description: 'd', tags: [{ key: 'team', value: 'risk' }] } }
  })
  const source = `mlflow-artifacts:/0/${runId}/artifacts/model`
  const version = await call('POST', 'model-versions/create', { name: 'churn', source, run_id: runId, tags: [{ key: 'a', value: 'b' }] })
  expect(version.body.model_version).toEqual({
    name: 'churn',
    version: '1',
    creation_timestamp: expect.any(Number),
    last_updated_timestamp: expect.any(Number),
    current_stage: 'None',
    description: '',
    source,
    run_id: runId,
    run_link: '',
    status: 'READY',
    tags: [{ key: 'a', value: 'b' }]
  })
  await call('POST', 'model-versions/create', { name: 'churn', source: 'models:/churn/1' })
  const named = { name: 'churn', version: '1' }
  expect((await call('POST', 'model-versions/set-tag', { ...named, key: 'k', value: 'v' })).body).toEqual({})
  expect((await call('DELETE', 'model-versions/delete-tag', { ...named, key: 'k' })).body).toEqual({})
  expect((await call('PATCH', 'model-versions/update', { ...named, description: 'good' })).body.model_version.description).toBe('good')
  expect((await call('POST', 'registered-models/alias', { ...named, alias: 'best' })).body).toEqual({})
  expect((await call('GET', 'registered-models/alias', { name: 'churn', alias: 'best' })).body.model_version).toMatchObject({
    version: '1',
    aliases: ['best']
  })
  const moved = await call('POST', 'model-versions/transition-stage', { ...named, stage: 'production', archive_existing_versions: true })
  expect(moved.body.model_version.current_stage).toBe('Production')
  const latest = await call('POST', 'registered-models/get-latest-versions', { name: 'churn', stages: ['Production'] })
  expect(latest.body.model_versions).toHaveLength(1)
  expect((await call('GET', 'registered-models/get-latest-versions', { name: 'churn' })).body.model_versions).toHaveLength(2)
  expect((await call('GET', 'model-versions/get-download-uri', named)).body).toEqual({ artifact_uri: source })
  const found = await call('GET', 'model-versions/search', { filter: "name = 'churn'", max_results: '1' })
  expect(found.body.model_versions).toHaveLength(1)
  const next = await call('GET', 'model-versions/search', {
    filter: "name = 'churn'",
    max_results: '1',
    page_token: found.body.next_page_token
  })
  expect(new Set([found.body, next.body].map((page) => page.model_versions[0].version))).toEqual(new Set(['1', '2']))
  expect(next.body.next_page_token).toBeUndefined()
  const models = await call('GET', 'registered-models/search', { filter: "tag.`mlflow.prompt.is_prompt` != 'true'" })
  expect(models.body.registered_models[0]).toMatchObject({ name: 'churn', aliases: [{ alias: 'best', version: '1' }] })
  expect((await call('POST', 'registered-models/rename', { name: 'churn', new_name: 'leavers' })).body.registered_model.name).toBe(
    'leavers'
  )
  expect((await call('DELETE', 'model-versions/delete', { name: 'leavers', version: '1' })).body).toEqual({})
  expect((await call('GET', 'registered-models/get', { name: 'leavers' })).body.registered_model.aliases).toBeUndefined()
  expect((await call('DELETE', 'registered-models/delete', { name: 'leavers' })).body).toEqual({})
  expect((await call('GET', 'registered-models/search')).body).toEqual({})
})

test('errors carry MLflow’s codes, statuses and words', async () => {
  const { call } = await startRegistry()
  const runId = await createRun(call)
  await call('POST', 'registered-models/create', { name: 'churn' })
  await call('POST', 'model-versions/create', { name: 'churn', source: `runs:/${runId}/model`, run_id: runId })
  const expectError = async (answer: Promise<{ status: number; body: unknown }>, status: number, code: string, text: string) =>
    expect(await answer).toMatchObject({ status, body: { error_code: code, message: expect.stringContaining(text) } })
  const docs = 'See the API docs for more information about request parameters.'
  await expectError(
    call('POST', 'registered-models/create', { name: 'churn' }),
    400,
    'RESOURCE_ALREADY_EXISTS',
    'Registered Model (name=churn) already exists.'
  )
  await expectError(
    call('POST', 'registered-models/create', {}),
    400,
    'INVALID_PARAMETER_VALUE',
    `Missing value for required parameter 'name'. ${docs}`
  )
  await expectError(
    call('POST', 'registered-models/create', { name: 5 }),
    400,
    'INVALID_PARAMETER_VALUE',
    "Invalid value 5 for parameter 'name' supplied"
  )
  await expectError(
    call('GET', 'registered-models/get', { name: 'x' }),
    404,
    'RESOURCE_DOES_NOT_EXIST',
    'Registered Model with name=x not found'
  )
  await expectError(
    call('GET', 'registered-models/alias', { name: 'churn', alias: 'x' }),
    400,
    'INVALID_PARAMETER_VALUE',
    'Registered model alias x not found.'
  )
  await expectError(
    call('GET', 'model-versions/get', { name: 'churn', version: '9' }),
    404,
    'RESOURCE_DOES_NOT_EXIST',
    'Model Version (name=churn, version=9) not found'
  )
  await expectError(
    call('GET', 'model-versions/get', { name: 'churn', version: 'x' }),
    400,
    'INVALID_PARAMETER_VALUE',
    "Parameter 'version' must be an integer, got 'x'."
  )
  await expectError(
    call('POST', 'model-versions/transition-stage', { name: 'churn', version: '1', stage: 'Live' }),
    400,
    'INVALID_PARAMETER_VALUE',
    'Invalid Model Version stage: Live. Value must be one of None, Staging, Production, Archived.'
  )
  await expectError(
    call('POST', 'model-versions/create', { name: 'churn', source: '/etc/passwd' }),
    400,
    'INVALID_PARAMETER_VALUE',
    "Invalid model version source: '/etc/passwd'."
  )
  await expectError(
    call('GET', 'registered-models/search', { max_results: '1001' }),
    400,
    'INVALID_PARAMETER_VALUE',
    "parameter 'max_results'"
  )
  await expectError(
    call('GET', 'registered-models/search', { filter: "x = 'y'" }),
    400,
    'INVALID_PARAMETER_VALUE',
    "Invalid attribute key 'x'"
  )
  await expectError(call('GET', 'logged-models/m-none'), 404, 'RESOURCE_DOES_NOT_EXIST', "Logged model with ID 'm-none' not found.")
})

test('a refused request leaves everything as it was', async () => {
  const { call } = await startRegistry()
  const runId = await createRun(call)
  await call('POST', 'registered-models/create', { name: 'churn' })
  const bad = {
    name: 'churn',
    source: `runs:/${runId}/m`,
    run_id: runId,
    tags: [
      { key: 'ok', value: '1' },
      { key: 'k'.repeat(251), value: '1' }
    ]
  }
  expect((await call('POST', 'model-versions/create', bad)).status).toBe(400)
  expect((await call('GET', 'model-versions/search')).body).toEqual({})
  expect((await call('POST', 'model-versions/create', { ...bad, tags: [] })).body.model_version.version).toBe('1')
})

test('a logged model over HTTP: create, params, tags, finalize, search, delete', async () => {
  const { call, artifacts } = await startRegistry()
  const runId = await createRun(call)
  const made = await call('POST', 'logged-models', {
    experiment_id: '0',
    name: 'model',
    source_run_id: runId,
    params: [{ key: 'depth', value: '3' }],
    tags: [{ key: 'a', value: 'b' }]
  })
  const { info, data } = made.body.model
  expect(info).toMatchObject({
    experiment_id: '0',
    status: 'LOGGED_MODEL_PENDING',
    source_run_id: runId,
    artifact_uri: `mlflow-artifacts:/0/models/${info.model_id}/artifacts`
  })
  expect(info.model_id).toMatch(/^m-[0-9a-f]{32}$/)
  expect(data).toEqual({ params: [{ key: 'depth', value: '3' }] })
  const path = `logged-models/${info.model_id}`
  expect((await call('PATCH', path, { model_id: info.model_id, status: 'LOGGED_MODEL_READY' })).body.model.info.status).toBe(
    'LOGGED_MODEL_READY'
  )
  expect((await call('PATCH', path, { model_id: info.model_id, status: 3 })).body.model.info.status).toBe('LOGGED_MODEL_UPLOAD_FAILED')
  expect((await call('POST', `${path}/params`, { model_id: info.model_id, params: [{ key: 'more', value: '1' }] })).body).toEqual({})
  expect((await call('PATCH', `${path}/tags`, { tags: [{ key: 'x/y', value: '1' }] })).body).toEqual({})
  expect((await call('DELETE', `${path}/tags/x%2Fy`)).body).toEqual({})
  const found = await call('POST', 'logged-models/search', {
    experiment_ids: ['0'],
    filter: "name = 'model'",
    order_by: [{ field_name: 'creation_time', ascending: false }]
  })
  expect(found.body.models).toHaveLength(1)
  expect(found.body.models[0].info.tags).toEqual([{ key: 'a', value: 'b' }])
  expect((await call('POST', 'logged-models/search', {})).status).toBe(400)
  expect((await call('DELETE', path)).body).toEqual({})
  expect((await call('GET', path)).status).toBe(404)
  expect((await call('GET', path, { allow_deleted: 'true' })).status).toBe(200)
  expect(artifacts).toContain('registry')
})
