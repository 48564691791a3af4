import { useCallback, useEffect, useRef, useState } from 'react'
import type { Page } from '../../preload/contract/common.ts'
import { createRowCache, type RowCache, type RowsState } from './row-cache.ts'

/** Loads one window of a list; `signal` fires when nobody waits for it any longer. */
export type LoadPage<T> = (offset: number, limit: number, signal: AbortSignal) => Promise<Page<T>>

export interface WindowedRows<T> extends RowsState {
  /** The row, or undefined while it is not loaded. A new function whenever rows changed. */
  readonly rowAt: (index: number) => T | undefined
  /** Give it to DataTable. */
  readonly onRange: (first: number, last: number) => void
  /** Loads the rows in view again and swaps them in when they are there. */
  readonly reload: () => void
}

/** A long list of which only pages of 100 around the view are held. `key` names the question (registry, filter, sort): when it changes, the list is
 *  asked anew and the old rows stay until the new are there. `load` may change between renders; the latest is used. */
export function useWindowedRows<T>(load: LoadPage<T>, key: string): WindowedRows<T> {
  const latest = useRef(load)
  latest.current = load
  const [version, setVersion] = useState(0)
  const cache = useRef<RowCache<T>>(undefined)
  cache.current ??= createRowCache<T>(
    (offset, limit, signal) => latest.current(offset, limit, signal),
    () => setVersion((count) => count + 1)
  )
  const rows = cache.current
  useEffect(() => rows.ask(key), [rows, key])
  useEffect(() => () => rows.stop(), [rows])
  // Named by version, so that tables draw again when rows came.
  const rowAt = useCallback((index: number) => rows.rowAt(index), [rows, version])
  return { ...rows.state(), rowAt, onRange: rows.show, reload: rows.reload }
}
