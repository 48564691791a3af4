import { VisuallyHidden } from '@mantine/core'
import { ArrowRight } from 'lucide-react'
import type { Stage } from '../../../preload/contract/common.ts'
import { StageBadge } from '../../ui/Badges.tsx'
import styles from './promotions.module.css'

/** From one stage to another. */
export function StageMove({ from, to }: { readonly from: Stage; readonly to: Stage }) {
  return (
    <span className={styles.move}>
      <StageBadge stage={from} />
      <ArrowRight size={14} aria-hidden />
      <VisuallyHidden> to </VisuallyHidden>
      <StageBadge stage={to} />
    </span>
  )
}
