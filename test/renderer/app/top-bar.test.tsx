// @vitest-environment happy-dom
import { cleanup, screen, waitFor } from '@testing-library/react'
import { afterEach, expect, test } from 'vitest'
import type { ListedRequest } from '../../../src/preload/contract/promotions.ts'
import { followEvents, loadSession } from '../../../src/renderer/app/start-session.ts'
import { TopBar } from '../../../src/renderer/app/TopBar.tsx'
import { plugIn } from '../panels/port.ts'
import { show } from '../ui/render.tsx'

afterEach(cleanup)

const request: ListedRequest = {
  id: 'r1',
  registryId: 'my',
  model: 'churn',
  version: '3',
  fromStage: 'Staging',
  toStage: 'Production',
  archiveExisting: true,
  reason: 'better',
  requestedBy: 'Ann',
  requestedMs: 1,
  status: 'pending',
  approvals: 0,
  approvalsNeeded: 2,
  artifactDigest: null,
  problem: null,
  closedMs: null,
  waitsForYou: true
}

test('the count at Approvals is of the requests that wait for the acting person, whoever that is', async () => {
  let actor = 'Bo'
  const port = plugIn({
    'settings.get': () => null,
    'registries.list': () => [],
    'people.list': () => ({ people: [{ id: actor, name: actor }], currentId: actor }),
    'service.status': () => ({ state: 'off', uri: null, port: 5500, problem: null }),
    'promotions.list': () => {
      const rows = [request, { ...request, id: 'r2', waitsForYou: actor === 'Bo' }, { ...request, id: 'r3', waitsForYou: false }]
      return { rows, total: rows.length, offset: 0 }
    }
  })
  await loadSession()
  const stop = followEvents()
  show(<TopBar onSearch={() => {}} />)
  expect(screen.getByTitle('2 requests wait for your decision; 3 requests open in all').textContent).toBe('2')
  actor = 'Cy'
  port.emit('people.changed')
  await waitFor(() => expect(screen.getByTitle('1 request waits for your decision; 3 requests open in all').textContent).toBe('1'))
  stop()
})
