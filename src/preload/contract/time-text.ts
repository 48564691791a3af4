import { makeLate } from './late.ts'

const minute = 60_000
const hour = 60 * minute
// Making a format takes longer than using it, and memory: a table's cells share these.
const dateFormat = makeLate(() => new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', year: 'numeric' }))
const minuteFormat = makeLate(() => new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' }))
const zonedFormat = makeLate(
  () => new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', second: '2-digit', timeZoneName: 'short' })
)
const timeFormat = makeLate(() => new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', second: '2-digit' }))

/** `12 Oct 2026`, in the computer's time zone. */
export function formatDate(atMs: number): string {
  return dateFormat().format(atMs)
}

/** `12 Oct 2026, 14:02:31`, in the computer's time zone. */
export function formatMoment(atMs: number): string {
  return `${formatDate(atMs)}, ${timeFormat().format(atMs)}`
}

/** `12 Oct 2026, 14:02`, in the computer's time zone. */
export function formatMinute(atMs: number): string {
  return `${formatDate(atMs)}, ${minuteFormat().format(atMs)}`
}

/** `12 Oct 2026, 14:02:31 GMT+2`, in the computer's time zone, for readers elsewhere. */
export function formatZonedMoment(atMs: number): string {
  return `${formatDate(atMs)}, ${zonedFormat().format(atMs)}`
}

/** The computer's time zone by its name: `UTC`, `Europe/Berlin`. */
export function nameZone(): string {
  return minuteFormat().resolvedOptions().timeZone
}

/** Milliseconds for people: `0.8 ms`, `420 ms`, `1.24 s`, `3 min 5 s`, `2 h 10 min`. Rounded first: what is a whole minute then is told as one. */
export function formatDuration(ms: number | null | undefined): string {
  if (ms === null || ms === undefined) return '–'
  if (ms < 10) return `${Number(ms.toFixed(1))} ms`
  if (Math.round(ms) < 1000) return `${Math.round(ms)} ms`
  if (ms < 10_000) return `${Number((ms / 1000).toFixed(2))} s`
  const tenths = Math.round(ms / 100)
  if (tenths < 600) return `${tenths / 10} s`
  const seconds = Math.round(ms / 1000)
  if (seconds < 3600) return joinUnits(seconds, 60, 'min', 's')
  const minutes = Math.round(ms / minute)
  if (minutes < 1440) return joinUnits(minutes, 60, 'h', 'min')
  return joinUnits(Math.round(ms / hour), 24, 'd', 'h')
}

function joinUnits(count: number, size: number, bigUnit: string, smallUnit: string): string {
  const big = `${Math.floor(count / size)} ${bigUnit}`
  return count % size === 0 ? big : `${big} ${count % size} ${smallUnit}`
}
