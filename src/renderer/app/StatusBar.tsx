import { Anchor } from '@mantine/core'
import type { Job } from '../../preload/contract/events.ts'
import { cancelCall } from '../bridge.ts'
import { useRegistry, useSession } from '../panels/session.ts'
import { countNoun } from '../ui/numbers.ts'
import { useNow } from '../ui/ports.tsx'
import styles from './Shell.module.css'

/** Registry, its count and state at the left; running jobs with progress and cancel, and the time, at the right. */
export function StatusBar() {
  const registry = useRegistry()
  const jobs = useSession((session) => session.jobs)
  const now = useNow()
  const facts = registry
    ? [
        registry.name,
        registry.state === 'opening' ? 'being opened' : countNoun(registry.modelCount, 'model'),
        registry.state === 'failed' ? 'not open' : null,
        registry.isReadOnly ? 'read-only' : 'read-write'
      ]
    : ['no registry open']
  return (
    <footer className={styles.status}>
      <span className={styles.facts}>{facts.filter(Boolean).join(' · ')}</span>
      <span className={styles.jobs} role="status">
        {jobs[0] && <JobLine job={jobs[0]} others={jobs.length - 1} />}
      </span>
      <time>{new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' }).format(now)}</time>
    </footer>
  )
}

function JobLine({ job, others }: { readonly job: Job; readonly others: number }) {
  const share = job.total ? Math.min(100, Math.floor((job.done / job.total) * 100)) : null
  return (
    <>
      <span>
        {job.title}
        {share === null ? '' : ` ${share} %`}
        {others > 0 ? ` and ${others} more` : ''}
      </span>
      <progress aria-label={job.title} {...(share === null ? {} : { value: share, max: 100 })} />
      <Anchor component="button" type="button" size="xs" onClick={() => cancelCall(job.callId)}>
        Cancel
      </Anchor>
    </>
  )
}
