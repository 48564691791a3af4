import { useEffect, useState } from 'react'
import styles from './Page.module.css'

/** A thin moving line at the top of its positioned parent, only when the wait is over 150 ms. */
export function ProgressLine({ isLoading }: { readonly isLoading: boolean }) {
  const [isShown, setShown] = useState(false)
  useEffect(() => {
    if (!isLoading) return setShown(false)
    const timer = setTimeout(() => setShown(true), 150)
    return () => clearTimeout(timer)
  }, [isLoading])
  return isShown ? <div className={styles.progress} role="progressbar" aria-label="Loading" /> : null
}
