import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { expect, onTestFinished, test } from 'vitest'
import { allRoutes } from '../../src/main/server/all-routes.ts'
import { startService } from '../../src/main/service.ts'
import { makeFolder } from '../tracking/registry-fixture.ts'
import { createRun, startRegistry } from './registry-client.ts'

const json = { 'Content-Type': 'application/json' }
const prefixes = { api: '/api/2.0', api3: '/api/3.0', ajax: '/ajax-api/2.0', root: '' } as const

test('artifacts alone: each route of the registry says that it is off, whatever it is sent; no database is made', async () => {
  const artifactsDestination = join(makeFolder(), 'kept')
  const { send, home } = await startRegistry({ isArtifactsOnly: true, artifactsDestination })
  expect(existsSync(join(home, 'registry'))).toBe(false)
  for (const { methods, mounts, path, needs = 'tracking' } of allRoutes)
    for (const method of methods) {
      const rule = `${prefixes[mounts[0] ?? 'root']}${path}`
      const answer = await send(method, rule.replace(/\{[^}]+\}/g, 'x'), method === 'GET' ? undefined : '{"odd": ')
      if (needs !== 'tracking') expect([rule, answer.status === 503]).toEqual([rule, false])
      else
        expect([rule, answer.status, String(answer.bytes)]).toEqual([
          rule,
          503,
          expect.stringMatching(/^Endpoint: \/.* disabled due to the mlflow server running in `--artifacts-only` mode\./)
        ])
    }
  expect((await send('PUT', '/api/2.0/mlflow-artifacts/artifacts/a/b.txt', 'hi')).status).toBe(200)
  expect(String((await send('GET', '/api/2.0/mlflow-artifacts/artifacts/a/b.txt')).bytes)).toBe('hi')
  expect((await send('GET', '/health')).status).toBe(200)
  const page = await send('GET', '/')
  expect([page.status, String(page.bytes)]).toEqual([200, expect.stringContaining('Artifacts only')])
})

test('without a proxy each of its routes says so; nothing is made for it', async () => {
  const { send, call, artifacts } = await startRegistry({ servesArtifacts: false, artifactRoot: join(makeFolder(), 'mlruns') })
  for (const { methods, path, needs } of allRoutes)
    for (const method of needs === 'artifacts' ? methods : []) {
      const answer = await send(method, `/api/2.0${path.replace(/\{[^}]+\}/g, 'x')}`, method === 'GET' ? undefined : 'body')
      expect([method, path, answer.status, String(answer.bytes)]).toEqual([
        method,
        path,
        503,
        expect.stringMatching(/--no-serve-artifacts|Artifact serving is disabled/)
      ])
    }
  expect(existsSync(join(artifacts, 'x'))).toBe(false)
  expect((await call('GET', 'experiments/get', { experiment_id: '0' })).status).toBe(200)
})

test.each([
  ['a file: address', (root: string) => pathToFileURL(root).href],
  ['a bare path', (root: string) => root]
])('a default root that is %s is listed, read and written to', async (_name, toAddress) => {
  const root = join(makeFolder(), 'a b')
  const { send, call } = await startRegistry({ artifactRoot: toAddress(root) })
  const run = await createRun(call)
  const { run: read } = (await call('GET', 'runs/get', { run_id: run })).body
  expect(read.info.artifact_uri).toBe(`${toAddress(root)}/0/${run}/artifacts`)
  const folder = join(root, '0', run, 'artifacts')
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'by client.txt'), 'written by a client')
  const uploaded = await send('POST', `/ajax-api/2.0/mlflow/upload-artifact?run_uuid=${run}&path=sub/up.txt`, 'uploaded', json)
  expect(uploaded.status).toBe(200)
  const list = await call('GET', 'artifacts/list', { run_id: run })
  expect(list.body.files).toEqual([
    { path: 'by client.txt', is_dir: false, file_size: 19 },
    { path: 'sub', is_dir: true }
  ])
  for (const [path, text] of [
    ['by client.txt', 'written by a client'],
    ['sub/up.txt', 'uploaded']
  ])
    expect(String((await send('GET', `/get-artifact?${new URLSearchParams({ run_id: run, path: path ?? '' })}`)).bytes)).toBe(text)
})

test('with a prefix all is below it, but for the two routes that MLflow serves beside it', async () => {
  const { send, uri, port } = await startRegistry({ staticPrefix: '/pre/fix' })
  expect(uri).toBe(`http://127.0.0.1:${port}/pre/fix`)
  for (const path of ['/health', '/version', '/', '/api/2.0/mlflow/experiments/get?experiment_id=0', '/api/3.0/mlflow/server-info']) {
    expect([path, (await send('GET', `/pre/fix${path}`)).status]).toEqual([path, 200])
    expect([path, (await send('GET', path)).status]).toEqual([path, 404])
  }
  const file = '/mlflow-artifacts/artifacts/a.txt'
  expect((await send('PUT', `/api/2.0${file}`, 'beside')).status).toBe(200)
  expect(String((await send('GET', `/pre/fix/ajax-api/2.0${file}`)).bytes)).toBe('beside')
  expect((await send('PUT', `/pre/fix/api/2.0${file}`, 'below')).status).toBe(200)
  expect(String((await send('GET', `/ajax-api/2.0${file}`)).bytes)).toBe('below')
  expect((await send('DELETE', `/api/2.0${file}`)).status).toBe(404)
})

test('names of the Host header that were allowed are answered, and no others', async () => {
  const { send } = await startRegistry({ allowedHosts: ['mlflow.example.com', '10.0.0.7:5500'] })
  const ask = async (host: string) => (await send('GET', '/health', undefined, { Host: host })).status
  expect(await ask('mlflow.example.com')).toBe(200)
  expect(await ask('10.0.0.7:5500')).toBe(200)
  expect(await ask('mlflow.example.com:80')).toBe(403)
  expect(await ask('a.mlflow.example.com')).toBe(403)
  expect(await ask('10.0.0.7')).toBe(403)
})

test('sources of versions must match the pattern where one is set', async () => {
  const { call } = await startRegistry({ sourcePattern: 'artifacts/(good|better)' })
  await call('POST', 'registered-models/create', { name: 'm' })
  const run_id = await createRun(call)
  const create = (path: string) =>
    call('POST', 'model-versions/create', { name: 'm', run_id, source: `mlflow-artifacts:/0/${run_id}/artifacts/${path}` })
  expect((await create('good')).status).toBe(200)
  expect(await create('bad')).toMatchObject({
    status: 400,
    body: {
      error_code: 'INVALID_PARAMETER_VALUE',
      message: `Invalid model version source: 'mlflow-artifacts:/0/${run_id}/artifacts/bad'.`
    }
  })
  await expect(startService({ home: makeFolder(), port: 0, sourcePattern: '(' })).rejects.toMatchObject({ code: 'INVALID' })
})

test('a database of another program’s keeps its journal, and writing waits for who writes', async () => {
  const { default: Database } = await import('better-sqlite3')
  const database = join(makeFolder(), 'mlflow.db')
  await (await startService({ database, port: 0 })).close()
  const other = new Database(database)
  onTestFinished(() => void other.close())
  other.pragma('journal_mode = DELETE')
  const service = await startService({ database, port: 0 })
  onTestFinished(() => service.close())
  const create = (name: string) =>
    fetch(`${service.uri}/api/2.0/mlflow/experiments/create`, { method: 'POST', headers: json, body: JSON.stringify({ name }) })
  const read = () => fetch(`${service.uri}/api/2.0/mlflow/experiments/get?experiment_id=0`)
  expect((await create('before')).status).toBe(200)
  other.exec('BEGIN EXCLUSIVE')
  const waiting = Promise.all([create('meanwhile'), read(), fetch(`${service.uri}/`)])
  expect((await fetch(`${service.uri}/health`)).status).toBe(200)
  other.exec("UPDATE experiments SET name = 'theirs' WHERE name = 'before'; COMMIT")
  expect((await waiting).map(({ status }) => status)).toEqual([200, 200, 200])
  expect(other.pragma('journal_mode', { simple: true })).toBe('delete')
  expect(other.prepare('SELECT name FROM experiments WHERE experiment_id > 0 ORDER BY 1').pluck().all()).toEqual(['meanwhile', 'theirs'])
})
