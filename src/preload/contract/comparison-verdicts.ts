import type { ComparedFile, ComparisonRow } from './comparisons.ts'

export type Verdict = 'same' | 'different' | 'unknown'

/** How the value in a column stands to the base's: files by their exact size and whole hash, everything else by what is shown. */
export function judgeValue({ values, files }: Pick<ComparisonRow, 'values' | 'files'>, index: number): Verdict {
  if (files) return index === 0 ? 'same' : judgeFiles(files[index] ?? null, files[0] ?? null)
  return (values[index] ?? null) === (values[0] ?? null) ? 'same' : 'different'
}

/** What a row's values say of the whole row. */
export function judgeRow(row: Pick<ComparisonRow, 'values' | 'files'>): Pick<ComparisonRow, 'isDifferent' | 'isUncertain'> {
  const verdicts = row.values.map((_, index) => judgeValue(row, index))
  const isDifferent = verdicts.includes('different')
  return { isDifferent, isUncertain: !isDifferent && verdicts.includes('unknown') }
}

function judgeFiles(one: ComparedFile | null, base: ComparedFile | null): Verdict {
  if (one === null || base === null) return one === base ? 'same' : 'different'
  if (one.size === null || base.size === null) return 'unknown'
  if (one.size !== base.size) return 'different'
  if (one.sha256 === null || base.sha256 === null) return 'unknown'
  return one.sha256 === base.sha256 ? 'same' : 'different'
}
