import { Checkbox, NumberInput, Select, Stack, Switch, Text } from '@mantine/core'
import { useState } from 'react'
import type { Policy } from '../../../preload/contract/promotions.ts'
import { bridge } from '../../bridge.ts'
import { useCall } from '../../panels/calls.ts'
import { useRegistryId, useSession } from '../../panels/session.ts'
import { FailureBox } from '../../ui/FailureBox.tsx'
import { showToast } from '../../ui/toasts.tsx'
import { useSubmit } from '../../ui/use-submit.ts'
import styles from './settings.module.css'

type Terms = Omit<Policy, 'isInherited'>
const guarded = ['Staging', 'Production'] as const

/** The default policy of one registry; each change is written at once. */
export function PolicySettings() {
  const current = useRegistryId()
  const registries = useSession((session) => session.registries).filter((registry) => registry.state === 'open')
  const [chosen, setChosen] = useState<string | null>(null)
  const registry = registries.find((one) => one.id === (chosen ?? current)) ?? registries[0]
  if (!registry) return <Text c="dimmed">No registry is open.</Text>
  return (
    <Stack gap="xs">
      {registries.length > 1 && (
        <div className={styles.line}>
          <span>Registry</span>
          <Select
            aria-label="Registry of the policy"
            w={240}
            allowDeselect={false}
            data={registries.map(({ id, name }) => ({ value: id, label: name }))}
            value={registry.id}
            onChange={setChosen}
          />
        </div>
      )}
      {registry.isReadOnly ? (
        <Text c="dimmed">{registry.name} is read-only: nothing can be promoted in it.</Text>
      ) : (
        <PolicyForm key={registry.id} registry={registry.id} />
      )}
    </Stack>
  )
}

function PolicyForm({ registry }: { readonly registry: string }) {
  const call = useCall((signal) => bridge.policies.get({ registry }, { signal }), [registry], { reloadOn: ['activity.changed'] })
  const [saved, setSaved] = useState<Policy>()
  const { isBusy, failure, run } = useSubmit()
  const policy = saved ?? call.value
  if (call.failure !== undefined) return <FailureBox failure={call.failure} what="Could not load the policy" onRetry={call.reload} />
  if (!policy) return null
  const change = (part: Partial<Terms>) =>
    void run(async () => {
      const { isInherited: _, ...terms } = { ...policy, ...part }
      setSaved(await bridge.policies.set({ registry, ...terms, approvalFor: [...terms.approvalFor] }))
      showToast({ message: 'The policy is changed', tone: 'success' })
    })
  return (
    <>
      <PolicyFields policy={policy} isBusy={isBusy} onChange={change} />
      {failure !== undefined && <FailureBox failure={failure} what="The policy was not changed" />}
    </>
  )
}

function PolicyFields({
  policy,
  isBusy,
  onChange
}: {
  readonly policy: Policy
  readonly isBusy: boolean
  readonly onChange: (part: Partial<Terms>) => void
}) {
  const toggle = (stage: (typeof guarded)[number]) => guarded.filter((one) => (one === stage) !== policy.approvalFor.includes(one))
  return (
    <>
      <div className={styles.line}>
        <span>Approval is needed for</span>
        <div className={styles.wide}>
          {guarded.map((stage) => (
            <Checkbox
              key={stage}
              label={stage}
              checked={policy.approvalFor.includes(stage)}
              disabled={isBusy}
              onChange={() => onChange({ approvalFor: toggle(stage) })}
            />
          ))}
        </div>
      </div>
      <div className={styles.line}>
        <span>Approvals by different people</span>
        <NumberInput
          aria-label="Approvals by different people"
          w={90}
          min={1}
          max={20}
          allowDecimal={false}
          clampBehavior="strict"
          disabled={isBusy}
          value={policy.approvalsNeeded}
          onChange={(value) =>
            typeof value === 'number' && value >= 1 && value !== policy.approvalsNeeded && onChange({ approvalsNeeded: value })
          }
        />
      </div>
      <div className={styles.line}>
        <span>Requester may approve</span>
        <Switch
          aria-label="Requester may approve"
          label={policy.maySelfApprove ? 'The log says when somebody did.' : 'Somebody else has to.'}
          checked={policy.maySelfApprove}
          disabled={isBusy}
          onChange={(event) => onChange({ maySelfApprove: event.currentTarget.checked })}
        />
      </div>
      <div className={styles.line}>
        <span>Production only from Staging</span>
        <Switch
          aria-label="Production only from Staging"
          checked={policy.productionOnlyFromStaging}
          disabled={isBusy}
          onChange={(event) => onChange({ productionOnlyFromStaging: event.currentTarget.checked })}
        />
      </div>
    </>
  )
}
