import { expect, test } from 'vitest'
import { deleteAlias, getVersionByAlias, setAlias } from '../../src/main/tracking/aliases.ts'
import { getModelVersion } from '../../src/main/tracking/model-versions.ts'
import { listActions, makeRegistry } from './registry-fixture.ts'

function makeChurn() {
  const registry = makeRegistry()
  registry.addRun('run1')
  registry.addModel('churn')
  registry.addVersion('churn')
  registry.addVersion('churn')
  registry.ports.changes.length = 0
  const point = (alias: string, version: string) => setAlias(registry.db, { name: 'churn', alias, version }, registry.ports)
  return { ...registry, point }
}

test('an alias moves from version to version, and each move tells where it was', () => {
  const { db, ports, point } = makeChurn()
  expect(point('champion', '1')).toBe(null)
  expect(point('champion', '2')).toBe(1)
  expect(point('champion', '2')).toBe(2)
  expect(getVersionByAlias(db, 'churn', 'champion')).toMatchObject({ version: 2, aliases: ['champion'] })
  expect(getModelVersion(db, 'churn', '1').aliases).toEqual([])
  deleteAlias(db, { name: 'churn', alias: 'champion' }, ports)
  deleteAlias(db, { name: 'churn', alias: 'champion' }, ports)
  expect(listActions(ports)).toEqual(['alias.set 1 -→1', 'alias.set 2 1→2', 'alias.deleted 2 2→-'])
})

test('“latest” in any case is the highest version and cannot be given', () => {
  const { db, point } = makeChurn()
  expect(getVersionByAlias(db, 'churn', 'LATEST').version).toBe(2)
  expect(() => point('Latest', '1')).toThrow("'latest' alias name (case insensitive) is reserved.")
})

test('an unknown alias is INVALID_PARAMETER_VALUE on the wire, as in MLflow', () => {
  const { db } = makeChurn()
  expect(() => getVersionByAlias(db, 'churn', 'none')).toThrow(
    expect.objectContaining({ code: 'NOT_FOUND', details: { errorCode: 'INVALID_PARAMETER_VALUE' } })
  )
  expect(() => getVersionByAlias(db, 'nobody', 'none')).toThrow('Registered Model with name=nobody not found')
})

test.each(['', 'a b', 'a/b', 'a.b', '@a', 'v1', 'V23', 'x'.repeat(256)])('the alias %j is refused', (alias) => {
  const { point } = makeChurn()
  expect(() => point(alias, '1')).toThrow(expect.objectContaining({ code: 'INVALID' }))
})

test.each(['champion', 'Größe_1', 'v', 'v1x', '-', 'x'.repeat(255)])('the alias %j is fine', (alias) => {
  const { db, point } = makeChurn()
  point(alias, '1')
  expect(getVersionByAlias(db, 'churn', alias).version).toBe(1)
})
