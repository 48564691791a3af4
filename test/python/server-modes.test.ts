import { execFile } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import { expect, onTestFinished, test } from 'vitest'
import { type ServiceOptions, startService } from '../../src/main/service.ts'
import { startStockServer } from '../support/stock-server.ts'
import { makeFolder } from '../tracking/registry-fixture.ts'
import { idPattern, runNamePattern } from './replay/mask.ts'

const python = process.env['GREENROOM_TEST_PYTHON'] ?? ''
// Three starts of stock MLflow: for the full tier.
const isMissing = process.env['GREENROOM_FULL'] === undefined || (python === '' && process.env['CI'] === undefined)
const needed = ' (full tier, needs GREENROOM_TEST_PYTHON)'
const limit = { timeout: 180_000 }

/** Method, path, and a body as JSON or as it is. */
type Probe = readonly [method: string, path: string, body?: object | string]

const proxy: readonly Probe[] = ['api', 'ajax-api'].flatMap((mount) => [
  ['PUT', `/${mount}/2.0/mlflow-artifacts/artifacts/a/b.txt`, 'text'],
  ['GET', `/${mount}/2.0/mlflow-artifacts/artifacts?path=a`],
  ['GET', `/${mount}/2.0/mlflow-artifacts/artifacts/a/b.txt`],
  ['POST', `/${mount}/2.0/mlflow-artifacts/artifacts/a/b.txt`, 'text'],
  ['DELETE', `/${mount}/2.0/mlflow-artifacts/artifacts/a/b.txt`],
  ['POST', `/${mount}/2.0/mlflow-artifacts/mpu/create/a/b.txt`, { path: 'a/b.txt', num_parts: 1 }],
  ['GET', `/${mount}/2.0/mlflow-artifacts/presigned/a/b.txt`]
])
const tracking: readonly Probe[] = [
  ['GET', '/api/2.0/mlflow/experiments/get?experiment_id=0'],
  ['GET', '/ajax-api/2.0/mlflow/experiments/get?experiment_id=0'],
  ['POST', '/api/2.0/mlflow/experiments/search', { max_results: 5 }],
  ['POST', '/api/2.0/mlflow/runs/create', { experiment_id: '0' }],
  ['POST', '/api/2.0/mlflow/runs/create', 'not json'],
  ['GET', '/api/2.0/mlflow/runs/create'],
  ['POST', '/api/2.0/mlflow/runs/search', { experiment_ids: ['0'] }],
  ['GET', '/api/2.0/mlflow/runs/get?run_id=x'],
  ['GET', '/get-artifact?run_id=x&path=y'],
  ['GET', '/model-versions/get-artifact?name=x&version=1&path=y'],
  ['GET', '/ajax-api/2.0/mlflow/logged-models/m-1/artifacts/files?artifact_file_path=x'],
  ['GET', '/api/2.0/mlflow/logged-models/m-1'],
  ['GET', '/api/2.0/mlflow/logged-models/m-1/artifacts/directories'],
  ['GET', '/api/2.0/mlflow/artifacts/list?run_id=x'],
  ['POST', '/ajax-api/2.0/mlflow/upload-artifact?run_uuid=x&path=y', 'text'],
  ['GET', '/ajax-api/2.0/mlflow/metrics/get-history-bulk?run_id=x&metric_key=m'],
  ['GET', '/api/2.0/mlflow/registered-models/search'],
  ['GET', '/api/2.0/mlflow/model-versions/search'],
  ['POST', '/api/2.0/mlflow/artifacts/presigned-upload-url', { run_id: 'x', path: 'y' }]
]
const both: readonly Probe[] = [
  ['GET', '/health'],
  ['GET', '/version'],
  ['GET', '/'],
  ['GET', '/api/3.0/mlflow/server-info'],
  ['GET', '/nothing']
]

/** Sends the probes to both servers, which must answer alike: the status, the words where a mode refuses, and the JSON of what is there. */
async function compare(theirs: string, ours: string, probes: readonly Probe[]): Promise<void> {
  for (const probe of probes) {
    const [expected, found] = await Promise.all([ask(theirs, probe), ask(ours, probe)])
    expect([...probe, found]).toEqual([...probe, expected])
  }
}

async function ask(uri: string, [method, path, body]: Probe): Promise<object> {
  const sent = body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }
  const headers = body === undefined ? {} : { headers: { 'Content-Type': 'application/json' } }
  const answer = await fetch(`${uri}${path}`, { method, ...headers, ...sent })
  const text = await answer.text()
  const { status } = answer
  const type = answer.headers.get('content-type')
  if (status === 503) return { status, type, text }
  return status === 200 && type?.startsWith('application/json') ? { status, json: settle(JSON.parse(text)) } : { status }
}

/** What two servers must have in common: ids and run names stand for each other, and times are their own. */
function settle(json: unknown): unknown {
  return JSON.parse(JSON.stringify(json), (key, value: unknown) => {
    if (/(^|_)(time|timestamp|timestamp_ms)$/.test(key)) return '‹time›'
    if (key === 'gateway') return '‹part of MLflow alone›'
    return typeof value === 'string' ? value.replace(runNamePattern, '‹name›').replace(idPattern, '‹id›') : value
  })
}

async function serve(options: Partial<ServiceOptions>): Promise<string> {
  const service = await startService({ port: 0, ...options })
  onTestFinished(() => service.close())
  return service.uri
}

// biome-ignore lint/suspicious/noExplicitAny: JSON of the script, looked at by assertions only
async function runClient(uri: string, experiment: string): Promise<any> {
  const { stdout } = await promisify(execFile)(python, [join(import.meta.dirname, 'server_modes.py'), uri, experiment], {
    timeout: 120_000,
    cwd: makeFolder(),
    env: { PATH: process.env['PATH'], HOME: makeFolder(), GIT_PYTHON_REFRESH: 'quiet' }
  })
  return JSON.parse(stdout.trim().split('\n').at(-1) ?? '')
}

test.skipIf(isMissing)(`without a proxy both servers refuse alike${needed}`, limit, async () => {
  const folder = makeFolder()
  const flags = ['--backend-store-uri', `sqlite:///${join(folder, 'stock.db')}`, '--no-serve-artifacts']
  const stock = await startStockServer({ python, database: join(folder, 'stock.db'), artifacts: folder, flags })
  onTestFinished(() => stock.close())
  const artifactRoot = join(folder, 'mlruns')
  const uri = await serve({ database: join(folder, 'ours.db'), servesArtifacts: false, artifactRoot })
  await compare(stock.uri, uri, [...both, ...proxy, ...tracking])
  const [theirs, ours] = await Promise.all(
    [stock.uri, uri].map(async (one) => (await fetch(`${one}/api/2.0/mlflow/experiments/get?experiment_id=0`)).json())
  )
  const location = (answer: unknown) => (answer as { experiment: { artifact_location: string } }).experiment.artifact_location
  expect(location(ours)).toBe(location(theirs))
})

test.skipIf(isMissing)(`with artifacts alone both servers refuse and serve alike${needed}`, limit, async () => {
  const folder = makeFolder()
  const flags = ['--artifacts-only', '--artifacts-destination', join(folder, 'stock')]
  const stock = await startStockServer({ python, database: join(folder, 'stock.db'), artifacts: folder, flags })
  onTestFinished(() => stock.close())
  const uri = await serve({ isArtifactsOnly: true, artifactsDestination: join(folder, 'ours') })
  await compare(stock.uri, uri, [...both, ...proxy, ...tracking])
})

test.skipIf(isMissing)(`with a prefix both servers serve the same routes below and beside it${needed}`, limit, async () => {
  const folder = makeFolder()
  const flags = ['--backend-store-uri', `sqlite:///${join(folder, 'stock.db')}`, '--static-prefix', '/pre/fix']
  const options = { python, database: join(folder, 'stock.db'), artifacts: folder, prefix: '/pre/fix' }
  const stock = await startStockServer({ ...options, flags: [...flags, '--artifacts-destination', join(folder, 'stock')] })
  onTestFinished(() => stock.close())
  const uri = await serve({ database: join(folder, 'ours.db'), artifactsDestination: join(folder, 'ours'), staticPrefix: '/pre/fix' })
  const odd = (probe: Probe) => probe[1].includes('run_id=x') || probe[1].includes('presigned-upload') || probe[2] === 'not json'
  const probes = [...both, ...proxy, ...tracking.filter((probe) => !odd(probe))]
  await compare(stock.uri, uri, probes)
  const beside = (one: string) => one.slice(0, -'/pre/fix'.length)
  await compare(beside(stock.uri), beside(uri), probes)
})

test.skipIf(isMissing)(`clients write to a root of folders themselves, and the service lists and reads it${needed}`, limit, async () => {
  for (const toAddress of [(path: string) => pathToFileURL(path).href, (path: string) => path]) {
    const folder = makeFolder()
    const root = join(folder, 'kept here')
    mkdirSync(root)
    const uri = await serve({ database: join(folder, 'mlflow.db'), servesArtifacts: false, artifactRoot: toAddress(root) })
    const result = await runClient(uri, 'direct')
    expect(result).toMatchObject({
      root: `${toAddress(root)}/1/${result.run}/artifacts`,
      files: ['notes', 'settings.json'],
      text: 'hello',
      settings: { a: 1 },
      predictions: [[3], [3]]
    })
    const list = await (await fetch(`${uri}/api/2.0/mlflow/artifacts/list?run_id=${result.run}`)).json()
    expect(list).toMatchObject({ files: [{ path: 'notes', is_dir: true }, { path: 'settings.json' }] })
    expect(await (await fetch(`${uri}/get-artifact?run_id=${result.run}&path=notes/readme.txt`)).text()).toBe('hello')
    expect(await (await fetch(`${uri}/model-versions/get-artifact?name=direct&version=1&path=MLmodel`)).text()).toContain(result.model)
  }
})

test.skipIf(isMissing)(`a client whose tracking URI has a prefix works through the proxy${needed}`, limit, async () => {
  const result = await runClient(await serve({ home: makeFolder(), staticPrefix: '/pre/fix' }), 'prefixed')
  expect(result).toMatchObject({ files: ['notes', 'settings.json'], text: 'hello', settings: { a: 1 }, predictions: [[3], [3]] })
  expect(result.root).toMatch(/^mlflow-artifacts:\/1\//)
})
