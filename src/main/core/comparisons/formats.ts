/** `1.21 MB`: powers of 1024, three digits from a kilobyte on, as every page writes sizes. */
export function formatSize(bytes: number): string {
  const units = ['B', 'KB', 'MB', 'GB', 'TB']
  const power = bytes < 1024 ? 0 : Math.min(units.length - 1, Math.floor(Math.log2(bytes) / 10))
  const amount = bytes / 1024 ** power
  return `${power === 0 || amount >= 1000 ? Math.round(amount) : amount.toPrecision(3)} ${units[power]}`
}

/** `0.8 s`, `50 min`, `2 h 10 min`; null stays null. */
export function formatSpan(ms: number | null): string | null {
  if (ms === null) return null
  if (ms < 60_000) return `${(ms / 1000).toFixed(1)} s`
  const minutes = Math.floor(ms / 60_000)
  const [big, small, bigUnit, smallUnit] =
    minutes < 60 ? [minutes, Math.floor((ms % 60_000) / 1000), 'min', 's'] : [Math.floor(minutes / 60), minutes % 60, 'h', 'min']
  return small === 0 ? `${big} ${bigUnit}` : `${big} ${bigUnit} ${small} ${smallUnit}`
}

/** `2024-10-12 09:30:00 UTC`; null stays null. */
export function formatTime(ms: number | null): string | null {
  if (ms === null) return null
  const time = new Date(ms)
  return Number.isNaN(time.getTime()) ? String(ms) : `${time.toISOString().slice(0, 19).replace('T', ' ')} UTC`
}
