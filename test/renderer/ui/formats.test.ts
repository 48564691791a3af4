import { expect, test } from 'vitest'
import { Failure } from '../../../src/preload/contract/reply.ts'
import { describeFailure, isCancelled, writeFailure } from '../../../src/renderer/ui/failures.ts'
import { tokenize } from '../../../src/renderer/ui/highlight.ts'
import { countNoun, formatBytes, formatDifference, formatMetric, formatShort, judgeDifference } from '../../../src/renderer/ui/numbers.ts'
import { smoothPoints, tabulateSeries, writeSeriesCsv } from '../../../src/renderer/ui/series.ts'
import { addRange, moveIndex, toggleKey } from '../../../src/renderer/ui/table-selection.ts'
import { formatAgo, formatDuration } from '../../../src/renderer/ui/times.ts'

test.each([
  [0.94213123, '0.94213'],
  [0, '0'],
  [21, '21'],
  [1234567, '1,234,567'],
  [1234.5678, '1,234.6'],
  [123456.789, '123,456.8'],
  [1234567.891, '1,234,567.9'],
  [-99999.96, '−99,999.96'],
  [0.99999999, '0.99999999'],
  [0.999996, '0.999996'],
  [1 - 2 ** -53, '0.9999999999999999'],
  [1 + 2 ** -52, '1.0000000000000002'],
  [-3.00000001, '−3.00000001'],
  [999_999_999_999.9, '999,999,999,999.9'],
  [0.5, '0.5'],
  [-0.5, '−0.5'],
  [0.00001234, '1.234e−5'],
  [2.5e15, '2.5e15'],
  ['NaN', 'NaN'],
  ['Infinity', '∞'],
  ['-Infinity', '−∞'],
  [null, '–']
] as const)('metric %s reads %s', (value, text) => {
  expect(formatMetric(value)).toBe(text)
})

test('numbers beside an axis stay short', () => {
  expect([0.00025, 12_900, 8_450_000_000, -2_500_000, 3e18].map(formatShort)).toEqual(['0.00025', '12,900', '8.45 G', '−2.5 M', '3e18'])
  expect([0.7 + 0.1 + 0.1 + 0.1, 1_234_567.8, 0.99999999].map(formatShort)).toEqual(['1', '1.235 M', '0.99999999'])
})

test('differences carry their sign and are judged by the direction', () => {
  expect(formatDifference(0.011)).toBe('+0.011')
  expect(formatDifference(-0.4)).toBe('−0.4')
  expect(formatDifference(0)).toBe('±0')
  expect(formatDifference(3.3 - 2.3)).toBe('+1')
  expect(formatDifference(0.9996)).toBe('+0.9996')
  expect(judgeDifference(0.1, 'higher')).toBe('better')
  expect(judgeDifference(0.1, 'lower')).toBe('worse')
  expect(judgeDifference(0.1, null)).toBeNull()
  expect(judgeDifference(0, 'higher')).toBeNull()
})

test('sizes and counts', () => {
  expect([0, 1023, 1024, 48_123_456, 2 ** 40].map(formatBytes)).toEqual(['0 B', '1023 B', '1.00 KB', '45.9 MB', '1.00 TB'])
  expect(formatBytes(1023 * 1024)).toBe('1023 KB')
  expect([999.7, 1023.9].map((amount) => formatBytes(amount * 1024))).toEqual(['1000 KB', '1.00 MB'])
  expect(countNoun(1, 'model')).toBe('1 model')
  expect(countNoun(1204, 'model')).toBe('1,204 models')
})

test.each([
  [0, 'just now'],
  [59_000, 'just now'],
  [60_000, '1 min ago'],
  [2 * 3_600_000, '2 h ago'],
  [25 * 3_600_000, 'yesterday'],
  [3 * 86_400_000, '3 d ago'],
  [42 * 86_400_000, '6 w ago'],
  [-300_000, 'in 5 min']
])('%i ms ago reads %s', (gap, text) => {
  expect(formatAgo(1_800_000_000_000 - gap, 1_800_000_000_000)).toBe(text)
})

test('durations', () => {
  expect([0.84, 2.1, 420, 1240, 61_000, 7_800_000].map(formatDuration)).toEqual([
    '0.8 ms',
    '2.1 ms',
    '420 ms',
    '1.24 s',
    '1 min 1 s',
    '2 h 10 min'
  ])
  // Rounded before the unit is chosen: no 1000 ms, no 60 s, and nothing is cut off.
  expect([9.96, 999.7, 9996, 59_940, 59_960, 73_845, 3_599_600, 86_399_000, 90_000_000].map(formatDuration)).toEqual([
    '10 ms',
    '1 s',
    '10 s',
    '59.9 s',
    '1 min',
    '1 min 14 s',
    '1 h',
    '1 d',
    '1 d 1 h'
  ])
})

test('a failure keeps code, remedy and details; other errors become INTERNAL', () => {
  const failure = new Failure('READ_ONLY', 'review is read-only', { remedy: 'Copy it first.', details: { registry: 'review' } })
  expect(writeFailure(describeFailure(failure))).toBe('READ_ONLY: review is read-only\nCopy it first.\nregistry: review')
  expect(describeFailure(new TypeError('x is not a function')).code).toBe('INTERNAL')
  expect(isCancelled(new Failure('CANCELLED', 'stopped'))).toBe(true)
  expect(isCancelled(failure)).toBe(false)
})

test('smoothing starts at the first value, leaves gaps and does nothing at 0', () => {
  const points = [1, null, 3].map((y, x) => ({ x, y }))
  expect(smoothPoints(points, 0)).toBe(points)
  const smooth = smoothPoints(points, 0.5)
  expect(smooth[0]?.y).toBeCloseTo(1)
  expect(smooth[1]?.y).toBeNull()
  expect(smooth[2]?.y).toBeCloseTo((0.5 * 0.5 + 0.5 * 3) / 0.75)
})

test('a chart as a table joins the series by x, and its CSV cannot run as a formula', () => {
  const series = [
    { id: 'a', label: '=cmd', color: 0, points: [{ x: 2, y: 0.5 }] },
    {
      id: 'b',
      label: 'b,c',
      color: 1,
      points: [
        { x: 1, y: -1 },
        { x: 2, y: null }
      ]
    }
  ]
  expect(tabulateSeries(series)).toEqual([
    { x: 1, values: [undefined, -1] },
    { x: 2, values: [0.5, null] }
  ])
  expect(writeSeriesCsv(series, 'step', String)).toBe('step,\'=cmd,"b,c"\r\n1,,-1\r\n2,0.5,\r\n')
})

test('highlighted pieces are the text again', () => {
  const yaml = 'flavors:\n  env: "a" # note\n  n: 3\n'
  expect(
    tokenize(yaml, 'yaml')
      .map((token) => token.text)
      .join('')
  ).toBe(yaml)
  expect(tokenize(yaml, 'yaml').find((token) => token.kind === 'comment')?.text).toBe('# note')
  const json = '{"a": [1, "b", null]}'
  expect(
    tokenize(json, 'json')
      .map((token) => token.text)
      .join('')
  ).toBe(json)
  expect(
    tokenize(json, 'json')
      .filter((token) => token.kind === 'key')
      .map((token) => token.text)
  ).toEqual(['"a"'])
})

test('movement stays inside the list, ranges leave out what is not loaded', () => {
  expect(moveIndex('ArrowDown', 9, 10, 5)).toBe(9)
  expect(moveIndex('ArrowUp', 0, 10, 5)).toBe(0)
  expect(moveIndex('PageDown', 3, 10, 5)).toBe(8)
  expect(moveIndex('End', 0, 10, 5)).toBe(9)
  expect(moveIndex('ArrowDown', 0, 0, 5)).toBeNull()
  expect(moveIndex('a', 0, 10, 5)).toBeNull()
  expect([...addRange(new Set(['z']), 3, 1, (index) => (index === 2 ? undefined : `k${index}`))]).toEqual(['z', 'k1', 'k3'])
  expect([...toggleKey(new Set(['a', 'b']), 'a')]).toEqual(['b'])
})
