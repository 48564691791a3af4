import { expect, test } from 'vitest'
import { openCoreHost } from '../../support/core-host.ts'

test('choices of the window are remembered as they are, replaced, and forgotten with null', async () => {
  const host = await openCoreHost(() => {})
  expect(await host.call('settings.get', { key: 'columns' })).toBeNull()
  const value = { models: ['name', 'accuracy'], width: 1.5, nested: { on: true, off: null } }
  await host.call('settings.set', { key: 'columns', value })
  expect(await host.call('settings.get', { key: 'columns' })).toEqual(value)
  await host.call('settings.set', { key: 'columns', value: 3 })
  expect(await host.call('settings.get', { key: 'columns' })).toBe(3)
  await host.call('settings.set', { key: 'columns', value: null })
  expect(await host.call('settings.get', { key: 'columns' })).toBeNull()
})

test('keys that are not the window’s and values that are too large are refused', async () => {
  const host = await openCoreHost(() => {})
  await expect(host.call('settings.get', { key: 'person' as never })).rejects.toMatchObject({ code: 'INVALID' })
  await expect(host.call('settings.set', { key: 'window', value: 'x'.repeat(1_000_001) })).rejects.toMatchObject({
    code: 'TOO_LARGE',
    message: expect.stringContaining('1000000')
  })
})
