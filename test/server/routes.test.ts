import { expect, test } from 'vitest'
import { allRoutes } from '../../src/main/server/all-routes.ts'
import { createRouter } from '../../src/main/server/router.ts'

const prefixes = { api: ['/api/2.0', '/ajax-api/2.0'], api3: ['/api/3.0', '/ajax-api/3.0'], ajax: ['/ajax-api/2.0'], root: [''] } as const

test('every route states who may use it, and no two answer the same request', () => {
  const seen = new Map<string, string>()
  for (const route of allRoutes) {
    expect(route.access).toBe('open on loopback')
    for (const mount of route.mounts)
      for (const prefix of prefixes[mount])
        for (const method of route.methods) {
          const key = `${method} ${prefix}${route.path.replace(/\{[^}]+\}/g, '{}')}`
          expect(seen.get(key)).toBeUndefined()
          seen.set(key, route.path)
        }
  }
})

test('each route is reached by its own methods, and no HEAD slips through as GET', () => {
  const router = createRouter(allRoutes, '')
  for (const route of allRoutes)
    for (const mount of route.mounts)
      for (const prefix of prefixes[mount]) {
        const path = `${prefix}${route.path.replace(/\{[^}]+\}/g, 'x')}`
        for (const method of route.methods) expect(router.match(method, path).route).toBe(route)
        expect(() => router.match('HEAD', path)).toThrow(/this endpoint takes/)
      }
})

test('the methods of a path are those of all routes that it may mean', () => {
  const router = createRouter(allRoutes, '/lab')
  expect(router.listMethods('/lab/api/2.0/mlflow/runs/create')).toEqual(['POST'])
  expect(router.listMethods('/lab/api/2.0/mlflow-artifacts/artifacts/a/b')).toEqual(['DELETE', 'GET', 'PUT'])
  // The name of the search may also be the id of a logged model.
  expect(router.listMethods('/lab/api/2.0/mlflow/logged-models/search')).toEqual(['DELETE', 'GET', 'PATCH', 'POST'])
  expect(router.listMethods('/lab/nothing')).toEqual([])
  expect(router.listMethods('/api/2.0/mlflow/runs/create')).toEqual([])
})

test('who looks for traces is told that there are none here', () => {
  const router = createRouter(allRoutes, '/lab')
  const found = 'Traces are not part of this service.'
  for (const path of ['/lab/api/3.0/mlflow/traces/search', '/lab/ajax-api/2.0/mlflow/traces', '/lab/api/2.0/mlflow/traces/tr-1/info'])
    expect(() => router.match('POST', path)).toThrow(`There is no endpoint POST ${path}. ${found}`)
  expect(() => router.match('POST', '/lab/api/3.0/mlflow/traceset')).toThrow(/\/traceset\.$/)
})

test('segments are decoded exactly once', () => {
  const router = createRouter(allRoutes, '')
  expect(router.match('GET', '/models/a%252Fb/1').parameters).toEqual({ name: 'a%2Fb', version: '1' })
  expect(() => router.match('GET', '/models/%ff/1')).toThrow(/percent-encoded/)
  expect(() => router.match('GET', '/models/%c0%ae/1')).toThrow(/percent-encoded/)
})
