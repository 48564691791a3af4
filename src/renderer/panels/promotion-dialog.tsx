import { SegmentedControl, Stack, Switch, Text, Textarea } from '@mantine/core'
import { useEffect, useState } from 'react'
import { useNavigate } from 'react-router'
import type { Policy } from '../../preload/contract/promotions.ts'
import { type Stage, stages } from '../../preload/contract/stages.ts'
import { bridge } from '../bridge.ts'
import { FailureBox, Notice } from '../ui/FailureBox.tsx'
import { FormDialog } from '../ui/FormDialog.tsx'
import { countNoun } from '../ui/numbers.ts'
import { showFailure, showToast, showUndo } from '../ui/toasts.tsx'
import { useCall } from './calls.ts'
import { paths } from './paths.ts'
import { describeArchiving, findMoveProblem, listTargets, type Mover, mayUndoMove, needsApproval } from './promotion-rules.ts'

export interface PromotionDialogProps {
  readonly registry: string
  /** Null: closed. */
  readonly mover: Mover | null
  /** The stage that is chosen first. */
  readonly stage?: Stage | undefined
  readonly onClose: () => void
}

/** Moves a version to another stage; where the policy asks for approval it makes a request, with its reason. */
export function PromotionDialog({ registry, mover, stage, onClose }: PromotionDialogProps) {
  const { model = '' } = mover ?? {}
  const known = useCall(
    async (signal) => ({
      policy: await bridge.policies.get({ registry, model }, { signal }),
      detail: await bridge.models.get({ registry, model }, { signal })
    }),
    [registry, model, mover !== null],
    { isEnabled: mover !== null }
  )
  const [to, setTo] = useState<Stage>('Staging')
  const [archives, setArchives] = useState(true)
  const [wantsApproval, setWantsApproval] = useState(false)
  const [reason, setReason] = useState('')
  useEffect(() => {
    if (!mover) return
    setTo(stage ?? listTargets(mover.stage)[0] ?? 'Staging')
    setArchives(true)
    setWantsApproval(false)
    setReason('')
  }, [mover, stage])
  const navigate = useNavigate()
  const policy = known.value?.policy
  const isMain = to === 'Staging' || to === 'Production'
  const mustAsk = policy !== undefined && needsApproval(policy, to)
  const isRequest = isMain && (mustAsk || wantsApproval)
  const problem = mover && policy ? findMoveProblem(mover, to, policy) : ''
  const inStage = to === 'Production' ? known.value?.detail.production : to === 'Staging' ? known.value?.detail.staging : []
  const incumbents = (inStage ?? []).filter((version) => version !== mover?.version)
  const submit = () => {
    if (!mover || !policy) return
    const act = { registry, mover, to, archiveExisting: archives && incumbents.length > 0, reason: reason.trim() }
    return isRequest ? request(act, (path) => void navigate(path)) : promote(act, policy)
  }
  const name = mover ? `${mover.model} v${mover.version}` : ''
  return (
    <FormDialog
      isOpen={mover !== null}
      title={isRequest ? `Request a promotion of ${name}` : `Move ${name}`}
      submitLabel={isRequest ? `Request ${to}` : to === 'Archived' ? 'Archive' : `Move to ${to}`}
      failureTitle={isRequest ? 'The request was not made' : 'The version was not moved'}
      canSubmit={policy !== undefined && problem === '' && (!isRequest || reason.trim() !== '')}
      onSubmit={submit}
      onClose={onClose}
    >
      <Stack gap="md">
        <SegmentedControl
          aria-label="Target stage"
          size="xs"
          fullWidth
          data={stages.map((one) => ({ value: one, label: one, disabled: one === mover?.stage }))}
          value={to}
          onChange={(next) => setTo(stages.find((one) => one === next) ?? to)}
        />
        {known.failure !== undefined && <FailureBox what="Could not read the policy" failure={known.failure} onRetry={known.reload} />}
        {problem !== '' && <Notice tone="warning">{problem}</Notice>}
        {mustAsk && problem === '' && <Terms policy={policy} to={to} />}
        {incumbents.length > 0 && (
          <Switch
            label={describeArchiving(incumbents, to)}
            checked={archives}
            onChange={(event) => setArchives(event.currentTarget.checked)}
          />
        )}
        {isMain && !mustAsk && (
          <Switch
            label="Ask for approval instead of moving it now"
            checked={wantsApproval}
            onChange={(event) => setWantsApproval(event.currentTarget.checked)}
          />
        )}
        <Textarea
          label={isRequest ? 'Reason' : 'Reason (optional)'}
          required={isRequest}
          autosize
          minRows={3}
          maxRows={8}
          maxLength={4000}
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
          data-autofocus
        />
      </Stack>
    </FormDialog>
  )
}

function Terms({ policy, to }: { readonly policy: Policy; readonly to: Stage }) {
  const by = policy.maySelfApprove ? 'Your own counts.' : 'Your own does not count.'
  return (
    <Text c="dimmed">
      The policy asks for {countNoun(policy.approvalsNeeded, 'approval')} before {to}. {by} The last one moves the version.
    </Text>
  )
}

interface Move {
  readonly registry: string
  readonly mover: Mover
  readonly to: Stage
  readonly archiveExisting: boolean
  readonly reason: string
}

async function promote({ registry, mover, to, archiveExisting, reason }: Move, policy: Policy): Promise<void> {
  const { model, version, stage: from } = mover
  const { archived } = await bridge.promotions.promote({ registry, model, version, stage: to, archiveExisting, reason })
  const message = `${model} v${version} is in ${to} now${archived.length > 0 ? `; ${archived.map((one) => `v${one}`).join(', ')} archived` : ''}`
  if (!mayUndoMove(from, to, archived, policy)) return void showToast({ message, tone: 'success' })
  showUndo(message, async () => {
    try {
      const back = { registry, model, archiveExisting: false, reason: 'taken back' }
      await bridge.promotions.promote({ ...back, version, stage: from })
      for (const one of archived) await bridge.promotions.promote({ ...back, version: one, stage: to })
    } catch (failure) {
      showFailure(`Could not move ${model} v${version} back`, failure)
    }
  })
}

async function request({ registry, mover, to, archiveExisting, reason }: Move, goTo: (path: string) => void): Promise<void> {
  if (to !== 'Staging' && to !== 'Production') return
  const { model, version } = mover
  const made = await bridge.promotions.request({ registry, model, version, stage: to, archiveExisting, reason })
  showToast({
    message: `Requested ${to} for ${model} v${version}`,
    tone: 'success',
    action: { label: 'Review', run: () => goTo(paths.approval(made.id)) },
    timeoutMs: 10_000
  })
}
