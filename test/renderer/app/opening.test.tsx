// @vitest-environment happy-dom
import { act, cleanup, screen } from '@testing-library/react'
import { Route, Routes } from 'react-router'
import { afterEach, expect, test } from 'vitest'
import type { Registry } from '../../../src/preload/contract/registries.ts'
import { WhenOpen } from '../../../src/renderer/app/WhenOpen.tsx'
import { pickRegistry, useSession } from '../../../src/renderer/panels/session.ts'
import { show } from '../ui/render.tsx'

afterEach(cleanup)

const registry = (id: string, state: Registry['state']): Registry => ({
  id,
  kind: 'snapshot',
  name: `Registry ${id}`,
  location: `/${id}`,
  isReadOnly: true,
  state,
  problem: null,
  modelCount: 1
})

test('the page of a registry that is still being opened says so, and comes by itself', async () => {
  useSession.setState({ registries: [registry('a', 'opening')] })
  show(
    <Routes>
      <Route path="/r/:registry/models" element={<WhenOpen isOfRegistry>the models</WhenOpen>} />
    </Routes>,
    { path: '/r/a/models' }
  )
  expect(screen.queryByText('the models')).toBeNull()
  expect(screen.getByText(/^Registry a is being checked and opened/)).toBeTruthy()
  await act(async () => useSession.setState({ registries: [registry('a', 'open')] }))
  expect(screen.getByText('the models')).toBeTruthy()
})

test('the window begins where it was left, also when that is still being opened', () => {
  const registries = [registry('own', 'open'), registry('a', 'opening'), registry('b', 'failed')]
  expect(['a', 'b', 'gone'].map((remembered) => pickRegistry(registries, remembered))).toEqual(['a', 'own', 'own'])
})
