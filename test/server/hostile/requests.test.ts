import { brotliCompressSync, gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { runId } from '../../support/filled-home.ts'
import { ask, speak } from '../../support/raw-http.ts'
import { api, expectRefusal, type Guarded, json, startGuarded } from './guarded.ts'

const create = `${api}/registered-models/create`
const body = '{"name":"smuggled"}'

/** A request by hand to a route that writes; `head` is what is odd about it. */
function write({ port }: Guarded, head: string, content = body): string {
  return `POST ${create} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nContent-Type: application/json\r\n${head}\r\n\r\n${content}`
}

test('B006, CVE-2025-14279: sixty spellings of a Host that is not ours are refused', async () => {
  const guarded = await startGuarded()
  const { port } = guarded
  const names = [
    'evil.example',
    '10.evil.example',
    '192.168.evil.example',
    '172.16.0.1.evil.example',
    'localhost.evil',
    'localhost.',
    'LOCALHOST',
    'LocalHost',
    '127.0.0.1.nip.io',
    '127.0.0.1.',
    '127.1',
    '127.0.1',
    '0.0.0.0',
    '0',
    '2130706433',
    '0x7f000001',
    '017700000001',
    '127.0.0.2',
    '10.0.0.1',
    '192.168.0.1',
    '172.16.0.1',
    '169.254.169.254',
    '[::]',
    '[::ffff:127.0.0.1]',
    '[0:0:0:0:0:0:0:1]',
    '::1',
    'ip6-localhost',
    '*',
    '',
    'localhost@evil',
    'evil@localhost',
    '127.0.0.1#',
    'xn--lcalhost-54a'
  ]
  const hosts = [
    ...names.map((name) => `${name}:${port}`),
    ...names,
    '127.0.0.1',
    'localhost',
    '[::1]',
    `127.0.0.1:${port + 1}`,
    `127.0.0.1:0${port}`,
    `127.0.0.1:${port} `,
    `127.0.0.1:${port}/`,
    `127.0.0.1:${port}, evil`,
    `http://127.0.0.1:${port}`,
    '127.0.0.1:80',
    '127.0.0.1:'
  ]
  expect(hosts.length).toBeGreaterThan(60)
  for (const host of hosts) {
    const trimmed = host.trim()
    const { status } = await ask(port, `GET /health HTTP/1.1\r\nHost: ${host}\r\n\r\n`)
    // Blanks around a value are no part of it.
    if (trimmed === `127.0.0.1:${port}`) expect.soft([host, status]).toEqual([host, 200])
    else expect.soft([host, status]).toEqual([host, 403])
  }
  await guarded.expectUntouched()
})

test('CVE-2026-2611: neither the peer’s address nor what a header says of it lets a request in', async () => {
  const guarded = await startGuarded()
  for (const name of [
    'X-Forwarded-For',
    'X-Real-IP',
    'Forwarded',
    'X-Forwarded-Host',
    'X-Original-Host',
    'X-Host',
    'X-Original-URL',
    'X-Rewrite-URL',
    'User-Agent'
  ])
    for (const value of ['127.0.0.1', `127.0.0.1:${guarded.port}`, 'for=127.0.0.1', '/health', 'mlflow-python-client/3.17.2'])
      expectRefusal(
        await guarded.send('POST', create, body, { ...json, Origin: 'http://evil.example', [name]: value }),
        403,
        `${name}: ${value}`
      )
  for (const origin of [
    'null',
    '',
    'http://127.0.0.1',
    `http://127.0.0.1:${guarded.port}`,
    `http://localhost:${guarded.port}`,
    'file://',
    'app://main',
    'chrome-extension://x'
  ])
    expectRefusal(await guarded.send('POST', create, body, { ...json, Origin: origin }), 403, `Origin: ${origin}`)
  await guarded.expectUntouched()
})

test('B015: bodies whose length is told twice, wrongly or in tricks are refused, and nothing hides behind them', async () => {
  const guarded = await startGuarded()
  const length = body.length
  const heads = [
    `Content-Length: ${length}\r\nTransfer-Encoding: chunked`,
    `Transfer-Encoding: chunked\r\nContent-Length: ${length}`,
    `Content-Length: ${length}\r\nContent-Length: ${length + 1}`,
    `Content-Length: ${length}, ${length}`,
    'Content-Length: -1',
    'Content-Length: +19',
    'Content-Length: 0x13',
    'Content-Length: 1e1',
    'Content-Length: 99999999999999999999',
    `Content-Length : ${length}`,
    `Content-Length:\u000b${length}`,
    'Transfer-Encoding: chunked, identity',
    'Transfer-Encoding: xchunked',
    ' Transfer-Encoding: chunked',
    'X: y\r\n folded: z',
    'X\u0000: y',
    'X y: z'
  ]
  for (const head of heads) expect.soft([head, (await ask(guarded.port, write(guarded, head))).status]).toEqual([head, 400])
  for (const chunks of [
    'ffffffffffffffffff\r\n{}',
    '-1\r\n{}',
    '0x5\r\n{"a":',
    'g\r\n',
    '5;ext\u0000=1\r\n{"a":\r\n0\r\n\r\n',
    '2\r\n{}XX0\r\n\r\n'
  ])
    expect.soft([chunks, (await ask(guarded.port, write(guarded, 'Transfer-Encoding: chunked', chunks))).status]).toEqual([chunks, 400])
  for (const text of [
    `GET /health HTTP/1.1\nHost: 127.0.0.1:${guarded.port}\n\n`,
    `GET /health HTTP/9.9\r\nHost: 127.0.0.1:${guarded.port}\r\n\r\n`,
    'GET\r\n\r\n',
    '\u0016\u0003\u0001\u0002\u0000',
    'GET /health\r\n\r\n',
    `GET http://evil.example/health HTTP/1.1\r\nHost: evil.example\r\n\r\n`,
    `GET * HTTP/1.1\r\nHost: 127.0.0.1:${guarded.port}\r\n\r\n`
  ])
    expect.soft([text, (await ask(guarded.port, text)).status]).toEqual([text, 400])
  await guarded.expectUntouched()
})

test('a refused request leaves no half behind that the next one on its connection would read', async () => {
  const guarded = await startGuarded()
  const hidden = write(guarded, `Content-Length: ${body.length}`)
  for (const [head, status] of [
    [`Origin: http://evil.example\r\nContent-Length: ${hidden.length}`, 403],
    [`Content-Encoding: gzip\r\nContent-Length: ${hidden.length}`, 415],
    [`Content-Length: ${64 * 1024 * 1024}`, 413]
  ] as const) {
    const connection = speak(guarded.port, write(guarded, head, hidden))
    const [first] = await connection.hear(1)
    expect.soft([head, first?.status]).toEqual([head, status])
    connection.socket.end()
    expect((await connection.hear(1)).map((answer) => answer.status)).not.toContain(200)
    connection.socket.destroy()
  }
  await guarded.expectUntouched()
})

test('B012: upgrades and other protocols get 405 or 400 and the connection is closed', async () => {
  const guarded = await startGuarded()
  const host = `Host: 127.0.0.1:${guarded.port}\r\n`
  for (const text of [
    `GET /health HTTP/1.1\r\n${host}Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n`,
    `GET /health HTTP/1.1\r\n${host}Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABk\r\n\r\n`,
    `CONNECT 127.0.0.1:22 HTTP/1.1\r\n${host}\r\n`,
    'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'
  ])
    expect.soft(await speak(guarded.port, text).heard).toMatch(/^HTTP\/1\.1 40[05]/)
  await guarded.expectUntouched()
})

test('B011, B021: bodies in another charset or compressed are refused unread', async () => {
  const guarded = await startGuarded()
  const bomb = gzipSync(Buffer.alloc(50_000_000))
  for (const [encoding, bytes] of [
    ['gzip', bomb],
    ['GZIP', bomb],
    ['deflate', bomb],
    ['br', brotliCompressSync(body)],
    ['zstd', body],
    ['identity, gzip', bomb],
    ['x-gzip', bomb],
    ['', body]
  ] as const)
    expect
      .soft([encoding, (await guarded.send('POST', create, bytes, { ...json, 'Content-Encoding': encoding })).status])
      .toEqual([encoding, 415])
  for (const charset of ['utf-16', 'UTF-16LE', 'latin1', 'utf-7', '"utf-16"', 'utf-8, utf-16'])
    expectRefusal(await guarded.send('POST', create, body, { 'Content-Type': `application/json; charset=${charset}` }), 415, charset)
  await guarded.expectUntouched()
})

test('B016, B017: headers too large or too many are refused with 431', async () => {
  const guarded = await startGuarded()
  const start = `GET /health HTTP/1.1\r\nHost: 127.0.0.1:${guarded.port}\r\n`
  for (const text of [
    `${start}X: ${'y'.repeat(20 * 1024)}\r\n\r\n`,
    `${start}${'x'.repeat(20 * 1024)}: y\r\n\r\n`,
    `${start}${'a: b\r\n'.repeat(2000)}\r\n`,
    `${start}${'a: b\r\n'.repeat(150)}\r\n`,
    `GET /health?${'q'.repeat(20 * 1024)} HTTP/1.1\r\nHost: 127.0.0.1:${guarded.port}\r\n\r\n`
  ])
    expect.soft((await ask(guarded.port, text)).status).toBe(431)
  await guarded.expectUntouched()
})

test('CVE-2023-6568, CVE-2023-6709: no answer repeats what it was asked as a page or header', async () => {
  const guarded = await startGuarded()
  const attack = '<script>alert(1)</script>{{7001*7001}}'
  const encoded = encodeURIComponent(attack)
  for (const path of [
    `/${encoded}`,
    `/runs/${encoded}`,
    `/models/${encoded}/1`,
    `/models/churn/${encoded}`,
    `${api}/runs/get?run_id=${encoded}`,
    `${api}/registered-models/get?name=${encoded}`,
    `/get-artifact?run_id=${encoded}&path=x`,
    `/get-artifact?run_id=${runId}&path=${encoded}`,
    `/health?x=${encoded}`
  ])
    for (const headers of [
      { Accept: 'text/html' },
      { 'Content-Type': 'text/html', Accept: '*/*' },
      { Referer: `http://x/${attack}`, 'User-Agent': attack }
    ] as const) {
      const answer = await guarded.send('GET', path, undefined, headers as Record<string, string>)
      const isPage = String(answer.headers['content-type']).startsWith('text/html')
      if (isPage) expect.soft(answer.bytes.toString(), path).not.toContain('<script')
      if (isPage) expect.soft(answer.headers['content-security-policy'], path).toContain("default-src 'none'")
      expect.soft(answer.headers['x-content-type-options'], path).toBe('nosniff')
      expect.soft(JSON.stringify(answer.headers), path).not.toContain('script>')
      expect.soft(answer.bytes.toString(), path).not.toContain('49014001')
    }
  await guarded.expectUntouched()
})

test('an artifact that is a page is sent as a file to keep, never as a page of the service', async () => {
  const { send } = await startGuarded()
  for (const name of ['x.html', 'x.svg', 'x.xhtml', 'x.js', 'x.xml', 'x.pdf', 'x']) {
    await send('PUT', `/api/2.0/mlflow-artifacts/artifacts/0/${runId}/artifacts/${name}`, '<script>alert(1)</script>', {
      'Content-Type': 'text/html'
    })
    const answer = await send('GET', `/get-artifact?run_id=${runId}&path=${name}`, undefined, { Accept: 'text/html' })
    expect
      .soft(answer.headers, name)
      .toMatchObject({ 'x-content-type-options': 'nosniff', 'content-disposition': expect.stringMatching(/^attachment/) })
  }
})

const isSlow = process.env['GREENROOM_FULL'] === undefined

test.skipIf(isSlow)(
  'B018, B019: clients that promise a body or headers and then say nothing are told 408, or cut off',
  { timeout: 60_000 },
  async () => {
    const guarded = await startGuarded()
    const expecting = speak(guarded.port, write(guarded, `Content-Length: ${body.length}\r\nExpect: 100-continue`, ''))
    const stalled = speak(guarded.port, write(guarded, 'Content-Length: 500', '{"name":'))
    const headers = speak(guarded.port, `GET /health HTTP/1.1\r\nHost: 127.0.0.1:${guarded.port}\r\n`)
    const nothing = speak(guarded.port)
    expect((await expecting.hear(1)).map(({ status }) => status)).toEqual([408])
    expect((await stalled.hear(1)).map(({ status }) => status)).toEqual([408])
    expect((await headers.heard).slice(0, 12)).toBe('HTTP/1.1 408')
    await nothing.heard
    await guarded.expectUntouched()
  }
)
