import type { RequestEvent } from '../../../preload/contract/promotions.ts'
import { Card } from '../../ui/Page.tsx'
import styles from './promotions.module.css'
import { Event } from './Timeline.tsx'

/** How a closed request ended and why: the last decision, without reading down to the timeline. */
export function Outcome({ events }: { readonly events: readonly RequestEvent[] }) {
  const decision = events.findLast(({ kind }) => kind !== 'requested' && kind !== 'applied') ?? events.at(-1)
  if (!decision) return null
  return (
    <Card>
      <section aria-label="Decision" className={styles.outcome}>
        <Event event={decision} />
      </section>
    </Card>
  )
}
