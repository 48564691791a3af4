import type { MetricValue } from './common.ts'

// Making a format takes longer than using it: a table's cells share these, by decimal places.
const wholeFormat = new Intl.NumberFormat('en-US')
const placesFormats = Array.from({ length: 13 }, (_, places) => new Intl.NumberFormat('en-US', { maximumFractionDigits: places }))

/** A metric for people: up to `digits` significant digits, exponents for the very small and large, NaN and ∞ as such. */
export function formatMetric(value: MetricValue | null | undefined, digits = 5): string {
  if (value === null || value === undefined) return '–'
  if (value === 'Infinity') return '∞'
  if (value === '-Infinity') return '−∞'
  if (value === 'NaN' || Number.isNaN(value)) return 'NaN'
  if (!Number.isFinite(value)) return value > 0 ? '∞' : '−∞'
  if (value === 0) return '0'
  const size = Math.abs(value)
  if (size < 1e-4 || size >= 1e12) return minus(trimExponent(value.toExponential(digits - 1)))
  if (Number.isInteger(value)) return minus(wholeFormat.format(value))
  const places = Math.max(0, Math.min(12, digits - 1 - Math.floor(Math.log10(size))))
  return minus((placesFormats[places] ?? wholeFormat).format(value))
}

/** Whole numbers with thousands separators: `1,204`. */
export function formatCount(value: number | bigint): string {
  return wholeFormat.format(value)
}

function minus(text: string): string {
  return text.replace('-', '−')
}

function trimExponent(text: string): string {
  return text.replace(/\.?0+e/, 'e').replace('e+', 'e')
}
