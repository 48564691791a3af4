// @vitest-environment happy-dom
import { cleanup, screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { afterEach, expect, test } from 'vitest'
import type { PromotionRequest, RequestDetail } from '../../../src/preload/contract/promotions.ts'
import { Outcome } from '../../../src/renderer/features/promotions/Outcome.tsx'
import { sortRequests } from '../../../src/renderer/features/promotions/rules.ts'
import { DecisionBox } from '../../../src/renderer/panels/decision-box.tsx'
import { plugIn } from '../panels/port.ts'
import { show } from '../ui/render.tsx'

afterEach(cleanup)

const request: PromotionRequest = {
  id: 'r1',
  registryId: 'my',
  model: 'churn',
  version: '21',
  fromStage: 'Staging',
  toStage: 'Production',
  archiveExisting: true,
  reason: 'better',
  requestedBy: 'ann',
  requestedMs: 1000,
  status: 'pending',
  approvals: 0,
  approvalsNeeded: 2,
  artifactDigest: null,
  problem: null,
  closedMs: null
}
const yes = { allowed: true, why: '' }
const detail = (part: Partial<RequestDetail>): RequestDetail => ({
  ...request,
  incumbent: '18',
  evidenceBase: { version: '18', stage: 'Production' },
  events: [],
  evidence: [],
  checks: [],
  may: {
    approve: yes,
    reject: yes,
    withdraw: { allowed: false, why: 'Only ann can withdraw it.' },
    retry: { allowed: false, why: 'It is not approved yet.' }
  },
  ...part
})

test('requests that wait for me come first, the oldest on top', () => {
  const first = { ...request, waitsForYou: true }
  const theirs = { ...first, id: 'theirs', waitsForYou: false, requestedMs: 1 }
  const failed = { ...first, id: 'failed', status: 'failed' as const }
  const late = { ...first, id: 'late', requestedMs: 2000 }
  expect(sortRequests([theirs, late, failed, first]).map((one) => one.id)).toEqual(['r1', 'late', 'failed', 'theirs'])
})

test('a rejection needs a reason; what is not allowed says why', async () => {
  const port = plugIn({ 'promotions.reject': () => ({ ...request, status: 'rejected' }) })
  show(<DecisionBox request={detail({})} />)
  expect(screen.getByText('Withdraw: Only ann can withdraw it.')).toBeDefined()
  await userEvent.click(screen.getByRole('button', { name: 'Reject' }))
  expect(screen.getByText('Say why it is rejected.')).toBeDefined()
  expect(port.asked).toEqual([])
  await userEvent.type(screen.getByRole('textbox'), 'worse on new customers')
  await userEvent.click(screen.getByRole('button', { name: 'Reject' }))
  expect(port.asked).toEqual([{ name: 'promotions.reject', input: { id: 'r1', reason: 'worse on new customers' } }])
  expect(await screen.findByText('The request for churn v21 is rejected')).toBeDefined()
})

test('the last approval says what it did, and a failed one can be tried again', async () => {
  const port = plugIn({
    'promotions.approve': () => ({ ...request, status: 'applied' }),
    'promotions.retry': () => ({ ...request, status: 'applied' })
  })
  const { rerender } = show(<DecisionBox request={detail({ approvals: 1 })} />)
  expect(screen.getByText('Move churn v21 to Production? The next approval carries it out.')).toBeDefined()
  await userEvent.click(screen.getByRole('button', { name: 'Approve' }))
  expect(await screen.findByText('churn v21 is in Production now')).toBeDefined()
  rerender(<DecisionBox request={detail({ status: 'failed', may: { approve: yes, reject: yes, withdraw: yes, retry: yes } })} />)
  await userEvent.click(screen.getByRole('button', { name: 'Try again' }))
  expect(port.asked.map((call) => call.name)).toEqual(['promotions.approve', 'promotions.retry'])
})

test('a closed request says at once who decided and why', () => {
  const event = { atMs: 1000, actor: 'ann', note: '' }
  show(
    <Outcome
      events={[
        { ...event, kind: 'requested', note: 'better' },
        { ...event, actor: 'bo', kind: 'approved', note: 'fine' },
        { ...event, actor: 'cy', kind: 'rejected', note: 'worse on new customers' }
      ]}
    />
  )
  const decision = screen.getByRole('region', { name: 'Decision' })
  expect(decision.textContent).toMatch(/^cy rejected · .*worse on new customers$/)
})
