import { expect, test } from 'vitest'
import { setAlias } from '../../src/main/tracking/aliases.ts'
import { createLoggedModel } from '../../src/main/tracking/logged-models.ts'
import { listVersionAddresses } from '../../src/main/tracking/model-version-sources.ts'
import { createModelVersion, getModelVersion } from '../../src/main/tracking/model-versions.ts'
import { transitionStage } from '../../src/main/tracking/stages.ts'
import { makeRegistry } from './registry-fixture.ts'

function makeSources() {
  const registry = makeRegistry()
  registry.addRun('run1')
  registry.addRun('run2')
  registry.addModel('churn')
  createLoggedModel(
    registry.db,
    { modelId: 'm-1', experimentId: '0', name: 'logged', modelType: null, sourceRunId: 'run1', params: [], tags: [] },
    1
  )
  const create = (
    source: string,
    more: { readonly runId?: string; readonly modelId?: string; readonly tags?: readonly { key: string; value: string }[] } = {}
  ) => createModelVersion(registry.db, { name: 'churn', source, tags: [], ...more }, registry.ports, 2000)
  return { ...registry, create }
}

test.each([
  ['mlflow-artifacts:/0/run1/artifacts/model', { runId: 'run1' }],
  ['mlflow-artifacts:/0/run1/artifacts', { runId: 'run1' }],
  ['mlflow-artifacts:/0/models/m-1/artifacts', { modelId: 'm-1' }],
  ['runs:/run1/model', { runId: 'run1' }],
  ['models:/m-1', { modelId: 'm-1' }]
])('the source %s is taken with %j', (source, ids) => {
  const { create } = makeSources()
  expect(create(source, ids)).toMatchObject({ source, runId: 'run1' })
})

const hostile = [
  '/etc/passwd',
  'etc/passwd',
  '../../etc/passwd',
  'C:\\Windows',
  '\\\\host\\share',
  'file:///etc/passwd',
  'file://localhost/etc',
  'FILE:///etc',
  '//proc/self/root',
  ':/x',
  'mlflow-artifacts:/0/run2/artifacts/model',
  'mlflow-artifacts:/0/run1/artifacts/../../run2/artifacts',
  'mlflow-artifacts:/0/run1/artifacts/%2e%2e/x',
  'mlflow-artifacts:/0/run1/artifacts/%252e%252e%252fx',
  'mlflow-artifacts:/0/run1/artifacts/..%2fx',
  'mlflow-artifacts:/0/run1/artifacts%00',
  'mlflow-artifacts:/0/run1/artifacts\\..\\x',
  'mlflow-artifacts:/0/run1/artifacts#/../x',
  'mlflow-artifacts:/0/run1/artifacts?/../x',
  'mlflow-artifacts:/0/run1/artifacts;/../x',
  'mlflow-artifacts:/0/run1/artifactsx',
  'mlflow-artifacts://evil.example/0/run1/artifacts',
  'http://evil.example/api/2.0/mlflow-artifacts/artifacts/0/run1/artifacts',
  'https://169.254.169.254/latest',
  's3://bucket/model',
  'ftp://host/x',
  'dbfs:/x',
  'runs:/run2/model',
  'runs:/run1/../../x',
  'runs:run1/model',
  'runs://host/run1/model',
  'models:/',
  'models:/m-1',
  'models:/m-none',
  'models:/churn/99',
  'models:/none/1',
  'models://host/churn/1',
  'models:/churn@none',
  'models:/churn/Production',
  'dummy-source',
  'prompt-template',
  '$HOME/model',
  `mlflow-artifacts:/0/run1/artifacts/${'x'.repeat(3000)}`
]

test.each(hostile)('the source %s is refused and nothing is written', (source) => {
  const { db, create } = makeSources()
  expect(() => create(source, { runId: 'run1' })).toThrow(
    expect.objectContaining({ code: expect.stringMatching(/INVALID|UNSAFE_PATH|NOT_FOUND/) })
  )
  expect(db.prepare('SELECT count(*) AS n FROM model_versions').get()).toEqual({ n: 0 })
})

test('no reserved tag changes what a source may be', () => {
  const { db, create } = makeSources()
  for (const key of ['mlflow.prompt.is_prompt', 'mlflow.prompt.text', 'mlflow.modelVersions', 'mlflow.source.name'])
    for (const source of ['/etc/passwd', 'file:///etc/passwd', 's3://b/x'])
      expect(() => create(source, { runId: 'run1', tags: [{ key, value: 'true' }] })).toThrow(expect.objectContaining({ code: 'INVALID' }))
  expect(db.prepare('SELECT count(*) AS n FROM model_versions').get()).toEqual({ n: 0 })
  const prompt = create('dummy-source', { tags: [{ key: 'mlflow.prompt.is_prompt', value: 'true' }] })
  expect(prompt).toMatchObject({ source: 'dummy-source' })
})

test('a copy follows number, stage, alias and latest to the same files and run', () => {
  const { db, ports, addModel, create } = makeSources()
  create('mlflow-artifacts:/0/run1/artifacts/model', { runId: 'run1' })
  transitionStage(db, { name: 'churn', version: '1', stage: 'Staging', archiveExisting: false }, ports, 1)
  setAlias(db, { name: 'churn', alias: 'best', version: '1' }, ports)
  addModel('copy')
  for (const source of ['models:/churn/1', 'models:/churn/staging', 'models:/churn@best', 'models:/churn/latest'])
    expect(createModelVersion(db, { name: 'copy', source, tags: [] }, ports, 3000)).toMatchObject({
      source: 'models:/churn/1',
      storageLocation: 'mlflow-artifacts:/0/run1/artifacts/model',
      runId: 'run1'
    })
  expect(() => createModelVersion(db, { name: 'copy', source: 'models:/churn/1', runId: 'run2', tags: [] }, ports, 1)).toThrow(
    'must match the referenced model version'
  )
  const chained = createModelVersion(db, { name: 'copy', source: 'models:/copy/1', tags: [] }, ports, 3000)
  expect(listVersionAddresses(db, chained)).toEqual(['mlflow-artifacts:/0/run1/artifacts/model'])
})

test('a slash at the end of a source is kept, and leads to the same files', () => {
  const { db, create } = makeSources()
  const source = 'mlflow-artifacts:/0/run1/artifacts/model/'
  expect(create(source, { runId: 'run1' }).source).toBe(source)
  expect(listVersionAddresses(db, getModelVersion(db, 'churn', '1'))).toEqual(['mlflow-artifacts:/0/run1/artifacts/model'])
})

test('a prompt takes the run of the logged model that it names, which must be there', () => {
  const { create } = makeSources()
  const tags = [{ key: 'mlflow.prompt.is_prompt', value: 'true' }]
  expect(create('prompt-template', { tags })).toMatchObject({ runId: '' })
  expect(create('prompt-template', { tags, modelId: 'm-1' })).toMatchObject({ runId: 'run1' })
  expect(() => create('prompt-template', { tags, modelId: 'm-2' })).toThrow(expect.objectContaining({ code: 'NOT_FOUND' }))
})

test('runs:/ leads to the run’s files first and to its logged model of that name next', () => {
  const { db, create } = makeSources()
  create('runs:/run1/logged', { runId: 'run1' })
  expect(listVersionAddresses(db, getModelVersion(db, 'churn', '1'))).toEqual([
    'mlflow-artifacts:/0/run1/artifacts/logged',
    'mlflow-artifacts:/0/models/m-1/artifacts'
  ])
})
