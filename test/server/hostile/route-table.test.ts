import { expect, test } from 'vitest'
import { allRoutes } from '../../../src/main/server/all-routes.ts'
import type { Mount, Route } from '../../../src/main/server/route.ts'
import { ask } from '../../support/raw-http.ts'
import { expectDiscreet, expectRefusal, type Guarded, json, startGuarded } from './guarded.ts'

const prefixes: Readonly<Record<Mount, readonly string[]>> = {
  api: ['/api/2.0', '/ajax-api/2.0'],
  api3: ['/api/3.0', '/ajax-api/3.0'],
  ajax: ['/ajax-api/2.0'],
  root: ['']
}
const methods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE', 'PROPFIND', 'MKCOL', 'QUERY'] as const

/** Every path of the route table, with something in the place of its parameters. */
const paths: readonly { readonly path: string; readonly route: Route }[] = allRoutes.flatMap((route) =>
  route.mounts.flatMap((mount) => prefixes[mount].map((prefix) => ({ path: `${prefix}${route.path.replace(/\{[^}]+\}/g, 'x')}`, route })))
)
const distinctPaths = [...new Set(paths.map(({ path }) => path))]

const foreign: readonly Readonly<Record<string, string>>[] = [
  { Host: '10.evil.example:5000' },
  { Origin: 'http://localhost:3000' },
  { 'Sec-Fetch-Site': 'cross-site', 'Sec-Fetch-Mode': 'no-cors', 'Sec-Fetch-Dest': 'image' }
]

/** Sends with every method to every path and holds each answer to a check. */
async function walk(
  { send }: Guarded,
  headers: Readonly<Record<string, string>>,
  check: (method: string, path: string, answer: Awaited<ReturnType<Guarded['send']>>) => void
): Promise<void> {
  for (const path of distinctPaths)
    await Promise.all(methods.map(async (method) => check(method, path, await send(method, path, undefined, headers))))
}

test('each route states who may use it', () => {
  for (const route of allRoutes) expect([route.path, route.access]).toEqual([route.path, 'open on loopback'])
  expect(distinctPaths.length).toBeGreaterThan(100)
})

test.each(foreign)('CVE-2025-14279, CVE-2023-43472: no route and no method answers %o', { timeout: 60_000 }, async (headers) => {
  const guarded = await startGuarded()
  const wrong: string[] = []
  await walk(guarded, headers, (method, path, { status, headers: sent }) => {
    const isOpen = Object.keys(sent).some((name) => name.startsWith('access-control'))
    if (status !== 403 || isOpen) wrong.push(`${method} ${path}: ${status} ${isOpen}`)
  })
  expect(wrong).toEqual([])
  await guarded.expectUntouched()
})

test('a path before all paths changes none of these rules', { timeout: 60_000 }, async () => {
  const guarded = await startGuarded({ staticPrefix: '/lab' })
  const wrong: string[] = []
  for (const path of distinctPaths.flatMap((one) => [one, `/lab${one}`]))
    for (const method of ['GET', 'POST', 'PUT', 'DELETE', 'OPTIONS']) {
      const { status, headers } = await guarded.send(method, path, undefined, { Origin: `http://127.0.0.1:${guarded.port}` })
      if (status !== 403 || Object.keys(headers).some((name) => name.startsWith('access-control')))
        wrong.push(`${method} ${path}: ${status}`)
    }
  expect(wrong).toEqual([])
  expect((await guarded.send('GET', '/lab/health')).status).toBe(200)
})

test('B009, B012: methods that a route does not take get an error, and OPTIONS nothing but 403', { timeout: 60_000 }, async () => {
  const guarded = await startGuarded()
  await walk(guarded, {}, (method, path, answer) => {
    const isTaken = paths.some((one) => one.path === path && one.route.methods.includes(method as never))
    const title = `${method} ${path}`
    expectDiscreet(answer, title)
    if (method === 'OPTIONS') expectRefusal(answer, 403, title)
    else if (method === 'HEAD') expect.soft(answer.status, title).toBeOneOf([200, 400, 404, 405])
    // `search` may also be the id of a logged model.
    else if (!isTaken) expectRefusal(answer, [400, 404, 405, 415], title)
    else expect.soft(answer.status, title).toBeLessThan(502)
    // What is asked for with nothing in it is wrong, and no defect of ours; multipart uploads are not implemented, as on MLflow's local storage.
    if (isTaken && answer.status >= 500) expect.soft([title, answer.body?.error_code]).toEqual([title, 'NOT_IMPLEMENTED'])
  })
  for (const method of ['BREW', 'get', 'G\u0000T', 'CONNECT'])
    expect
      .soft((await ask(guarded.port, `${method} /health HTTP/1.1\r\nHost: 127.0.0.1:${guarded.port}\r\n\r\n`)).status, method)
      .toBeOneOf([400, 405])
})

test('T5, B010: without any Origin, a body that needs no preflight has no effect on any JSON route', { timeout: 60_000 }, async () => {
  const guarded = await startGuarded()
  const body = JSON.stringify({ name: 'by a page', experiment_id: '0', new_name: 'by a page', key: 'a', value: '1' })
  const simple = [
    'text/plain',
    'text/plain;charset=UTF-8',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    undefined
  ]
  for (const { path, route } of paths)
    for (const type of simple)
      if (route.kind !== 'stream' && route.methods.includes('POST'))
        expectRefusal(await guarded.send('POST', path, body, type === undefined ? {} : { 'Content-Type': type }), 415, `${path} ${type}`)
  await guarded.expectUntouched()
})

const unknown = [
  'nothing',
  'traces',
  'traces/search',
  'traces/x/info',
  'webhooks',
  'webhooks/create',
  'gateway-proxy',
  'gateway/endpoints',
  'prompts',
  'scorers/list',
  'jobs/x',
  'evaluation-runs/create',
  'users/create',
  'runs',
  'runs/',
  'runs/create/',
  'runs/create/x',
  'RUNS/CREATE',
  'runs%2Fcreate',
  'runs/creat%65',
  'runs/../runs/create',
  './runs/create'
]
const unknownAtRoot = [
  '/graphql',
  '/v1/traces',
  '/v1/metrics',
  '/api',
  '/api/2.0',
  '/api/2.0/',
  '/api/4.0/mlflow/runs/get',
  '/api/1.0/mlflow/runs/get',
  '/api/2.1/unity-catalog/models',
  '/api/2.0/preview/mlflow/runs/get',
  '/gateway/chat/invocations',
  '/ajax-api/2.0/mlflow/gateway-proxy',
  '/ajax-api/3.0/mlflow/assistant/message',
  '/signup',
  '/static-files/index.html',
  '//health',
  '/health/',
  '/health%00',
  '/..%2f..%2fetc/passwd',
  '/../../../etc/passwd',
  '/.git/config',
  '/registry/mlflow.db'
]

test('B014, B036, B037 and the routes of MLflow that have been holes: unknown paths answer 404 ENDPOINT_NOT_FOUND', {
  timeout: 60_000
}, async () => {
  const guarded = await startGuarded()
  const all = [
    ...unknownAtRoot,
    ...['/api/2.0', '/ajax-api/2.0', '/api/3.0', '/ajax-api/3.0'].flatMap((prefix) => unknown.map((one) => `${prefix}/mlflow/${one}`))
  ]
  for (const path of all)
    for (const method of ['GET', 'POST', 'PUT', 'PATCH', 'DELETE']) {
      const answer = await guarded.send(method, path, method === 'GET' ? undefined : '{}', json)
      expectRefusal(answer, 404, `${method} ${path}`, /^There is no endpoint/)
      expect.soft(answer.body?.error_code, path).toBe('ENDPOINT_NOT_FOUND')
    }
  await guarded.expectUntouched()
})

test('B013: a header or field that names another method changes nothing', async () => {
  const guarded = await startGuarded()
  for (const header of ['X-HTTP-Method-Override', 'X-HTTP-Method', 'X-Method-Override'])
    expectRefusal(
      await guarded.send('POST', '/api/2.0/mlflow/registered-models/delete?_method=DELETE', '{"name":"churn","_method":"DELETE"}', {
        ...json,
        [header]: 'DELETE'
      }),
      405,
      header
    )
  await guarded.expectUntouched()
})
