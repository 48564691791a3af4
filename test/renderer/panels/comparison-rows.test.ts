import { expect, test } from 'vitest'
import type { Comparison, ComparisonRow } from '../../../src/preload/contract/comparisons.ts'
import { arrangeComparison, describeTally, showGroups } from '../../../src/renderer/panels/comparison-rows.ts'

const sized = (size: number, sha256: string | null) => ({ size, sha256 })
/** Weights that nobody hashed, the same notes in all, a third column with another size. */
const comparison: Comparison = {
  columns: ['a', 'b', 'c'].map((id) => ({ id, label: id, runId: null })),
  groups: [
    {
      name: 'Artifacts',
      rows: [
        row('notes.txt', [sized(1, 'x'), sized(1, 'x'), sized(1, 'x')], { isDifferent: false }),
        row('weights.bin', [sized(9, null), sized(9, null), sized(8, null)], { isDifferent: true })
      ]
    }
  ]
}

function row(key: string, files: ComparisonRow['files'], more: Pick<ComparisonRow, 'isDifferent'>): ComparisonRow {
  return { key, values: ['shown', 'shown', 'shown'], files, isUncertain: false, better: null, differences: [null, null, null], ...more }
}

test('a file that was not hashed stays on show among the differences and is not counted as the same', () => {
  const [group] = showGroups(arrangeComparison(comparison, ['a', 'b']).groups, true, '')
  expect(group?.rows.map((one) => [one.key, one.isDifferent, one.isUncertain])).toEqual([['weights.bin', false, true]])
  expect(group && describeTally(group)).toBe('1 of 2 not compared')
})

test('with another base the same facts are judged anew', () => {
  const [group] = showGroups(arrangeComparison(comparison, ['c', 'a']).groups, true, '')
  expect(group?.rows.map((one) => [one.key, one.isDifferent, one.isUncertain])).toEqual([['weights.bin', true, false]])
  expect(group && describeTally(group)).toBe('1 of 2 differs')
})
