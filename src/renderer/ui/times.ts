import { formatDate } from '../../preload/contract/time-text.ts'

export { formatDate, formatDuration, formatMoment } from '../../preload/contract/time-text.ts'

const minute = 60_000
const hour = 60 * minute
const day = 24 * hour

/** `just now`, `5 min ago`, `2 h ago`, `yesterday`, `6 d ago`, `3 w ago`, else the date. Times in the future read `in 5 min`. */
export function formatAgo(atMs: number, nowMs: number): string {
  const gap = nowMs - atMs
  if (gap < -minute) return `in ${formatGap(-gap)}`
  if (gap < minute) return 'just now'
  if (gap >= day && gap < 2 * day) return 'yesterday'
  if (gap >= 9 * 7 * day) return formatDate(atMs)
  return `${formatGap(gap)} ago`
}

function formatGap(gap: number): string {
  if (gap < hour) return `${Math.max(1, Math.floor(gap / minute))} min`
  if (gap < day) return `${Math.floor(gap / hour)} h`
  if (gap < 14 * day) return `${Math.floor(gap / day)} d`
  return `${Math.floor(gap / (7 * day))} w`
}
