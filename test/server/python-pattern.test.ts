import { expect, test } from 'vitest'
import { compilePythonPattern } from '../../src/main/server/python-pattern.ts'

test.each([
  ['^mlflow-artifacts:/', 'mlflow-artifacts:/1', true],
  ['artifacts', 'mlflow-artifacts:/1', true],
  ['^artifacts', 'mlflow-artifacts:/1', false],
  ['^mlflow\\-artifacts\\:/', 'mlflow-artifacts:/1', true],
  ['(?i)^S3://', 's3://bucket', true],
  ['(?s)a.b', 'a\nb', true],
  ['a.b', 'a\nb', false],
  ['(?P<id>\\d)/(?P=id)', '7/7', true],
  ['(?P<id>\\d)/(?P=id)', '7/8', false],
  ['\\Aabc\\Z', 'abc', true],
  ['\\Aabc\\Z', 'abc\n', false],
  ['\\\\A', '\\A', true],
  ['^.$', '🙂', true]
])('the pattern %j finds %j: %s', (pattern, text, isFound) => {
  expect(compilePythonPattern(pattern).test(text)).toBe(isFound)
})

test.each(['(', '(?x)a', '[', '(?P<>a)'])('the pattern %j is none', (pattern) => {
  expect(() => compilePythonPattern(pattern)).toThrow(SyntaxError)
})
