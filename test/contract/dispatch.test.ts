import { expect, test } from 'vitest'
import type { Actor, CallContext } from '../../src/main/core/deps.ts'
import { createDispatcher } from '../../src/main/dispatch.ts'
import { calls } from '../../src/preload/contract/calls.ts'
import type { Job } from '../../src/preload/contract/events.ts'
import { Failure } from '../../src/preload/contract/reply.ts'

const actor: Actor = { id: 'p1', name: 'ann', origin: 'window' }
const caller = (callId: string) => ({ callId, actor })

function start(handler: (input: unknown, context: CallContext) => unknown) {
  const jobs: (readonly Job[])[] = []
  const defects: unknown[] = []
  const dispatcher = createDispatcher(
    { 'models.update': handler as never },
    { jobsChanged: (list) => jobs.push(list), failed: (_name, error) => defects.push(error) }
  )
  return { dispatcher, jobs, defects }
}
const input = { registry: 'r', model: 'churn', description: 'x' }

test('the handler gets parsed input and its value comes back', async () => {
  const { dispatcher } = start((parsed) => parsed)
  expect(await dispatcher.callUnknown('models.update', { ...input, extra: 1 }, caller('1'))).toEqual({ ok: true, value: input })
})

test('wrong input names the call and the field and never reaches the handler', async () => {
  let reached = false
  const { dispatcher } = start(() => {
    reached = true
  })
  const reply = await dispatcher.callUnknown('models.update', { ...input, model: 7 }, caller('1'))
  expect(reply).toMatchObject({ ok: false, failure: { code: 'INVALID', details: { field: 'model' } } })
  expect(reached).toBe(false)
})

test.each(['__proto__', 'constructor', 'toString', 'models.nothing'])('%s is no call', async (name) => {
  const { dispatcher } = start(() => null)
  expect(await dispatcher.callUnknown(name, {}, caller('1'))).toMatchObject({ ok: false, failure: { code: 'UNSUPPORTED' } })
})

test('a Failure crosses whole, a defect is logged and says nothing of its insides', async () => {
  const refused = start(() => {
    throw new Failure('FORBIDDEN', 'v3 may not move', { remedy: 'ask Bo' })
  })
  expect(await refused.dispatcher.callUnknown('models.update', input, caller('1'))).toMatchObject({
    ok: false,
    failure: { code: 'FORBIDDEN', message: 'v3 may not move', remedy: 'ask Bo' }
  })
  const broken = start(() => {
    throw new Error('secret path /home/ann')
  })
  const reply = await broken.dispatcher.callUnknown('models.update', input, caller('1'))
  expect(reply).toMatchObject({ ok: false, failure: { code: 'INTERNAL' } })
  expect(JSON.stringify(reply)).not.toContain('secret')
  expect(broken.defects).toHaveLength(1)
})

test.each([
  ['SQLITE_FULL', 'DISK_FULL'],
  ['ENOSPC', 'DISK_FULL'],
  ['SQLITE_BUSY', 'BUSY'],
  ['SQLITE_READONLY', 'READ_ONLY'],
  ['SQLITE_NOTADB', 'CORRUPT']
])('%s is reported as %s', async (code, expected) => {
  const { dispatcher } = start(() => {
    throw Object.assign(new Error('x'), { code })
  })
  expect(await dispatcher.callUnknown('models.update', input, caller('1'))).toMatchObject({ ok: false, failure: { code: expected } })
})

test('cancel ends a call, its job is shown while it runs and gone after', async () => {
  const { dispatcher, jobs } = start((_parsed, context) => {
    context.report({ title: 'hashing', done: 1, total: 4, unit: 'files' })
    return new Promise((_resolve, reject) => context.signal.addEventListener('abort', () => reject(context.signal.reason)))
  })
  const reply = dispatcher.callUnknown('models.update', input, caller('7'))
  dispatcher.cancel('7')
  expect(await reply).toMatchObject({ ok: false, failure: { code: 'CANCELLED' } })
  expect(jobs).toEqual([[{ callId: '7', title: 'hashing', done: 1, total: 4, unit: 'files' }], []])
})

test('every call of the contract is noun.verb and parses its input by a schema', () => {
  for (const [name, call] of Object.entries(calls)) {
    expect(name).toMatch(/^[a-z]+\.[a-zA-Z]+$/)
    expect(call.input.safeParse(42).success).toBe(false)
  }
})
