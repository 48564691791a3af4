// @vitest-environment happy-dom
import { cleanup, screen, waitFor } from '@testing-library/react'
import { Route, Routes } from 'react-router'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { VersionContents, VersionDetail } from '../../../src/preload/contract/versions.ts'
import { VersionPage } from '../../../src/renderer/features/versions/VersionPage.tsx'
import { useSession } from '../../../src/renderer/panels/session.ts'
import { makeContents } from '../panels/contents.ts'
import { plugIn } from '../panels/port.ts'
import { show } from '../ui/render.tsx'

const version: VersionDetail = {
  model: 'churn',
  version: '3',
  createdMs: 0,
  updatedMs: 0,
  stage: 'Staging',
  aliases: [],
  tags: {},
  description: '',
  runId: null,
  runName: null,
  author: null,
  status: 'READY',
  metrics: { accuracy: 0.9 },
  openRequest: null,
  source: 'models:/m-1',
  experimentId: null,
  params: {},
  runTags: {},
  next: { kind: 'promote', stage: 'Production' },
  siblings: ['3']
}

beforeEach(() =>
  useSession.setState({
    registries: [
      { id: 'my', kind: 'embedded', name: 'My', location: '/my', isReadOnly: false, state: 'open', problem: null, modelCount: 1 }
    ]
  })
)
afterEach(cleanup)

function open(contents: Partial<VersionContents>) {
  const looked = Promise.withResolvers<VersionDetail>()
  plugIn({
    'versions.get': () => looked.promise,
    'versions.contents': () => makeContents(contents),
    'activity.list': () => ({ rows: [], total: 0, offset: 0 })
  })
  show(
    <Routes>
      <Route path="/r/:registry/models/:model/v/:version" element={<VersionPage />} />
    </Routes>,
    { path: '/r/my/models/churn/v/3' }
  )
  return looked
}

test('a version is named as ever and has its tabs before it is known; their numbers come later', async () => {
  const looked = open({})
  expect(screen.getByRole('heading', { name: 'churn v3' })).toBeDefined()
  expect(screen.getByRole('tab', { name: 'Metrics' })).toBeDefined()
  looked.resolve(version)
  expect(await screen.findByRole('tab', { name: 'Metrics 1' })).toBeDefined()
  expect(screen.getByRole('button', { name: 'Promote to Production…' }).dataset['variant']).toBe('filled')
})

test('a version without files says so in its head, counts none and does not call for its promotion', async () => {
  open({ problem: 'The version’s files are missing: there is nothing at “/models/3”.', fileCount: 0, engine: 'none' }).resolve(version)
  expect(await screen.findByText('Files missing')).toBeDefined()
  expect(screen.getByRole('tab', { name: 'Artifacts –' })).toBeDefined()
  await waitFor(() => expect(screen.getByRole('button', { name: 'Promote to Production…' }).dataset['variant']).toBe('default'))
})
