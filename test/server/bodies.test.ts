import { createServer } from 'node:http'
import { connect } from 'node:net'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { readBody } from '../../src/main/server/body.ts'
import { describeError } from '../../src/main/server/errors.ts'
import { parseJsonBody } from '../../src/main/server/json.ts'
import { openTrackingDatabase } from '../../src/main/tracking/database.ts'
import { startRegistry } from './registry-client.ts'

const json = { 'Content-Type': 'application/json' }
const create = '/api/2.0/mlflow/experiments/create'

const refused: readonly (readonly [string, string])[] = [
  ['null byte order mark', '\ufeff{"name":"x"}'],
  ['list', '[]'],
  ['text that is no JSON', '"x"'],
  ['two documents', '{"name":"x"}{"name":"y"}'],
  ['trailing comma', '{"name":"x",}'],
  ['single quotes', "{'name':'x'}"],
  ['NaN literal', '{"name":NaN}'],
  ['lone surrogate', '{"name":"\\ud800"}'],
  ['wrong type', '{"name":5}'],
  ['both spellings', '{"name":"x","artifactLocation":"s3://a/b","artifact_location":"s3://a/c"}'],
  ['deep nesting', `{"name":"x","y":${'['.repeat(10_000)}${']'.repeat(10_000)}}`],
  ['a million lists', '['.repeat(1_000_000)]
]

test('bodies that are no request get 400, and nothing is made', async () => {
  const { send, call } = await startRegistry()
  for (const [name, body] of refused)
    expect([name, await send('POST', create, body, json)]).toMatchObject([
      name,
      { status: 400, body: { error_code: 'INVALID_PARAMETER_VALUE' } }
    ])
  expect((await call('POST', 'experiments/search', { max_results: 10 })).body.experiments).toHaveLength(1)
})

test('bytes that are no UTF-8 are refused', async () => {
  const { send } = await startRegistry()
  expect((await send('POST', create, Buffer.from('{"name":"\xff"}', 'latin1'), json)).status).toBe(400)
  expect((await send('POST', create, Buffer.from('{"name":"x"}', 'utf16le'), json)).status).toBe(400)
})

test('empty bodies, unknown fields, double encoding and prototype words are harmless', async () => {
  const { send, call } = await startRegistry()
  expect((await send('POST', create, '', json)).body.message).toMatch(/^Missing value for required parameter 'name'/)
  expect((await send('POST', create, JSON.stringify('{"name":"twice"}'), json)).body).toEqual({ experiment_id: '1' })
  const hostile = '{"name":"proto","__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}},"unknown":[1]}'
  expect((await send('POST', create, hostile, json)).status).toBe(200)
  expect(({} as { polluted?: unknown }).polluted).toBeUndefined()
  await call('POST', 'experiments/set-experiment-tag', { experiment_id: '1', key: '__proto__', value: 'v' })
  expect((await call('GET', 'experiments/get', { experiment_id: '1' })).body.experiment.tags).toEqual([{ key: '__proto__', value: 'v' }])
  expect((await send('POST', create, '{"name":"one","name":"two"}', json)).status).toBe(200)
  expect((await call('GET', 'experiments/get-by-name', { experiment_name: 'two' })).status).toBe(200)
})

test('64-bit integers pass exactly as number and as string, and not beyond', async () => {
  const { send, call } = await startRegistry()
  const { run } = (await call('POST', 'runs/create', { experiment_id: '0', start_time: 1 })).body
  const log = (step: string) =>
    send(
      'POST',
      '/api/2.0/mlflow/runs/log-metric',
      `{"run_id":"${run.info.run_id}","key":"m","value":1,"timestamp":1,"step":${step}}`,
      json
    )
  for (const step of ['9223372036854775807', '"-9223372036854775808"', '9007199254740993', '"5"'])
    expect((await log(step)).status).toBe(200)
  for (const step of ['9223372036854775808', '1.5', '"x"', '1e400', 'true']) expect((await log(step)).status).toBe(400)
  const history = (await call('GET', 'metrics/get-history', { run_id: run.info.run_id, metric_key: 'm' })).bytes.toString()
  const steps = [...history.matchAll(/"step":(-?\d+)/g)].map(([, step]) => step)
  expect(steps).toEqual(['-9223372036854775808', '5', '9007199254740993', '9223372036854775807'])
})

test('bodies have limits: log-batch 1,000,000 bytes, any other 4 MiB', async () => {
  const { send, call } = await startRegistry()
  const { run } = (await call('POST', 'runs/create', { experiment_id: '0', start_time: 1 })).body
  const batch = `{"run_id":"${run.info.run_id}","tags":[]${' '.repeat(1_000_000)}}`
  expect(await send('POST', '/api/2.0/mlflow/runs/log-batch', batch, json)).toMatchObject({
    status: 400,
    body: { error_code: 'INVALID_PARAMETER_VALUE', message: expect.stringContaining('at most 1000000 bytes') }
  })
  const huge = Buffer.alloc(64 * 1024 * 1024, 0x20)
  const refused = await send('POST', create, huge, json).catch((error: NodeJS.ErrnoException) => error.code)
  expect(refused === 'EPIPE' || refused === 'ECONNRESET' || (refused as { status: number }).status === 413).toBe(true)
  expect((await send('GET', '/health')).status).toBe(200)
})

test('a declared length beyond the limit is answered before the body comes', async () => {
  const { port } = await startRegistry()
  const answer = await new Promise<string>((resolve) => {
    const socket = connect(port, '127.0.0.1')
    socket.write(
      `POST ${create} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nContent-Type: application/json\r\nContent-Length: 67108864\r\n\r\n{"name":`
    )
    socket.once('data', (bytes) => {
      resolve(bytes.toString())
      socket.destroy()
    })
  })
  expect(answer).toMatch(/^HTTP\/1\.1 413/)
  expect(answer).toContain('4194304 bytes')
})

test('a body that stalls or drips is given up with 408', async () => {
  const patience = { silenceMs: 200, totalMs: 400 }
  const server = createServer((request, response) => {
    readBody(request, { limit: 1000, patience }).then(
      () => response.end('read'),
      (error) => response.writeHead(describeError(error).status).end()
    )
  })
  const port = await new Promise<number>((resolve) =>
    server.listen(0, '127.0.0.1', () => resolve((server.address() as { port: number }).port))
  )
  onTestFinished(() => void server.close())
  const speak = (drip: boolean) =>
    new Promise<string>((resolve) => {
      const socket = connect(port, '127.0.0.1')
      socket.write('POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 500\r\n\r\n{')
      const dripping = drip ? setInterval(() => socket.write(' '), 20) : undefined
      socket.once('data', (bytes) => {
        clearInterval(dripping)
        socket.destroy()
        resolve(bytes.toString())
      })
      socket.on('error', () => undefined)
    })
  expect(await speak(false)).toMatch(/^HTTP\/1\.1 408/)
  expect(await speak(true)).toMatch(/^HTTP\/1\.1 408/)
})

test('bodies that are held at once share a budget, which is given back with the answers', async () => {
  const { home, send, call } = await startRegistry({ heldBodyBytes: 2500 })
  const tag = (key: string, length: number) =>
    call('POST', 'experiments/set-experiment-tag', { experiment_id: '0', key, value: 'x'.repeat(length) })
  const other = openTrackingDatabase(join(home, 'registry', 'mlflow.db'))
  onTestFinished(() => void other.close())
  // Another program holds the database: what was sent waits, with its body.
  other.exec('BEGIN IMMEDIATE')
  const waiting = [tag('a', 1000), tag('b', 1000)]
  for (let turn = 0; turn < 3; turn += 1) await send('GET', '/health')
  expect(await tag('c', 1000)).toMatchObject({
    status: 503,
    headers: { 'retry-after': '1' },
    body: { error_code: 'TEMPORARILY_UNAVAILABLE', message: expect.stringContaining('are waiting') }
  })
  other.exec('COMMIT')
  expect((await Promise.all(waiting)).map(({ status }) => status)).toEqual([200, 200])
  // A body beyond the whole budget is not locked out where it comes alone, and twice: nothing of the first is left in the books.
  for (let round = 0; round < 2; round += 1) expect((await tag('long', 4000)).status).toBe(200)
  const { tags } = (await call('GET', 'experiments/get', { experiment_id: '0' })).body.experiment
  expect(tags.map(({ key }: { key: string }) => key)).toEqual(['a', 'b', 'long'])
})

test('numbers that fit a double stay numbers', () => {
  expect(
    parseJsonBody(Buffer.from('{"a":1700000000000,"b":0.1234567890123456789,"c":"1234567890123456789","d":12345678901234567890}'))
  ).toEqual({
    a: 1700000000000,
    b: 0.12345678901234568,
    c: '1234567890123456789',
    d: 12345678901234567890n
  })
})
