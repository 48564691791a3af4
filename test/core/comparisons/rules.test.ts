import { expect, test } from 'vitest'
import { guessDirection } from '../../../src/main/core/comparisons/directions.ts'
import type { FileListing } from '../../../src/main/core/comparisons/file-rows.ts'
import { formatSize, formatSpan, formatTime } from '../../../src/main/core/comparisons/formats.ts'
import { compareSides, keepEvidence, parseRequirement, type Side } from '../../../src/main/core/comparisons/rules.ts'

const side = (id: string, groups: Side['groups']): Side => ({ id, label: id, runId: null, groups })
const withFiles = (id: string, files: FileListing['files'], isCut = false): Side => ({ ...side(id, {}), files: { files, isCut } })
const certain = { files: null, isUncertain: false }

test.each([
  ['accuracy', 'higher'],
  ['val_accuracy', 'higher'],
  ['testAccuracy', 'higher'],
  ['roc_auc', 'higher'],
  ['f1_score', 'higher'],
  ['r2', 'higher'],
  ['precision_at_10', 'higher'],
  ['log_likelihood', 'higher'],
  ['neg_mean_squared_error', 'higher'],
  ['loss', 'lower'],
  ['val/LogLoss', 'lower'],
  ['log_loss', 'lower'],
  ['f1_loss', 'lower'],
  ['rmse', 'lower'],
  ['mean_absolute_error', 'lower'],
  ['error_score', 'lower'],
  ['brier_score', 'lower'],
  ['score_time', 'lower'],
  ['latency_ms', 'lower'],
  ['neg_log_likelihood', 'lower'],
  ['false_positive_rate', 'lower'],
  ['epoch', null],
  ['learning_rate', null],
  ['glossary', null],
  ['', null],
  ['constructor', null]
])('the name %s tells that better is %s', (name, direction) => {
  expect(guessDirection(name)).toBe(direction)
})

test('columns keep their order, the base first; every key of any side has one row', () => {
  const comparison = compareSides([side('a', { Metrics: { rmse: 2 } }), side('b', { Metrics: { rmse: 1.5, r2: 0.8 } })])
  expect(comparison.columns.map((column) => column.id)).toEqual(['a', 'b'])
  expect(comparison.groups).toEqual([
    {
      name: 'Metrics',
      rows: [
        { ...certain, key: 'r2', values: [null, 0.8], isDifferent: true, better: 'higher', differences: [null, null] },
        { ...certain, key: 'rmse', values: [2, 1.5], isDifferent: true, better: 'lower', differences: [null, -0.5] }
      ]
    }
  ])
})

test('NaN and infinities equal themselves and have no difference', () => {
  const [group] = compareSides([side('a', { Metrics: { x: 'NaN', y: 'Infinity' } }), side('b', { Metrics: { x: 'NaN', y: 1 } })]).groups
  expect(group?.rows.map((row) => [row.key, row.isDifferent, row.differences])).toEqual([
    ['x', false, [null, null]],
    ['y', true, [null, null]]
  ])
})

test('names are sorted as people count, and hostile names are ordinary keys', () => {
  const params = JSON.parse('{"layer10": "1", "layer2": "1", "__proto__": "x", "constructor": "y"}') as Record<string, string>
  const [group] = compareSides([side('a', { Params: params }), side('b', {})]).groups
  expect(group?.rows.map((row) => [row.key, row.values])).toEqual([
    ['__proto__', ['x', null]],
    ['constructor', ['y', null]],
    ['layer2', ['1', null]],
    ['layer10', ['1', null]]
  ])
})

const sha = (end: string) => `${'a'.repeat(60)}${end.padStart(4, '0')}`

test.each([
  ['hashes that differ in their last digit', { size: 5, sha256: sha('1') }, { size: 5, sha256: sha('2') }, 'different'],
  ['sizes that are rounded to the same text', { size: 2 ** 30, sha256: null }, { size: 2 ** 30 + 1, sha256: null }, 'different'],
  ['files that were not hashed', { size: 2 ** 30, sha256: null }, { size: 2 ** 30, sha256: null }, 'uncertain'],
  ['the same bytes', { size: 5, sha256: sha('1') }, { size: 5, sha256: sha('1') }, 'same']
])('files are compared exactly: %s', (_case, left, right, verdict) => {
  const { groups } = compareSides([withFiles('a', [{ path: 'f', ...left }]), withFiles('b', [{ path: 'f', ...right }])])
  const row = groups[0]?.rows[0]
  expect([row?.isDifferent, row?.isUncertain]).toEqual([verdict === 'different', verdict === 'uncertain'])
})

test('a list of files that was cut says so, and what it left out is neither there nor missing', () => {
  const fact = (path: string) => ({ path, size: 5, sha256: sha('1') })
  const { groups } = compareSides([withFiles('a', [fact('x'), fact('y')], true), withFiles('b', [fact('x'), fact('z')], true)])
  expect(groups[0]?.rows.map((row) => [row.key, row.values, row.isDifferent, row.isUncertain])).toEqual([
    ['(files beyond the first 1,000)/', ['not compared', 'not compared'], false, true],
    ['x', [expect.stringContaining('5 B'), expect.stringContaining('5 B')], false, false],
    ['y', [expect.stringContaining('5 B'), 'not compared'], false, true],
    ['z', ['not compared', expect.stringContaining('5 B')], false, true]
  ])
})

test('the evidence of a decision: every metric, of the rest what differs; a group without rows is the same', () => {
  const { groups } = compareSides([
    side('a', { Metrics: { accuracy: 0.9, loss: 1 }, Params: { depth: '3', seed: '1' }, Tags: { team: 'x' } }),
    side('b', { Metrics: { accuracy: 0.9, loss: 0.5 }, Params: { depth: '4', seed: '1' }, Tags: { team: 'x' } })
  ])
  expect(keepEvidence(groups).map((group) => [group.name, group.rows.map((row) => row.key)])).toEqual([
    ['Metrics', ['accuracy', 'loss']],
    ['Params', ['depth']],
    ['Tags', []]
  ])
})

test.each([
  ['scikit-learn==1.9.1', ['scikit-learn', '1.9.1']],
  ['Scikit_Learn[alldeps] == 1.4 ; python_version > "3"', ['scikit-learn', '1.4']],
  ['numpy>=1.2,<3', ['numpy', '>=1.2,<3']],
  ['mlflow', ['mlflow', 'any']],
  ['torch==2.*', ['torch', '==2.*']],
  ['pkg @ https://example.org/p.whl', ['pkg', 'https://example.org/p.whl']],
  ['cloudpickle==3.1.1  # pinned', ['cloudpickle', '3.1.1']],
  ['# a comment', null],
  ['--extra-index-url https://example.org', null],
  ['', null]
])('the requirement %s is read', (line, expected) => {
  expect(parseRequirement(line)).toEqual(expected)
})

test('sizes and times are written for people', () => {
  expect([0, 999, 1000, 12_345, 64_000_000, 5e13].map(formatSize)).toEqual(['0 B', '999 B', '1000 B', '12.1 KB', '61.0 MB', '45.5 TB'])
  expect([1023.9, 999.7].map((amount) => formatSize(amount * 1024))).toEqual(['1.00 MB', '1000 KB'])
  expect([900, 60_000, 245_000, 7_800_000, null].map(formatSpan)).toEqual(['900 ms', '1 min', '4 min 5 s', '2 h 10 min', null])
  expect(formatTime(1_728_725_400_000)).toBe('2024-10-12 09:30:00 UTC')
  expect(formatTime(null)).toBeNull()
  expect(formatTime(9e18)).toBe('9000000000000000000')
})
