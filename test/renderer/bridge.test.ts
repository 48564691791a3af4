import { expect, test, vi } from 'vitest'
import type { Bridge } from '../../src/preload/contract/bridge.ts'
import { createBridgeClient } from '../../src/renderer/bridge.ts'

/** A port as the preload makes it: it keeps what it was told and answers when the test says so. */
function createPort() {
  const calls: { callId: string; name: string; input: unknown; answer: (reply: never) => void }[] = []
  const listeners = new Set<(name: string, payload: unknown) => void>()
  const cancelled: string[] = []
  const port: Bridge = {
    call: (callId, name, input) => new Promise((answer) => calls.push({ callId, name, input, answer })),
    cancel: (callId) => void cancelled.push(callId),
    on: (listener) => {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    drop: async () => ({ ok: true, value: { handle: 'h1', name: 'review.greenroom' } })
  }
  return { port, calls, listeners, cancelled }
}

test('a call carries its name and input, and gives the value', async () => {
  const { port, calls } = createPort()
  const { bridge } = createBridgeClient(() => port)
  const answer = bridge.versions.get({ registry: 'my', model: 'churn', reference: '@champion' })
  await vi.waitFor(() => expect(calls).toHaveLength(1))
  expect(calls[0]).toMatchObject({ name: 'versions.get', input: { registry: 'my', model: 'churn', reference: '@champion' } })
  calls[0]?.answer({ ok: true, value: { version: '18' } } as never)
  expect(await answer).toEqual({ version: '18' })
})

test('a failure arrives as Failure with code, remedy and details', async () => {
  const { port, calls } = createPort()
  const { bridge } = createBridgeClient(() => port)
  const answer = bridge.registries.list()
  await vi.waitFor(() => expect(calls).toHaveLength(1))
  calls[0]?.answer({ ok: false, failure: { code: 'BUSY', message: 'locked', remedy: 'Wait.', details: { file: 'mlflow.db' } } } as never)
  await expect(answer).rejects.toMatchObject({
    name: 'Failure',
    code: 'BUSY',
    message: 'locked',
    remedy: 'Wait.',
    details: { file: 'mlflow.db' }
  })
})

test('an abort cancels the act by its id and rejects at once; a second abort does nothing', async () => {
  const { port, calls, cancelled } = createPort()
  const { bridge } = createBridgeClient(() => port)
  const controller = new AbortController()
  const answer = bridge.snapshots.export({ registry: 'my', target: 't' }, { signal: controller.signal })
  const refusal = expect(answer).rejects.toMatchObject({ code: 'CANCELLED' })
  await vi.waitFor(() => expect(calls).toHaveLength(1))
  controller.abort()
  await refusal
  expect(cancelled).toEqual([calls[0]?.callId])
  await expect(bridge.registries.list({}, { signal: controller.signal })).rejects.toMatchObject({ code: 'CANCELLED' })
  expect(calls).toHaveLength(1)
})

test('events reach only those who listen, over one listener on the port', () => {
  const { port, listeners } = createPort()
  const { onEvent } = createBridgeClient(() => port)
  const heard: unknown[] = []
  const stopFirst = onEvent('registry.changed', (payload) => heard.push(payload))
  const stopSecond = onEvent('people.changed', () => heard.push('people'))
  expect(listeners.size).toBe(1)
  for (const listener of listeners) listener('registry.changed', { registryId: 'my' })
  expect(heard).toEqual([{ registryId: 'my' }])
  stopFirst()
  for (const listener of listeners) listener('registry.changed', { registryId: 'my' })
  expect(heard).toHaveLength(1)
  stopSecond()
  expect(listeners.size).toBe(0)
})

test('what a start asks for waits for the page that is not drawn yet, and is told once', () => {
  const { port, listeners } = createPort()
  const { holdRequests, onEvent } = createBridgeClient(() => port)
  holdRequests()
  for (const listener of listeners) {
    listener('file.requested', { handle: 'h1', name: 'review.greenroom' })
    listener('people.changed', {})
  }
  const heard: unknown[] = []
  onEvent('people.changed', () => heard.push('people'))
  onEvent('file.requested', ({ name }) => heard.push(name))()
  onEvent('file.requested', ({ name }) => heard.push(name))
  expect(heard).toEqual(['review.greenroom'])
  expect(listeners.size).toBe(1)
})

test('a page without a preload gets a failure that says so', async () => {
  const { bridge } = createBridgeClient(() => undefined)
  await expect(bridge.registries.list()).rejects.toMatchObject({ code: 'INTERNAL' })
})
