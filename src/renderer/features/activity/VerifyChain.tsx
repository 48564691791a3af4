import { Button, CloseButton, Text } from '@mantine/core'
import { ShieldCheck, ShieldX } from 'lucide-react'
import { FailureBox } from '../../ui/FailureBox.tsx'
import { countNoun } from '../../ui/numbers.ts'
import { TimeAgo } from '../../ui/Values.tsx'
import styles from './activity.module.css'
import { dismissCheck, useVerify, verifyChain } from './store.ts'

/** Starts the verification of the audit chain. */
export function VerifyButton() {
  const isBusy = useVerify((state) => state.isBusy)
  return (
    <Button
      variant="default"
      loading={isBusy}
      leftSection={<ShieldCheck size={14} aria-hidden />}
      title="Each entry carries the hash of the one before: recompute them all"
      onClick={() => void verifyChain()}
    >
      Verify the record
    </Button>
  )
}

/** What the verification found. */
export function VerifyResult() {
  const { check, checkedMs, failure } = useVerify()
  if (failure !== undefined)
    return (
      <div className={styles.result}>
        <FailureBox failure={failure} what="The record could not be verified" onRetry={() => void verifyChain()} onClose={dismissCheck} />
      </div>
    )
  if (!check) return null
  const Icon = check.isIntact ? ShieldCheck : ShieldX
  return (
    <div className={styles.result}>
      <div className={styles.box} data-intact={check.isIntact} role={check.isIntact ? 'status' : 'alert'}>
        <Icon size={16} aria-hidden />
        <Text>
          {check.isIntact
            ? `Intact: the hashes of ${countNoun(check.entries, 'entry', 'entries')} fit, none is missing.`
            : `Not intact: entry ${check.firstBadSeq ?? 0} was changed or is missing. Entries before it can be trusted, those after it cannot. Keep a copy of the home folder before anything else.`}{' '}
          <Text span c="dimmed">
            Checked <TimeAgo atMs={checkedMs} />
          </Text>
        </Text>
        <CloseButton size="sm" aria-label="Close message" onClick={dismissCheck} />
      </div>
    </div>
  )
}
