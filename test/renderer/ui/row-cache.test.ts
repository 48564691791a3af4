import { expect, test, vi } from 'vitest'
import { createRowCache } from '../../../src/renderer/ui/row-cache.ts'

const range = (offset: number, limit: number, total: number, name: string) => ({
  rows: Array.from({ length: Math.max(0, Math.min(limit, total - offset)) }, (_, index) => `${name}${offset + index}`),
  total,
  offset
})

test('only the pages in view are loaded, each once', async () => {
  const asked: number[] = []
  const cache = createRowCache(
    async (offset, limit) => {
      asked.push(offset)
      return range(offset, limit, 20_000, 'r')
    },
    () => undefined
  )
  cache.ask('all')
  await vi.waitFor(() => expect(cache.state()).toMatchObject({ rowCount: 20_000, status: 'ready' }))
  cache.show(10_050, 10_110)
  await vi.waitFor(() => expect(cache.rowAt(10_110)).toBe('r10110'))
  cache.show(10_060, 10_120)
  expect(asked).toEqual([0, 10_000, 10_100])
  expect(cache.rowAt(10_050)).toBe('r10050')
  expect(cache.rowAt(5000)).toBeUndefined()
})

test('old rows stay until the answer to the new question is there', async () => {
  let answer = (_rows: string): void => undefined
  const cache = createRowCache<string>(
    (offset, limit) =>
      new Promise((resolve) => {
        answer = (name) => resolve(range(offset, limit, name === 'a' ? 3 : 2, name))
      }),
    () => undefined
  )
  cache.ask('first')
  answer('a')
  await vi.waitFor(() => expect(cache.rowAt(0)).toBe('a0'))
  cache.ask('second')
  expect(cache.state()).toMatchObject({ rowCount: 3, isLoading: true })
  expect(cache.rowAt(0)).toBe('a0')
  answer('b')
  await vi.waitFor(() => expect(cache.rowAt(0)).toBe('b0'))
  expect(cache.state()).toMatchObject({ rowCount: 2, isLoading: false })
})

test('a failed reload keeps the rows, a failed new question drops them, reload mends it', async () => {
  let isBroken = false
  const cache = createRowCache(
    async (offset, limit) => {
      if (isBroken) throw new Error('locked')
      return range(offset, limit, 3, 'r')
    },
    () => undefined
  )
  cache.ask('all')
  await vi.waitFor(() => expect(cache.state().status).toBe('ready'))
  isBroken = true
  cache.reload()
  await vi.waitFor(() => expect(cache.state().status).toBe('failed'))
  expect(cache.rowAt(0)).toBe('r0')
  cache.ask('other')
  await vi.waitFor(() => expect(cache.state()).toMatchObject({ status: 'failed', rowCount: 0 }))
  expect(cache.rowAt(0)).toBeUndefined()
  isBroken = false
  cache.reload()
  await vi.waitFor(() => expect(cache.state()).toMatchObject({ status: 'ready', rowCount: 3, failure: undefined }))
})

test('changes that come while pages load cut none of them short; one more load follows', async () => {
  const answers: ((name: string) => void)[] = []
  const signals: AbortSignal[] = []
  const cache = createRowCache<string>(
    (offset, limit, signal) =>
      new Promise((resolve) => {
        signals.push(signal)
        answers.push((name) => resolve(range(offset, limit, 3, name)))
      }),
    () => undefined
  )
  cache.ask('all')
  for (let change = 0; change < 5; change += 1) cache.reload()
  answers[0]?.('old')
  await vi.waitFor(() => expect(cache.rowAt(0)).toBe('old0'))
  expect(answers).toHaveLength(2)
  expect(cache.state().isLoading).toBe(true)
  answers[1]?.('new')
  await vi.waitFor(() => expect(cache.rowAt(0)).toBe('new0'))
  expect(cache.state().isLoading).toBe(false)
  expect(answers).toHaveLength(2)
  expect(signals.some((signal) => signal.aborted)).toBe(false)
})

test('a change is not forgotten when the page that was under way is scrolled out of view', async () => {
  const asked: number[] = []
  let isHeld = false
  const cache = createRowCache<string>(
    (offset, limit) => {
      asked.push(offset)
      return isHeld ? new Promise(() => undefined) : Promise.resolve(range(offset, limit, 20_000, 'r'))
    },
    () => undefined
  )
  cache.ask('all')
  await vi.waitFor(() => expect(cache.state().status).toBe('ready'))
  isHeld = true
  cache.show(10_000, 10_050)
  cache.reload()
  isHeld = false
  cache.show(0, 50)
  expect(asked).toEqual([0, 10_000, 0])
  await vi.waitFor(() => expect(cache.state().isLoading).toBe(false))
})

test('an outdated question is cancelled', async () => {
  const signals: AbortSignal[] = []
  const cache = createRowCache<string>(
    (offset, limit, signal) => {
      signals.push(signal)
      return signals.length === 1 ? new Promise(() => undefined) : Promise.resolve(range(offset, limit, 1, 'b'))
    },
    () => undefined
  )
  cache.ask('slow')
  cache.ask('quick')
  await vi.waitFor(() => expect(cache.rowAt(0)).toBe('b0'))
  expect(signals[0]?.aborted).toBe(true)
})

test('a list that shrank while reloading shows its new end', async () => {
  let total = 1000
  const cache = createRowCache(
    async (offset, limit) => range(offset, limit, total, 'r'),
    () => undefined
  )
  cache.ask('all')
  await vi.waitFor(() => expect(cache.state().rowCount).toBe(1000))
  cache.show(950, 980)
  await vi.waitFor(() => expect(cache.rowAt(960)).toBe('r960'))
  total = 120
  cache.reload()
  await vi.waitFor(() => expect(cache.state().rowCount).toBe(120))
  expect(cache.rowAt(119)).toBe('r119')
})
