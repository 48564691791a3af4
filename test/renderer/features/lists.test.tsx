// @vitest-environment happy-dom
import { cleanup, screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { Route, Routes } from 'react-router'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { ModelRow } from '../../../src/preload/contract/models.ts'
import type { Registry } from '../../../src/preload/contract/registries.ts'
import { Failure } from '../../../src/preload/contract/reply.ts'
import { ActivityPage } from '../../../src/renderer/features/activity/ActivityPage.tsx'
import { ModelsPage } from '../../../src/renderer/features/models/ModelsPage.tsx'
import { useSession } from '../../../src/renderer/panels/session.ts'
import { plugIn } from '../panels/port.ts'
import { show } from '../ui/render.tsx'

const registry = (kind: Registry['kind']): Registry => ({
  id: kind,
  kind,
  name: `The ${kind}`,
  location: `/${kind}`,
  isReadOnly: false,
  state: 'open',
  problem: null,
  modelCount: 1
})

beforeEach(() => useSession.setState({ registries: [registry('embedded'), registry('sample')] }))
afterEach(cleanup)

const churn: ModelRow = {
  name: 'churn',
  description: '',
  latestVersion: '21',
  production: [],
  staging: [],
  aliases: [],
  tags: {},
  createdMs: 0,
  updatedMs: 0,
  versionCount: 21,
  trends: {},
  openRequests: 0
}

test('the foot of the models says nothing before they are known, and of a filter that cannot be read no number', async () => {
  const first = Promise.withResolvers<void>()
  plugIn({
    'models.metricNames': () => [],
    'models.list': async ({ filter }) => {
      await first.promise
      if (filter === 'tags.team =') throw new Failure('INVALID', 'Invalid clause', { details: { field: 'filter' } })
      const rows = filter === '' ? [churn] : []
      return { rows, total: rows.length, offset: 0 }
    }
  })
  show(
    <Routes>
      <Route path="/r/:registry/models" element={<ModelsPage />} />
    </Routes>,
    { path: '/r/embedded/models' }
  )
  const field = await screen.findByRole('searchbox', { name: 'Filter models' })
  expect(screen.queryByText(/^\d+ models?$/)).toBeNull()
  first.resolve()
  expect(await screen.findByText('1 model')).toBeDefined()
  await userEvent.type(field, 'nothing like it')
  expect(await screen.findByText('0 models')).toBeDefined()
  await userEvent.clear(field)
  await userEvent.type(field, 'tags.team =')
  expect(await screen.findByText('The filter cannot be read')).toBeDefined()
  expect(screen.queryByText(/^\d+ models?$/)).toBeNull()
  expect(screen.queryByText('No model matches the filter.')).toBeNull()
})

test('an empty activity leads to the history that the sample brought', async () => {
  const port = plugIn({ 'activity.list': () => ({ rows: [], total: 0, offset: 0 }) })
  show(<ActivityPage />)
  await userEvent.click(await screen.findByRole('button', { name: 'Show what came with the sample' }))
  expect(port.asked.at(-1)?.input).toMatchObject({ registry: 'sample' })
})
