import { Archive, Ban, Check, CircleCheck, CircleX, type LucideIcon, MessageSquarePlus, RotateCw, Undo2 } from 'lucide-react'
import type { RequestEvent } from '../../../preload/contract/promotions.ts'
import { TimeAgo } from '../../ui/Values.tsx'
import styles from './promotions.module.css'

interface Look {
  readonly icon: LucideIcon
  readonly words: string
  readonly tone: 'good' | 'bad' | 'plain'
}

const looks: Readonly<Record<RequestEvent['kind'], Look>> = {
  requested: { icon: MessageSquarePlus, words: 'made the request', tone: 'plain' },
  approved: { icon: Check, words: 'approved', tone: 'good' },
  rejected: { icon: Ban, words: 'rejected', tone: 'bad' },
  withdrawn: { icon: Undo2, words: 'withdrew the request', tone: 'plain' },
  applied: { icon: CircleCheck, words: 'carried it out', tone: 'good' },
  failed: { icon: CircleX, words: 'could not carry it out', tone: 'bad' },
  retried: { icon: RotateCw, words: 'tried again', tone: 'plain' },
  superseded: { icon: Archive, words: 'made the request needless', tone: 'plain' }
}

/** What happened to a request, oldest first. */
export function Timeline({ events }: { readonly events: readonly RequestEvent[] }) {
  return (
    <ol className={styles.timeline}>
      {events.map((event) => (
        <li key={`${event.atMs} ${event.kind} ${event.actor}`}>
          <Event event={event} />
        </li>
      ))}
    </ol>
  )
}

/** One event: who did what, when, and the note that came with it. */
export function Event({ event }: { readonly event: RequestEvent }) {
  const { icon: Icon, words, tone } = looks[event.kind]
  return (
    <>
      <span className={styles.mark} data-tone={tone}>
        <Icon size={13} aria-hidden />
      </span>
      <div className={styles.event}>
        <strong>{event.actor}</strong> {words} · <TimeAgo atMs={event.atMs} />
        {event.note !== '' && event.kind !== 'requested' && <p className={styles.note}>{event.note}</p>}
      </div>
    </>
  )
}
