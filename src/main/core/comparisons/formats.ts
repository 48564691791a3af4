import { formatDuration } from '../../../preload/contract/time-text.ts'

/** `1.21 MB`: powers of 1024, three digits from a kilobyte on, as every page writes sizes. */
export function formatSize(bytes: number): string {
  const units = ['B', 'KB', 'MB', 'GB', 'TB']
  const power = bytes < 1024 ? 0 : Math.min(units.length - 1, Math.floor(Math.log2(bytes) / 10))
  const amount = bytes / 1024 ** power
  if (Math.round(amount) >= 1024 && power < units.length - 1) return `1.00 ${units[power + 1]}`
  return `${power === 0 || amount >= 999.5 ? Math.round(amount) : amount.toPrecision(3)} ${units[power]}`
}

/** `840 ms`, `50 min`, `2 h 10 min`; null stays null. */
export function formatSpan(ms: number | null): string | null {
  return ms === null ? null : formatDuration(ms)
}

/** `2024-10-12 09:30:00 UTC`; null stays null. */
export function formatTime(ms: number | null): string | null {
  if (ms === null) return null
  const time = new Date(ms)
  return Number.isNaN(time.getTime()) ? String(ms) : `${time.toISOString().slice(0, 19).replace('T', ' ')} UTC`
}
