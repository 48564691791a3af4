import { expect, test } from 'vitest'
import { setAlias } from '../../src/main/tracking/aliases.ts'
import { deleteModelVersion } from '../../src/main/tracking/model-versions.ts'
import { updateRegisteredModel } from '../../src/main/tracking/registered-models.ts'
import { type RegistryQuery, searchModelVersions, searchRegisteredModels } from '../../src/main/tracking/registry-search.ts'
import { transitionStage } from '../../src/main/tracking/stages.ts'
import { makeRegistry } from './registry-fixture.ts'

const promptTag = { key: 'mlflow.prompt.is_prompt', value: 'true' }

function makeFilled() {
  const registry = makeRegistry()
  registry.addRun('run1')
  registry.addRun('run2')
  registry.addModel('churn', [{ key: 'team', value: 'risk' }])
  registry.addModel('Credit', [{ key: 'team', value: 'Risk' }])
  registry.addModel('fraud')
  registry.addModel('greeting', [promptTag])
  const models = (filter: string, more: Partial<RegistryQuery> = {}) =>
    searchRegisteredModels(registry.db, { filter, maxResults: 100, orderBy: [], ...more })
  const versions = (filter: string, more: Partial<RegistryQuery> = {}) =>
    searchModelVersions(registry.db, { filter, maxResults: 100, orderBy: [], ...more })
  return {
    ...registry,
    models,
    versions,
    names: (filter: string, more: Partial<RegistryQuery> = {}) => models(filter, more).rows.map(({ name }) => name),
    numbers: (filter: string, more: Partial<RegistryQuery> = {}) =>
      versions(filter, more).rows.map(({ name, version }) => `${name} ${version}`)
  }
}

test('models are found by name and tag, and prompts only when asked for', () => {
  const { names } = makeFilled()
  expect(names('')).toEqual(['Credit', 'churn', 'fraud'])
  expect(names("name = 'churn'")).toEqual(['churn'])
  expect(names("name LIKE 'c%'")).toEqual(['churn'])
  expect(names("name ILIKE 'c%'")).toEqual(['Credit', 'churn'])
  expect(names("tags.team = 'risk'")).toEqual(['churn'])
  expect(names("tags.team != 'risk'")).toEqual(['Credit'])
  // What the Python client appends to every search.
  expect(names("tag.`mlflow.prompt.is_prompt` != 'true'")).toEqual(['Credit', 'churn', 'fraud'])
  expect(names("tag.`mlflow.prompt.is_prompt` = 'true'")).toEqual(['greeting'])
  expect(names("name ILIKE 'c%' AND tags.team ILIKE 'RISK' AND tag.`mlflow.prompt.is_prompt` = 'false'")).toEqual(['Credit', 'churn'])
})

test('each model brings tags, aliases and the latest version of each stage', () => {
  const { db, ports, models, addVersion } = makeFilled()
  for (let index = 0; index < 3; index++) addVersion('churn', { tags: [{ key: 'n', value: String(index) }] })
  transitionStage(db, { name: 'churn', version: '1', stage: 'Production', archiveExisting: false }, ports, 5)
  setAlias(db, { name: 'churn', alias: 'best', version: '3' }, ports)
  const [churn] = models("name = 'churn'").rows
  expect(churn?.latestVersions.map(({ version, currentStage, tags, aliases }) => [version, currentStage, tags[0]?.value, aliases])).toEqual(
    [
      [3, 'None', '2', ['best']],
      [1, 'Production', '0', []]
    ]
  )
  expect(churn?.aliases).toEqual([{ alias: 'best', version: 3 }])
})

test('models sort by name or last change and page to the end', () => {
  const { db, ports, names, models } = makeFilled()
  updateRegisteredModel(db, { name: 'fraud', description: 'x' }, ports, 9000)
  expect(names('', { orderBy: ['last_updated_timestamp DESC'] })).toEqual(['fraud', 'Credit', 'churn'])
  expect(names('', { orderBy: ['name DESC'] })).toEqual(['fraud', 'churn', 'Credit'])
  const first = models('', { maxResults: 2 })
  expect(first.rows).toHaveLength(2)
  const second = models('', { maxResults: 2, pageToken: first.nextPageToken })
  expect(second.rows.map(({ name }) => name)).toEqual(['fraud'])
  expect(second.nextPageToken).toBeUndefined()
  for (const bad of [
    { maxResults: 1001 },
    { maxResults: -1 },
    { pageToken: 'x' },
    { orderBy: ['name', 'name'] },
    { orderBy: ['name sideways'] }
  ])
    expect(() => models('', bad)).toThrow(expect.objectContaining({ code: 'INVALID' }))
})

test('versions are found by model, run, source, number and tag; deleted ones and prompts’ are not', () => {
  const { db, ports, numbers, addVersion } = makeFilled()
  addVersion('churn', { tags: [{ key: 'v', value: 'one' }] }, 1)
  addVersion('churn', { source: 'mlflow-artifacts:/0/run2/artifacts/m', runId: 'run2' }, 2)
  addVersion('churn', {}, 3)
  addVersion('fraud', { runId: 'run1' }, 4)
  addVersion('greeting', { source: 'dummy-source', tags: [promptTag] }, 5)
  deleteModelVersion(db, { name: 'churn', version: '3' }, ports, 6)
  expect(numbers('')).toEqual(['fraud 1', 'churn 2', 'churn 1'])
  expect(numbers("name = 'churn'")).toEqual(['churn 2', 'churn 1'])
  expect(numbers("run_id = 'run2'")).toEqual(['churn 2'])
  expect(numbers("run_id IN ('run1', 'run2') AND name = 'churn'")).toEqual(['churn 2', 'churn 1'])
  expect(numbers("source_path LIKE '%run2%'")).toEqual(['churn 2'])
  expect(numbers('version_number >= 2')).toEqual(['churn 2'])
  expect(numbers("tags.v = 'one'")).toEqual(['churn 1'])
  expect(numbers("tag.`mlflow.prompt.is_prompt` = 'true'")).toEqual(['greeting 1'])
  expect(numbers('', { orderBy: ['version_number ASC', 'name DESC'] })).toEqual(['fraud 1', 'churn 1', 'churn 2'])
})

test.each([
  "name = 'x' OR name = 'y'",
  "' OR 1=1 --",
  "name = 'x'; DROP TABLE registered_models",
  "attributes.__class__ = 'x'",
  'name = x',
  "name RLIKE '(a+)+$'",
  'name IN ()'
])('the filter %j is refused', (filter) => {
  const { models, versions } = makeFilled()
  expect(() => models(filter)).toThrow(expect.objectContaining({ code: 'INVALID' }))
  expect(() => versions(filter)).toThrow(expect.objectContaining({ code: 'INVALID' }))
})
