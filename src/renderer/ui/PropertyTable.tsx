import { Fragment, type ReactNode } from 'react'
import styles from './PropertyTable.module.css'
import { Nothing } from './Values.tsx'

export interface Property {
  readonly label: string
  /** Null, undefined and '' show as a dash. */
  readonly value: ReactNode
}

/** Names and values, one below the other. */
export function PropertyTable({ properties }: { readonly properties: readonly Property[] }) {
  return (
    <dl className={styles.list}>
      {properties.map(({ label, value }) => (
        <Fragment key={label}>
          <dt>{label}</dt>
          <dd>{value === null || value === undefined || value === '' ? <Nothing /> : value}</dd>
        </Fragment>
      ))}
    </dl>
  )
}
