import { connect, type Socket } from 'node:net'
import { expect, test } from 'vitest'
import { type Answer, startRegistry } from '../server/registry-client.ts'
import { makeFilledHome, runId } from '../support/filled-home.ts'
import { describeHome, listFiles } from '../support/home-facts.ts'

type Send = Awaited<ReturnType<typeof startRegistry>>['send']
/** A request that a client got wrong: what it sends, the status, MLflow's code, and what the message must name. */
type Row = readonly [method: string, path: string, body: unknown, status: number, code: string, names: RegExp]

const api = '/api/2.0/mlflow'
const ghost = 'f'.repeat(32)
const json = { 'Content-Type': 'application/json' }
const [invalid, missing, denied] = ['INVALID_PARAMETER_VALUE', 'RESOURCE_DOES_NOT_EXIST', 'PERMISSION_DENIED']

function sendRow(send: Send, method: string, path: string, body: unknown): Promise<Answer> {
  if (body === undefined) return send(method, `${api}/${path}`)
  return send(method, `${api}/${path}`, typeof body === 'string' ? body : JSON.stringify(body), json)
}

/** Sends each request to a service on a filled registry and holds it to the promise: MLflow's error with the thing named, nothing changed, and the next client served. */
async function expectRefusals(rows: readonly Row[]): Promise<void> {
  const home = makeFilledHome()
  const { send } = await startRegistry({ home })
  const before = describeHome(home)
  for (const [method, path, body, status, code, names] of rows) {
    const answer = await sendRow(send, method, path, body)
    const request = `${method} ${path} ${JSON.stringify(body)?.slice(0, 120)}`
    expect.soft({ status: answer.status, body: answer.body }, request).toEqual({
      status,
      body: expect.objectContaining({ error_code: code, message: expect.stringMatching(names) })
    })
    expect.soft(String(answer.body?.message), request).not.toMatch(/\bat .*\.(ts|js):|SQLITE_|greenroom faults/)
  }
  expect((await send('GET', '/health')).status).toBe(200)
  expect(describeHome(home)).toEqual(before)
}

test('unknown runs, experiments, models, versions, aliases and stages are named', () =>
  expectRefusals([
    ['GET', `runs/get?run_id=${ghost}`, undefined, 404, missing, /ffff/],
    ['POST', 'runs/update', { run_id: ghost, status: 'FINISHED' }, 404, missing, /ffff/],
    ['POST', 'runs/delete', { run_id: ghost }, 404, missing, /ffff/],
    ['POST', 'runs/log-metric', { run_id: ghost, key: 'a', value: 1, timestamp: 1 }, 404, missing, /ffff/],
    ['POST', 'runs/log-batch', { run_id: ghost, metrics: [{ key: 'a', value: 1, timestamp: 1, step: 0 }] }, 404, missing, /ffff/],
    ['POST', 'runs/create', { experiment_id: '99' }, 404, missing, /99/],
    ['GET', 'experiments/get?experiment_id=99', undefined, 404, missing, /99/],
    ['GET', 'experiments/get-by-name?experiment_name=nowhere', undefined, 404, missing, /nowhere/],
    ['GET', `artifacts/list?run_id=${ghost}`, undefined, 404, missing, /ffff/],
    ['GET', 'registered-models/get?name=ghost', undefined, 404, missing, /ghost/],
    ['PATCH', 'registered-models/update', { name: 'ghost', description: 'x' }, 404, missing, /ghost/],
    ['DELETE', 'registered-models/delete', { name: 'ghost' }, 404, missing, /ghost/],
    ['GET', 'registered-models/alias?name=churn&alias=nobody', undefined, 400, invalid, /nobody/],
    ['POST', 'registered-models/alias', { name: 'churn', alias: 'good', version: '99' }, 404, missing, /churn.*99/],
    ['GET', 'model-versions/get?name=churn&version=99', undefined, 404, missing, /churn.*99/],
    ['POST', 'model-versions/create', { name: 'ghost', source: `runs:/${runId}/model`, run_id: runId }, 404, missing, /ghost/],
    ['POST', 'model-versions/transition-stage', { name: 'churn', version: '3', stage: 'Live' }, 400, invalid, /Live.*Staging/],
    ['POST', 'model-versions/transition-stage', { name: 'churn', version: '99', stage: 'Staging' }, 404, missing, /churn.*99/],
    ['GET', 'nothing/at-all', undefined, 404, 'ENDPOINT_NOT_FOUND', /nothing\/at-all/],
    ['GET', 'runs/create', undefined, 405, 'BAD_REQUEST', /GET/]
  ]))

test('malformed JSON, wrong types and values, sizes out of bounds are refused with field and limit', () =>
  expectRefusals([
    ['POST', 'runs/create', '{oops', 400, invalid, /JSON/i],
    ['POST', 'runs/create', '[]', 400, invalid, /\[\]|request|object/i],
    ['POST', 'runs/create', `{"experiment_id": "0", "tags": ${'['.repeat(10_000)}${']'.repeat(10_000)}}`, 400, invalid, /nest|deep/i],
    ['POST', 'runs/create', { experiment_id: ['0'] }, 400, invalid, /'experiment_id'/],
    ['POST', 'runs/update', { run_id: runId, status: 7 }, 400, invalid, /7.*'status'/],
    ['POST', 'runs/log-metric', { run_id: runId, key: 'a', value: 'high', timestamp: 1 }, 400, invalid, /high.*'value'/],
    ['POST', 'runs/log-metric', { run_id: runId, key: 'a', value: 1, timestamp: 1.5 }, 400, invalid, /1\.5.*'timestamp'/],
    ['POST', 'runs/log-metric', { run_id: runId, key: 'k'.repeat(251), value: 1, timestamp: 1 }, 400, invalid, /250/],
    ['POST', 'runs/log-parameter', { run_id: runId, key: 'depth', value: 'other' }, 400, invalid, /depth/],
    [
      'POST',
      'runs/log-batch',
      { run_id: runId, tags: Array.from({ length: 101 }, (_, at) => ({ key: `t${at}`, value: 'v' })) },
      400,
      invalid,
      /100/
    ],
    ['POST', 'experiments/create', { name: 'n'.repeat(501) }, 400, invalid, /500/],
    ['POST', 'registered-models/create', { name: 'a/b' }, 400, invalid, /'a\/b'/],
    ['POST', 'registered-models/create', { name: 7 }, 400, invalid, /7.*'name'/],
    ['POST', 'registered-models/create', { name: 'churn' }, 400, 'RESOURCE_ALREADY_EXISTS', /churn/],
    ['GET', 'model-versions/get?name=churn&version=1.0', undefined, 400, invalid, /'1\.0'/],
    ['POST', 'registered-models/create', { name: 'x', description: 'd'.repeat(5_000_000) }, 413, invalid, /4194304 bytes/],
    ['POST', 'runs/search', { experiment_ids: ['0'], max_results: -1 }, 400, invalid, /-1.*'max_results'|'max_results'.*-1/],
    ['POST', 'runs/search', { experiment_ids: ['0'], max_results: 1_000_000_000 }, 400, invalid, /1000000000.*'max_results'/],
    ['POST', 'runs/search', { experiment_ids: ['0'], max_results: 'many' }, 400, invalid, /many.*'max_results'/],
    ['POST', 'runs/search', { experiment_ids: ['0'], page_token: 'forged' }, 400, invalid, /page.?token/i],
    ['POST', 'runs/search', { experiment_ids: ['0'], filter: 'metrics.acc >' }, 400, invalid, /metrics\.acc/],
    ['POST', 'runs/search', { experiment_ids: ['0'], order_by: ['sideways up'] }, 400, invalid, /sideways/],
    ['POST', 'experiments/search', { max_results: -5 }, 400, invalid, /-5/],
    ['POST', 'experiments/search', { max_results: 50_001 }, 400, invalid, /50000/],
    ['GET', 'registered-models/search?max_results=-1', undefined, 400, invalid, /-1/],
    ['GET', 'registered-models/search?max_results=1000000', undefined, 400, invalid, /1000000/],
    ['GET', 'model-versions/search?max_results=-1', undefined, 400, invalid, /-1/],
    ['GET', 'model-versions/search?max_results=1000000000', undefined, 400, invalid, /1000000000/],
    ['GET', `metrics/get-history?run_id=${runId}&metric_key=accuracy&max_results=-1`, undefined, 400, invalid, /-1/],
    ['GET', `artifacts/list?run_id=${runId}&path=..%2F..`, undefined, 400, invalid, /path/i],
    ['POST', 'model-versions/create', { name: 'churn', source: 'file:///etc' }, 400, invalid, /file:\/\/\/etc/]
  ]))

test('foreign hosts and origins are refused whatever they ask for', async () => {
  const home = makeFilledHome()
  const { port, send } = await startRegistry({ home })
  const before = describeHome(home)
  for (const headers of [
    { Host: `10.evil.example:${port}` },
    { Host: 'localhost' },
    { Origin: 'null' },
    { Origin: `http://localhost:${port}` }
  ]) {
    const answer = await send('POST', `${api}/registered-models/create`, '{"name":"from a page"}', {
      ...json,
      ...(headers as Record<string, string>)
    })
    expect(answer).toMatchObject({ status: 403, body: { error_code: denied, message: expect.stringMatching(/Host|origin/i) } })
  }
  expect(describeHome(home)).toEqual(before)
})

/** Speaks HTTP by hand. Gives the socket to hang up, and what came back until the connection closed. */
function speak(port: number, text: string): { readonly socket: Socket; readonly heard: Promise<string> } {
  const socket = connect(port, '127.0.0.1', () => void socket.write(text))
  const heard = new Promise<string>((resolve) => {
    let heard = ''
    socket.on('data', (bytes) => {
      heard += bytes.toString()
    })
    socket.on('error', () => undefined)
    socket.on('close', () => resolve(heard))
  })
  return { socket, heard }
}

test('a body that ends in the middle of a chunk, or lies about chunks, does nothing', async () => {
  const home = makeFilledHome()
  const { port, send } = await startRegistry({ home })
  const before = describeHome(home)
  const start = (method: string, path: string) =>
    `${method} ${path} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n`
  const create = start('POST', `${api}/registered-models/create`)
  const upload = start('PUT', '/api/2.0/mlflow-artifacts/artifacts/0/new/cut.bin')
  const incoming = () => listFiles(home).filter((name) => name.includes('.incoming/'))
  const halfModel = speak(port, `${create}f\r\n{"name":"half"`)
  const halfFile = speak(port, `${upload}f\r\nhalf a`)
  await expect.poll(incoming).toHaveLength(1)
  halfModel.socket.destroy()
  halfFile.socket.destroy()
  await expect.poll(incoming).toEqual([])
  expect(await speak(port, `${create}zz\r\n{"name":"liar"}\r\n0\r\n\r\n`).heard).toMatch(/^HTTP\/1\.1 400/)
  expect(await speak(port, `${upload}-5\r\nliar\r\n0\r\n\r\n`).heard).toMatch(/^HTTP\/1\.1 400/)
  await expect.poll(incoming).toEqual([])
  expect((await send('GET', `${api}/registered-models/get?name=churn`)).status).toBe(200)
  expect(describeHome(home)).toEqual(before)
})

test('clients that stop in the middle of a body hold up nobody, nor the end of the service', async () => {
  const { port, send, call } = await startRegistry()
  const half = `POST ${api}/registered-models/create HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nContent-Type: application/json\r\nContent-Length: 500\r\n\r\n{"name":`
  const stalled = Array.from({ length: 40 }, () => speak(port, half))
  expect((await call('POST', 'registered-models/create', { name: 'beside them' })).status).toBe(200)
  expect((await send('GET', `${api}/registered-models/get?name=beside%20them`)).body.registered_model.name).toBe('beside them')
  expect(stalled.every(({ socket }) => !socket.destroyed)).toBe(true)
  // The service ends with the test, and waits for nobody who does not speak.
})
