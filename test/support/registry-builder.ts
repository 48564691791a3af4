import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type Database from 'better-sqlite3'
import { openTrackingDatabase, setDurable } from '../../src/main/tracking/database.ts'
import { createTrackingDatabase } from '../../src/main/tracking/schema.ts'

export interface RunInput {
  readonly id: string
  readonly name?: string
  readonly experiment?: number | bigint
  readonly status?: string
  readonly user?: string
  readonly startedMs?: number | null
  readonly endedMs?: number | null
  readonly isDeleted?: boolean
  /** Latest values; also the only point of each history. */
  readonly metrics?: Readonly<Record<string, number>>
  readonly params?: Readonly<Record<string, string>>
  readonly tags?: Readonly<Record<string, string>>
}
export interface VersionInput {
  readonly model: string
  readonly version: number
  readonly runId?: string | null
  readonly stage?: string
  readonly source?: string
  readonly storage?: string
  readonly description?: string
  readonly user?: string
  readonly createdMs?: number
  readonly updatedMs?: number
  readonly tags?: Readonly<Record<string, string>>
  readonly aliases?: readonly string[]
}
export interface LoggedModelInput {
  readonly id: string
  readonly name: string
  readonly runId: string
  readonly metrics?: Readonly<Record<string, number>>
  readonly params?: Readonly<Record<string, string>>
  /** Path → text of its artifacts. */
  readonly files?: Readonly<Record<string, string | Uint8Array>>
}

/** A real registry in a temporary folder, filled row by row. `db` is an ordinary writing connection, as another program would have. */
export interface TestRegistry {
  readonly folder: string
  readonly database: string
  readonly artifacts: string
  readonly db: Database.Database
  addExperiment(
    id: number | bigint,
    name: string,
    more?: { readonly isDeleted?: boolean; readonly tags?: Readonly<Record<string, string>> }
  ): void
  addRun(run: RunInput): void
  /** Points of one metric as [step, timestamp, value]; the last becomes the latest. */
  addHistory(runId: string, metric: string, points: readonly (readonly [number, number, number])[]): void
  addModel(
    name: string,
    more?: {
      readonly description?: string
      readonly createdMs?: number
      readonly updatedMs?: number
      readonly tags?: Readonly<Record<string, string>>
    }
  ): void
  addVersion(version: VersionInput): void
  addLoggedModel(model: LoggedModelInput): void
  /** Writes files below the artifacts folder and gives their `mlflow-artifacts:/` address. */
  writeArtifacts(folder: string, files: Readonly<Record<string, string | Uint8Array>>): string
  remove(): void
}

/** Makes an empty registry as Greenroom makes its own. */
export function createTestRegistry(): TestRegistry {
  const folder = mkdtempSync(path.join(tmpdir(), 'greenroom-registry-'))
  const database = path.join(folder, 'mlflow.db')
  const artifacts = path.join(folder, 'artifacts')
  mkdirSync(artifacts)
  createTrackingDatabase(database)
  const db = openTrackingDatabase(database, { busyTimeoutMs: 5000 })
  setDurable(db)
  db.pragma('synchronous = OFF')
  const writeArtifacts = (below: string, files: Readonly<Record<string, string | Uint8Array>>) => {
    for (const [name, content] of Object.entries(files)) {
      const file = path.join(artifacts, below, name)
      mkdirSync(path.dirname(file), { recursive: true })
      writeFileSync(file, content)
    }
    return `mlflow-artifacts:/${below}`
  }
  return {
    folder,
    database,
    artifacts,
    db,
    addExperiment: (id, name, more = {}) => addExperiment(db, id, name, more),
    addRun: (run) => db.transaction(() => addRun(db, run))(),
    addHistory: (runId, metric, points) => db.transaction(() => addHistory(db, runId, metric, points))(),
    addModel: (name, more = {}) => addModel(db, name, more),
    addVersion: (version) => db.transaction(() => addVersion(db, version))(),
    addLoggedModel: (model) => {
      const address = writeArtifacts(`0/models/${model.id}/artifacts`, model.files ?? {})
      db.transaction(() => addLoggedModel(db, model, address))()
    },
    writeArtifacts,
    remove: () => {
      db.close()
      rmSync(folder, { recursive: true, force: true })
    }
  }
}

function addExperiment(
  db: Database.Database,
  id: number | bigint,
  name: string,
  more: { readonly isDeleted?: boolean; readonly tags?: Readonly<Record<string, string>> }
): void {
  db.prepare(
    `INSERT INTO experiments (experiment_id, name, artifact_location, lifecycle_stage, creation_time, last_update_time) VALUES (?, ?, ?, ?, 1000, 2000)`
  ).run(id, name, `mlflow-artifacts:/${id}`, more.isDeleted ? 'deleted' : 'active')
  for (const [key, value] of Object.entries(more.tags ?? {}))
    db.prepare('INSERT INTO experiment_tags (key, value, experiment_id) VALUES (?, ?, ?)').run(key, value, id)
}

function addRun(db: Database.Database, run: RunInput): void {
  const experiment = run.experiment ?? 0
  db.prepare(
    `INSERT INTO runs (run_uuid, name, source_type, user_id, status, start_time, end_time, lifecycle_stage, artifact_uri, experiment_id)
     VALUES (?, ?, 'LOCAL', ?, ?, ?, ?, ?, ?, ?)`
  ).run(
    run.id,
    run.name ?? run.id,
    run.user ?? 'ann',
    run.status ?? 'FINISHED',
    run.startedMs === undefined ? 1000 : run.startedMs,
    run.endedMs === undefined ? 2000 : run.endedMs,
    run.isDeleted ? 'deleted' : 'active',
    `mlflow-artifacts:/${experiment}/${run.id}/artifacts`,
    experiment
  )
  for (const [key, value] of Object.entries(run.metrics ?? {})) addHistory(db, run.id, key, [[0, 1000, value]])
  for (const [key, value] of Object.entries(run.params ?? {}))
    db.prepare('INSERT INTO params (key, value, run_uuid) VALUES (?, ?, ?)').run(key, value, run.id)
  for (const [key, value] of Object.entries({ 'mlflow.runName': run.name ?? run.id, ...run.tags }))
    db.prepare('INSERT INTO tags (key, value, run_uuid) VALUES (?, ?, ?)').run(key, value, run.id)
}

/** MLflow stores NaN as 0 with a mark and infinities as the largest doubles. */
function encodeMetric(value: number): readonly [number, number] {
  if (Number.isNaN(value)) return [0, 1]
  return [Math.max(-Number.MAX_VALUE, Math.min(Number.MAX_VALUE, value)), 0]
}

function addHistory(db: Database.Database, runId: string, metric: string, points: readonly (readonly [number, number, number])[]): void {
  const insert = db.prepare('INSERT INTO metrics (key, value, timestamp, run_uuid, step, is_nan) VALUES (?, ?, ?, ?, ?, ?)')
  const upsert = db.prepare(
    'INSERT OR REPLACE INTO latest_metrics (key, value, timestamp, run_uuid, step, is_nan) VALUES (?, ?, ?, ?, ?, ?)'
  )
  for (const [step, timestamp, value] of points) {
    const [stored, isNan] = encodeMetric(value)
    insert.run(metric, stored, timestamp, runId, step, isNan)
    upsert.run(metric, stored, timestamp, runId, step, isNan)
  }
}

function addModel(
  db: Database.Database,
  name: string,
  more: {
    readonly description?: string
    readonly createdMs?: number
    readonly updatedMs?: number
    readonly tags?: Readonly<Record<string, string>>
  }
): void {
  const created = more.createdMs ?? 1000
  db.prepare(`INSERT INTO registered_models (name, creation_time, last_updated_time, description) VALUES (?, ?, ?, ?)`).run(
    name,
    created,
    more.updatedMs ?? created,
    more.description ?? ''
  )
  for (const [key, value] of Object.entries(more.tags ?? {}))
    db.prepare('INSERT INTO registered_model_tags (key, value, name) VALUES (?, ?, ?)').run(key, value, name)
}

function addVersion(db: Database.Database, input: VersionInput): void {
  db.prepare(
    `INSERT INTO model_versions (name, version, creation_time, last_updated_time, description, user_id, current_stage, source, run_id, status, storage_location)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 'READY', ?)`
  ).run(
    input.model,
    input.version,
    input.createdMs ?? input.version * 1000,
    input.updatedMs ?? input.version * 1000,
    input.description ?? null,
    input.user ?? null,
    input.stage ?? 'None',
    input.source ?? `mlflow-artifacts:/0/${input.runId}/artifacts/model`,
    input.runId ?? null,
    input.storage ?? null
  )
  for (const [key, value] of Object.entries(input.tags ?? {}))
    db.prepare('INSERT INTO model_version_tags (key, value, name, version) VALUES (?, ?, ?, ?)').run(key, value, input.model, input.version)
  for (const alias of input.aliases ?? [])
    db.prepare('INSERT INTO registered_model_aliases (alias, version, name) VALUES (?, ?, ?)').run(alias, input.version, input.model)
}

function addLoggedModel(db: Database.Database, model: LoggedModelInput, address: string): void {
  db.prepare(
    `INSERT INTO logged_models (model_id, experiment_id, name, artifact_location, creation_timestamp_ms, last_updated_timestamp_ms, status, lifecycle_stage, source_run_id)
     VALUES (?, 0, ?, ?, 1000, 1000, 2, 'active', ?)`
  ).run(model.id, model.name, address, model.runId)
  for (const [key, value] of Object.entries(model.metrics ?? {}))
    db.prepare(
      `INSERT INTO logged_model_metrics (model_id, metric_name, metric_timestamp_ms, metric_step, metric_value, experiment_id, run_id) VALUES (?, ?, 1000, 0, ?, 0, ?)`
    ).run(model.id, key, value, model.runId)
  for (const [key, value] of Object.entries(model.params ?? {}))
    db.prepare('INSERT INTO logged_model_params (model_id, experiment_id, param_key, param_value) VALUES (?, 0, ?, ?)').run(
      model.id,
      key,
      value
    )
}
