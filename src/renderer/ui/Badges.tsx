import {
  Archive,
  Ban,
  Check,
  CircleCheck,
  CircleDashed,
  CircleDot,
  CircleX,
  Clock,
  FlaskConical,
  type LucideIcon,
  Undo2
} from 'lucide-react'
import type { ReactNode } from 'react'
import type { Stage } from '../../preload/contract/common.ts'
import type { RequestStatus } from '../../preload/contract/promotions.ts'
import type { RunStatus } from '../../preload/contract/runs.ts'
import styles from './styles.module.css'

export type Tone = 'quiet' | 'outline' | 'neutral' | 'info' | 'warning' | 'danger' | 'brand'

/** A word with a tone and an icon; the word always says what the colour says. */
export function ToneBadge({
  tone,
  icon: Icon,
  children,
  title
}: {
  readonly tone: Tone
  readonly icon?: LucideIcon | undefined
  readonly children: ReactNode
  readonly title?: string
}) {
  return (
    <span className={styles.badge} data-tone={tone} title={title}>
      {Icon && <Icon size={12} aria-hidden />}
      <span>{children}</span>
    </span>
  )
}

interface Look {
  readonly tone: Tone
  readonly icon: LucideIcon
  readonly word: string
}

const stageLooks: Readonly<Record<Stage, Look>> = {
  None: { tone: 'outline', icon: CircleDashed, word: 'None' },
  Staging: { tone: 'warning', icon: FlaskConical, word: 'Staging' },
  Production: { tone: 'brand', icon: CircleCheck, word: 'Production' },
  Archived: { tone: 'neutral', icon: Archive, word: 'Archived' }
}

/** The stage of a version. `suffix` follows the word: `Production v18`. */
export function StageBadge({ stage, suffix }: { readonly stage: Stage; readonly suffix?: string }) {
  const look = stageLooks[stage]
  return (
    <ToneBadge tone={look.tone} icon={look.icon}>
      {look.word}
      {suffix ? ` ${suffix}` : ''}
    </ToneBadge>
  )
}

const runLooks: Readonly<Record<RunStatus, Look>> = {
  RUNNING: { tone: 'info', icon: CircleDot, word: 'Running' },
  SCHEDULED: { tone: 'outline', icon: Clock, word: 'Scheduled' },
  FINISHED: { tone: 'outline', icon: Check, word: 'Finished' },
  FAILED: { tone: 'danger', icon: CircleX, word: 'Failed' },
  KILLED: { tone: 'warning', icon: Ban, word: 'Killed' }
}

/** The status of a run; `isInList`: the usual one is quiet. */
export function RunStatusBadge({ status, isInList = false }: { readonly status: RunStatus; readonly isInList?: boolean }) {
  const look = runLooks[status]
  return (
    <ToneBadge tone={isInList && status === 'FINISHED' ? 'quiet' : look.tone} icon={look.icon}>
      {look.word}
    </ToneBadge>
  )
}

const requestLooks: Readonly<Record<RequestStatus, Look>> = {
  pending: { tone: 'info', icon: Clock, word: 'Pending' },
  approved: { tone: 'info', icon: Check, word: 'Approved' },
  applied: { tone: 'outline', icon: CircleCheck, word: 'Applied' },
  failed: { tone: 'danger', icon: CircleX, word: 'Failed' },
  rejected: { tone: 'danger', icon: Ban, word: 'Rejected' },
  withdrawn: { tone: 'neutral', icon: Undo2, word: 'Withdrawn' },
  superseded: { tone: 'neutral', icon: Archive, word: 'Superseded' }
}

/** The status of a promotion request. */
export function RequestStatusBadge({ status }: { readonly status: RequestStatus }) {
  const look = requestLooks[status]
  return (
    <ToneBadge tone={look.tone} icon={look.icon}>
      {look.word}
    </ToneBadge>
  )
}
