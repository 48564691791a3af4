import { Button, Group, Stack, Text, Textarea } from '@mantine/core'
import { useId, useRef, useState } from 'react'
import type { Permission, PromotionRequest, RequestDetail } from '../../preload/contract/promotions.ts'
import { bridge } from '../bridge.ts'
import { FailureBox } from '../ui/FailureBox.tsx'
import { Card } from '../ui/Page.tsx'
import { showToast } from '../ui/toasts.tsx'
import { useSubmit } from '../ui/use-submit.ts'

type Verb = 'approve' | 'reject' | 'withdraw' | 'retry'

const noteLimit = 4000

/** Where a request is decided: notes, and approve, reject, withdraw or retry. What is not allowed stays visible with its reason. */
export function DecisionBox({
  request,
  onDecided
}: {
  readonly request: RequestDetail
  readonly onDecided?: (next: PromotionRequest) => void
}) {
  const [note, setNote] = useState('')
  const [isReasonMissing, setReasonMissing] = useState(false)
  const [busyWith, setBusyWith] = useState<Verb | null>(null)
  const { isBusy, failure, run } = useSubmit()
  const field = useRef<HTMLTextAreaElement>(null)
  const decide = async (verb: Verb) => {
    const text = note.trim()
    setReasonMissing(verb === 'reject' && text === '')
    if (verb === 'reject' && text === '') return field.current?.focus()
    setBusyWith(verb)
    const isDone = await run(async () => {
      const next = await acts[verb](request.id, text)
      reportDecision(next)
      onDecided?.(next)
    })
    setBusyWith(null)
    if (isDone) setNote('')
  }
  const isFailed = request.status === 'failed'
  const shared = { request, busyWith, isBusy, onPress: (verb: Verb) => void decide(verb) }
  return (
    <Card>
      <Stack gap="sm">
        <Text fw={600}>{describeQuestion(request)}</Text>
        <Textarea
          ref={field}
          label="Notes, or the reason for a rejection"
          autosize
          minRows={3}
          maxRows={10}
          maxLength={noteLimit}
          value={note}
          error={isReasonMissing ? 'Say why it is rejected.' : undefined}
          onChange={(event) => {
            setNote(event.currentTarget.value)
            setReasonMissing(false)
          }}
        />
        <Group gap="xs">
          {isFailed ? <VerbButton verb="retry" isPrimary {...shared} /> : <VerbButton verb="approve" isPrimary {...shared} />}
          <VerbButton verb="reject" {...shared} />
          <VerbButton verb="withdraw" {...shared} />
        </Group>
        <Refusals request={request} />
        {failure !== undefined && <FailureBox what="The decision was not recorded" failure={failure} />}
      </Stack>
    </Card>
  )
}

interface VerbButtonProps {
  readonly verb: Verb
  readonly request: RequestDetail
  readonly isPrimary?: boolean
  readonly busyWith: Verb | null
  readonly isBusy: boolean
  readonly onPress: (verb: Verb) => void
}

function VerbButton({ verb, request, isPrimary = false, busyWith, isBusy, onPress }: VerbButtonProps) {
  const permission = request.may[verb]
  return (
    <Button
      variant={isPrimary ? 'filled' : verb === 'withdraw' ? 'subtle' : 'default'}
      {...(verb === 'withdraw' ? { color: 'gray' } : {})}
      loading={busyWith === verb}
      disabled={!permission.allowed || isBusy}
      title={permission.allowed ? undefined : permission.why}
      onClick={() => onPress(verb)}
    >
      {words[verb]}
    </Button>
  )
}

/** Reasons in words below the buttons: a disabled button's tooltip reaches neither keyboard nor screen reader. */
function Refusals({ request }: { readonly request: RequestDetail }) {
  const id = useId()
  const shown: readonly Verb[] = request.status === 'failed' ? ['retry', 'reject', 'withdraw'] : ['approve', 'reject', 'withdraw']
  const refused = shown.map((verb): [Verb, Permission] => [verb, request.may[verb]]).filter(([, permission]) => !permission.allowed)
  if (refused.length === 0) return null
  return (
    <Stack gap={2} id={id}>
      {refused.map(([verb, { why }]) => (
        <Text key={verb} size="xs" c="dimmed">
          {words[verb]}: {why}
        </Text>
      ))}
    </Stack>
  )
}

const words: Readonly<Record<Verb, string>> = { approve: 'Approve', reject: 'Reject', withdraw: 'Withdraw', retry: 'Try again' }

const acts: Readonly<Record<Verb, (id: string, text: string) => Promise<PromotionRequest>>> = {
  approve: (id, notes) => bridge.promotions.approve({ id, notes }),
  reject: (id, reason) => bridge.promotions.reject({ id, reason }),
  withdraw: (id, reason) => bridge.promotions.withdraw({ id, reason }),
  retry: (id) => bridge.promotions.retry({ id })
}

function describeQuestion({ status, approvals, approvalsNeeded, model, version, toStage }: RequestDetail): string {
  if (status === 'failed') return 'It was approved, but could not be carried out'
  const left = approvalsNeeded - approvals
  const more = left === 1 ? 'The next approval carries it out' : `${left} more approvals are needed`
  return `Move ${model} v${version} to ${toStage}? ${more}.`
}

function reportDecision(next: PromotionRequest): void {
  const name = `${next.model} v${next.version}`
  if (next.status === 'applied') showToast({ tone: 'success', message: `${name} is in ${next.toStage} now` })
  else if (next.status === 'failed')
    showToast({ tone: 'danger', message: `${name} could not be moved: ${next.problem ?? 'see the request'}` })
  else if (next.status === 'pending')
    showToast({ tone: 'success', message: `Approval ${next.approvals} of ${next.approvalsNeeded} recorded` })
  else showToast({ message: `The request for ${name} is ${next.status}` })
}
