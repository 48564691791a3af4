// @vitest-environment happy-dom
import { act, cleanup, screen, waitFor } from '@testing-library/react'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Bridge } from '../../../src/preload/contract/bridge.ts'
import { Failure } from '../../../src/preload/contract/reply.ts'
import { useCall } from '../../../src/renderer/panels/calls.ts'
import { useSession } from '../../../src/renderer/panels/session.ts'
import { describeFailure } from '../../../src/renderer/ui/failures.ts'
import { show } from '../ui/render.tsx'

interface Question {
  readonly name: string
  readonly signal: AbortSignal
  readonly answer: (value: string) => void
  readonly fail: (failure: Failure) => void
}
let questions: Question[] = []
let fire: (name: string, payload: unknown) => void = () => undefined

beforeEach(() => {
  questions = []
  const port: Partial<Bridge> = {
    on: (listener) => {
      fire = listener
      return () => undefined
    }
  }
  Object.defineProperty(window, 'bridge', { configurable: true, value: port })
})
afterEach(cleanup)

function Asker({ name, isEnabled = true }: { readonly name: string; readonly isEnabled?: boolean }) {
  const call = useCall((signal) => new Promise<string>((answer, fail) => questions.push({ name, signal, answer, fail })), [name], {
    reloadOn: ['registry.changed'],
    registry: 'my',
    isEnabled
  })
  const failure = call.failure === undefined ? '' : describeFailure(call.failure).message
  return <output>{[call.status, call.value ?? '–', call.isLoading ? 'busy' : 'idle', failure].join(' ')}</output>
}
const shown = () => screen.getByRole('status').textContent

test('the old value stays until the new is there; the outdated call is cancelled', async () => {
  const { rerender } = show(<Asker name="v18" />)
  expect(shown()).toBe('loading – busy ')
  await act(async () => questions[0]?.answer('eighteen'))
  expect(shown()).toBe('ready eighteen idle ')
  rerender(<Asker name="v20" />)
  rerender(<Asker name="v21" />)
  expect(shown()).toBe('ready eighteen busy ')
  expect(questions.map((question) => question.signal.aborted)).toEqual([true, true, false])
  await act(async () => questions[1]?.answer('twenty'))
  expect(shown()).toBe('ready eighteen busy ')
  await act(async () => questions[2]?.answer('twenty-one'))
  expect(shown()).toBe('ready twenty-one idle ')
})

test('events that come quicker than answers cut no call short: its answer is shown, and one more call follows', async () => {
  show(<Asker name="v18" />)
  for (let event = 0; event < 5; event += 1) act(() => fire('registry.changed', { registryId: 'my' }))
  expect(questions.map((question) => question.signal.aborted)).toEqual([false])
  await act(async () => questions[0]?.answer('eighteen'))
  expect(shown()).toBe('ready eighteen busy ')
  expect(questions).toHaveLength(2)
  await act(async () => questions[1]?.answer('eighteen, changed'))
  expect(shown()).toBe('ready eighteen, changed idle ')
  expect(questions).toHaveLength(2)
})

test('a failed reload keeps the value, a failed new question drops it', async () => {
  const { rerender } = show(<Asker name="v18" />)
  await act(async () => questions[0]?.answer('eighteen'))
  act(() => fire('registry.changed', { registryId: 'my' }))
  await act(async () => questions[1]?.fail(new Failure('BUSY', 'locked')))
  expect(shown()).toBe('failed eighteen idle locked')
  rerender(<Asker name="v21" />)
  await act(async () => questions[2]?.fail(new Failure('NOT_FOUND', 'no v21')))
  expect(shown()).toBe('failed – idle no v21')
})

test('events of other registries are passed over, F5 asks again, a disabled call is not made', async () => {
  const { rerender } = show(<Asker name="v18" isEnabled={false} />)
  expect(questions).toHaveLength(0)
  expect(shown()).toBe('loading – idle ')
  rerender(<Asker name="v18" />)
  await act(async () => questions[0]?.answer('eighteen'))
  act(() => fire('registry.changed', { registryId: 'other' }))
  expect(questions).toHaveLength(1)
  act(() => useSession.setState((session) => ({ refreshes: session.refreshes + 1 })))
  await waitFor(() => expect(questions).toHaveLength(2))
})
