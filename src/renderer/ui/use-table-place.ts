import { type RefObject, useEffect, useLayoutEffect, useRef } from 'react'
import type { TablePlace } from './DataTable.tsx'

/** Scrolls to where the table was left, when its first rows come (an empty body cannot be scrolled); the ref is true from then on. */
export function useReturn(scroll: RefObject<HTMLDivElement | null>, rowCount: number, place: TablePlace | undefined) {
  const isRestored = useRef(place === undefined)
  useLayoutEffect(() => {
    if (isRestored.current || rowCount === 0 || !place) return
    isRestored.current = true
    scroll.current?.scrollTo({ top: place.top })
  }, [rowCount, place, scroll])
  return isRestored
}

/** Goes to the top when `resetKey` changes, and tells it. */
export function useGoToTop(scroll: RefObject<HTMLDivElement | null>, resetKey: string | undefined, onReset: () => void) {
  const reset = useRef(onReset)
  reset.current = onReset
  const shownKey = useRef(resetKey)
  useEffect(() => {
    if (shownKey.current === resetKey) return
    shownKey.current = resetKey
    scroll.current?.scrollTo({ top: 0 })
    reset.current()
  }, [resetKey, scroll])
}
