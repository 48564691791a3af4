import { expect, test } from 'vitest'
import { formatMetric } from '../../src/main/cli/text.ts'

test.each([
  [0.94213123, '0.942131'],
  [12345678, '12345678'],
  [1234567.891, '1234567.9'],
  [0.99999999, '0.99999999'],
  [1 - 2 ** -53, '0.9999999999999999'],
  [1.23456789e-12, '1.23457e-12'],
  ['Infinity', 'Infinity'],
  [null, '–']
] as const)('metric %s reads %s', (value, text) => {
  expect(formatMetric(value)).toBe(text)
})
