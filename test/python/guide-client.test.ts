import { execFile } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Service, startService } from '../../src/main/service.ts'

const python = process.env['GREENROOM_TEST_PYTHON']
const isMissing = python === undefined && process.env['CI'] === undefined
const needed = ' (needs GREENROOM_TEST_PYTHON)'
const pythonLimitMs = 240_000

/** What guide_client.py printed: one entry for each step. */
// biome-ignore lint/suspicious/noExplicitAny: JSON of the script, looked at by assertions only
let result: any
let home: string
let service: Service
const defects: string[] = []

// One process walks through everything: importing mlflow and scikit-learn alone costs seconds.
beforeAll(async () => {
  if (isMissing) return
  home = mkdtempSync(join(tmpdir(), 'greenroom-guide-'))
  service = await startService({ home, port: 0 }, { failed: (request, error) => void defects.push(`${request}: ${String(error)}`) })
  const { stdout } = await promisify(execFile)(python ?? 'python3', [join(import.meta.dirname, 'guide_client.py')], {
    cwd: home,
    timeout: pythonLimitMs,
    maxBuffer: 16 * 1024 * 1024,
    env: {
      PATH: process.env['PATH'],
      HOME: home,
      TMPDIR: home,
      MLFLOW_TRACKING_URI: service.uri,
      MLFLOW_DISABLE_TELEMETRY: 'true',
      MLFLOW_SERVER_ENABLE_JOB_EXECUTION: 'false',
      // A refusal must not look like a server that is down: with retries that would cost minutes.
      MLFLOW_HTTP_REQUEST_MAX_RETRIES: '1',
      GIT_PYTHON_REFRESH: 'quiet'
    }
  })
  result = JSON.parse(stdout.trim().split('\n').at(-1) ?? '')
}, pythonLimitMs)

afterAll(async () => {
  await service?.close()
  if (home) rmSync(home, { recursive: true, force: true })
})

test.skipIf(isMissing)(`a script logs a run and reads it back${needed}`, () => {
  expect(result.tracking).toMatchObject({
    status: 'FINISHED',
    name: 'random-forest-baseline',
    params: { n_estimators: '5', model_type: 'RandomForest' },
    accuracy: 0.8,
    owner: 'ana',
    loss: [1, 1 / 2, 1 / 3],
    experiments: ['Default', 'first-experiment']
  })
  expect(result.tracking.odd[0]).toBe('nan')
  expect(result.runs).toEqual(['random-forest-baseline', 'rf-3-trees'])
})

test.skipIf(isMissing)(`files of a run and of a model go up, list and come down unchanged${needed}`, () => {
  expect(result.artifacts).toEqual({
    files: ['config/settings.json', 'docs/empty.bin', 'docs/notes ü.txt', 'plain.txt'],
    content: 'hello',
    listed: [
      ['docs/empty.bin', false, null],
      ['docs/notes ü.txt', false, 5]
    ],
    settings: { a: 1 },
    model_files: ['MLmodel', 'conda.yaml', 'model.pkl', 'python_env.yaml', 'requirements.txt']
  })
  expect(readdirSync(join(home, 'registry', 'artifacts', '.incoming'))).toEqual([])
})

test.skipIf(isMissing)(`a logged model is ready, tied to its run and its metrics, and loads by runs:/${needed}`, () => {
  expect(result.logged_model).toEqual({ status: 'READY', from_run: true, metrics: { accuracy: 0.8 }, found: [true], same: true })
})

test.skipIf(isMissing)(`a registered model loads by number, latest, stage and alias, and predicts the same${needed}`, () => {
  expect(result.loading).toEqual({
    'models:/name/1': true,
    'models:/name/2': true,
    latest: true,
    Staging: true,
    '@champion': true,
    pyfunc: true
  })
})

test.skipIf(isMissing)(
  `registering from a run, tags, stages with archiving, aliases and searches work as the guide has them${needed}`,
  () => {
    const { service: registry } = result
    expect(registry.registered).toMatchObject({
      version: '3',
      status: 'READY',
      stage: 'Production',
      description: 'third try',
      tags: { accuracy: '0.81' }
    })
    expect(registry.versions.map((version: { stage: string }) => version.stage)).toEqual(['Staging', 'Archived', 'Production'])
    expect(registry).toMatchObject({
      from_run: true,
      moved: 'Production',
      latest: { Staging: '1', Archived: '2', Production: '3' },
      production: ['3'],
      by_tag: ['3'],
      alias: '2',
      models: [['iris-classifier', 'Tells irises apart.', { team: 'plants' }, { champion: '2' }]],
      same: true
    })
    expect(result.copy).toEqual({ version: '1', source: 'models:/iris-classifier/2', same: true })
    expect(result.created_by_hand).toMatchObject({ version: '4', stage: 'None', tags: { by: 'hand' } })
  }
)

test.skipIf(isMissing)(`deleted versions, tags and aliases are gone for the client${needed}`, () => {
  expect(result.deleted).toMatchObject({ left: ['2', '3', '4'], tags: {}, aliases: {} })
  expect(result.deleted.reading[0]).toBe('RESOURCE_DOES_NOT_EXIST')
})

test.skipIf(isMissing)(`a training pipeline trains, registers and promotes in one go${needed}`, () => {
  expect(result.pipeline).toMatchObject({
    version: { version: '1', stage: 'Staging', status: 'READY', tags: { framework: 'sklearn' } },
    status: 'FINISHED',
    tags: { team: 'nlp', model_type: 'random_forest' },
    same: true
  })
  expect(result.renamed).toEqual(['iris-classifier', 'iris-production', 'sentiment'])
})

test.skipIf(isMissing)(`prompts are kept apart from models${needed}`, () => {
  expect(result.prompt).toEqual({ text: 'Hello {{name}}', models: ['iris-classifier', 'iris-production'], prompts: ['greeting'] })
})

const expectedErrors = {
  'model taken': ['RESOURCE_ALREADY_EXISTS', 'Registered Model (name=iris-classifier) already exists.'],
  'model missing': ['RESOURCE_DOES_NOT_EXIST', 'Registered Model with name=nobody not found'],
  'version missing': ['RESOURCE_DOES_NOT_EXIST', 'Model Version (name=iris-classifier, version=99) not found'],
  'version malformed': ['INVALID_PARAMETER_VALUE', "Parameter 'version' must be an integer, got 'abc'."],
  'stage unknown': ['INVALID_PARAMETER_VALUE', 'Value must be one of None, Staging, Production, Archived.'],
  'archive for a passive stage': ['INVALID_PARAMETER_VALUE', "'Archived' is not an Active stage."],
  'alias missing': ['INVALID_PARAMETER_VALUE', 'Registered model alias nobody not found.'],
  'alias reserved': ['INVALID_PARAMETER_VALUE', "Version alias name 'v3' is reserved."],
  'name with slash': ['INVALID_PARAMETER_VALUE', "Names cannot contain '/' or ':'."],
  'source local': ['INVALID_PARAMETER_VALUE', "Invalid model version source: '/etc/passwd'."],
  'run without model': ['INTERNAL_ERROR', 'Unable to find a logged_model with artifact_path nothing under run'],
  'filter malformed': ['INVALID_PARAMETER_VALUE', "Invalid attribute key 'nonsense' specified."],
  'too many asked': ['INVALID_PARAMETER_VALUE', 'Invalid value "5000" for parameter \'max_results\' supplied'],
  'logged model missing': ['RESOURCE_DOES_NOT_EXIST', "Logged model with ID 'm-00000000000000000000000000000000' not found."],
  'artifact missing': ['RESOURCE_DOES_NOT_EXIST', 'none.txt'],
  'artifact outside': ['HTTPError', 'Invalid path']
} as const

test.skipIf(isMissing)(`refusals reach the client as its own exceptions with MLflow’s codes${needed}`, () => {
  for (const [act, [code, text]] of Object.entries(expectedErrors)) {
    expect(result.errors[act][0], act).toBe(code)
    expect(result.errors[act][1], act).toContain(text)
  }
  expect(defects).toEqual([])
})
