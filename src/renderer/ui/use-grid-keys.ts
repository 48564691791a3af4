import type { KeyboardEvent } from 'react'
import { addRange, moveIndex, toggleKey } from './table-selection.ts'

/** What the keys of a grid act on. Indexes count all rows from 0; −1 is no row. */
export interface GridKeys<Row> {
  readonly active: number
  readonly rowCount: number
  /** Rows that fit the view. */
  readonly page: number
  readonly rowAt: (index: number) => Row | undefined
  readonly keyAt: (index: number) => string | undefined
  readonly moveTo: (index: number) => void
  readonly selection: ReadonlySet<string>
  readonly onSelection?: (selection: ReadonlySet<string>) => void
  readonly onOpen?: (row: Row) => void
  readonly onPeek?: (row: Row) => void
  readonly onEscape?: () => void
  readonly onKey?: (key: string, row: Row) => boolean
  readonly onCopy: () => void
}

/** ↑↓ PgUp PgDn Home End move (Shift extends), Enter opens, Space peeks, X toggles, Ctrl+A selects loaded rows, Ctrl+C copies, Esc leaves. */
export function hearGridKey<Row>(event: KeyboardEvent, grid: GridKeys<Row>): void {
  const target = event.target as HTMLElement
  if (target !== event.currentTarget && /^(INPUT|TEXTAREA|SELECT|BUTTON|A)$/.test(target.tagName) && event.key !== 'Escape') return
  if (event.altKey) return
  const isDone = event.ctrlKey || event.metaKey ? hearCommand(event, grid) : moveActive(event, grid) || actOnRow(event, grid)
  if (isDone) {
    event.preventDefault()
    event.stopPropagation()
  }
}

function moveActive<Row>(event: KeyboardEvent, grid: GridKeys<Row>): boolean {
  const next = moveIndex(event.key, grid.active, grid.rowCount, grid.page)
  if (next === null) return false
  if (event.shiftKey && grid.onSelection) grid.onSelection(addRange(grid.selection, Math.max(grid.active, 0), next, grid.keyAt))
  grid.moveTo(next)
  return true
}

function actOnRow<Row>(event: KeyboardEvent, grid: GridKeys<Row>): boolean {
  if (event.key === 'Escape') return leaveGrid(grid)
  const row = grid.rowAt(grid.active)
  const key = grid.keyAt(grid.active)
  if (row === undefined || key === undefined) return false
  if (event.key === 'Enter' && grid.onOpen) return done(() => grid.onOpen?.(row))
  if (event.key === ' ' && grid.onPeek) return done(() => grid.onPeek?.(row))
  if (event.key.toLowerCase() === 'x' && grid.onSelection) return done(() => grid.onSelection?.(toggleKey(grid.selection, key)))
  return grid.onKey?.(event.key.toLowerCase(), row) ?? false
}

function hearCommand<Row>(event: KeyboardEvent, grid: GridKeys<Row>): boolean {
  const key = event.key.toLowerCase()
  // Text that the person marked is what they want to copy.
  if (key === 'c' && !event.shiftKey && (window.getSelection()?.toString() ?? '') === '') return done(grid.onCopy)
  if (key !== 'a' || !grid.onSelection) return false
  grid.onSelection(addRange(new Set(), 0, grid.rowCount - 1, grid.keyAt))
  return true
}

function leaveGrid<Row>(grid: GridKeys<Row>): boolean {
  if (grid.selection.size > 0 && grid.onSelection) return done(() => grid.onSelection?.(new Set()))
  if (!grid.onEscape) return false
  return done(grid.onEscape)
}

function done(act: () => void): true {
  act()
  return true
}
