import { expect, test } from 'vitest'
import { collectChanges } from '../../src/main/tracking/changes.ts'
import { getModelVersion } from '../../src/main/tracking/model-versions.ts'
import { getLatestVersions, getRegisteredModel } from '../../src/main/tracking/registered-models.ts'
import { transitionStage } from '../../src/main/tracking/stages.ts'
import { Failure } from '../../src/preload/contract/reply.ts'
import { listActions, makeRegistry } from './registry-fixture.ts'

function makeModelWithVersions(count: number) {
  const registry = makeRegistry()
  registry.addRun('run1')
  registry.addModel('churn')
  for (let version = 1; version <= count; version++) registry.addVersion('churn')
  registry.ports.changes.length = 0
  const move = (version: string, stage: string, archiveExisting = false, now = 5000) =>
    transitionStage(registry.db, { name: 'churn', version, stage, archiveExisting }, registry.ports, now)
  return { ...registry, move }
}

test('a stage given in any case is stored by its name and recorded with what it was before', () => {
  const { db, ports, move } = makeModelWithVersions(1)
  expect(move('1', 'sTaGiNg')).toMatchObject({ currentStage: 'Staging', lastUpdatedTime: 5000 })
  expect(getRegisteredModel(db, 'churn').lastUpdatedTime).toBe(5000)
  expect(ports.changes).toEqual([
    { action: 'stage.changed', model: 'churn', version: '1', versionCreatedMs: 2000, key: null, before: 'None', after: 'Staging' }
  ])
})

test('archiving the existing ones moves every incumbent and records each', () => {
  const { db, ports, move } = makeModelWithVersions(4)
  move('1', 'Production')
  move('2', 'Production')
  move('3', 'Staging')
  ports.changes.length = 0
  move('4', 'production', true)
  expect(['1', '2', '3', '4'].map((version) => getModelVersion(db, 'churn', version).currentStage)).toEqual([
    'Archived',
    'Archived',
    'Staging',
    'Production'
  ])
  expect(listActions(ports)).toEqual([
    'stage.changed 1 Production→Archived',
    'stage.changed 2 Production→Archived',
    'stage.changed 4 None→Production'
  ])
  expect(getLatestVersions(db, 'churn', []).map(({ version, currentStage }) => [version, currentStage])).toEqual([
    [2, 'Archived'],
    [3, 'Staging'],
    [4, 'Production']
  ])
  expect(getLatestVersions(db, 'churn', ['staging', 'Production']).map(({ version }) => version)).toEqual([3, 4])
})

test('a refused guard leaves every version where it was', () => {
  const { db, move } = makeModelWithVersions(2)
  move('1', 'Production')
  const strict = collectChanges((change) => {
    if (change.after === 'Production') throw new Failure('FORBIDDEN', 'Production needs an approval.')
  })
  expect(() => transitionStage(db, { name: 'churn', version: '2', stage: 'Production', archiveExisting: true }, strict, 6000)).toThrow(
    'needs an approval'
  )
  expect(getModelVersion(db, 'churn', '1').currentStage).toBe('Production')
  expect(getModelVersion(db, 'churn', '2').currentStage).toBe('None')
  expect(strict.changes).toEqual([])
})

test('moving to the stage it is in is asked about and records nothing', () => {
  const { db, move } = makeModelWithVersions(1)
  move('1', 'Staging')
  const asked: string[] = []
  const ports = collectChanges((change) => void asked.push(`${change.before}→${change.after}`))
  transitionStage(db, { name: 'churn', version: '1', stage: 'Staging', archiveExisting: false }, ports, 6000)
  expect(asked).toEqual(['Staging→Staging'])
  expect(ports.changes).toEqual([])
})

test("unknown stages, archiving for a passive stage and missing versions are refused in MLflow's words", () => {
  const { move } = makeModelWithVersions(1)
  expect(() => move('1', 'Live')).toThrow('Invalid Model Version stage: Live. Value must be one of None, Staging, Production, Archived.')
  expect(() => move('1', 'Archived', true)).toThrow("'Archived' is not an Active stage. Valid stages are ['Staging', 'Production']")
  expect(() => move('9', 'Staging')).toThrow('Model Version (name=churn, version=9) not found')
  expect(() => move('1.0', 'Staging')).toThrow("Parameter 'version' must be an integer, got '1.0'.")
})
