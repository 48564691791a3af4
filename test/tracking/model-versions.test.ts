import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { getVersionByAlias, setAlias } from '../../src/main/tracking/aliases.ts'
import { createLoggedModel, getLoggedModel } from '../../src/main/tracking/logged-models.ts'
import { deleteModelVersionTag, setModelVersionTag } from '../../src/main/tracking/model-version-tags.ts'
import {
  createModelVersion,
  deleteModelVersion,
  getModelVersion,
  registerFromRun,
  resolveDownloadUri,
  updateModelVersion
} from '../../src/main/tracking/model-versions.ts'
import { getRegisteredModel } from '../../src/main/tracking/registered-models.ts'
import { listActions, makeRegistry } from './registry-fixture.ts'

function makeChurn() {
  const registry = makeRegistry()
  registry.addRun('run1')
  registry.addModel('churn')
  return registry
}

test('a new version is ready, unstaged and numbered after every earlier one, deleted ones included', () => {
  const { db, ports, addVersion } = makeChurn()
  expect(addVersion('churn', { tags: [{ key: 'a', value: '1' }], description: 'first' })).toEqual({
    name: 'churn',
    version: 1,
    creationTime: 2000,
    lastUpdatedTime: 2000,
    description: 'first',
    userId: null,
    currentStage: 'None',
    source: 'mlflow-artifacts:/0/run1/artifacts/model',
    storageLocation: 'mlflow-artifacts:/0/run1/artifacts/model',
    runId: 'run1',
    runLink: null,
    status: 'READY',
    statusMessage: null,
    tags: [{ key: 'a', value: '1' }],
    aliases: []
  })
  deleteModelVersion(db, { name: 'churn', version: '1' }, ports, 3000)
  expect(addVersion('churn').version).toBe(2)
  expect(getRegisteredModel(db, 'churn').latestVersions.map(({ version }) => version)).toEqual([2])
})

test('a deleted version is gone from every reading, redacted on disk, and its aliases go', () => {
  const { db, ports, addVersion } = makeChurn()
  addVersion('churn', { tags: [{ key: 'kept', value: 'x' }], description: 'secret' })
  setAlias(db, { name: 'churn', alias: 'champion', version: '1' }, ports)
  ports.changes.length = 0
  deleteModelVersion(db, { name: 'churn', version: '1' }, ports, 3000)
  expect(listActions(ports)).toEqual(['alias.deleted 1 1→-', 'version.deleted 1 None→-'])
  for (const act of [
    () => getModelVersion(db, 'churn', '1'),
    () => resolveDownloadUri(db, 'churn', '1'),
    () => setAlias(db, { name: 'churn', alias: 'b', version: '1' }, ports),
    () => setModelVersionTag(db, { name: 'churn', version: '1', key: 'k', value: 'v' }, ports),
    () => updateModelVersion(db, { name: 'churn', version: '1', description: 'x' }, ports, 1),
    () => deleteModelVersion(db, { name: 'churn', version: '1' }, ports, 1)
  ])
    expect(act).toThrow('Model Version (name=churn, version=1) not found')
  expect(() => getVersionByAlias(db, 'churn', 'champion')).toThrow('Registered model alias champion not found.')
  expect(db.prepare('SELECT current_stage, source, run_id, run_link, description, user_id FROM model_versions').get()).toEqual({
    current_stage: 'Deleted_Internal',
    source: 'REDACTED-SOURCE-PATH',
    run_id: 'REDACTED-RUN-ID',
    run_link: 'REDACTED-RUN-LINK',
    description: null,
    user_id: null
  })
  expect(db.prepare('SELECT count(*) AS n FROM model_version_tags').get()).toEqual({ n: 1 })
})

test.each([
  ['0', 'NOT_FOUND'],
  ['-1', 'NOT_FOUND'],
  ['9999999999999999999', 'NOT_FOUND'],
  ['1.0', 'INVALID'],
  ['one', 'INVALID'],
  ['', 'INVALID'],
  ['1; DROP TABLE runs', 'INVALID']
])('the version %j gives %s', (version, code) => {
  const { db, addVersion } = makeChurn()
  addVersion('churn')
  expect(() => getModelVersion(db, 'churn', version)).toThrow(expect.objectContaining({ code }))
})

test('tags and descriptions of a version record what they were', () => {
  const { db, ports, addVersion } = makeChurn()
  addVersion('churn')
  ports.changes.length = 0
  setModelVersionTag(db, { name: 'churn', version: '1', key: 'k', value: 'v' }, ports)
  setModelVersionTag(db, { name: 'churn', version: '1', key: 'k', value: 'v' }, ports)
  deleteModelVersionTag(db, { name: 'churn', version: '1', key: 'k' }, ports)
  deleteModelVersionTag(db, { name: 'churn', version: '1', key: 'k' }, ports)
  updateModelVersion(db, { name: 'churn', version: '1', description: 'better' }, ports, 4000)
  expect(listActions(ports)).toEqual(['version.tagSet 1 -→v', 'version.tagDeleted 1 v→-', 'version.updated 1 -→better'])
  expect(getModelVersion(db, 'churn', '1')).toMatchObject({ description: 'better', lastUpdatedTime: 4000, tags: [] })
})

test('a logged model is registered by its id: its place, its run, and a note in its tags', () => {
  const { db, ports } = makeChurn()
  const logged = createLoggedModel(
    db,
    { modelId: 'm-1', experimentId: '0', name: 'model', modelType: null, sourceRunId: 'run1', params: [], tags: [] },
    1500
  )
  const version = createModelVersion(db, { name: 'churn', source: 'models:/m-1', modelId: 'm-1', tags: [] }, ports, 2000)
  expect(version).toMatchObject({ source: 'models:/m-1', storageLocation: logged.artifactLocation, runId: 'run1' })
  expect(resolveDownloadUri(db, 'churn', '1')).toBe('mlflow-artifacts:/0/models/m-1/artifacts')
  createModelVersion(db, { name: 'churn', source: 'models:/m-1', modelId: 'm-1', tags: [] }, ports, 2000)
  const note = getLoggedModel(db, 'm-1').tags.find((tag) => tag.key === 'mlflow.modelVersions')
  expect(JSON.parse(note?.value ?? '')).toEqual([
    { name: 'churn', version: 1 },
    { name: 'churn', version: 2 }
  ])
})

test('a run’s model is registered from its files where it has them, else from its newest logged model of that name', () => {
  const { db, ports, store, artifacts } = makeChurn()
  const register = (path: string, model = 'fresh') =>
    registerFromRun(
      db,
      { model, runId: 'run1', path, tags: [{ key: 't', value: 'v' }], description: 'd', author: 'ann', store },
      ports,
      7000
    )
  expect(() => register('model')).toThrow('Unable to find a logged_model with artifact_path model under run run1')
  expect(() => getRegisteredModel(db, 'fresh')).toThrow('not found')
  const logged = (modelId: string, now: number) =>
    createLoggedModel(db, { modelId, experimentId: '0', name: 'model', modelType: null, sourceRunId: 'run1', params: [], tags: [] }, now)
  logged('m-1', 1)
  logged('m-2', 2)
  expect(register('model')).toMatchObject({
    name: 'fresh',
    version: 1,
    source: 'models:/m-2',
    runId: 'run1',
    userId: 'ann',
    description: 'd'
  })
  mkdirSync(join(artifacts, '0/run1/artifacts/model'), { recursive: true })
  writeFileSync(join(artifacts, '0/run1/artifacts/model/MLmodel'), '')
  expect(register('model')).toMatchObject({ version: 2, source: 'mlflow-artifacts:/0/run1/artifacts/model' })
  expect(ports.changes.map(({ action }) => action).slice(-3)).toEqual(['model.created', 'version.created', 'version.created'])
  expect(() => register('../../etc')).toThrow('Invalid path')
  expect(() =>
    registerFromRun(db, { model: 'x', runId: 'none', path: 'm', tags: [], description: null, author: null, store }, ports, 1)
  ).toThrow('Run with id=none not found')
})
