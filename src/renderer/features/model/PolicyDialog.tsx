import { Checkbox, Group, NumberInput, SegmentedControl, Stack, Switch, Text } from '@mantine/core'
import { useEffect, useState } from 'react'
import type { Policy } from '../../../preload/contract/promotions.ts'
import { bridge } from '../../bridge.ts'
import { useCall } from '../../panels/calls.ts'
import { FailureBox } from '../../ui/FailureBox.tsx'
import { FormDialog } from '../../ui/FormDialog.tsx'
import { countNoun } from '../../ui/numbers.ts'
import { showToast } from '../../ui/toasts.tsx'

const guarded = ['Staging', 'Production'] as const

/** Who has to approve before versions of this model move: its own policy, or the registry's. */
export function PolicyDialog({
  isOpen,
  registry,
  model,
  onClose
}: {
  readonly isOpen: boolean
  readonly registry: string
  readonly model: string
  readonly onClose: () => void
}) {
  const call = useCall(
    async (signal) => ({
      own: await bridge.policies.get({ registry, model }, { signal }),
      common: await bridge.policies.get({ registry }, { signal })
    }),
    [registry, model, isOpen],
    { isEnabled: isOpen }
  )
  const [policy, setPolicy] = useState<Policy>()
  useEffect(() => {
    if (isOpen) setPolicy(call.value?.own)
  }, [isOpen, call.value])
  const save = async () => {
    if (!policy) return
    const { isInherited, ...terms } = policy
    if (isInherited) await bridge.policies.clear({ registry, model })
    else await bridge.policies.set({ registry, model, ...terms, approvalFor: [...terms.approvalFor] })
    showToast({ message: isInherited ? `${model} follows the registry’s policy` : `The policy of ${model} is changed`, tone: 'success' })
  }
  return (
    <FormDialog
      isOpen={isOpen}
      title={`Approval policy of ${model}`}
      submitLabel="Save policy"
      failureTitle="The policy was not changed"
      canSubmit={policy !== undefined}
      onSubmit={save}
      onClose={onClose}
    >
      {call.failure !== undefined && <FailureBox what="Could not load the policy" failure={call.failure} onRetry={call.reload} />}
      {policy && call.value && (
        <Stack gap="md">
          <SegmentedControl
            aria-label="Which policy"
            size="xs"
            fullWidth
            data={[
              { value: 'common', label: 'The registry’s policy' },
              { value: 'own', label: 'Its own policy' }
            ]}
            value={policy.isInherited ? 'common' : 'own'}
            onChange={(next) =>
              setPolicy(next === 'common' && call.value ? { ...call.value.common, isInherited: true } : { ...policy, isInherited: false })
            }
          />
          {policy.isInherited ? (
            <Text c="dimmed">{describePolicy(call.value.common)}</Text>
          ) : (
            <Fields policy={policy} onChange={(part) => setPolicy({ ...policy, ...part })} />
          )}
        </Stack>
      )}
    </FormDialog>
  )
}

function Fields({ policy, onChange }: { readonly policy: Policy; readonly onChange: (part: Partial<Policy>) => void }) {
  const asks = policy.approvalFor.length > 0
  return (
    <>
      <Checkbox.Group
        label="Ask for approval before a version moves to"
        value={[...policy.approvalFor]}
        onChange={(next) => onChange({ approvalFor: guarded.filter((stage) => next.includes(stage)) })}
      >
        <Group gap="lg" mt={6}>
          {guarded.map((stage) => (
            <Checkbox key={stage} value={stage} label={stage} />
          ))}
        </Group>
      </Checkbox.Group>
      <NumberInput
        label="Approvals by different people"
        w={200}
        min={1}
        max={20}
        allowDecimal={false}
        clampBehavior="strict"
        disabled={!asks}
        value={policy.approvalsNeeded}
        onChange={(value) => typeof value === 'number' && value >= 1 && onChange({ approvalsNeeded: value })}
      />
      <Switch
        label="The requester’s own approval counts (the log says so)"
        disabled={!asks}
        checked={policy.maySelfApprove}
        onChange={(event) => onChange({ maySelfApprove: event.currentTarget.checked })}
      />
      <Switch
        label="Production takes versions only from Staging"
        checked={policy.productionOnlyFromStaging}
        onChange={(event) => onChange({ productionOnlyFromStaging: event.currentTarget.checked })}
      />
    </>
  )
}

/** A policy in sentences. */
export function describePolicy({ approvalFor, approvalsNeeded, maySelfApprove, productionOnlyFromStaging }: Policy): string {
  const approval =
    approvalFor.length === 0
      ? 'Versions move without approval.'
      : `${countNoun(approvalsNeeded, 'approval')} before ${approvalFor.join(' and ')}; the requester’s own ${maySelfApprove ? 'counts' : 'does not count'}.`
  return `${approval} Production takes versions ${productionOnlyFromStaging ? 'only from Staging' : 'from any stage'}.`
}
