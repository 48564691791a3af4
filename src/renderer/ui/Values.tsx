import { VisuallyHidden } from '@mantine/core'
import { ArrowDown, ArrowUp, Copy } from 'lucide-react'
import type { MetricValue as Value } from '../../preload/contract/common.ts'
import { useInGrid } from './grid-context.ts'
import { formatBytes, formatDifference, formatMetric, judgeDifference } from './numbers.ts'
import { useNow, useUi } from './ports.tsx'
import styles from './styles.module.css'
import { formatAgo, formatDuration, formatMoment } from './times.ts'
import { showToast } from './toasts.tsx'

/** A metric, and with `difference` how it moved: arrow, signed difference, and colour by which way is better. The exact number on hover. */
export function MetricValue({
  value,
  difference,
  better,
  digits
}: {
  readonly value: Value | null | undefined
  readonly difference?: number | null | undefined
  readonly better?: 'higher' | 'lower' | null | undefined
  readonly digits?: number
}) {
  return (
    <span className={styles.metric} title={typeof value === 'number' ? String(value) : undefined}>
      <span>{formatMetric(value, digits)}</span>
      {typeof difference === 'number' && <Difference value={difference} better={better} />}
    </span>
  )
}

/** A signed difference with an arrow; the colour repeats what arrow and hover text say. */
export function Difference({ value, better }: { readonly value: number; readonly better?: 'higher' | 'lower' | null | undefined }) {
  const verdict = judgeDifference(value, better)
  const Arrow = value > 0 ? ArrowUp : ArrowDown
  return (
    <span className={`${styles.difference} ${verdict ? styles[verdict] : styles.dim}`} title={`${value}${verdict ? ` (${verdict})` : ''}`}>
      {value !== 0 && <Arrow size={11} aria-hidden />}
      {formatDifference(value)}
      {verdict && <VisuallyHidden> {verdict}</VisuallyHidden>}
    </span>
  )
}

/** An id or hash: eight characters, the whole on hover, copied by a click. */
export function Hash({ value, label = 'id', length = 8 }: { readonly value: string; readonly label?: string; readonly length?: number }) {
  const { copy } = useUi()
  const copyIt = (event: { stopPropagation(): void }) => {
    event.stopPropagation()
    void copy(value).then(() => showToast({ message: `Copied ${label} ${value.slice(0, length)}` }))
  }
  return (
    <button
      type="button"
      className={`${styles.copy} ${styles.mono}`}
      aria-label={`Copy ${label} ${value.slice(0, length)}`}
      title={value}
      onClick={copyIt}
      tabIndex={useInGrid() ? -1 : 0}
    >
      <span>{value.slice(0, length)}</span>
      <Copy size={11} aria-hidden />
    </button>
  )
}

/** A moment, relative; exact on hover. */
export function TimeAgo({ atMs }: { readonly atMs: number | null | undefined }) {
  const now = useNow()
  if (atMs === null || atMs === undefined) return <span className={styles.dim}>–</span>
  return (
    <time className={styles.nowrap} dateTime={new Date(atMs).toISOString()} title={formatMoment(atMs)}>
      {formatAgo(atMs, now)}
    </time>
  )
}

/** A size; the exact count of bytes on hover. */
export function Bytes({ value }: { readonly value: number | null | undefined }) {
  return (
    <span className={styles.nowrap} title={typeof value === 'number' ? `${value.toLocaleString('en-US')} bytes` : undefined}>
      {formatBytes(value)}
    </span>
  )
}

/** A span of milliseconds. */
export function Duration({ ms }: { readonly ms: number | null | undefined }) {
  return <span className={styles.nowrap}>{formatDuration(ms)}</span>
}

/** The quiet dash of an absent value. */
export function Nothing() {
  return <span className={styles.dim}>–</span>
}
