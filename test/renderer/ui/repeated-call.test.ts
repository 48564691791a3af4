import { expect, onTestFinished, test, vi } from 'vitest'
import { repeatCall, type Turn } from '../../../src/renderer/ui/repeated-call.ts'

/** A call whose turns the test answers, in their order. */
function start() {
  const turns: { readonly signal: AbortSignal; answer(value: string): void; fail(error: Error): void }[] = []
  const heard: (readonly [Turn<string>, boolean])[] = []
  const call = repeatCall<string>(
    (signal) => new Promise((answer, fail) => void turns.push({ signal, answer, fail })),
    (turn, isFollowed) => void heard.push([turn, isFollowed]),
    () => undefined
  )
  onTestFinished(() => call.stop())
  return { turns, heard, call }
}

test('changes that come quicker than answers keep no answer away', async () => {
  const { turns, heard, call } = start()
  for (let round = 0; round < 3; round += 1) {
    for (let change = 0; change < 5; change += 1) call.again()
    turns[round]?.answer(`answer ${round}`)
    await vi.waitFor(() => expect(turns).toHaveLength(round + 2))
  }
  expect(heard).toEqual([0, 1, 2].map((round) => [{ value: `answer ${round}` }, true]))
  turns[3]?.answer('the last')
  await vi.waitFor(() => expect(heard.at(-1)).toEqual([{ value: 'the last' }, false]))
  expect(turns.some(({ signal }) => signal.aborted)).toBe(false)
})

test('a failure is heard too, and asking again follows it', async () => {
  const { turns, heard, call } = start()
  const locked = new Error('locked')
  turns[0]?.fail(locked)
  await vi.waitFor(() => expect(heard).toEqual([[{ failure: locked }, false]]))
  call.again()
  turns[1]?.answer('mended')
  await vi.waitFor(() => expect(heard.at(-1)).toEqual([{ value: 'mended' }, false]))
})

test('stopped, it is aborted, silent and stays so', async () => {
  const { turns, heard, call } = start()
  call.again()
  call.stop()
  call.again()
  turns[0]?.answer('too late')
  await Promise.resolve()
  expect(turns.map(({ signal }) => signal.aborted)).toEqual([true])
  expect(heard).toEqual([])
})
