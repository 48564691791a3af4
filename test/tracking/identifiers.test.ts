import { expect, test } from 'vitest'
import { checkArtifactLocation } from '../../src/main/tracking/artifact-location.ts'
import {
  checkExperimentName,
  checkKeyName,
  checkRunId,
  parseExperimentId,
  readParam,
  readRunTag
} from '../../src/main/tracking/identifiers.ts'
import { makeRunName } from '../../src/main/tracking/run-names.ts'

test.each(['loss', 'a/b', 'a b:c-d.e_f', 'ключ', '日本', '__proto__', 'constructor', 'a..b'])('%s is a key', (key) => {
  expect(() => checkKeyName(key, 'key')).not.toThrow()
})

test.each(['', '.', '..', '/a', 'a//b', 'a/', 'a/../b', './a', 'a@b', 'a\nb', 'a\n', 'a\u0000', 'a\\b', '$(x)', 'a;b', '🙂'])(
  '%j is no key',
  (key) => {
    expect(() => checkKeyName(key, 'params[1].key')).toThrow(/^Invalid value ".*" for parameter 'params\[1\].key' supplied: Names may/)
  }
)

test('keys have at most 250 characters; long params and run tags are cut as in MLflow', () => {
  expect(() => readParam('k'.repeat(251), 'v')).toThrow("'Param key' exceeds the maximum length of 250 characters")
  expect(() => readRunTag('k'.repeat(251), 'v', 'tags[0]')).toThrow("'tags[0].key' exceeds the maximum length of 250 characters")
  expect(readParam('k', '🙂'.repeat(6001)).value).toBe('🙂'.repeat(6000))
  expect(readRunTag('k', 'x'.repeat(8001)).value).toHaveLength(8000)
})

test('experiment ids are whole 64-bit numbers', () => {
  expect(parseExperimentId('483726152738495061')).toBe(483726152738495061n)
  for (const id of ['abc', '', '1.0', '1e3', '9223372036854775808', '0x1', '1;2'])
    expect(() => parseExperimentId(id)).toThrow(/Experiment ID must be a valid integer/)
})

test('run ids and experiment names', () => {
  for (const id of ['', 'a b', '../x', '-a', 'x'.repeat(257)]) expect(() => checkRunId(id)).toThrow(/run_id/)
  for (const name of ['', '   ', 'a\nb', 'a\u0000', 'x'.repeat(501)]) expect(() => checkExperimentName(name)).toThrow()
  for (const name of ['a', 'a/b', '🙂', '__proto__', ' x ']) expect(() => checkExperimentName(name)).not.toThrow()
})

test.each([
  's3://b/../x',
  's3://b/%2e%2e/x',
  's3://b/%252e%252e/x',
  's3://b/p?x=/../y',
  's3://b/p#frag',
  's3://b/p;params',
  'mlflow-artifacts://evil.example/x',
  'mlflow-artifacts:x',
  '/etc',
  'file:///etc',
  'FILE:/etc',
  'relative/path',
  'runs:/x/y',
  'models:/x/1',
  's3://b/\u0007',
  `s3://${'x'.repeat(2048)}`
])('the artifact location %s is refused', (location) => {
  expect(() => checkArtifactLocation(location, 'mlflow-artifacts:/')).toThrow()
})

test('artifact locations that a client may choose', () => {
  for (const location of ['mlflow-artifacts:/custom/place', 's3://bucket/prefix', 'gs://b/p?x=1', 's3://b/a..b'])
    expect(() => checkArtifactLocation(location, 'mlflow-artifacts:/')).not.toThrow()
  for (const location of ['/data/x', 'file:///data/x']) expect(() => checkArtifactLocation(location, 'file:///data')).not.toThrow()
})

test('names of unnamed runs are adjective-animal-number', () => {
  expect(makeRunName(() => 0)).toBe('able-ant-0')
  expect(makeRunName(() => 0.999999)).toMatch(/^[a-z]+-[a-z]+-1000$/)
})
