import { matchRoutes } from 'react-router'
import { expect, test } from 'vitest'
import { assignPlaces } from '../../../src/renderer/panels/colors.ts'
import { paths, readIds, readVersions, writeVersions } from '../../../src/renderer/panels/paths.ts'
import { readAppearance, readNavigation, readTables } from '../../../src/renderer/panels/settings.ts'

test.each(['churn', 'fraud/eu', 'a b', 'ünïcode', '50%', 'x?y#z', 'a:b,c'])(
  'a model named %s keeps its name through the address',
  (model) => {
    const [address = '', query = ''] = paths.version('my', model, '21', 'metrics').split('?')
    expect(query).toBe('')
    const match = matchRoutes([{ path: '/r/:registry/models/:model/v/:version/:tab?' }], address)?.[0]
    expect(match?.params).toEqual({ registry: 'my', model, version: '21', tab: 'metrics' })
    const compare = new URL(paths.compareVersions('my', [{ model, version: '21' }]), 'app://main')
    expect(readVersions(compare.searchParams.get('versions'))).toEqual([{ model, version: '21' }])
  }
)

test('lists of versions and ids leave out what is none', () => {
  expect(readVersions(`${writeVersions([{ model: 'a', version: '1' }])},b:x,:3,c`)).toEqual([{ model: 'a', version: '1' }])
  expect(readVersions('%E0%A4:1,a:1')).toEqual([{ model: 'a', version: '1' }])
  expect(readVersions(null)).toEqual([])
  expect(readIds('a,,b')).toEqual(['a', 'b'])
})

test('stored choices that are odd fall back field by field', () => {
  expect(readAppearance({ scheme: 'dark', density: 7 })).toEqual({ scheme: 'dark', density: 'comfortable', sidebar: 'auto' })
  expect(readAppearance(null).scheme).toBe('system')
  expect(readNavigation({ registry: 'my', path: 'http://evil', panelWidth: '3' })).toEqual({ registry: 'my', path: '', panelWidth: 380 })
  expect(readTables({ models: { sizes: { name: 200, x: 'y' }, hidden: ['tags', 3], sort: { key: 'name' } } })).toEqual({
    models: { sizes: { name: 200 }, hidden: ['tags'], added: [], sort: null }
  })
})

test('a version keeps its colour, and two shown together never share one', () => {
  const first = assignPlaces({}, ['v21', 'v18'])
  expect(first).toEqual({ v21: 0, v18: 1 })
  const second = assignPlaces(first, ['v18', 'v20'])
  expect(second['v18']).toBe(1)
  expect(second['v20']).not.toBe(1)
  const third = assignPlaces({ a: 2, b: 2 }, ['a', 'b'])
  expect(third['a']).toBe(2)
  expect(third['b']).not.toBe(2)
})
