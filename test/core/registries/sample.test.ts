import { existsSync, mkdirSync } from 'node:fs'
import { expect, test } from 'vitest'
import { writeKey } from '../../../src/main/core/predictions/rules.ts'
import { findPolicy, savePolicy } from '../../../src/main/store/policies.ts'
import { insertPrediction, type KeptPrediction, listPredictions } from '../../../src/main/store/predictions.ts'
import { ids, setUp } from './program.ts'

const prediction: Omit<KeptPrediction, 'id' | 'registryId'> = {
  model: 'churn',
  version: '1',
  versionCreatedMs: 1,
  atMs: 1,
  by: 'Ann',
  bodyKind: 'json',
  rows: 1,
  status: 'ok',
  durationMs: 1,
  loadMs: null,
  artifactDigest: null,
  inputSummary: '',
  outputSummary: '',
  problem: null,
  warnings: [],
  params: {},
  input: '{}',
  output: null,
  outputColumns: [],
  outputRows: []
}

test('the sample is added once, closed, opened again and removed with its history', async () => {
  const { start } = setUp()
  const program = start()
  await program.begin()
  await program.addSample()
  await program.addSample()
  expect(await ids(program)).toEqual(['own open', 'sample-1 open'])
  const history = () => program.deps.store.prepare<[], unknown>('SELECT count(*) AS n FROM foreign_history').get()
  expect(history()).toEqual({ n: 1 })
  await program.close('sample-1')
  expect(existsSync(program.sample)).toBe(true)
  await program.addSample()
  expect(history()).toEqual({ n: 1 })
  await program.removeSample()
  expect(existsSync(program.sample)).toBe(false)
  expect(await ids(program)).toEqual(['own open'])
  expect(history()).toEqual({ n: 0 })
})

test('removing the sample takes away all that was done with it, and nothing of other registries', async () => {
  const { start } = setUp()
  const program = start()
  await program.begin()
  await program.addSample()
  const { store } = program.deps
  const terms = { approvalFor: ['Production' as const], approvalsNeeded: 2, maySelfApprove: false, productionOnlyFromStaging: true }
  for (const id of ['own', 'sample-1']) {
    savePolicy(store, id, 'churn', terms)
    insertPrediction(store, { ...prediction, id: `asked of ${id}`, registryId: id })
    program.loaded.add(writeKey({ registryId: id, model: 'churn', version: '1' }, 'digest'))
  }
  program.events.splice(0)
  await program.removeSample()
  expect([findPolicy(store, 'own', 'churn'), findPolicy(store, 'sample-1', 'churn')]).toEqual([terms, null])
  expect(listPredictions(store, { words: [] }, { offset: 0, limit: 10 }).map((one) => one.id)).toEqual(['asked of own'])
  expect([...program.loaded]).toEqual([writeKey({ registryId: 'own', model: 'churn', version: '1' }, 'digest')])
  expect(program.events).toEqual(expect.arrayContaining(['registries.changed', 'predictions.changed', 'requests.changed']))
})

test('a sample that was unpacked, but not noted when the program was ended, brings its history the next time', async () => {
  const { start } = setUp()
  const program = start()
  await program.begin()
  mkdirSync(program.sample)
  await program.addSample()
  expect(await ids(program)).toEqual(['own open', 'sample-1 open'])
  expect(program.deps.store.prepare<[], unknown>('SELECT count(*) AS n FROM foreign_history').get()).toEqual({ n: 1 })
})
