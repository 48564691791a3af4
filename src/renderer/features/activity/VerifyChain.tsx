import { Button, CloseButton, Text } from '@mantine/core'
import { ShieldCheck, ShieldX } from 'lucide-react'
import type { ChainCheck } from '../../../preload/contract/activity.ts'
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
  const isSure = check.isIntact && check.anchor !== 'damaged'
  const Icon = isSure ? ShieldCheck : ShieldX
  return (
    <div className={styles.result}>
      <div className={styles.box} data-intact={isSure} role={isSure ? 'status' : 'alert'}>
        <Icon size={16} aria-hidden />
        <Text>
          {describeCheck(check)}{' '}
          <Text span c="dimmed">
            Checked <TimeAgo atMs={checkedMs} />
          </Text>
        </Text>
        <CloseButton size="sm" aria-label="Close message" onClick={dismissCheck} />
      </div>
    </div>
  )
}

function describeCheck({ isIntact, anchor, entries, firstBadSeq }: ChainCheck): string {
  if (!isIntact)
    return `Not intact: entry ${firstBadSeq ?? 0} was changed or is missing. Entries before it can be trusted, those after it cannot. Keep a copy of the home folder before anything else.`
  const fit = `the hashes of ${countNoun(entries, 'entry', 'entries')} fit`
  if (anchor === 'damaged')
    return `Not sure: ${fit}, but the file that remembers the last of them was damaged, so some may have been cut off at the end. It was set aside and made anew.`
  return `Intact: ${fit}, none is missing.`
}
