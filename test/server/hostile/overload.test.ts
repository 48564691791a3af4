import { readFileSync } from 'node:fs'
import { request } from 'node:http'
import path from 'node:path'
import Database from 'better-sqlite3'
import { expect, onTestFinished, test } from 'vitest'
import { speak } from '../../support/raw-http.ts'
import { type ServiceProcess, startServiceProcess } from '../../support/service-process.ts'
import { makeFolder } from '../../tracking/registry-fixture.ts'
import { createRun, startRegistry } from '../registry-client.ts'
import { api, proxy } from './guarded.ts'

const mebibyte = 1024 * 1024

test('B022: five hundred idle connections keep no new client out', async () => {
  const { port, send, call } = await startRegistry()
  const idle = Array.from({ length: 500 }, () => speak(port))
  await Promise.all(
    idle.map(({ socket }) => new Promise((resolve) => (socket.connecting ? socket.once('connect', resolve) : resolve(null))))
  )
  const half = Array.from({ length: 100 }, () => speak(port, `GET /health HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\n`))
  for (let at = 0; at < 20; at += 1) expect((await send('GET', '/health')).status).toBe(200)
  expect((await call('POST', 'registered-models/create', { name: 'beside them' })).status).toBe(200)
  // The oldest of the idle ones had to make room.
  await Promise.all(idle.slice(0, 100).map(({ heard }) => heard))
  for (const { socket } of [...idle, ...half]) socket.destroy()
})

test('a client that is being served is not dropped for others that wait', async () => {
  const { port, send } = await startRegistry()
  const upload = speak(port, `PUT ${proxy}/slow.bin HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nContent-Length: 10\r\n\r\n01234`)
  expect((await send('GET', '/health')).status).toBe(200)
  const idle = Array.from({ length: 400 }, () => speak(port))
  await Promise.all(
    idle.map(({ socket }) => new Promise((resolve) => (socket.connecting ? socket.once('connect', resolve) : resolve(null))))
  )
  expect((await send('GET', '/health')).status).toBe(200)
  upload.write('56789')
  expect((await upload.hear(1)).map(({ status }) => status)).toEqual([200])
  expect((await send('GET', `${proxy}/slow.bin`)).bytes.toString()).toBe('0123456789')
  for (const { socket } of [...idle, upload]) socket.destroy()
})

test('a connection that has sent another request already is not idle when the first is answered', async () => {
  const { port, send } = await startRegistry()
  const head = `Host: 127.0.0.1:${port}\r\n`
  const upload = speak(port, `GET /health HTTP/1.1\r\n${head}\r\nPUT ${proxy}/slow.bin HTTP/1.1\r\n${head}Content-Length: 10\r\n\r\n01234`)
  await upload.hear(1)
  const idle = Array.from({ length: 400 }, () => speak(port))
  await Promise.all(
    idle.map(({ socket }) => new Promise((resolve) => (socket.connecting ? socket.once('connect', resolve) : resolve(null))))
  )
  expect((await send('GET', '/health')).status).toBe(200)
  upload.write('56789')
  expect((await upload.hear(2)).map(({ status }) => status)).toEqual([200, 200])
  for (const { socket } of [...idle, upload]) socket.destroy()
})

test('B023: thousands of requests sent at once on one connection are answered in order', { timeout: 60_000 }, async () => {
  const { port, call, send } = await startRegistry()
  const run_id = await createRun(call)
  const count = 3000
  const requests = Array.from({ length: count }, (_, at) =>
    at % 3 === 0
      ? `GET ${api}/experiments/get-by-name?experiment_name=e${at} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\n\r\n`
      : post(port, `${api}/runs/log-metric`, JSON.stringify({ run_id, key: 'm', value: at, timestamp: 1, step: at }))
  )
  const connection = speak(port, requests.join(''))
  const answers = await connection.hear(count)
  connection.socket.destroy()
  expect(answers).toHaveLength(count)
  for (const [at, { status, body }] of answers.entries()) {
    if (at % 3 === 0) expect([at, status, body.includes(`'e${at}'`)]).toEqual([at, 404, true])
    else expect([at, status]).toEqual([at, 200])
  }
  expect((await send('GET', '/health')).status).toBe(200)
  expect((await call('GET', 'metrics/get-history', { run_id, metric_key: 'm' })).body.metrics).toHaveLength(count - count / 3)
})

/** Sends the same number of requests on each of some connections, all at once. */
function flood(port: number, connections: number, each: number, make: (connection: number, at: number) => string) {
  const opened = Array.from({ length: connections }, (_, connection) =>
    speak(port, Array.from({ length: each }, (_none, at) => make(connection, at)).join(''))
  )
  onTestFinished(() => {
    for (const { socket } of opened) socket.destroy()
  })
  return Promise.all(opened.map((connection) => connection.hear(each))).then((answers) => answers.flat())
}

test('T28: writes beyond what may wait are refused with 503 and when to come again; what was acknowledged stays, and all is well after', {
  timeout: 60_000
}, async () => {
  const { port, call, send, home } = await startRegistry()
  const run_id = await createRun(call)
  const log = (key: string, step: number) => JSON.stringify({ run_id, key, value: step, timestamp: 1, step })
  // Another program holds the database for a while: nothing can be written, and requests pile up.
  const other = new Database(path.join(home, 'registry', 'mlflow.db'))
  onTestFinished(() => void other.close())
  other.exec('BEGIN IMMEDIATE')
  const flooded = flood(port, 200, 40, (connection, step) => post(port, `${api}/runs/log-metric`, log(`k${connection}`, step)))
  await expect.poll(async () => (await call('POST', 'runs/log-metric', JSON.parse(log('late', 1)))).status, { timeout: 30_000 }).toBe(503)
  expect((await send('GET', '/health')).status).toBe(200)
  expect((await call('GET', 'runs/get', { run_id })).status).toBe(200)
  other.exec('ROLLBACK')
  const answers = await flooded
  expect(answers).toHaveLength(8000)
  for (const { status, head } of answers) if (status !== 200) expect([status, /retry-after: \d/i.test(head)]).toEqual([503, true])
  let stored = 0
  for (let at = 0; at < 200; at += 1)
    stored += (await call('GET', 'metrics/get-history', { run_id, metric_key: `k${at}` })).body.metrics?.length ?? 0
  expect(stored).toBe(answers.filter(({ status }) => status === 200).length)
  expect((await call('POST', 'runs/log-metric', JSON.parse(log('late', 2)))).status).toBe(200)
})

test('T28: searches beyond what may wait are refused with 503, and writes go on beside them', { timeout: 60_000 }, async () => {
  const { port, call } = await startRegistry()
  const run_id = await createRun(call)
  const flooded = flood(port, 20, 50, () => post(port, `${api}/runs/search`, JSON.stringify({ experiment_ids: ['0'] })))
  expect((await call('POST', 'runs/log-metric', { run_id, key: 'm', value: 1, timestamp: 1 })).status).toBe(200)
  const statuses = (await flooded).map(({ status }) => status)
  expect(statuses).toHaveLength(1000)
  expect(new Set(statuses)).toEqual(new Set([200, 503]))
  expect((await call('POST', 'runs/search', { experiment_ids: ['0'] })).status).toBe(200)
})

test.skipIf(process.platform !== 'linux')('memory stays flat while a large artifact goes up and down', { timeout: 120_000 }, async () => {
  const service = await startServiceProcess(makeFolder())
  onTestFinished(service.kill)
  const size = (process.env['GREENROOM_FULL'] ? 2048 : 256) * mebibyte
  await upload(service, 4 * mebibyte)
  const before = readPeak(service)
  await upload(service, size)
  expect(await download(service)).toBe(size)
  const growth = readPeak(service) - before
  // Buffers of both directions and what the collector has not yet looked at; the file is many times as large.
  expect(growth).toBeLessThan(96 * mebibyte)
})

function post(port: number, where: string, body: string): string {
  return `POST ${where} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nContent-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`
}

async function upload({ port }: ServiceProcess, size: number): Promise<void> {
  const block = Buffer.alloc(mebibyte, 'x')
  await new Promise<void>((resolve, reject) => {
    const outgoing = request(
      { host: '127.0.0.1', port, method: 'PUT', path: `${proxy}/large.bin`, headers: { 'Content-Length': size } },
      (response) =>
        response.resume().on('end', () => (response.statusCode === 200 ? resolve() : reject(new Error(`upload: ${response.statusCode}`))))
    )
    outgoing.on('error', reject)
    const writeNext = (left: number) => (left === 0 ? void outgoing.end() : void outgoing.write(block, () => writeNext(left - 1)))
    writeNext(size / mebibyte)
  })
}

function download({ port }: ServiceProcess): Promise<number> {
  return new Promise((resolve, reject) => {
    const outgoing = request({ host: '127.0.0.1', port, path: `${proxy}/large.bin` }, (response) => {
      let size = 0
      response.on('data', (part: Buffer) => {
        size += part.length
      })
      response.on('end', () => resolve(size))
    })
    outgoing.on('error', reject)
    outgoing.end()
  })
}

/** The most memory the service ever held, bytes. */
function readPeak({ pid }: ServiceProcess): number {
  const kibibytes = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(path.join('/proc', String(pid), 'status'), 'utf8'))?.[1]
  return Number(kibibytes) * 1024
}
