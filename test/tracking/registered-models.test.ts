import { expect, test } from 'vitest'
import { setAlias } from '../../src/main/tracking/aliases.ts'
import { setModelVersionTag } from '../../src/main/tracking/model-version-tags.ts'
import {
  createRegisteredModel,
  deleteRegisteredModel,
  deleteRegisteredModelTag,
  getRegisteredModel,
  renameRegisteredModel,
  setRegisteredModelTag,
  updateRegisteredModel
} from '../../src/main/tracking/registered-models.ts'
import { listActions, makeRegistry } from './registry-fixture.ts'

test('a model is created with its tags, the last of a repeated key counting', () => {
  const { db, ports } = makeRegistry()
  const tags = [
    { key: 'team', value: 'risk' },
    { key: 'team', value: 'growth' }
  ]
  const model = createRegisteredModel(db, { name: 'churn', description: 'Who leaves?', tags }, ports, 1234)
  expect(model).toEqual({
    name: 'churn',
    creationTime: 1234,
    lastUpdatedTime: 1234,
    description: 'Who leaves?',
    tags: [{ key: 'team', value: 'growth' }],
    aliases: [],
    latestVersions: []
  })
  expect(listActions(ports)).toEqual(['model.created - -→Who leaves?'])
})

test('a taken name is refused, naming both kinds when one is a prompt', () => {
  const { addModel } = makeRegistry()
  addModel('churn')
  addModel('greeting', [{ key: 'mlflow.prompt.is_prompt', value: 'true' }])
  expect(() => addModel('churn')).toThrow('Registered Model (name=churn) already exists.')
  expect(() => addModel('greeting')).toThrow(
    "Tried to create a registered model with name 'greeting', but the name is already taken by a prompt."
  )
  expect(() => addModel('churn', [{ key: 'mlflow.prompt.is_prompt', value: 'true' }])).toThrow('already taken by a registered model')
})

test.each(['', '   ', 'a/b', 'a:b', '.', '..', '..x', ' a', 'a ', 'a\nb', 'a\u0000b', 'a%20b', 'x'.repeat(257)])(
  'the name %j cannot be given to a model',
  (name) => {
    const { db, addModel, ports } = makeRegistry()
    expect(() => addModel(name)).toThrow(expect.objectContaining({ code: 'INVALID' }))
    addModel('churn')
    expect(() => renameRegisteredModel(db, { name: 'churn', newName: name }, ports, 1)).toThrow(
      expect.objectContaining({ code: 'INVALID' })
    )
    expect(getRegisteredModel(db, 'churn').name).toBe('churn')
  }
)

test.each([
  '__proto__',
  'constructor',
  '-rf',
  '$(x)',
  ';x',
  "'; DROP TABLE runs; --",
  '100% sure',
  'модель',
  '🚀 e\u0301',
  'x'.repeat(256)
])('the name %j is inert text', (name) => {
  const { db, addModel, ports } = makeRegistry()
  addModel(name, [{ key: '__proto__', value: 'x' }])
  expect(getRegisteredModel(db, name)).toMatchObject({ name, tags: [{ key: '__proto__', value: 'x' }] })
  renameRegisteredModel(db, { name, newName: 'plain' }, ports, 1)
  expect(() => getRegisteredModel(db, name)).toThrow(`Registered Model with name=${name} not found`)
})

test('renaming takes versions, their tags, aliases and model tags along', () => {
  const { db, ports, addRun, addModel, addVersion } = makeRegistry()
  addRun('run1')
  addModel('old', [{ key: 'team', value: 'risk' }])
  addModel('taken')
  addVersion('old')
  setModelVersionTag(db, { name: 'old', version: '1', key: 'checked', value: 'yes' }, ports)
  setAlias(db, { name: 'old', alias: 'champion', version: '1' }, ports)
  expect(() => renameRegisteredModel(db, { name: 'old', newName: 'taken' }, ports, 9)).toThrow(
    'Registered Model (name=taken) already exists.'
  )
  const renamed = renameRegisteredModel(db, { name: 'old', newName: 'new' }, ports, 9000)
  expect(renamed).toMatchObject({
    name: 'new',
    lastUpdatedTime: 9000,
    tags: [{ key: 'team', value: 'risk' }],
    aliases: [{ alias: 'champion', version: 1 }],
    latestVersions: [{ name: 'new', version: 1, lastUpdatedTime: 9000, aliases: ['champion'], tags: [{ key: 'checked', value: 'yes' }] }]
  })
  expect(listActions(ports).at(-1)).toBe('model.renamed - old→new')
})

test('deleting takes everything of the model and nothing of another', () => {
  const { db, ports, addRun, addModel, addVersion } = makeRegistry()
  addRun('run1')
  for (const name of ['gone', 'kept']) {
    addModel(name, [{ key: 'k', value: 'v' }])
    addVersion(name, { tags: [{ key: 'k', value: 'v' }] })
    setAlias(db, { name, alias: 'a', version: '1' }, ports)
  }
  deleteRegisteredModel(db, 'gone', ports)
  for (const table of ['registered_models', 'registered_model_tags', 'registered_model_aliases', 'model_versions', 'model_version_tags'])
    expect(db.prepare(`SELECT name FROM ${table}`).all()).toEqual([{ name: 'kept' }])
  expect(() => deleteRegisteredModel(db, 'gone', ports)).toThrow('Registered Model with name=gone not found')
  expect(listActions(ports).at(-1)).toBe('model.deleted - -→-')
})

test('descriptions and tags record what they were, and nothing when nothing changed', () => {
  const { db, ports, addModel } = makeRegistry()
  addModel('churn')
  ports.changes.length = 0
  updateRegisteredModel(db, { name: 'churn', description: 'one' }, ports, 2)
  updateRegisteredModel(db, { name: 'churn', description: 'one' }, ports, 3)
  setRegisteredModelTag(db, { name: 'churn', key: 'k', value: 'v' }, ports)
  setRegisteredModelTag(db, { name: 'churn', key: 'k', value: 'v' }, ports)
  setRegisteredModelTag(db, { name: 'churn', key: 'k', value: 'w' }, ports)
  deleteRegisteredModelTag(db, { name: 'churn', key: 'k' }, ports)
  deleteRegisteredModelTag(db, { name: 'churn', key: 'k' }, ports)
  expect(listActions(ports)).toEqual(['model.updated - -→one', 'model.tagSet - -→v', 'model.tagSet - v→w', 'model.tagDeleted - w→-'])
  expect(getRegisteredModel(db, 'churn')).toMatchObject({ description: 'one', lastUpdatedTime: 3, tags: [] })
})

test('tags over their limits are refused, and tags of a missing model too', () => {
  const { db, ports, addModel } = makeRegistry()
  addModel('churn')
  const set = (key: string, value: string) => setRegisteredModelTag(db, { name: 'churn', key, value }, ports)
  expect(() => set('k'.repeat(251), 'v')).toThrow("'key' exceeds the maximum length of 250 characters")
  expect(() => set('k', 'v'.repeat(100_001))).toThrow("'value' exceeds the maximum length of 100000 characters")
  expect(() => set('../k', 'v')).toThrow(/Invalid value "..\/k" for parameter 'key'/)
  expect(() => set('k<', 'v')).toThrow(/Names may only contain/)
  expect(() => setRegisteredModelTag(db, { name: 'none', key: 'k', value: 'v' }, ports)).toThrow(
    'Registered Model with name=none not found'
  )
  set('k'.repeat(250), '€'.repeat(100_000))
})
