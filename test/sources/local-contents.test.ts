import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Source } from '../../src/main/sources/source.ts'
import { openTestSource } from '../support/local-source.ts'
import { createTestRegistry, type TestRegistry } from '../support/registry-builder.ts'

// What MLflow 3.17.2 wrote for real models, without the model files themselves.
const fixtures = path.resolve(import.meta.dirname, '../fixtures/mlmodels')
let registry: TestRegistry
let source: Source
let lastVersion = 0

beforeAll(() => {
  registry = createTestRegistry()
  registry.addModel('churn')
  source = openTestSource(registry)
})

afterAll(async () => {
  await source.close()
  registry.remove()
})

/** Registers files as a new version and reads what they say. */
function readFiles(files: Readonly<Record<string, string | Uint8Array>>) {
  const version = ++lastVersion
  registry.addVersion({ model: 'churn', version, source: registry.writeArtifacts(`0/v${version}`, files) })
  return source.readContents('churn', String(version))
}

function readFixture(name: string, more: Readonly<Record<string, string>> = {}): Record<string, string> {
  const folder = path.join(fixtures, name)
  return { ...Object.fromEntries(readdirSync(folder).map((file) => [file, readFileSync(path.join(folder, file), 'utf8')])), ...more }
}

const minimal = (flavors: string, rest = '') => `flavors:\n${flavors}\n${rest}`

test('a skops model tells its flavors, engine, environment, signature and example, and runs no code', async () => {
  const files = readFixture('skops', { 'model.skops': 'bytes' })
  const contents = await readFiles(files)
  expect(contents).toMatchObject({
    flavors: ['python_function', 'sklearn'],
    engine: 'python',
    loadingRunsCode: false,
    serializationFormat: 'skops',
    mlflowVersion: '3.17.2',
    pythonVersion: '3.11.7',
    requirements: ['mlflow==3.17.2', 'numpy==2.4.6', 'pandas==3.1.1', 'scikit-learn==1.9.1', 'scipy==1.17.1', 'skops==0.16.0'],
    fileCount: 7,
    size: Object.values(files).reduce((sum, text) => sum + text.length, 0),
    problem: null
  })
  expect(contents.signature).toEqual({
    inputs: [
      { name: 'a', type: 'double', isRequired: true, isTensor: false, shape: null, defaultValue: null },
      { name: 'b', type: 'long', isRequired: true, isTensor: false, shape: null, defaultValue: null }
    ],
    outputs: [{ name: null, type: 'tensor(int64)[-1]', isRequired: true, isTensor: true, shape: [-1], defaultValue: null }],
    params: []
  })
  expect(contents.inputExample?.[1]).toEqual({ a: 2, b: 2 })
  expect(JSON.parse(contents.inputExampleJson ?? '')).toHaveProperty('dataframe_split')
  expect(contents.environmentFiles.map((file) => file.path)).toEqual(['python_env.yaml', 'conda.yaml', 'requirements.txt'])
})

test('a skops model with a list of trusted types of its own runs code; its list of rows becomes records', async () => {
  const contents = await readFiles(readFixture('skops-trusted', { 'model.skops': '' }))
  expect(contents).toMatchObject({ loadingRunsCode: true, serializationFormat: 'skops' })
  expect(contents.inputExample?.[0]).toEqual({ '0': 1, '1': 1 })
})

test('cloudpickle and Python models run code; nested types and params are spelt out', async () => {
  expect(await readFiles(readFixture('cloudpickle'))).toMatchObject({ loadingRunsCode: true, serializationFormat: 'cloudpickle' })
  const contents = await readFiles(readFixture('pyfunc'))
  expect(contents).toMatchObject({
    engine: 'python',
    loadingRunsCode: true,
    serializationFormat: 'cloudpickle',
    metadata: { n: '3', task: 'demo' }
  })
  expect(contents.signature?.inputs.map((field) => [field.name, field.type, field.isRequired])).toEqual([
    ['msgs', 'array(object(x: double, y?: string))', true],
    ['m', 'map(long)', false]
  ])
  expect(contents.signature?.outputs[0]).toMatchObject({ type: 'tensor(float32)[-1,3]', shape: [-1, 3] })
  expect(contents.signature?.params).toMatchObject([
    { name: 'temp', type: 'double', defaultValue: '0.5', isRequired: false },
    { name: 'stop', type: 'string', defaultValue: '["a","b"]', shape: [-1] }
  ])
})

test('an ONNX model needs no Python and runs no code', async () => {
  const flavors =
    '  onnx:\n    onnx_version: 1.19.0\n    data: model.onnx\n  python_function:\n    loader_module: mlflow.onnx\n    data: model.onnx'
  expect(await readFiles({ MLmodel: minimal(flavors), 'model.onnx': 'x' })).toMatchObject({
    engine: 'onnx',
    loadingRunsCode: false,
    serializationFormat: 'onnx',
    problem: null
  })
})

test.each([
  ['pickle named as skops', 'pickled_model: model.pkl\n    serialization_format: skops', ''],
  ['a code folder', 'pickled_model: model.skops\n    serialization_format: skops\n    code: code', ''],
  ['another loader', 'pickled_model: model.skops\n    serialization_format: skops', 'loader_module: os'],
  [
    'a trusted list merged in',
    'pickled_model: model.skops\n    serialization_format: skops\n    <<: {skops_trusted_types: [os.system]}',
    ''
  ],
  ['a data path', 'pickled_model: model.skops\n    serialization_format: skops', 'data: inner/model.pkl']
])('%s counts as running code', async (_, sklearn, python) => {
  const text = minimal(`  sklearn:\n    ${sklearn}\n  python_function:\n    ${python || 'loader_module: mlflow.sklearn'}`)
  expect((await readFiles({ MLmodel: text })).loadingRunsCode).toBe(true)
})

test('without any of these the same settings count as running none', async () => {
  const text = minimal(
    '  sklearn:\n    pickled_model: model.skops\n    serialization_format: skops\n  python_function:\n    loader_module: mlflow.sklearn'
  )
  expect((await readFiles({ MLmodel: text })).loadingRunsCode).toBe(false)
})

test('metadata shows as written', async () => {
  const text = minimal(
    '  spark: {}',
    'metadata:\n  octal: 010\n  y: yes\n  exponent: 1e3\n  list: [1, two]\n  text: "a b"\n  nothing: null\n'
  )
  expect((await readFiles({ MLmodel: text })).metadata).toEqual({
    octal: '010',
    y: 'yes',
    exponent: '1e3',
    list: '[1,"two"]',
    text: 'a b',
    nothing: 'null'
  })
})

test('a model without python_function has no engine', async () => {
  expect(await readFiles({ MLmodel: minimal('  spark:\n    model_data: x') })).toMatchObject({ engine: 'none', loadingRunsCode: false })
})

test.each([
  ['binary', new Uint8Array([0, 1, 2, 255])],
  ['no mapping', '- a\n- b\n'],
  ['no flavors', 'run_id: abc\n'],
  ['two documents', 'flavors:\n  a: {}\n---\nflavors:\n  b: {}\n'],
  ['bad indent', 'flavors:\n  a: {}\n bad: 1\n'],
  ['the same key twice', 'flavors:\n  a: {}\nflavors:\n  b: {}\n'],
  ['a Python object', 'flavors:\n  a: !!python/object/apply:os.system [ls]\n'],
  ['too large', `flavors:\n  a: {}\nrest: "${'x'.repeat(1024 * 1024)}"\n`],
  ['deep nesting', `flavors: ${'['.repeat(100_000)}`],
  ['deep lists', `flavors:\n  ${'- '.repeat(100_000)}x`],
  ['a hidden line break', 'flavors:\n  a: {} # \u2028  b: {}\n'],
  [
    'an alias bomb',
    `a: &a [x,x,x,x,x,x,x,x,x]\n${['b', 'c', 'd', 'e', 'f', 'g', 'h', 'i']
      .map((name, index) => `${name}: &${name} [${Array(9).fill(`*${'abcdefgh'[index]}`).join(',')}]`)
      .join('\n')}\nflavors: *i\n`
  ]
])('a damaged MLmodel (%s) is told as a problem, not thrown', async (_, text) => {
  const contents = await readFiles({ MLmodel: text, other: 'abc' })
  expect(contents.problem).toMatch(/MLmodel/)
  expect(contents).toMatchObject({ flavors: [], engine: 'none', signature: null, fileCount: 2 })
})

test('keys that would harm a record are ordinary keys', async () => {
  const contents = await readFiles({ MLmodel: minimal('  __proto__:\n    x: 1\n  spark: {}', 'metadata:\n  __proto__: harmless\n') })
  expect(contents.flavors).toEqual(['__proto__', 'spark'])
  expect(Object.entries(contents.metadata)).toEqual([['__proto__', 'harmless']])
})

test('a broken signature or example is left out, the rest still shows', async () => {
  const contents = await readFiles({
    MLmodel: minimal(
      '  python_function:\n    loader_module: x',
      `signature:\n  inputs: 'no json'\n  outputs: '{}'\nsaved_input_example_info:\n  artifact_path: ../../secret.json\n`
    )
  })
  expect(contents).toMatchObject({
    problem: null,
    signature: { inputs: [], outputs: [], params: [] },
    inputExample: null,
    inputExampleJson: null
  })
})

test('missing files, a missing MLmodel and files elsewhere are told apart', async () => {
  registry.addVersion({ model: 'churn', version: 1001, source: 'mlflow-artifacts:/0/nowhere' })
  registry.addVersion({ model: 'churn', version: 1002, source: 's3://bucket/model' })
  registry.addVersion({ model: 'churn', version: 1003, source: 'file:///etc' })
  registry.addVersion({ model: 'churn', version: 1004, source: 'mlflow-artifacts:/../outside' })
  expect((await source.readContents('churn', '1001')).problem).toMatch(/missing/)
  expect((await source.readContents('churn', '1002')).problem).toContain('s3://bucket/model')
  expect((await source.readContents('churn', '1003')).problem).toContain('file:///etc')
  expect((await source.readContents('churn', '1004')).problem).not.toBeNull()
  expect((await readFiles({ 'readme.txt': 'x' })).problem).toMatch(/no MLmodel/)
  await expect(source.versionFolder('churn', '1001')).rejects.toMatchObject({ code: 'NOT_FOUND' })
  await expect(source.versionFolder('churn', '1002')).rejects.toMatchObject({ code: 'UNSUPPORTED' })
  await expect(source.readContents('churn', '999999')).rejects.toMatchObject({ code: 'NOT_FOUND' })
})

test('a link among the files is refused, not followed', async () => {
  const folder = path.join(registry.artifacts, '0/linked')
  mkdirSync(folder, { recursive: true })
  writeFileSync(path.join(folder, 'MLmodel'), minimal('  spark: {}'))
  symlinkSync('/etc/hostname', path.join(folder, 'model.pkl'))
  registry.addVersion({ model: 'churn', version: 2001, source: 'mlflow-artifacts:/0/linked' })
  expect((await source.readContents('churn', '2001')).problem).toMatch(/link/)
})

test('a version made from a logged model finds that model’s folder', async () => {
  registry.addRun({ id: 'run1' })
  registry.addLoggedModel({ id: 'm-5', name: 'model', runId: 'run1', files: { MLmodel: minimal('  spark: {}') } })
  registry.addVersion({ model: 'churn', version: 3001, runId: 'run1', source: 'models:/m-5' })
  registry.addVersion({ model: 'churn', version: 3002, runId: 'run1', source: 'models:/churn/3001' })
  registry.addVersion({ model: 'churn', version: 3003, runId: 'run1', source: 'runs:/run1/model' })
  const folder = path.join(registry.artifacts, '0/models/m-5/artifacts')
  for (const version of ['3001', '3002', '3003']) expect(await source.versionFolder('churn', version)).toBe(folder)
  expect((await source.readContents('churn', '3003')).flavors).toEqual(['spark'])
})
