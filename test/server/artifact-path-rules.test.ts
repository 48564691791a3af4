import { linkSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { createRun, startRegistry, tree } from './registry-client.ts'

const proxy = '/api/2.0/mlflow-artifacts/artifacts'

const hostile = [
  '../x',
  'a/../../x',
  '%2e%2e%2fx',
  '..%2fx',
  '..%5cx',
  'a%5c..%5cb',
  '%2fetc/passwd',
  'C:%5cx',
  'C:x',
  'a/./b',
  'a//b',
  'a/',
  '%00',
  'a%0d%0ab',
  '%ff',
  '%c0%ae',
  'CON',
  'x:ads',
  'a%20',
  'a.',
  '%e2%80%ae',
  '....//x:',
  '.incoming/x',
  'n'.repeat(256)
]

test('PUT, GET and DELETE of hostile paths are refused and nothing appears on disk', async () => {
  const { send, artifacts } = await startRegistry()
  for (const path of hostile)
    for (const method of ['PUT', 'GET', 'DELETE']) {
      // A client that deletes a folder may name it with a slash behind.
      const allowed = method === 'DELETE' && path === 'a/' ? [200] : [400, 404]
      expect((await send(method, `${proxy}/${path}`, method === 'PUT' ? 'x' : undefined)).status, `${method} ${path}`).toBeOneOf(allowed)
    }
  expect(tree(artifacts)).toEqual([])
})

test('a name that decodes once to a name with percent signs is that name', async () => {
  const { send, artifacts } = await startRegistry()
  expect((await send('PUT', `${proxy}/%252e%252e%252fx`, 'x')).status).toBe(200)
  expect(tree(artifacts)).toEqual(['%2e%2e%2fx'])
})

test('paths in query strings are checked the same way', async () => {
  const { send, call, home } = await startRegistry()
  writeFileSync(join(home, 'canary'), 'secret')
  const runId = await createRun(call)
  for (const path of ['../../../../canary', '%2e%2e/canary', '/etc/passwd', 'file:///etc/passwd', '..\\canary', 'a#b'])
    for (const target of [
      `/get-artifact?run_id=${runId}&path=${encodeURIComponent(path)}`,
      `/api/2.0/mlflow/artifacts/list?run_id=${runId}&path=${encodeURIComponent(path)}`,
      `${proxy}?path=${encodeURIComponent(path)}`,
      `/ajax-api/2.0/mlflow/upload-artifact?run_uuid=${runId}&path=${encodeURIComponent(path)}`
    ]) {
      const answer = await send(target.includes('upload') ? 'POST' : 'GET', target, target.includes('upload') ? 'x' : undefined)
      expect(answer.bytes.toString()).not.toContain('secret')
      // `%2e%2e` is a name like any other once decoded.
      if (path !== '%2e%2e/canary') expect(answer.status, `${path} ${target}`).toBe(400)
    }
  expect((await send('GET', '/get-artifact')).body.message).toContain("Missing value for required parameter 'path'")
})

test('links planted below the root are refused over HTTP with 403', async () => {
  const { send, artifacts, home } = await startRegistry()
  writeFileSync(join(home, 'canary'), 'secret')
  mkdirSync(join(artifacts, 'run'))
  symlinkSync(join(home, 'canary'), join(artifacts, 'run', 'soft'))
  linkSync(join(home, 'canary'), join(artifacts, 'run', 'hard'))
  symlinkSync(home, join(artifacts, 'run', 'folder'))
  for (const path of ['run/soft', 'run/hard', 'run/folder/canary'])
    for (const method of ['GET', 'PUT', 'DELETE'])
      expect(await send(method, `${proxy}/${path}`, method === 'PUT' ? 'x' : undefined)).toMatchObject({
        status: 403,
        body: { error_code: 'PERMISSION_DENIED' }
      })
  expect((await send('GET', `${proxy}?path=run/folder`)).status).toBe(403)
})
