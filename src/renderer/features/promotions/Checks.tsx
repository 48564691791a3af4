import { VisuallyHidden } from '@mantine/core'
import { CircleCheck, CircleDashed } from 'lucide-react'
import type { Check } from '../../../preload/contract/promotions.ts'
import styles from './promotions.module.css'

/** What the policy asks for, with ticks. */
export function Checks({ checks }: { readonly checks: readonly Check[] }) {
  return (
    <ul className={styles.checks}>
      {checks.map(({ label, isMet, detail }) => (
        <li key={label}>
          {isMet ? (
            <CircleCheck size={16} aria-hidden className={styles.met} />
          ) : (
            <CircleDashed size={16} aria-hidden className={styles.unmet} />
          )}
          <div>
            {label}
            <VisuallyHidden>{isMet ? ': met' : ': not met'}</VisuallyHidden>
            <div className={styles.detail}>{isMet ? detail : `not met: ${detail}`}</div>
          </div>
        </li>
      ))}
    </ul>
  )
}
