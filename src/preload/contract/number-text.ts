import type { MetricValue } from './common.ts'
import { makeLate } from './late.ts'

// Making a format takes longer than using it, and memory: a table's cells share these, by decimal places.
const wholeFormat = makeLate(() => new Intl.NumberFormat('en-US'))
const mostPlaces = 16
const placesFormats = Array.from({ length: mostPlaces + 1 }, (_, places) =>
  makeLate(() => new Intl.NumberFormat('en-US', { maximumFractionDigits: places }))
)

/** A metric for people: `digits` significant digits, exponents for the very small and large, NaN and ∞ as such. Only a whole number reads as one: others get as many decimals as that takes. */
export function formatMetric(value: MetricValue | null | undefined, digits = 5): string {
  if (value === null || value === undefined) return '–'
  if (value === 'Infinity') return '∞'
  if (value === '-Infinity') return '−∞'
  if (value === 'NaN' || Number.isNaN(value)) return 'NaN'
  if (!Number.isFinite(value)) return value > 0 ? '∞' : '−∞'
  if (value === 0) return '0'
  const size = Math.abs(value)
  if (size < 1e-4 || size >= 1e12) return minus(trimExponent(value.toExponential(digits - 1)))
  if (Number.isInteger(value)) return minus(wholeFormat().format(value))
  const places = Math.max(1, Math.min(mostPlaces, digits - 1 - Math.floor(Math.log10(size))))
  return minus(formatFraction(value, places))
}

/** Doubles lie at most so close to a whole number that 16 decimals tell them from it. */
function formatFraction(value: number, atLeast: number): string {
  let places = atLeast
  while (places < mostPlaces && Number.isInteger(Number(value.toFixed(places)))) places += 1
  return (placesFormats[places] ?? wholeFormat)().format(value)
}

/** Whole numbers with thousands separators: `1,204`. */
export function formatCount(value: number | bigint): string {
  return wholeFormat().format(value)
}

function minus(text: string): string {
  return text.replace('-', '−')
}

function trimExponent(text: string): string {
  return text.replace(/\.?0+e/, 'e').replace('e+', 'e')
}
