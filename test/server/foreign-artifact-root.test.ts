import { createServer } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { type Answer, createRun, startRegistry } from './registry-client.ts'

/** A listener that counts who calls. */
async function listenForCalls() {
  const server = createServer((socket) => {
    calls += 1
    socket.destroy()
  })
  let calls = 0
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  const address = server.address()
  const port = typeof address === 'object' ? address?.port : undefined
  return { host: `127.0.0.1:${port}`, countCalls: () => calls }
}

/** A registry whose artifacts clients keep elsewhere, with a run, a logged model of it and a registered model. */
async function startWithRoot(artifactRoot: string) {
  const registry = await startRegistry({ servesArtifacts: false, artifactRoot })
  const { call } = registry
  const { experiment_id } = (await call('POST', 'experiments/create', { name: 'elsewhere' })).body
  const created = await call('POST', 'runs/create', { experiment_id, start_time: 1 })
  const { run_id: run, artifact_uri: runRoot } = created.body.run.info
  const logged = await call('POST', 'logged-models', { experiment_id, name: 'logged', source_run_id: run })
  const { model_id: model, artifact_uri: modelRoot } = logged.body.model.info
  await call('POST', 'registered-models/create', { name: 'churn' })
  const register = (source: string, ids: object = {}): Promise<Answer> =>
    call('POST', 'model-versions/create', { name: 'churn', source, ...ids })
  const findFiles = async (version: string) =>
    (await call('GET', 'model-versions/get-download-uri', { name: 'churn', version })).body.artifact_uri
  return { ...registry, experiment_id, run, runRoot, model, modelRoot, register, findFiles }
}

const schemes = [
  ['s3', (host: string) => `s3://${host}/root`],
  ['http', (host: string) => `http://${host}/root`],
  ['the proxy of another host', (host: string) => `mlflow-artifacts://${host}/root`],
  ['dbfs', () => 'dbfs:/root']
] as const

test.each(schemes)('models of runs and logged models below a root of %s are registered and never opened', async (_name, toRoot) => {
  const { host, countCalls } = await listenForCalls()
  const root = toRoot(host)
  const { send, call, experiment_id, run, runRoot, model, modelRoot, register, findFiles } = await startWithRoot(root)
  expect([runRoot, modelRoot]).toEqual([`${root}/${experiment_id}/${run}/artifacts`, `${root}/${experiment_id}/models/${model}/artifacts`])

  const made = await register(`${runRoot}/model`, { run_id: run })
  expect(made).toMatchObject({ status: 200, body: { model_version: { version: '1', run_id: run, source: `${runRoot}/model` } } })
  expect((await register(`models:/${model}`, { model_id: model })).body.model_version).toMatchObject({ version: '2', run_id: run })
  expect((await register(modelRoot, { model_id: model })).body.model_version).toMatchObject({ version: '3', run_id: run })
  expect((await register(`${runRoot}/model/`, { run_id: run, model_id: model })).body.model_version).toMatchObject({ version: '4' })
  expect((await register(`runs:/${run}/model`, { run_id: run })).status).toBe(200)
  expect((await register('models:/churn/1')).body.model_version).toMatchObject({ version: '6', source: 'models:/churn/1' })
  expect(await Promise.all(['1', '2', '3', '4', '6'].map(findFiles))).toEqual([
    `${runRoot}/model`,
    modelRoot,
    modelRoot,
    `${runRoot}/model/`,
    `${runRoot}/model`
  ])

  for (const path of [
    `/get-artifact?run_id=${run}&path=model/MLmodel`,
    '/model-versions/get-artifact?name=churn&version=1&path=MLmodel',
    '/model-versions/get-artifact?name=churn&version=2&path=MLmodel',
    `/api/2.0/mlflow/artifacts/list?run_id=${run}`,
    `/api/2.0/mlflow/logged-models/${model}/artifacts/directories`
  ]) {
    const answer = await send('GET', path)
    expect([path, answer.status, String(answer.bytes)]).toEqual([
      path,
      400,
      expect.stringMatching(/The address '.+' cannot be opened here\. .*others are for clients to open/)
    ])
  }
  expect((await call('GET', 'runs/get', { run_id: run })).status).toBe(200)
  expect(countCalls()).toBe(0)
})

test('below a foreign root nothing is taken but what lies in the named run or logged model, letter by letter', async () => {
  const { call, run, runRoot, model, modelRoot, register } = await startWithRoot('s3://bucket/root')
  const other = await createRun(call)
  const belowRun = [
    '/../x',
    '/a/../../x',
    '/%2e%2e/x',
    '/%252e%252e%252fx',
    '/..%2fx',
    '\\..\\x',
    '/a\\b',
    '%00',
    '/a%00',
    '/.',
    '/./a',
    '//a',
    '/a//b',
    '#/../x',
    '#a',
    '?a=b',
    '/a?versionId=1',
    ';a',
    '/a;b',
    '2',
    '/a\nb',
    '/.incoming/x'
  ]
  const refused: readonly (readonly [string, object])[] = [
    ...belowRun.map((rest) => [`${runRoot}${rest}`, { run_id: run }] as const),
    ['s3://elsewhere/root/model', { run_id: run }],
    [runRoot.replace('bucket', 'elsewhere'), { run_id: run }],
    [runRoot.replace('bucket', 'bucket@elsewhere'), { run_id: run }],
    [runRoot.replace('s3', 's3a'), { run_id: run }],
    [runRoot.replace('s3:', 'S3:'), { run_id: run }],
    [runRoot.replace('s3://', 'http://'), { run_id: run }],
    ['s3://bucket/root', { run_id: run }],
    [runRoot, {}],
    [runRoot, { run_id: '' }],
    [runRoot, { run_id: other }],
    [runRoot, { run_id: 'f'.repeat(32) }],
    [runRoot, { model_id: model }],
    [runRoot, { run_id: run, model_id: `m-${'0'.repeat(32)}` }],
    [modelRoot, { run_id: run }],
    [`${modelRoot}/../x`, { model_id: model }]
  ]
  for (const [source, ids] of refused) {
    const { status, body } = await register(source, ids)
    expect([source, ids, status, body.message]).toEqual([source, ids, 400, expect.stringMatching(/^Invalid model version source: /)])
  }
  expect((await call('GET', 'model-versions/search')).body).toEqual({})
})
