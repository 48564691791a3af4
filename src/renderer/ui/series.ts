/** One point; `y` null is a gap. `x` is a step, milliseconds since the epoch, or the place in a list of categories. */
export interface Point {
  readonly x: number
  readonly y: number | null
}

export interface Series {
  readonly id: string
  readonly label: string
  /** 0–7: the place in the Okabe–Ito order; a version keeps its own everywhere. */
  readonly color: number
  readonly points: readonly Point[]
}

/** Exponential moving average; `weight` from 0 (none) to below 1. Starts unbiased, as TensorBoard does; gaps stay gaps. */
export function smoothPoints(points: readonly Point[], weight: number): readonly Point[] {
  if (weight <= 0) return points
  let last = 0
  let count = 0
  return points.map(({ x, y }) => {
    if (y === null || !Number.isFinite(y)) return { x, y: null }
    last = last * weight + (1 - weight) * y
    count += 1
    return { x, y: last / (1 - weight ** count) }
  })
}

export interface SeriesRow {
  readonly x: number
  readonly values: readonly (number | null | undefined)[]
}

/** The chart as a table: one row for each x that any series has, in order. */
export function tabulateSeries(series: readonly Series[]): readonly SeriesRow[] {
  const rows = new Map<number, (number | null | undefined)[]>()
  for (const [index, one] of series.entries())
    for (const { x, y } of one.points) {
      const row = rows.get(x) ?? Array<number | null | undefined>(series.length).fill(undefined)
      row[index] = y
      rows.set(x, row)
    }
  return [...rows].sort(([a], [b]) => a - b).map(([x, values]) => ({ x, values }))
}

/** The same as CSV (RFC 4180), one column for each series; `nameX` turns an x into its text. */
export function writeSeriesCsv(series: readonly Series[], xName: string, nameX: (x: number) => string): string {
  const head = [xName, ...series.map((one) => one.label)]
  const rows = tabulateSeries(series).map(({ x, values }) => [nameX(x), ...values.map((value) => value ?? '')])
  return `${[head, ...rows].map((row) => row.map((cell) => quoteCell(String(cell))).join(',')).join('\r\n')}\r\n`
}

/** Quotes where CSV needs it; a leading = + - @ of a text would run as a formula in spreadsheets and gets an apostrophe. */
export function quoteCell(text: string): string {
  const safe = /^[=+@\t\r]/.test(text) || (text.startsWith('-') && Number.isNaN(Number(text))) ? `'${text}` : text
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}
