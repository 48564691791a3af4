import { formatCount, formatMetric } from '../../preload/contract/number-text.ts'

export { formatCount, formatMetric } from '../../preload/contract/number-text.ts'

const shortUnits = [
  [1e12, 'T'],
  [1e9, 'G'],
  [1e6, 'M']
] as const

/** A number beside an axis: four digits, millions and more by their prefix: `8.45 G`. */
export function formatShort(value: number): string {
  const unit = shortUnits.find(([size]) => Math.abs(value) >= size && Math.abs(value) < 1e15)
  return unit ? `${formatMetric(dropNoise(value / unit[0]), 4)} ${unit[1]}` : formatMetric(dropNoise(value), 4)
}

/** A number that was reckoned here, without what reckoning with doubles left in its last digits: 3.3 − 2.3 is 1. */
function dropNoise(value: number): number {
  return Number(value.toPrecision(12))
}

/** A difference with its sign always: `+0.011`, `−0.4`, `±0`. */
export function formatDifference(value: number, digits = 3): string {
  if (value === 0) return '±0'
  const text = formatMetric(dropNoise(value), digits)
  return value > 0 ? `+${text}` : text
}

/** `3 versions`, `1 version`. */
export function countNoun(count: number, one: string, many = `${one}s`): string {
  return `${formatCount(count)} ${count === 1 ? one : many}`
}

/** Bytes in powers of 1024 with three digits: `2.31 MB`. */
export function formatBytes(bytes: number | null | undefined): string {
  if (bytes === null || bytes === undefined) return '–'
  const units = ['B', 'KB', 'MB', 'GB', 'TB', 'PB']
  const power = bytes < 1024 ? 0 : Math.min(units.length - 1, Math.floor(Math.log2(bytes) / 10))
  const amount = bytes / 1024 ** power
  if (Math.round(amount) >= 1024 && power < units.length - 1) return `1.00 ${units[power + 1]}`
  return `${power === 0 || amount >= 999.5 ? Math.round(amount) : amount.toPrecision(3)} ${units[power]}`
}

/** Whether a difference is an improvement: null when neither way is better or nothing changed. */
export function judgeDifference(difference: number, better: 'higher' | 'lower' | null | undefined): 'better' | 'worse' | null {
  if (!better || difference === 0) return null
  return difference > 0 === (better === 'higher') ? 'better' : 'worse'
}
