import { Button, Text } from '@mantine/core'
import { ArrowRightLeft, AtSign, ChevronsUp, CircleX, FlaskConical, type LucideIcon, Package, PenLine, Tag, Trash2 } from 'lucide-react'
import { useState } from 'react'
import type { ActivityEntry } from '../../preload/contract/activity.ts'
import { bridge } from '../bridge.ts'
import { FailureBox } from '../ui/FailureBox.tsx'
import { TimeAgo } from '../ui/Values.tsx'
import styles from './activity-list.module.css'
import { useCall } from './calls.ts'

export interface ActivityListProps {
  readonly registry: string
  readonly model: string
  readonly version?: string
  /** `stages`: only what moved stages and aliases, and requests for it. */
  readonly kinds?: 'all' | 'stages'
  /** Entries at first; more on demand. */
  readonly limit?: number
}

const most = 1000

/** What happened to a model or version, the newest first: who, when, through what, why. */
export function ActivityList({ registry, model, version, kinds = 'all', limit = 30 }: ActivityListProps) {
  const [shown, setShown] = useState(limit)
  // Of all kinds only some are shown, so more are asked for.
  const asked = Math.min(most, kinds === 'all' ? shown : shown * 8)
  const about = version === undefined ? { registry, model } : { registry, model, version }
  const { value, failure, reload } = useCall(
    (signal) => bridge.activity.list({ ...about, limit: asked }, { signal }),
    [registry, model, version, asked],
    { reloadOn: ['activity.changed', 'registry.changed'], registry }
  )
  if (failure !== undefined) return <FailureBox what="Could not read the activity" failure={failure} onRetry={reload} />
  if (!value) return null
  const entries = kinds === 'all' ? value.rows : value.rows.filter(isStageEntry)
  if (entries.length === 0)
    return <Text c="dimmed">{kinds === 'all' ? 'Nothing happened yet.' : 'No stage or alias was changed yet.'}</Text>
  const hasMore = entries.length > shown || (value.total > value.rows.length && asked < most)
  return (
    <>
      <ol className={styles.list} aria-label="Activity">
        {entries.slice(0, shown).map((entry) => (
          <Entry key={entry.seq} entry={entry} namesVersion={version === undefined} />
        ))}
      </ol>
      {hasMore && (
        <div className={styles.foot}>
          <Button variant="subtle" color="gray" size="compact-xs" onClick={() => setShown(Math.min(most, shown + Math.max(limit, 50)))}>
            Show older
          </Button>
        </div>
      )}
    </>
  )
}

function Entry({ entry, namesVersion }: { readonly entry: ActivityEntry; readonly namesVersion: boolean }) {
  const Icon = entry.outcome === 'failed' ? CircleX : pickIcon(entry.action)
  return (
    <li className={styles.entry} data-outcome={entry.outcome}>
      <Icon size={14} aria-hidden />
      <span className={styles.what}>
        <span className={styles.who}>{entry.actor || 'Somebody'}</span> {entry.summary}
        {namesVersion && entry.version !== null && !entry.summary.includes(`v${entry.version}`) ? ` (v${entry.version})` : ''}
      </span>
      <span className={styles.when}>
        <TimeAgo atMs={entry.atMs} />
      </span>
      {entry.reason !== '' && <q className={styles.why}>{entry.reason}</q>}
      {describeRest(entry) !== '' && <span className={styles.about}>{describeRest(entry)}</span>}
    </li>
  )
}

/** Through what it came when not through a window, and whether it happened at all. */
function describeRest({ origin, outcome }: ActivityEntry): string {
  const through = origin === 'window' ? [] : [origin === 'elsewhere' ? 'seen, made elsewhere' : `through the ${origin}`]
  const state = outcome === 'done' ? [] : [outcome === 'failed' ? 'did not happen' : 'under way']
  return [...through, ...state].join(' · ')
}

/** Whether an entry belongs to the history of stages and aliases. */
export function isStageEntry({ action }: Pick<ActivityEntry, 'action'>): boolean {
  return /^(stage|alias|request)\./.test(action)
}

const icons: Readonly<Record<string, LucideIcon>> = {
  stage: ChevronsUp,
  alias: AtSign,
  request: ArrowRightLeft,
  tag: Tag,
  version: Package,
  model: Package,
  prediction: FlaskConical
}

function pickIcon(action: string): LucideIcon {
  if (action.endsWith('.deleted') && !action.startsWith('alias')) return Trash2
  return icons[action.split('.')[0] ?? ''] ?? PenLine
}
