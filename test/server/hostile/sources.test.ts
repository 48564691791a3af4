import { writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import path from 'node:path'
import Database from 'better-sqlite3'
import { expect, onTestFinished, test } from 'vitest'
import { runId } from '../../support/filled-home.ts'
import { makeFolder } from '../../tracking/registry-fixture.ts'
import { api, expectDiscreet, expectRefusal, type Guarded, secret, startGuarded } from './guarded.ts'

const own = `mlflow-artifacts:/0/${runId}/artifacts`
/** Ways out of a run's folder that MLflow's fixes were about, one after another. */
const climbs = [
  '/../../../canary.txt',
  '/%2e%2e/x',
  '/%2E%2E%2Fx',
  '/%252e%252e%252fx',
  '/..%2fx',
  '/..\\x',
  '\\..\\x',
  '%00',
  '/a/../../..'
]
const parts = ['#/../x', '?/../x', ';/../x', '#/../../../canary.txt', '?x=/../..', '/m;a=/../..', '/m#?/../..']
const hostile: readonly (readonly [string, string])[] = [
  ...['/etc', '/etc/passwd', 'etc/passwd', '../../etc', './x', '~/x', '$HOME/x'].map((source) => ['CVE-2023-1177', source] as const),
  ...[
    'file:///etc',
    'file:/etc',
    'file:etc',
    'file://localhost/etc',
    'file://host/etc',
    'FILE:///etc',
    'file:///proc/self/root',
    'file:%2f%2f%2fetc'
  ].map((source) => ['CVE-2023-2780, CVE-2024-3573', source] as const),
  ...['C:\\Windows', 'C:x', 'c:/Windows', '\\\\host\\share', '\\\\?\\C:\\x', 'x:stream'].map(
    (source) => ['CVE-2023-3765, CVE-2023-6753', source] as const
  ),
  ...['//proc/self/root', '///etc', ':/x', ':', '://', 'a b:/x'].map((source) => ['CVE-2023-6977', source] as const),
  ...climbs.map((climb) => ['CVE-2023-2356, CVE-2025-11201', `${own}${climb}`] as const),
  ...parts.map((part) => ['CVE-2024-1594, CVE-2024-1593, CVE-2024-2928', `${own}${part}`] as const),
  ...[
    'mlflow-artifacts://evil.example/0',
    'mlflow-artifacts:',
    'mlflow-artifacts:x',
    'mlflow-artifacts:////etc',
    'mlflow-artifacts:/../x'
  ].map((source) => ['CVE-2024-3848', source] as const),
  ...[
    'dbfs:/x',
    'dbfs:///../x',
    'hdfs://host/x',
    's3://b/../x',
    'gs://b/../x',
    'wasbs://x/..',
    'ftp://u:p@host/..',
    'javascript:alert(1)',
    'data:,x',
    'gopher://x/../..'
  ].map((source) => ['CVE-2023-6975, CVE-2024-8859', source] as const),
  ...[
    `runs:/${runId}/../../x`,
    'runs:/../x',
    `runs://host/${runId}/x`,
    `runs:${runId}/x`,
    `runs:/${'f'.repeat(32)}/m`,
    'models:/churn/../..',
    'models://host/churn/1',
    'models:/../1',
    'models:/m-none'
  ].map((source) => ['CVE-2023-6909', source] as const)
]

const post = (guarded: Guarded, name: string, body: object) => guarded.call('POST', name, body)
const json = (text: string) => JSON.stringify(text).slice(0, 60)

test('no spelling of a foreign or climbing source makes a model version, with a run or without', async () => {
  const guarded = await startGuarded()
  for (const [cve, source] of hostile)
    for (const ids of [{}, { run_id: runId }, { model_id: 'm-none' }, { run_id: '' }, { run_id: '../../..' }])
      expectRefusal(
        await post(guarded, 'model-versions/create', { name: 'churn', source, ...ids }),
        [400, 404],
        `${cve} ${json(source)} ${JSON.stringify(ids)}`
      )
  await guarded.expectUntouched()
})

test('CVE-2026-2614: no tag that a request carries changes what is checked', async () => {
  const guarded = await startGuarded()
  const tags = [
    'mlflow.prompt.is_prompt',
    'mlflow.prompt.text',
    '_mlflow_prompt_type',
    'mlflow.source.type',
    'mlflow.modelVersionSourceType',
    'mlflow.domino.workspace'
  ]
  for (const key of tags)
    for (const value of ['true', 'text', 'PROMPT'])
      for (const source of ['/etc/passwd', 'file:///etc', `${own}/../../x`, 'http://127.0.0.1/x'])
        expectRefusal(
          await post(guarded, 'model-versions/create', { name: 'churn', source, run_id: runId, tags: [{ key, value }] }),
          400,
          `${key}=${value} ${source}`
        )
  await guarded.expectUntouched()
  // A model that is a prompt takes MLflow's own placeholders and nothing else.
  await post(guarded, 'registered-models/create', { name: 'prompt', tags: [{ key: 'mlflow.prompt.is_prompt', value: 'true' }] })
  guarded.accept()
  for (const [cve, source] of hostile)
    expectRefusal(
      await post(guarded, 'model-versions/create', {
        name: 'prompt',
        source,
        tags: [
          { key: 'mlflow.prompt.is_prompt', value: 'true' },
          { key: 'mlflow.prompt.text', value: 'x' }
        ]
      }),
      400,
      `prompt, ${cve} ${json(source)}`
    )
  await guarded.expectUntouched()
})

test('CVE-2024-3848, CVE-2024-1483: no experiment is given a foreign or climbing place for its artifacts', async () => {
  const guarded = await startGuarded()
  const local = hostile.filter(
    ([, source]) => !/^(s3|gs|hdfs|wasbs|ftp|dbfs|data|javascript|gopher|models|runs|a b|:)/.test(source) || source.includes('..')
  )
  for (const [cve, location] of local)
    expectRefusal(
      await post(guarded, 'experiments/create', { name: `e${location}`.slice(0, 100), artifact_location: location }),
      400,
      `${cve} ${json(location)}`
    )
  await guarded.expectUntouched()
})

test('CVE-2024-1558, CVE-2026-4035: what is kept of a source is what was checked, with nothing expanded', async () => {
  const guarded = await startGuarded()
  for (const source of [`${own}/m`, `runs:/${runId}/m`, `${own}/%24HOME`, `${own}/$HOME`, `${own}/a%20b`]) {
    const made = await post(guarded, 'model-versions/create', { name: 'churn', source, run_id: runId })
    expect([source, made.status]).toEqual([source, 200])
    const { version } = made.body.model_version
    expect(made.body.model_version.source).toBe(source)
    const stored = await guarded.call('GET', 'model-versions/get', { name: 'churn', version })
    expect(stored.body.model_version.source).toBe(source)
  }
})

/** Writes an address straight into the database, as another program with access to the file could. */
function plant(guarded: Guarded, address: string): void {
  const db = new Database(path.join(guarded.home, 'registry', 'mlflow.db'))
  try {
    db.prepare("UPDATE model_versions SET source = ?, storage_location = ? WHERE name = 'churn' AND version = 1").run(address, address)
    db.prepare('UPDATE runs SET artifact_uri = ? WHERE run_uuid = ?').run(address, runId)
    db.prepare('UPDATE logged_models SET artifact_location = ?').run(address)
  } finally {
    db.close()
  }
}

test('CVE-2023-1176, T8: an address planted in the database is checked again at every read, and no canary comes out', {
  timeout: 60_000
}, async () => {
  const guarded = await startGuarded()
  const made = await post(guarded, 'logged-models', { experiment_id: '0', name: 'm' })
  const model = made.body.model.info.model_id
  const outside = makeFolder()
  writeFileSync(path.join(outside, 'canary.txt'), secret)
  const planted = [
    outside,
    `file://${outside}`,
    `file:${outside}`,
    '/',
    '/etc',
    'file:///etc',
    '//proc/self/root',
    `mlflow-artifacts:/../../..`,
    `mlflow-artifacts:/%2e%2e/%2e%2e`,
    `mlflow-artifacts://localhost/..`,
    `${own}#/../../../..`,
    '',
    ' ',
    '.',
    '..',
    'runs:/../..',
    'models:/churn/1',
    'http://127.0.0.1:1/x',
    's3://b/x'
  ]
  for (const address of planted) {
    plant(guarded, address)
    for (const file of ['canary.txt', 'passwd', 'etc/passwd', '../canary.txt'])
      for (const target of [
        `/model-versions/get-artifact?name=churn&version=1&path=${file}`,
        `/get-artifact?run_id=${runId}&path=${file}`,
        `/ajax-api/2.0/mlflow/logged-models/${model}/artifacts/files?artifact_file_path=${file}`
      ])
        expectRefusal(await guarded.send('GET', target), [400, 403, 404], `${address} ${target}`)
    for (const target of [`${api}/artifacts/list?run_id=${runId}`, `${api}/logged-models/${model}/artifacts/directories`]) {
      const answer = await guarded.send('GET', target)
      expect.soft(answer.body?.files ?? [], `${address} ${target}`).toEqual([])
      expect.soft(answer.status, `${address} ${target}`).toBeOneOf([200, 400, 403, 404])
    }
    const upload = await guarded.send('POST', `/ajax-api/2.0/mlflow/upload-artifact?run_uuid=${runId}&path=planted.txt`, 'x')
    if (upload.status !== 200) expectRefusal(upload, [400, 403, 404], `${address} upload`)
    const { body } = await guarded.call('GET', 'model-versions/get-download-uri', { name: 'churn', version: '1' })
    expect(JSON.stringify(body)).not.toContain(secret)
  }
})

test('CVE-2023-6974, CVE-2025-52967: the service calls nobody on behalf of a client', async () => {
  const guarded = await startGuarded()
  let calls = 0
  const recorder = createServer((socket) => {
    calls += 1
    socket.destroy()
  })
  const port = await new Promise<number>((resolve) =>
    recorder.listen(0, '127.0.0.1', () => resolve((recorder.address() as { port: number }).port))
  )
  onTestFinished(() => void recorder.close())
  for (const scheme of ['http', 'https', 'ftp', 's3', 'mlflow-artifacts', 'dbfs', 'gs', 'hdfs', 'sftp']) {
    const address = `${scheme}://127.0.0.1:${port}/x`
    await post(guarded, 'model-versions/create', { name: 'churn', source: address, run_id: runId })
    await post(guarded, 'experiments/create', { name: scheme, artifact_location: address })
    await post(guarded, 'runs/log-inputs', {
      run_id: runId,
      datasets: [{ dataset: { name: scheme, digest: scheme, source_type: scheme, source: address } }]
    })
    plant(guarded, address)
    for (const target of [
      '/model-versions/get-artifact?name=churn&version=1&path=x',
      `/get-artifact?run_id=${runId}&path=x`,
      `${api}/artifacts/list?run_id=${runId}`
    ]) {
      const answer = await guarded.send('GET', target)
      expect.soft(answer.status, `${address} ${target}`).toBeOneOf([400, 403, 404])
      expectDiscreet(answer, target)
    }
  }
  expect(calls).toBe(0)
})
