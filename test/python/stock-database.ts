import { execFile } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import Database from 'better-sqlite3'
import { expect } from 'vitest'
import { allRoutes } from '../../src/main/server/all-routes.ts'
import { makeFolder } from '../tracking/registry-fixture.ts'

// biome-ignore lint/suspicious/noExplicitAny: JSON of MLflow and of the service, looked at by assertions only
export type Json = any

/** What stock MLflow made. */
export interface Filled {
  readonly experiment: string
  readonly runs: readonly string[]
  readonly model: string
}

/** Runs stock MLflow's Python API on a database, without a server: `fill` makes a bit of everything, `read` gives all of it and writes on. */
export async function runStock(python: string, act: 'fill' | 'read', database: string): Promise<Json> {
  const script = join(import.meta.dirname, 'stock_database.py')
  const { stdout } = await promisify(execFile)(python, [script, act, database, join(database, '..', 'files')], {
    timeout: 120_000,
    maxBuffer: 16 * 1024 * 1024
  })
  return JSON.parse(stdout.trim().split('\n').at(-1) ?? '')
}

/** A database that stock MLflow made and filled, with a table in it that nobody knows. */
export async function makeStockDatabase(python: string): Promise<Filled & { readonly database: string }> {
  const folder = makeFolder()
  mkdirSync(join(folder, 'files'))
  const database = join(folder, 'mlflow.db')
  const filled: Filled = await runStock(python, 'fill', database)
  const db = new Database(database)
  db.exec('CREATE TABLE of_somebody (id INTEGER PRIMARY KEY, run_uuid VARCHAR(32) REFERENCES runs (run_uuid), note TEXT NOT NULL)')
  db.prepare('INSERT INTO of_somebody (run_uuid, note) VALUES (?, ?)').run(filled.runs[0], 'kept')
  db.close()
  return { ...filled, database }
}

/** Turns the journal of a database to a write-ahead log, which stays. */
export function keepWriteAheadLog(file: string): void {
  const db = new Database(file)
  db.pragma('journal_mode = WAL')
  db.close()
}

/** All of a database that is not MLflow's rows: what must be the same after we wrote. */
export function describeDatabase(file: string): Json {
  const db = new Database(file, { readonly: true })
  try {
    return {
      journal: db.pragma('journal_mode', { simple: true }),
      revision: db.prepare('SELECT * FROM alembic_version').all(),
      schema: db.prepare('SELECT type, name, tbl_name, sql FROM sqlite_master ORDER BY type, name').all(),
      unknown: db.prepare('SELECT * FROM of_somebody').all(),
      pragmas: ['user_version', 'application_id', 'page_size', 'auto_vacuum', 'encoding'].map((name) => db.pragma(name, { simple: true }))
    }
  } finally {
    db.close()
  }
}

/** Whether SQLite finds the file whole and every foreign key kept. */
export function checkDatabase(file: string): void {
  const db = new Database(file, { readonly: true })
  try {
    expect(db.pragma('integrity_check', { simple: true })).toBe('ok')
    expect(db.pragma('foreign_key_check')).toEqual([])
  } finally {
    db.close()
  }
}

/** Sends something to every route that writes; gives what was made. */
export async function writeEverything(
  uri: string,
  stock: Filled
): Promise<{ readonly run: string; readonly doomed: string; readonly model: string }> {
  const sent = new Set<string>()
  const send = async (method: string, path: string, body: object): Promise<Json> => {
    const answer = await fetch(`${uri}/api/2.0/mlflow/${path}`, {
      method,
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(body)
    })
    const json = await answer.json()
    expect([method, path, answer.status, answer.ok ? '' : json]).toEqual([method, path, 200, ''])
    sent.add(`${method} ${path}`)
    return json
  }
  const runs = await writeRuns(send, stock)
  await writeRegistry(send, runs.run)
  const model = await writeLoggedModels(send, stock, runs)
  for (const { kind, methods, path } of allRoutes)
    for (const method of kind === 'write' ? methods : []) {
      const pattern = new RegExp(`^${method} ${path.replace('/mlflow/', '').replace(/\{\w+\}/g, '[^/]+')}$`)
      expect([method, path, [...sent].some((one) => pattern.test(one))]).toEqual([method, path, true])
    }
  return { ...runs, model }
}

type Send = (method: string, path: string, body: object) => Promise<Json>

async function writeRuns(send: Send, stock: Filled): Promise<{ readonly run: string; readonly doomed: string }> {
  const { experiment_id } = await send('POST', 'experiments/create', { name: 'ours', tags: [{ key: 'owner', value: 'us' }] })
  await send('POST', 'experiments/update', { experiment_id, new_name: 'by greenroom' })
  await send('POST', 'experiments/set-experiment-tag', { experiment_id, key: 'gone', value: 'x' })
  await send('POST', 'experiments/delete-experiment-tag', { experiment_id, key: 'gone' })
  const doomed = (await send('POST', 'experiments/create', { name: 'doomed' })).experiment_id
  await send('POST', 'experiments/delete', { experiment_id: doomed })
  await send('POST', 'experiments/restore', { experiment_id: doomed })
  await send('POST', 'experiments/delete', { experiment_id: doomed })
  const create = async (run_name: string) =>
    (await send('POST', 'runs/create', { experiment_id, run_name, user_id: 'ann', start_time: 1_700_000_000_000 })).run.info.run_id
  const [run, lost] = [await create('ours'), await create('lost')]
  for (const run_id of [run, stock.runs[0]]) {
    await send('POST', 'runs/log-metric', { run_id, key: 'loss', value: 0.25, timestamp: 5000, step: 50 })
    await send('POST', 'runs/log-parameter', { run_id, key: 'ours', value: 'один' })
    await send('POST', 'runs/set-tag', { run_id, key: 'gone', value: 'x' })
    await send('POST', 'runs/delete-tag', { run_id, key: 'gone' })
    await send('POST', 'runs/log-batch', {
      run_id,
      metrics: [{ key: 'best', value: 'Infinity', timestamp: 1, step: 0 }],
      params: [{ key: 'more', value: '2' }],
      tags: [{ key: 'team', value: 'ours' }]
    })
    const dataset = { name: 'customers', digest: 'd1', source_type: 'local', source: '{}', schema: '{}', profile: '{}' }
    await send('POST', 'runs/log-inputs', { run_id, datasets: [{ dataset, tags: [{ key: 'mlflow.data.context', value: 'train' }] }] })
  }
  await send('POST', 'runs/log-model', {
    run_id: run,
    model_json: JSON.stringify({ artifact_path: 'm', run_id: run, utc_time_created: '2026-01-01', flavors: { sklearn: {} } })
  })
  await send('POST', 'runs/update', { run_id: stock.runs[1], status: 'FAILED', end_time: 1_700_000_100_000, run_name: 'renamed' })
  await send('POST', 'runs/delete', { run_id: lost })
  await send('POST', 'runs/restore', { run_id: lost })
  await send('POST', 'runs/delete', { run_id: lost })
  return { run, doomed: lost }
}

async function writeRegistry(send: Send, run: string): Promise<void> {
  const source = `runs:/${run}/m`
  await send('POST', 'registered-models/create', { name: 'draft', description: 'd', tags: [{ key: 'kind', value: 'ours' }] })
  for (const tag of ['gone', 'kept']) await send('POST', 'registered-models/set-tag', { name: 'draft', key: tag, value: 'x' })
  await send('DELETE', 'registered-models/delete-tag', { name: 'draft', key: 'gone' })
  for (let count = 0; count < 3; count += 1)
    await send('POST', 'model-versions/create', { name: 'draft', source, run_id: run, tags: [{ key: 'n', value: String(count) }] })
  for (const alias of ['gone', 'champion']) await send('POST', 'registered-models/alias', { name: 'draft', alias, version: '2' })
  await send('DELETE', 'registered-models/alias', { name: 'draft', alias: 'gone' })
  await send('POST', 'registered-models/rename', { name: 'draft', new_name: 'ours' })
  await send('PATCH', 'registered-models/update', { name: 'ours', description: 'made by greenroom' })
  await send('PATCH', 'model-versions/update', { name: 'ours', version: '2', description: 'the good one' })
  for (const key of ['gone', 'kept']) await send('POST', 'model-versions/set-tag', { name: 'ours', version: '2', key, value: 'x' })
  await send('DELETE', 'model-versions/delete-tag', { name: 'ours', version: '2', key: 'gone' })
  for (const version of ['1', '2'])
    await send('POST', 'model-versions/transition-stage', { name: 'ours', version, stage: 'Production', archive_existing_versions: true })
  await send('DELETE', 'model-versions/delete', { name: 'ours', version: '3' })
  await send('POST', 'registered-models/set-tag', { name: 'stock-models', key: 'seen', value: 'yes' })
  await send('POST', 'registered-models/create', { name: 'doomed' })
  await send('DELETE', 'registered-models/delete', { name: 'doomed' })
}

async function writeLoggedModels(send: Send, stock: Filled, { run }: { readonly run: string }): Promise<string> {
  const create = async (name: string) =>
    (await send('POST', 'logged-models', { experiment_id: stock.experiment, name, source_run_id: run })).model.info.model_id
  const [model, doomed] = [await create('ours'), await create('doomed')]
  await send('POST', `logged-models/${model}/params`, { model_id: model, params: [{ key: 'depth', value: '7' }] })
  await send('PATCH', `logged-models/${model}/tags`, { model_id: model, tags: ['kept', 'gone'].map((key) => ({ key, value: 'x' })) })
  await send('DELETE', `logged-models/${model}/tags/gone`, {})
  await send('PATCH', `logged-models/${model}`, { model_id: model, status: 'LOGGED_MODEL_READY' })
  await send('POST', 'runs/outputs', { run_id: run, models: [{ model_id: model, step: '1' }] })
  await send('DELETE', `logged-models/${doomed}`, {})
  return model
}
