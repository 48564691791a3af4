import { ActionIcon } from '@mantine/core'
import { X } from 'lucide-react'
import { type KeyboardEvent, type PointerEvent, type ReactNode, useState } from 'react'
import styles from './SplitView.module.css'

/** Content left, a panel right while `panel` is given; the divider is dragged or moved by ← →. `width` in pixels is the panel's first. */
export function SplitView({
  children,
  panel,
  width = 380,
  onWidth
}: {
  readonly children: ReactNode
  readonly panel: ReactNode | null
  readonly width?: number
  readonly onWidth?: (width: number) => void
}) {
  const [current, setCurrent] = useState(width)
  const resize = (next: number) => {
    const kept = Math.round(Math.max(260, Math.min(next, window.innerWidth * 0.7)))
    setCurrent(kept)
    onWidth?.(kept)
  }
  return (
    <div className={styles.split}>
      <div className={styles.main}>{children}</div>
      {panel && <Divider width={current} onResize={resize} />}
      {panel && (
        <div className={styles.side} style={{ width: current }}>
          {panel}
        </div>
      )}
    </div>
  )
}

function Divider({ width, onResize }: { readonly width: number; readonly onResize: (width: number) => void }) {
  const drag = (event: PointerEvent<HTMLDivElement>) => {
    const startX = event.clientX
    const target = event.currentTarget
    target.setPointerCapture(event.pointerId)
    const move = (at: globalThis.PointerEvent) => onResize(width + startX - at.clientX)
    target.addEventListener('pointermove', move)
    target.addEventListener('lostpointercapture', () => target.removeEventListener('pointermove', move), { once: true })
  }
  const step = (event: KeyboardEvent) => {
    if (event.key === 'ArrowLeft' && !event.altKey) onResize(width + 16)
    if (event.key === 'ArrowRight' && !event.altKey) onResize(width - 16)
  }
  return (
    // biome-ignore lint/a11y/useSemanticElements: a movable divider is a focusable separator (WAI-ARIA window splitter), not a rule
    <div
      className={styles.divider}
      role="separator"
      aria-orientation="vertical"
      aria-label="Width of the panel"
      aria-valuenow={width}
      tabIndex={0}
      onPointerDown={drag}
      onKeyDown={step}
    />
  )
}

/** What stands in the right side of a SplitView: title, close button, scrolling body, optional foot. Esc closes it. */
export function Panel({
  title,
  onClose,
  actions,
  footer,
  children
}: {
  readonly title: string
  readonly onClose: () => void
  readonly actions?: ReactNode
  readonly footer?: ReactNode
  readonly children: ReactNode
}) {
  return (
    <aside
      aria-label={title}
      style={{ display: 'contents' }}
      onKeyDown={(event) => event.key === 'Escape' && !event.defaultPrevented && onClose()}
    >
      <div className={styles.panelHead}>
        <h2>{title}</h2>
        {actions}
        <ActionIcon aria-label="Close panel" title="Close (Esc)" onClick={onClose}>
          <X size={16} aria-hidden />
        </ActionIcon>
      </div>
      <div className={styles.panelBody}>{children}</div>
      {footer && <div className={styles.panelFoot}>{footer}</div>}
    </aside>
  )
}
