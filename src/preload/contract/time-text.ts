const minute = 60_000
const hour = 60 * minute
const day = 24 * hour
// Making a format takes longer than using it: a table's cells share these.
const dateFormat = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', year: 'numeric' })
const timeFormat = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', second: '2-digit' })

/** `12 Oct 2026`, in the computer's time zone. */
export function formatDate(atMs: number): string {
  return dateFormat.format(atMs)
}

/** `12 Oct 2026, 14:02:31`, in the computer's time zone. */
export function formatMoment(atMs: number): string {
  return `${formatDate(atMs)}, ${timeFormat.format(atMs)}`
}

/** Milliseconds for people: `0.8 ms`, `420 ms`, `1.24 s`, `3 min 5 s`, `2 h 10 min`. */
export function formatDuration(ms: number | null | undefined): string {
  if (ms === null || ms === undefined) return '–'
  if (ms < 10) return `${Number(ms.toFixed(1))} ms`
  if (ms < 1000) return `${Math.round(ms)} ms`
  if (ms < 10_000) return `${Number((ms / 1000).toFixed(2))} s`
  if (ms < minute) return `${Number((ms / 1000).toFixed(1))} s`
  if (ms < hour) return joinUnits(Math.floor(ms / minute), 'min', Math.floor((ms % minute) / 1000), 's')
  if (ms < day) return joinUnits(Math.floor(ms / hour), 'h', Math.floor((ms % hour) / minute), 'min')
  return joinUnits(Math.floor(ms / day), 'd', Math.floor((ms % day) / hour), 'h')
}

function joinUnits(big: number, bigUnit: string, small: number, smallUnit: string): string {
  return small === 0 ? `${big} ${bigUnit}` : `${big} ${bigUnit} ${small} ${smallUnit}`
}
