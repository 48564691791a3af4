import type { ReactNode } from 'react'
import { Link } from 'react-router'
import { useInGrid } from './grid-context.ts'
import styles from './styles.module.css'

/** A link to a page of the window in the text's own colour; in a table it leaves the Tab order, Enter on the row does the same. */
export function RowLink({
  to,
  children,
  title
}: {
  readonly to: string
  readonly children: ReactNode
  readonly title?: string | undefined
}) {
  const inGrid = useInGrid()
  return (
    <Link className={styles.link} to={to} title={title} {...(inGrid ? { tabIndex: -1 } : {})}>
      {children}
    </Link>
  )
}
