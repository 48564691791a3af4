import { connect } from 'node:net'
import { expect, test } from 'vitest'
import { allRoutes } from '../../src/main/server/all-routes.ts'
import { startRegistry } from './registry-client.ts'

/** Sends raw bytes and gives all that comes back until the service closes or has answered. */
function speak(port: number, text: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => socket.write(text))
    let answer = ''
    socket.setEncoding('latin1')
    socket.on('data', (part) => {
      answer += part
      const end = answer.indexOf('\r\n\r\n')
      const length = Number(/content-length: (\d+)/i.exec(answer)?.[1] ?? Number.NaN)
      if (end >= 0 && answer.length >= end + 4 + length) socket.end()
    })
    socket.on('close', () => resolve(answer))
    socket.on('error', reject)
  })
}
const statusOf = (answer: string) => Number(/^HTTP\/1\.1 (\d+)/.exec(answer)?.[1])

test('only the service’s own names are accepted as Host', async () => {
  const { port, send } = await startRegistry()
  for (const host of [`127.0.0.1:${port}`, `localhost:${port}`, `[::1]:${port}`])
    expect((await send('GET', '/health', undefined, { Host: host })).status).toBe(200)
  const foreign = [
    '10.evil.example',
    `10.evil.example:${port}`,
    `localhost.evil:${port}`,
    `127.0.0.1.nip.io:${port}`,
    `0.0.0.0:${port}`,
    '127.0.0.1',
    'localhost',
    `127.0.0.1:${port + 1}`,
    `LOCALHOST:${port}`,
    `127.1:${port}`,
    `2130706433:${port}`,
    `[::ffff:127.0.0.1]:${port}`,
    `user@127.0.0.1:${port}`,
    `192.168.0.1:${port}`
  ]
  for (const host of foreign) expect([host, (await send('GET', '/health', undefined, { Host: host })).status]).toEqual([host, 403])
})

test('no, two and absolute hosts are refused', async () => {
  const { port } = await startRegistry()
  const own = `127.0.0.1:${port}`
  expect(statusOf(await speak(port, 'GET /health HTTP/1.0\r\n\r\n'))).toBe(400)
  expect(statusOf(await speak(port, 'GET /health HTTP/1.1\r\nConnection: close\r\n\r\n'))).toBe(400)
  expect(statusOf(await speak(port, `GET /health HTTP/1.1\r\nHost: ${own}\r\nHost: ${own}\r\n\r\n`))).toBe(400)
  expect(statusOf(await speak(port, `GET http://evil.example/health HTTP/1.1\r\nHost: ${own}\r\n\r\n`))).toBe(400)
})

test('every route refuses Origin and browser fetches, whatever the method', async () => {
  const { send } = await startRegistry()
  for (const route of allRoutes)
    for (const method of route.methods) {
      const prefix = { api: '/api/2.0', api3: '/api/3.0', ajax: '/ajax-api/2.0', root: '' }[route.mounts[0] ?? 'root']
      const path = `${prefix}${route.path.replace(/\{[^}]+\}/g, 'x')}`
      for (const headers of [{ Origin: 'null' }, { Origin: 'http://localhost:3000' }, { 'Sec-Fetch-Site': 'same-site' }]) {
        const answer = await send(method, path, undefined, headers as Record<string, string>)
        expect([method, path, answer.status]).toEqual([method, path, 403])
        expect(Object.keys(answer.headers).filter((name) => name.startsWith('access-control'))).toEqual([])
      }
    }
})

test('a click on a link opens the pages and nothing else', async () => {
  const { send } = await startRegistry()
  const click = { 'Sec-Fetch-Site': 'cross-site', 'Sec-Fetch-Mode': 'navigate', 'Sec-Fetch-Dest': 'document' }
  expect((await send('GET', '/', undefined, click)).status).toBe(200)
  expect((await send('GET', '/health', undefined, click)).status).toBe(403)
  expect((await send('GET', '/api/2.0/mlflow/experiments/get?experiment_id=0', undefined, click)).status).toBe(403)
  expect((await send('GET', '/', undefined, { ...click, 'Sec-Fetch-Dest': 'iframe' })).status).toBe(403)
  expect((await send('GET', '/', undefined, { ...click, Origin: 'https://evil.example' })).status).toBe(403)
})

test('preflights, odd methods and protocol tricks get nothing', async () => {
  const { port, send } = await startRegistry()
  const own = `Host: 127.0.0.1:${port}\r\n`
  expect((await send('OPTIONS', '/api/2.0/mlflow/runs/create', undefined, { 'Access-Control-Request-Method': 'POST' })).status).toBe(403)
  expect(statusOf(await speak(port, `TRACE /health HTTP/1.1\r\n${own}\r\n`))).toBe(405)
  expect(statusOf(await speak(port, `CONNECT example.com:80 HTTP/1.1\r\n${own}\r\n`))).toBe(405)
  const upgrade = await speak(port, `GET /health HTTP/1.1\r\n${own}Connection: Upgrade\r\nUpgrade: websocket\r\n\r\n`)
  expect([statusOf(upgrade), /^Allow: .*$/m.exec(upgrade)?.[0].trim()]).toEqual([405, 'Allow: GET'])
  expect(statusOf(await speak(port, `PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n`))).toBe(400)
  const smuggled = `POST /api/2.0/mlflow/runs/create HTTP/1.1\r\n${own}Content-Type: application/json\r\n`
  for (const trick of ['Content-Length: 2\r\nTransfer-Encoding: chunked', 'Content-Length: 2\r\nContent-Length: 3', 'Content-Length: -1'])
    expect(statusOf(await speak(port, `${smuggled}${trick}\r\n\r\n{}`))).toBe(400)
  expect(statusOf(await speak(port, `GET /health HTTP/1.1\r\n${own}X: ${'y'.repeat(20_000)}\r\n\r\n`))).toBe(431)
  expect(statusOf(await speak(port, `GET /health HTTP/1.1\r\n${own}${'a: b\r\n'.repeat(1500)}\r\n`))).toBe(431)
  const overridden = await send('POST', '/api/2.0/mlflow/experiments/get', '{}', {
    'Content-Type': 'application/json',
    'X-HTTP-Method-Override': 'GET'
  })
  expect(overridden.status).toBe(405)
})

test('paths are matched as they are: no traversal, case or encoding variants', async () => {
  const { send } = await startRegistry()
  for (const path of [
    '/api/2.0/mlflow/../../health',
    '//health',
    '/API/2.0/mlflow/experiments/get',
    '/%68ealth',
    '/health/',
    '/graphql',
    '/v1/traces'
  ])
    expect([path, await send('GET', path)]).toMatchObject([path, { status: 404, body: { error_code: 'ENDPOINT_NOT_FOUND' } }])
})

test('a JSON route takes no body that a page could send', async () => {
  const { send, call } = await startRegistry()
  const body = '{"name":"by a page"}'
  for (const type of [
    'text/plain',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'application/json; charset=utf-16',
    ''
  ])
    expect((await send('POST', '/api/2.0/mlflow/experiments/create', body, { 'Content-Type': type })).status).toBe(415)
  expect((await send('POST', '/api/2.0/mlflow/experiments/create', body)).status).toBe(415)
  expect(await send('POST', '/api/2.0/mlflow/experiments/create', body, { 'Content-Type': 'application/xml' })).toMatchObject({
    status: 400,
    body: { error_code: 'INVALID_PARAMETER_VALUE', message: "Bad Request. Content-Type must be one of ['application/json']." }
  })
  const json = { 'Content-Type': 'application/json' }
  expect((await send('POST', '/api/2.0/mlflow/experiments/create', body, { ...json, 'Content-Encoding': 'gzip' })).status).toBe(415)
  expect((await call('POST', 'experiments/search', { max_results: 10 })).body.experiments).toHaveLength(1)
})

test('waiting connections do not lock new clients out', async () => {
  const { port, send } = await startRegistry()
  const idle = await Promise.all(
    Array.from(
      { length: 400 },
      () =>
        new Promise<ReturnType<typeof connect>>((resolve) => {
          const socket = connect(port, '127.0.0.1', () => resolve(socket))
          socket.on('error', () => undefined)
        })
    )
  )
  expect((await send('GET', '/health')).status).toBe(200)
  for (const socket of idle) socket.destroy()
})

test('the service refuses to listen where others could reach it', async () => {
  for (const host of ['0.0.0.0', '::', '192.168.1.5', 'example.com'])
    await expect(startRegistry({ host })).rejects.toMatchObject({ code: 'FORBIDDEN' })
})
