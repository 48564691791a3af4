import { useEffect, useState } from 'react'

/** Waits shorter than this are not worth a word. */
const patienceMs = 150

/** Whether something has been so for more than 150 ms; false at once when it no longer is. */
export function useLate(isSo: boolean): boolean {
  const [isLate, setLate] = useState(false)
  useEffect(() => {
    if (!isSo) return setLate(false)
    const timer = setTimeout(() => setLate(true), patienceMs)
    return () => clearTimeout(timer)
  }, [isSo])
  return isSo && isLate
}
