import styles from './Page.module.css'
import { useLate } from './use-late.ts'

/** A thin moving line at the top of its positioned parent, only when the wait is over 150 ms. */
export function ProgressLine({ isLoading }: { readonly isLoading: boolean }) {
  return useLate(isLoading) ? <div className={styles.progress} role="progressbar" aria-label="Loading" /> : null
}
