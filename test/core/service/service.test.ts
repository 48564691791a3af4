import { expect, test } from 'vitest'
import { parseRemembered } from '../../../src/main/core/service/rules.ts'
import { createService, readRememberedService } from '../../../src/main/core/service/service.ts'
import type { ServiceStatus } from '../../../src/preload/contract/service.ts'
import { ann, contextOf, makeFolder, makeListener, openTestStore } from '../../support/core.ts'

function setUp(outcome: 'on' | 'failed' = 'on') {
  const store = openTestStore(makeFolder())
  const { names, emit } = makeListener()
  const asked: (number | undefined)[] = []
  let status: ServiceStatus = { state: 'off', uri: null, port: 5500, problem: null }
  const service = {
    status: () => status,
    start: async (port: number | undefined) => {
      asked.push(port)
      status = { state: outcome, uri: outcome === 'on' ? `http://127.0.0.1:${port ?? 5500}` : null, port: port ?? 5500, problem: null }
      return status
    },
    stop: async () => {
      status = { ...status, state: 'off', uri: null }
      return status
    }
  }
  const handlers = createService({ store, service, emit })
  return {
    store,
    asked,
    events: names,
    start: (port?: number) => handlers['service.start'](port === undefined ? {} : { port }, contextOf(ann)),
    stop: () => handlers['service.stop']({}, contextOf(ann))
  }
}

test('on or off and the port are remembered for the next start', async () => {
  const { start, stop, store, asked, events } = setUp()
  expect(readRememberedService(store)).toEqual({ on: false })
  await start(5599)
  expect(readRememberedService(store)).toEqual({ on: true, port: 5599 })
  await stop()
  expect(readRememberedService(store)).toEqual({ on: false, port: 5599 })
  await start()
  expect(asked).toEqual([5599, 5599])
  expect(events.filter((name) => name === 'service.changed')).toHaveLength(3)
})

test('a service that could not start is not switched on by itself the next time', async () => {
  const { start, store } = setUp('failed')
  expect((await start(5600)).state).toBe('failed')
  expect(readRememberedService(store)).toEqual({ on: false })
})

test.each([null, 7, 'on', { on: 'yes' }, { on: true, port: 80 }, { on: true, port: '5500' }])(
  'what is remembered wrongly does no harm: %j',
  (value) => {
    expect(parseRemembered(value).port).toBeUndefined()
  }
)
