import { expect, test } from 'vitest'
import { createRun, startRegistry } from './registry-client.ts'

test('an experiment’s life over HTTP, in MLflow’s shapes', async () => {
  const { call } = await startRegistry()
  const created = await call('POST', 'experiments/create', { name: 'churn', tags: [{ key: 'team', value: 'risk' }] })
  expect(created).toMatchObject({ status: 200, body: { experiment_id: '1' } })
  expect((await call('GET', 'experiments/get', { experiment_id: '1' })).body).toEqual({
    experiment: {
      experiment_id: '1',
      name: 'churn',
      artifact_location: 'mlflow-artifacts:/1',
      lifecycle_stage: 'active',
      creation_time: expect.any(Number),
      last_update_time: expect.any(Number),
      tags: [{ key: 'team', value: 'risk' }],
      workspace: 'default'
    }
  })
  expect(await call('POST', 'experiments/create', { name: 'churn' })).toMatchObject({
    status: 400,
    body: { error_code: 'RESOURCE_ALREADY_EXISTS', message: expect.stringContaining('Experiment(name=churn) already exists.') }
  })
  expect((await call('POST', 'experiments/update', { experiment_id: '1', new_name: 'churn 2' })).body).toEqual({})
  expect((await call('GET', 'experiments/get-by-name', { experiment_name: 'churn 2' })).body.experiment.experiment_id).toBe('1')
  expect(await call('GET', 'experiments/get-by-name', { experiment_name: 'churn' })).toMatchObject({
    status: 404,
    body: { error_code: 'RESOURCE_DOES_NOT_EXIST', message: "Could not find experiment with name 'churn'" }
  })
  expect((await call('POST', 'experiments/delete', { experiment_id: '1' })).body).toEqual({})
  expect(await call('POST', 'experiments/update', { experiment_id: '1', new_name: 'x' })).toMatchObject({
    status: 500,
    body: { error_code: 'INVALID_STATE', message: 'Cannot rename a non-active experiment.' }
  })
  expect((await call('POST', 'experiments/restore', { experiment_id: '1' })).body).toEqual({})
  expect(await call('POST', 'experiments/delete-experiment-tag', { experiment_id: '1', key: 'none' })).toMatchObject({
    status: 404,
    body: { message: 'No tag with name: none in experiment with id 1' }
  })
})

test('experiments are searched in pages by filter and order', async () => {
  const { call } = await startRegistry()
  for (const name of ['b', 'a', 'c']) await call('POST', 'experiments/create', { name, tags: [{ key: 'k', value: name }] })
  const names = (answer: { body: { experiments?: { name: string }[] } }) => answer.body.experiments?.map(({ name }) => name) ?? []
  const search = (body: object) => call('POST', 'experiments/search', { max_results: 10, ...body })
  expect(names(await search({ order_by: ['name DESC'] }))).toEqual(['c', 'b', 'a', 'Default'])
  expect(names(await search({ filter: "tags.k != 'b'", order_by: ['name'] }))).toEqual(['a', 'c'])
  expect(names(await search({ filter: 'tags.k IS NULL' }))).toEqual(['Default'])
  const page = await search({ max_results: 3, order_by: ['name'] })
  expect(names(page)).toEqual(['Default', 'a', 'b'])
  expect(names(await search({ max_results: 3, order_by: ['name'], page_token: page.body.next_page_token }))).toEqual(['c'])
  expect(await call('POST', 'experiments/search', {})).toMatchObject({ status: 400 })
  expect(names(await call('GET', 'experiments/search', { max_results: '2', filter: "name = 'a'" }))).toEqual(['a'])
})

test('a run’s life over HTTP, in MLflow’s shapes', async () => {
  const { call, send } = await startRegistry()
  const { run } = (
    await call('POST', 'runs/create', {
      experiment_id: '0',
      user_id: 'ada',
      run_name: 'first',
      start_time: 1_700_000_000_000,
      tags: [{ key: 'mlflow.user', value: 'ada' }]
    })
  ).body
  const run_id = run.info.run_id
  expect(run_id).toMatch(/^[0-9a-f]{32}$/)
  await call('POST', 'runs/log-metric', { run_id, key: 'loss', value: 0.5, timestamp: 1, step: 2 })
  await call('POST', 'runs/log-parameter', { run_id, key: 'lr', value: '0.1' })
  await call('POST', 'runs/set-tag', { run_id, key: 'k', value: 'v' })
  await call('POST', 'runs/log-batch', {
    run_id,
    metrics: [{ key: 'acc', value: 'NaN', timestamp: 1 }],
    params: [{ key: 'depth', value: '3' }],
    tags: [{ key: 'k', value: 'w' }]
  })
  await call('POST', 'runs/log-inputs', {
    run_id,
    datasets: [
      { dataset: { name: 'd', digest: 'x', source_type: 'local', source: '{}' }, tags: [{ key: 'mlflow.data.context', value: 'train' }] }
    ],
    models: [{ model_id: 'm-1' }]
  })
  await call('POST', 'runs/outputs', { run_id, models: [{ model_id: 'm-2', step: 0 }] })
  const updated = await call('POST', 'runs/update', { run_id, status: 'FINISHED', end_time: 1_700_000_001_000 })
  expect(updated.body.run_info).toMatchObject({ status: 'FINISHED', end_time: 1_700_000_001_000 })
  expect((await call('GET', 'runs/get', { run_id })).body.run).toEqual({
    info: {
      run_id,
      run_uuid: run_id,
      run_name: 'first',
      experiment_id: '0',
      user_id: 'ada',
      status: 'FINISHED',
      start_time: 1_700_000_000_000,
      end_time: 1_700_000_001_000,
      artifact_uri: `mlflow-artifacts:/0/${run_id}/artifacts`,
      lifecycle_stage: 'active'
    },
    data: {
      metrics: expect.arrayContaining([
        { key: 'loss', value: 0.5, timestamp: 1, step: 2 },
        { key: 'acc', value: 'NaN', timestamp: 1, step: 0 }
      ]),
      params: expect.arrayContaining([
        { key: 'lr', value: '0.1' },
        { key: 'depth', value: '3' }
      ]),
      tags: expect.arrayContaining([
        { key: 'k', value: 'w' },
        { key: 'mlflow.runName', value: 'first' }
      ])
    },
    inputs: {
      dataset_inputs: [
        { tags: [{ key: 'mlflow.data.context', value: 'train' }], dataset: { name: 'd', digest: 'x', source_type: 'local', source: '{}' } }
      ],
      model_inputs: [{ model_id: 'm-1' }]
    },
    outputs: { model_outputs: [{ model_id: 'm-2', step: 0 }] }
  })
  const summaries = await send('POST', '/ajax-api/2.0/mlflow/experiments/search-datasets', '{"experiment_ids":["0"]}', {
    'Content-Type': 'application/json'
  })
  expect(summaries.body.dataset_summaries).toEqual([{ experiment_id: '0', name: 'd', digest: 'x', context: 'train' }])
})

const badMetrics: readonly (readonly [object, string])[] = [
  [{ key: '' }, "Missing value for required parameter 'key'. See the API docs for more information about request parameters."],
  [{ value: null }, "Missing value for required parameter 'value'. See the API docs for more information about request parameters."],
  [
    { timestamp: undefined },
    "Missing value for required parameter 'timestamp'. See the API docs for more information about request parameters."
  ],
  [
    { value: 'abc' },
    `Invalid value "abc" for parameter 'value' supplied:  Hint: Value was of type 'str'. See the API docs for more information about request parameters.`
  ],
  [{ key: 'k'.repeat(251) }, "'Metric name' exceeds the maximum length of 250 characters"],
  [{ run_id: 'nope' }, 'Run with id=nope not found']
]

test('a bad log-metric is refused in MLflow’s words', async () => {
  const { call } = await startRegistry()
  const run_id = await createRun(call)
  for (const [change, message] of badMetrics)
    expect(await call('POST', 'runs/log-metric', { run_id, key: 'm', value: 1, timestamp: 1, ...change })).toMatchObject({
      status: 'run_id' in change ? 404 : 400,
      body: { message }
    })
})

test('a refused batch stores nothing, the same batch five times stores one copy', async () => {
  const { call } = await startRegistry()
  const run_id = await createRun(call)
  const point = (step: number) => ({ key: 'm', value: step, timestamp: 1, step })
  const refused = [
    { metrics: Array.from({ length: 1001 }, (_, step) => point(step)) },
    { params: Array.from({ length: 101 }, (_, index) => ({ key: `p${index}`, value: 'x' })) },
    { tags: Array.from({ length: 101 }, (_, index) => ({ key: `t${index}`, value: 'x' })) },
    {
      metrics: Array.from({ length: 950 }, (_, step) => point(step)),
      tags: Array.from({ length: 51 }, (_, index) => ({ key: `t${index}`, value: 'x' }))
    },
    {
      metrics: [point(1)],
      params: [
        { key: 'p', value: '1' },
        { key: 'p', value: '1' }
      ]
    },
    { metrics: [point(1), { key: '/bad', value: 1, timestamp: 1 }], tags: [{ key: 't', value: 'x' }] },
    { metrics: [point(1)], tags: [{ key: 'a//b', value: 'x' }] }
  ]
  for (const batch of refused) expect((await call('POST', 'runs/log-batch', { run_id, ...batch })).status).toBe(400)
  expect(Object.keys((await call('GET', 'runs/get', { run_id })).body.run.data)).toEqual(['tags'])
  for (let round = 0; round < 5; round += 1)
    expect((await call('POST', 'runs/log-batch', { run_id, metrics: [point(1), point(2)] })).body).toEqual({})
  expect((await call('GET', 'metrics/get-history', { run_id, metric_key: 'm' })).body.metrics).toHaveLength(2)
})

test('histories come in pages, in bulk and sampled with first and last kept', async () => {
  const { call, send } = await startRegistry()
  const run_id = await createRun(call)
  const metrics = Array.from({ length: 1000 }, (_, step) => ({ key: 'm', value: Math.sqrt(step), timestamp: 1000 + step, step }))
  await call('POST', 'runs/log-batch', { run_id, metrics })
  const page = await call('GET', 'metrics/get-history', { run_id, metric_key: 'm', max_results: '600' })
  expect(page.body.metrics).toHaveLength(600)
  const rest = await call('GET', 'metrics/get-history', {
    run_id,
    metric_key: 'm',
    max_results: '600',
    page_token: page.body.next_page_token
  })
  expect(rest.body.metrics).toHaveLength(400)
  expect(rest.body.next_page_token).toBeUndefined()
  const bulk = await send('GET', `/ajax-api/2.0/mlflow/metrics/get-history-bulk?run_id=${run_id}&run_id=none&metric_key=m&max_results=5`)
  expect(bulk.body.metrics.map((one: { step: number }) => one.step)).toEqual([0, 1, 2, 3, 4])
  expect((await send('GET', `/api/2.0/mlflow/metrics/get-history-bulk?run_id=${run_id}&metric_key=m`)).status).toBe(404)
  const sampled = await call('GET', 'metrics/get-history-bulk-interval', { run_ids: run_id, metric_key: 'm', max_results: '50' })
  const steps = sampled.body.metrics.map((one: { step: number }) => one.step)
  expect(steps).toHaveLength(50)
  expect([steps[0], steps[49]]).toEqual([0, 999])
  const part = await call('GET', 'metrics/get-history-bulk-interval', {
    run_ids: run_id,
    metric_key: 'm',
    start_step: '10',
    end_step: '12'
  })
  expect(part.body.metrics.map((one: { step: number }) => one.step)).toEqual([10, 11, 12])
  expect((await call('GET', 'metrics/get-history-bulk-interval', { run_ids: run_id, metric_key: 'm', start_step: '1' })).status).toBe(400)
})

test('runs are found by MLflow’s filter language', async () => {
  const { call } = await startRegistry()
  for (const [name, acc] of [
    ['low', 0.1],
    ['high', 0.9]
  ] as const) {
    const { run } = (await call('POST', 'runs/create', { experiment_id: '0', run_name: name, start_time: 1 })).body
    await call('POST', 'runs/log-batch', {
      run_id: run.info.run_id,
      metrics: [{ key: 'acc', value: acc, timestamp: 1 }],
      params: [{ key: 'p', value: name }]
    })
  }
  const find = async (filter: string, more: object = {}) =>
    ((await call('POST', 'runs/search', { experiment_ids: ['0'], filter, ...more })).body.runs ?? []).map(
      (run: { info: { run_name: string } }) => run.info.run_name
    )
  expect(await find('metrics.acc > 0.5')).toEqual(['high'])
  expect(await find("params.p LIKE 'l%' AND attributes.status = 'RUNNING'")).toEqual(['low'])
  expect(await find('', { order_by: ['metrics.acc DESC'] })).toEqual(['high', 'low'])
  expect(await find('', { experiment_ids: [] })).toEqual([])
  expect(await call('POST', 'runs/search', { experiment_ids: ['0'], filter: 'metrics.acc > 1 OR 1 = 1' })).toMatchObject({
    status: 400,
    body: { error_code: 'INVALID_PARAMETER_VALUE', message: "Invalid clause(s) in filter string: 'OR' (at position 17)" }
  })
  expect((await call('POST', 'runs/search', { experiment_ids: ['0'], max_results: 50_001 })).status).toBe(400)
})

test('runs and metrics are served below /ajax-api and a static prefix too', async () => {
  const { send, port } = await startRegistry({ staticPrefix: '/lab' })
  expect((await send('GET', '/lab/ajax-api/2.0/mlflow/experiments/get?experiment_id=0')).status).toBe(200)
  expect((await send('GET', '/lab/health')).bytes.toString()).toBe('OK')
  expect((await send('GET', '/health')).status).toBe(404)
  expect((await send('GET', '/lab/version')).bytes.toString()).toBe('3.17.2')
  expect((await send('GET', '/lab/api/3.0/mlflow/server-info')).body).toMatchObject({ store_type: 'SqlStore', workspaces_enabled: false })
  expect(port).toBeGreaterThan(0)
})

test('pages show foreign text as text, run no script and link to the application', async () => {
  const { call, send } = await startRegistry()
  const name = `<script>alert(1)</script>"'{{7*7}}`
  const { run } = (await call('POST', 'runs/create', { experiment_id: '0', run_name: name, start_time: 1 })).body
  const page = await send('GET', `/runs/${run.info.run_id}`)
  const html = page.bytes.toString()
  expect(page.headers['content-security-policy']).toContain("default-src 'none'")
  expect(page.headers['content-security-policy']).toContain("frame-ancestors 'none'")
  expect(page.headers['x-content-type-options']).toBe('nosniff')
  expect(html).not.toContain('<script')
  expect(html).toContain('&lt;script&gt;alert(1)&lt;/script&gt;&quot;&#39;{{7*7}}')
  expect(html).toMatch(new RegExp(`href="greenroom://[0-9a-f-]{36}/runs/${run.info.run_id}"`))
  expect((await send('GET', '/runs/nope')).status).toBe(404)
  expect((await send('GET', '/models/x/1')).status).toBe(404)
  expect((await send('GET', '/')).bytes.toString()).toMatch(/Tracking URI <code[^>]*>http:\/\/127\.0\.0\.1:\d+</)
})
