import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { startService } from '../../src/main/service.ts'
import { startStockServer } from '../support/stock-server.ts'
import { makeFolder } from '../tracking/registry-fixture.ts'

const python = process.env['GREENROOM_TEST_PYTHON'] ?? ''
const isMissing = python === '' && process.env['CI'] === undefined

// biome-ignore lint/suspicious/noExplicitAny: JSON of two servers, compared with each other
type Json = any

/** Asks either server; the path begins below /api/2.0/mlflow/. */
async function ask(uri: string, method: 'GET' | 'POST', path: string, body?: object): Promise<Json> {
  const query = method === 'GET' && body ? `?${new URLSearchParams(body as Record<string, string>)}` : ''
  const answer = await fetch(`${uri}/api/2.0/mlflow/${path}${query}`, {
    method,
    ...(method === 'POST' ? { headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body ?? {}) } : {})
  })
  const json = await answer.json()
  expect([path, answer.status, answer.ok ? '' : json]).toEqual([path, 200, ''])
  return json
}

/** Writes a bit of everything through our service. */
async function fill(uri: string): Promise<{ readonly experiments: readonly string[]; readonly runs: readonly string[] }> {
  const { experiment_id } = await ask(uri, 'POST', 'experiments/create', { name: 'churn', tags: [{ key: 'team', value: 'risk' }] })
  const runs: string[] = []
  for (let index = 0; index < 5; index += 1) {
    const { run } = await ask(uri, 'POST', 'runs/create', {
      experiment_id,
      user_id: 'ada',
      run_name: `run ${index}`,
      start_time: 1_700_000_000_000 + index
    })
    const run_id = run.info.run_id
    runs.push(run_id)
    await ask(uri, 'POST', 'runs/log-batch', {
      run_id,
      metrics: [0, 1, 2].map((step) => ({ key: 'loss', value: index / (step + 1), timestamp: 1000 + step, step })),
      params: [{ key: 'lr', value: `0.${index}` }],
      tags: [{ key: 'k', value: 'ключ 🙂' }]
    })
    await ask(uri, 'POST', 'runs/log-metric', { run_id, key: 'odd', value: index % 2 ? 'NaN' : 'Infinity', timestamp: 1, step: -3 })
    await ask(uri, 'POST', 'runs/log-inputs', {
      run_id,
      datasets: [
        { dataset: { name: 'd', digest: 'x', source_type: 'local', source: '{}' }, tags: [{ key: 'mlflow.data.context', value: 'train' }] }
      ]
    })
    await ask(uri, 'POST', 'runs/update', { run_id, status: 'FINISHED', end_time: 1_700_000_100_000 })
  }
  await ask(uri, 'POST', 'runs/delete', { run_id: runs[4] })
  await ask(uri, 'POST', 'registered-models/create', { name: 'model', description: 'd', tags: [{ key: 'a', value: 'b' }] })
  for (const run_id of runs.slice(0, 3))
    await ask(uri, 'POST', 'model-versions/create', { name: 'model', source: `mlflow-artifacts:/1/${run_id}/artifacts/m`, run_id })
  await ask(uri, 'POST', 'registered-models/alias', { name: 'model', alias: 'best', version: '2' })
  await ask(uri, 'POST', 'model-versions/transition-stage', {
    name: 'model',
    version: '3',
    stage: 'Production',
    archive_existing_versions: true
  })
  return { experiments: ['0', experiment_id], runs }
}

/** Tags and metrics have no order of their own. */
function settle(value: Json): Json {
  if (Array.isArray(value)) return value.map(settle).sort((a, b) => JSON.stringify(a).localeCompare(JSON.stringify(b)))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, settle(inner)]))
}

/** Stock leaves the aliases of versions out of lists; ours give them. */
function dropVersionAliases(answer: Json): Json {
  for (const version of answer.model_versions ?? answer.registered_model.latest_versions) delete version.aliases
  return answer
}

test.skipIf(isMissing)(
  'a stock mlflow 3.17.2 server on our database finds all that our service wrote, and writes on (needs GREENROOM_TEST_PYTHON)',
  { timeout: 240_000 },
  async () => {
    const folder = makeFolder()
    const database = join(folder, 'mlflow.db')
    const artifacts = join(folder, 'artifacts')
    mkdirSync(artifacts)
    const service = await startService({ database, artifactsDestination: artifacts, port: 0 })
    onTestFinished(() => service.close())
    const { experiments, runs } = await fill(service.uri)
    const server = await startStockServer({ python, database, artifacts })
    onTestFinished(() => server.close())
    const stock = server.uri
    const same = async (method: 'GET' | 'POST', path: string, body: object, drop = (value: Json) => value) => {
      const [theirs, ours] = await Promise.all([ask(stock, method, path, body), ask(service.uri, method, path, body)])
      expect([path, settle(drop(ours))]).toEqual([path, settle(drop(theirs))])
    }
    for (const experiment_id of experiments) await same('GET', 'experiments/get', { experiment_id })
    for (const run_id of runs) {
      await same('GET', 'runs/get', { run_id })
      for (const metric_key of ['loss', 'odd']) await same('GET', 'metrics/get-history', { run_id, metric_key, max_results: '100' })
    }
    await same('POST', 'runs/search', {
      experiment_ids: experiments,
      filter: "metrics.loss > 0.5 AND params.lr != '0.9'",
      order_by: ['metrics.loss DESC']
    })
    await same('GET', 'registered-models/get', { name: 'model' }, dropVersionAliases)
    for (const version of ['1', '2', '3']) await same('GET', 'model-versions/get', { name: 'model', version })
    await same('GET', 'model-versions/search', { filter: "name = 'model'", max_results: '100' }, dropVersionAliases)

    // And the other way round: what stock writes, ours reads at once.
    await ask(stock, 'POST', 'runs/set-tag', { run_id: runs[0], key: 'by', value: 'stock' })
    const { run } = await ask(service.uri, 'GET', 'runs/get', { run_id: runs[0] as string })
    expect(run.data.tags).toContainEqual({ key: 'by', value: 'stock' })
  }
)
