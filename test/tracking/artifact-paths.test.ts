import { join } from 'node:path'
import { expect, test } from 'vitest'
import { locateArtifact, locateOwnPath } from '../../src/main/tracking/artifact-paths.ts'
import { Failure } from '../../src/preload/contract/reply.ts'

const store = { root: '/srv/artifacts', localRoots: ['/data/mlruns'] }

function codeOf(act: () => unknown): string {
  try {
    act()
    return 'accepted'
  } catch (error) {
    return error instanceof Failure ? error.code : String(error)
  }
}

test('an address of the registry and a relative path give one place below the root', () => {
  const place = locateArtifact(store, 'mlflow-artifacts:/3/abc/artifacts', 'model/data/MLmodel')
  expect(place.absolute).toBe(join('/srv/artifacts', '3/abc/artifacts/model/data/MLmodel'))
  expect(place.names).toEqual(['3', 'abc', 'artifacts', 'model', 'data', 'MLmodel'])
  expect(locateArtifact(store, 'mlflow-artifacts:///3/x').absolute).toBe('/srv/artifacts/3/x')
  expect(locateArtifact(store, 'mlflow-artifacts:/').absolute).toBe('/srv/artifacts')
})

test.each([
  '../x',
  'a/../../x',
  'a/..',
  '..\\x',
  'a\\..\\b',
  '/etc/passwd',
  '//h/x',
  'C:\\x',
  'C:x',
  '\\\\?\\C:\\x',
  'file:///x',
  'http://x',
  'a\u0000b',
  'a\r\nb',
  'a\u0085b',
  'a/./b',
  'a//b',
  'a/',
  '.',
  `${'n'.repeat(256)}`,
  `${'ab/'.repeat(400)}x`,
  `${'d/'.repeat(64)}x`,
  'CON',
  'con.txt',
  'aux.txt',
  'LPT1',
  'com¹',
  'x:ads',
  'a.',
  'a ',
  'a#b',
  'what?',
  'a\u202eb',
  'a\u200bb',
  '\ud800',
  '.incoming/1-2',
  'model/.artifact.uploading.abc'
])('the artifact path %j is refused on every platform', (path) => {
  expect(codeOf(() => locateOwnPath(store, path))).toBe('UNSAFE_PATH')
  expect(codeOf(() => locateArtifact(store, `mlflow-artifacts:/1/${path}`))).not.toBe('accepted')
})

test.each(['%2e%2e', '..x', 'a..b', '.gitignore', 'données/ünï.csv', '名前.txt', 'step%10%time.png', "it's (1).txt", 'a'.repeat(255)])(
  'the artifact path %j is an ordinary name',
  (path) => {
    expect(locateOwnPath(store, path).absolute).toBe(join('/srv/artifacts', path))
  }
)

test.each([
  's3://bucket/x',
  'mlflow-artifacts://host/x',
  'mlflow-artifacts://host:5000/x',
  'mlflow-artifacts:x',
  'MLFLOW-ARTIFACTS:/x',
  'http://host/api/2.0/mlflow-artifacts/artifacts/x',
  'dbfs:/x',
  'runs:/abc/model',
  'models:/m/1',
  'javascript:/x'
])('the address %s is not opened', (address) => {
  expect(codeOf(() => locateArtifact(store, address))).toBe('INVALID')
})

test('local addresses are opened only below a folder that the user named', () => {
  expect(locateArtifact(store, 'file:///data/mlruns/1/abc/artifacts', 'a:b.txt')).toMatchObject({
    absolute: '/data/mlruns/1/abc/artifacts/a:b.txt',
    isOwn: false
  })
  expect(locateArtifact(store, '/data/mlruns').absolute).toBe('/data/mlruns')
  expect(locateArtifact(store, 'file:///data/mlruns/a%20b').absolute).toBe('/data/mlruns/a b')
  for (const address of ['/data/mlruns2/x', '/data', '/etc', 'relative/x', 'file:///etc/passwd', 'file:///data/mlruns/../x'])
    expect(codeOf(() => locateArtifact(store, address))).not.toBe('accepted')
  for (const address of [
    'file://localhost/data/mlruns/x',
    'FILE:///data/mlruns/x',
    '//data/mlruns/x',
    'file:///data/mlruns/%2e%2e/x',
    'file:/data/mlruns'
  ])
    expect(codeOf(() => locateArtifact(store, address))).not.toBe('accepted')
  expect(codeOf(() => locateArtifact({ root: '/srv/artifacts' }, 'file:///data/mlruns/1'))).toBe('INVALID')
})

test('traversal behind query, fragment or path parameters of an address is refused', () => {
  for (const address of [
    'mlflow-artifacts:/a?/../../etc',
    'mlflow-artifacts:/a#/../../etc',
    'mlflow-artifacts:/a;/../../etc',
    'file:///data/mlruns/a?/../b'
  ])
    expect(codeOf(() => locateArtifact(store, address))).toBe('UNSAFE_PATH')
})

test('a registry without an artifacts folder says that it serves none', () => {
  expect(() => locateOwnPath({ root: null }, 'x')).toThrow(/does not serve artifacts/)
})
