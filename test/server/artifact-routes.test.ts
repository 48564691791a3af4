import { mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { request } from 'node:http'
import { connect } from 'node:net'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { until } from '../support/until.ts'
import { createRun, startRegistry, tree } from './registry-client.ts'

const proxy = '/api/2.0/mlflow-artifacts/artifacts'

test('a file goes up and comes down with MLflow’s headers, by every address it has', async () => {
  const { send, call } = await startRegistry()
  const runId = await createRun(call)
  const path = `0/${runId}/artifacts/model/MLmodel`
  expect(await send('PUT', `${proxy}/${path}`, 'flavors: {}')).toMatchObject({ status: 200 })
  const got = await send('GET', `/ajax-api/2.0/mlflow-artifacts/artifacts/${path}`, undefined, { Accept: 'text/html' })
  expect(got.bytes.toString()).toBe('flavors: {}')
  expect(got.headers).toMatchObject({
    'content-type': 'text/plain',
    'content-disposition': 'attachment; filename=MLmodel',
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'SAMEORIGIN',
    'cache-control': 'no-cache',
    'content-length': '11'
  })
  expect((await send('GET', `/get-artifact?run_id=${runId}&path=model/MLmodel`)).bytes.toString()).toBe('flavors: {}')
  expect((await send('GET', `/get-artifact?run_uuid=${runId}&path=model/MLmodel`)).status).toBe(200)
  await call('POST', 'registered-models/create', { name: 'churn' })
  await call('POST', 'model-versions/create', { name: 'churn', source: `runs:/${runId}/model`, run_id: runId })
  expect((await send('GET', '/model-versions/get-artifact?name=churn&version=1&path=MLmodel')).bytes.toString()).toBe('flavors: {}')
  expect(await send('GET', '/model-versions/get-artifact?name=churn&version=1&path=none')).toMatchObject({
    status: 404,
    body: {
      error_code: 'RESOURCE_DOES_NOT_EXIST',
      message: expect.stringMatching(/^No such artifact: '0\/[0-9a-f]{32}\/artifacts\/.*none'$/)
    }
  })
})

test('a logged model’s files are listed and read by its id', async () => {
  const { send, call } = await startRegistry()
  const { model_id: id } = (await call('POST', 'logged-models', { experiment_id: '0', name: 'm' })).body.model.info
  await send('PUT', `${proxy}/0/models/${id}/artifacts/data/x.txt`, 'hello')
  expect((await call('GET', `logged-models/${id}/artifacts/directories`)).body).toEqual({
    root_uri: `mlflow-artifacts:/0/models/${id}/artifacts`,
    files: [{ path: 'data', is_dir: true }]
  })
  expect((await call('GET', `logged-models/${id}/artifacts/directories`, { artifact_directory_path: 'data' })).body.files).toEqual([
    { path: 'data/x.txt', is_dir: false, file_size: 5 }
  ])
  expect(
    (await send('GET', `/ajax-api/2.0/mlflow/logged-models/${id}/artifacts/files?artifact_file_path=data/x.txt`)).bytes.toString()
  ).toBe('hello')
})

test('listings give names to the proxy and paths to a run', async () => {
  const { send, call } = await startRegistry()
  const runId = await createRun(call)
  await send('PUT', `${proxy}/0/${runId}/artifacts/a/b.txt`, 'x')
  await send('PUT', `${proxy}/0/${runId}/artifacts/a/empty.txt`, '')
  const files = [{ is_dir: false, file_size: 1 }, { is_dir: false }]
  expect((await send('GET', `${proxy}?path=0/${runId}/artifacts/a`)).body).toEqual({
    files: [
      { path: 'b.txt', ...files[0] },
      { path: 'empty.txt', ...files[1] }
    ]
  })
  expect((await call('GET', 'artifacts/list', { run_id: runId, path: 'a' })).body).toEqual({
    root_uri: `mlflow-artifacts:/0/${runId}/artifacts`,
    files: [
      { path: 'a/b.txt', ...files[0] },
      { path: 'a/empty.txt', ...files[1] }
    ]
  })
  expect((await call('GET', 'artifacts/list', { run_id: runId, path: 'none' })).body.files).toBeUndefined()
  expect((await send('GET', proxy)).body.files).toEqual([{ path: '0', is_dir: true }])
})

const ranges: readonly (readonly [string, number, string, string | undefined])[] = [
  ['bytes=2-4', 206, 'cde', 'bytes 2-4/10'],
  ['bytes=7-', 206, 'hij', 'bytes 7-9/10'],
  ['bytes=-3', 206, 'hij', 'bytes 7-9/10'],
  ['bytes=0-999', 206, 'abcdefghij', 'bytes 0-9/10'],
  ['bytes=10-', 416, '', 'bytes */10'],
  ['bytes=9-1', 200, 'abcdefghij', undefined],
  ['bytes=0-1,3-4', 200, 'abcdefghij', undefined],
  [`bytes=${Array.from({ length: 1000 }, (_, at) => `${at}-${at}`).join(',')}`, 200, 'abcdefghij', undefined],
  ['lines=1-2', 200, 'abcdefghij', undefined]
]

test('one range is sent alone, several or senseless ones give the whole file', async () => {
  const { send } = await startRegistry()
  await send('PUT', `${proxy}/x.bin`, 'abcdefghij')
  for (const [range, status, text, contentRange] of ranges) {
    const got = await send('GET', `${proxy}/x.bin`, undefined, { Range: range })
    expect([got.status, got.bytes.toString(), got.headers['content-range']], range.slice(0, 40)).toEqual([status, text, contentRange])
  }
})

test('a client that has this version of a file gets 304, and the file once it was replaced', async () => {
  const { send } = await startRegistry()
  await send('PUT', `${proxy}/x.bin`, 'first')
  const { etag } = (await send('GET', `${proxy}/x.bin`)).headers
  for (const known of [`${etag}`, `W/${etag}`, `"another", ${etag}`, '*']) {
    const got = await send('GET', `${proxy}/x.bin`, undefined, { 'If-None-Match': known, Range: 'bytes=0-1' })
    expect([got.status, got.bytes.length, got.headers['etag'], got.headers['cache-control']], known).toEqual([304, 0, etag, 'no-cache'])
  }
  expect((await send('GET', `${proxy}/x.bin`, undefined, { 'If-None-Match': '"another"' })).bytes.toString()).toBe('first')
  await send('PUT', `${proxy}/x.bin`, 'second')
  expect((await send('GET', `${proxy}/x.bin`, undefined, { 'If-None-Match': `${etag}` })).bytes.toString()).toBe('second')
})

test('an upload cut off in the middle leaves nothing', async () => {
  const { port, artifacts, send } = await startRegistry()
  const socket = connect(port, '127.0.0.1')
  socket.write(`PUT ${proxy}/run/half.bin HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nContent-Length: 1000000\r\n\r\n${'x'.repeat(100_000)}`)
  await until(
    () => readdirSync(artifacts).includes('.incoming') && readdirSync(join(artifacts, '.incoming')).length === 1,
    'an upload under way'
  )
  socket.destroy()
  await until(() => readdirSync(join(artifacts, '.incoming')).length === 0, 'nothing left of it')
  expect(tree(artifacts)).toEqual([])
  expect((await send('GET', `${proxy}/run/half.bin`)).status).toBe(404)
})

test('a body without length is stored whole, as clients send empty files', async () => {
  const { port, send } = await startRegistry()
  await new Promise((resolve, reject) => {
    const outgoing = request(
      { host: '127.0.0.1', port, method: 'PUT', path: `${proxy}/e.txt`, headers: { 'Transfer-Encoding': 'chunked' } },
      (response) => response.resume().on('end', resolve)
    )
    outgoing.on('error', reject)
    outgoing.end()
  })
  expect(await send('GET', `${proxy}/e.txt`)).toMatchObject({ status: 200, headers: { 'content-length': '0' } })
})

test('an upload that the disk cannot hold is refused at once with 507', async () => {
  const { port } = await startRegistry()
  const status = await new Promise((resolve, reject) => {
    const outgoing = request(
      { host: '127.0.0.1', port, method: 'PUT', path: `${proxy}/huge`, headers: { 'Content-Length': '900000000000000' } },
      (response) => resolve(response.statusCode)
    )
    outgoing.on('error', reject)
    outgoing.write('x')
  })
  expect(status).toBe(507)
})

test('deleting takes files and folders, never the root', async () => {
  const { send, artifacts } = await startRegistry()
  await send('PUT', `${proxy}/run/a/x`, '1')
  expect(await send('DELETE', `${proxy}/run/a`)).toMatchObject({ status: 200, body: {} })
  expect(tree(artifacts)).toEqual(['run'])
  await send('PUT', `${proxy}/run/b/x`, '1')
  expect((await send('DELETE', `${proxy}/run/b//`)).status).toBe(400)
  expect(await send('DELETE', `${proxy}/run/b/`)).toMatchObject({ status: 200, body: {} })
  expect(tree(artifacts)).toEqual(['run'])
  for (const path of ['', '/', '//', '/.', '/%2e']) expect((await send('DELETE', `${proxy}${path}`)).status).toBeOneOf([400, 404, 405])
  expect(tree(artifacts)).toEqual(['run'])
})

test('upload-artifact takes up to 10 MB for a run', async () => {
  const { send, call, artifacts } = await startRegistry()
  const runId = await createRun(call)
  const target = (path: string) => `/ajax-api/2.0/mlflow/upload-artifact?run_uuid=${runId}&path=${path}`
  expect((await send('POST', target('a/x.txt'), 'data')).status).toBe(200)
  expect((await send('POST', target('big'), Buffer.alloc(10 * 1024 * 1024 + 1))).status).toBe(400)
  expect(tree(artifacts).filter((path) => path.endsWith('x.txt') || path.endsWith('big'))).toEqual([`0/${runId}/artifacts/a/x.txt`])
})

test('multipart and presigned transfers are answered as MLflow does on local storage', async () => {
  const { send, call } = await startRegistry()
  const runId = await createRun(call)
  const json = { 'Content-Type': 'application/json' }
  for (const act of ['create', 'complete', 'abort'])
    expect(await send('POST', `/api/2.0/mlflow-artifacts/mpu/${act}/a/b`, '{"path":"a/b","parts":[]}', json)).toMatchObject({
      status: 501,
      body: { error_code: 'NOT_IMPLEMENTED' }
    })
  expect((await send('GET', '/api/2.0/mlflow-artifacts/presigned/a/b')).status).toBe(501)
  expect(await call('POST', 'artifacts/presigned-upload-url', { run_id: runId, path: 'x' })).toMatchObject({
    status: 400,
    body: { error_code: 'INVALID_PARAMETER_VALUE', message: expect.stringContaining('proxied artifact storage') }
  })
  expect(await call('POST', 'artifacts/presigned-download-url', { run_id: runId, path: 'x' })).toMatchObject({
    status: 400,
    body: { error_code: 'INVALID_PARAMETER_VALUE', message: expect.stringContaining('proxied artifact storage') }
  })
})

test('names beyond ASCII come back in both forms of the header', async () => {
  const { send } = await startRegistry()
  const name = 'données “x”.csv'
  await send('PUT', `${proxy}/${encodeURIComponent(name)}`, '1')
  const got = await send('GET', `${proxy}/${encodeURIComponent(name)}`)
  expect(got.headers['content-disposition']).toBe(
    'attachment; filename="donnees x.csv"; filename*=UTF-8\'\'donn%C3%A9es%20%E2%80%9Cx%E2%80%9D.csv'
  )
})

test('a service told another folder for artifacts serves versions below it', async () => {
  const { send, call, home } = await startRegistry()
  const place = join(home, 'elsewhere')
  mkdirSync(place)
  const other = await startRegistry({ artifactRoot: `file://${place}` })
  const runId = await createRun(other.call)
  const folder = join(place, '0', runId, 'artifacts', 'model')
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'MLmodel'), 'local')
  await other.call('POST', 'registered-models/create', { name: 'churn' })
  const made = await other.call('POST', 'model-versions/create', { name: 'churn', source: folder, run_id: runId })
  expect(made.status).toBe(200)
  expect((await other.send('GET', '/model-versions/get-artifact?name=churn&version=1&path=MLmodel')).bytes.toString()).toBe('local')
  expect((await other.call('POST', 'model-versions/create', { name: 'churn', source: `${place}/0`, run_id: runId })).status).toBe(400)
  expect((await call('POST', 'model-versions/create', { name: 'churn', source: folder, run_id: await createRun(call) })).status).toBe(400)
  expect((await send('GET', `${proxy}/x`)).status).toBe(404)
})
