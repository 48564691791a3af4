import { formatMetric } from './numbers.ts'

/** A line of the last values without axes; gaps for null. A single point stands as a dot; nothing is drawn for none. */
export function Sparkline({
  values,
  width = 72,
  height = 18,
  label
}: {
  readonly values: readonly (number | null)[]
  readonly width?: number
  readonly height?: number
  /** What it shows, e.g. `accuracy`; the ends are added. */
  readonly label: string
}) {
  const known = values.filter((value): value is number => value !== null && Number.isFinite(value))
  const last = known.at(-1)
  if (last === undefined) return null
  const place = (value: number, index: number) => placePoint(value, index, values.length, known, width, height)
  const parts = splitAtGaps(values)
  const lastIndex = values.lastIndexOf(last)
  const dot = place(last, lastIndex)
  return (
    <svg
      width={width}
      height={height}
      viewBox={`0 0 ${width} ${height}`}
      role="img"
      aria-label={`${label}: from ${formatMetric(known[0])} to ${formatMetric(last)} over ${known.length} values`}
      style={{ display: 'block', overflow: 'visible' }}
    >
      {parts.map((part) => (
        <polyline
          key={part[0]?.index}
          points={part.map(({ value, index }) => place(value, index).join(',')).join(' ')}
          fill="none"
          stroke="var(--gr-text-dim)"
          strokeWidth={1.25}
          strokeLinejoin="round"
        />
      ))}
      <circle cx={dot[0]} cy={dot[1]} r={1.75} fill="var(--gr-text)" />
    </svg>
  )
}

function placePoint(value: number, index: number, count: number, known: readonly number[], width: number, height: number) {
  const low = known.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY)
  const high = known.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY)
  const x = 2 + (count < 2 ? (width - 4) / 2 : (index / (count - 1)) * (width - 4))
  const y = high === low ? height / 2 : 2 + (1 - (value - low) / (high - low)) * (height - 4)
  return [Math.round(x * 10) / 10, Math.round(y * 10) / 10] as const
}

function splitAtGaps(values: readonly (number | null)[]) {
  const parts: { value: number; index: number }[][] = [[]]
  for (const [index, value] of values.entries()) {
    if (value === null || !Number.isFinite(value)) parts.push([])
    else parts.at(-1)?.push({ value, index })
  }
  return parts.filter((part) => part.length > 1)
}
