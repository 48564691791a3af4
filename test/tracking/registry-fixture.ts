import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { collectChanges } from '../../src/main/tracking/changes.ts'
import { openTrackingDatabase } from '../../src/main/tracking/database.ts'
import { createModelVersion, type NewVersion } from '../../src/main/tracking/model-versions.ts'
import { createRegisteredModel } from '../../src/main/tracking/registered-models.ts'
import { createTrackingDatabase } from '../../src/main/tracking/schema.ts'

/** A fresh folder that goes when the test ends. */
export function makeFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'greenroom-registry-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

let template: Buffer | null = null

/** The bytes of a new database, made once by the product's own code: making 65 tables anew for every test takes seconds. */
function emptyDatabase(): Buffer {
  if (!template) {
    const file = join(makeFolder(), 'mlflow.db')
    createTrackingDatabase(file)
    template = readFileSync(file)
  }
  return template
}

/** A real empty registry: database, artifacts folder, and ports that collect what changes. */
export function makeRegistry() {
  const folder = makeFolder()
  const database = join(folder, 'mlflow.db')
  const artifacts = join(folder, 'artifacts')
  mkdirSync(artifacts)
  writeFileSync(database, emptyDatabase())
  const db = openTrackingDatabase(database)
  db.pragma('synchronous = OFF')
  onTestFinished(() => void db.close())
  const ports = collectChanges(() => {})
  const addRun = (runId: string, experiment = 0) => {
    db.prepare<unknown[], unknown>(
      `INSERT INTO runs (run_uuid, name, source_type, status, start_time, lifecycle_stage, artifact_uri, experiment_id)
       VALUES (?, 'a run', 'LOCAL', 'FINISHED', 1, 'active', ?, ?)`
    ).run(runId, `mlflow-artifacts:/${experiment}/${runId}/artifacts`, experiment)
    return runId
  }
  const addModel = (name: string, tags: readonly { readonly key: string; readonly value: string }[] = []) =>
    createRegisteredModel(db, { name, description: null, tags }, ports, 1000)
  const addVersion = (name: string, more: Partial<NewVersion> = {}, now = 2000) =>
    createModelVersion(db, { name, source: 'mlflow-artifacts:/0/run1/artifacts/model', runId: 'run1', tags: [], ...more }, ports, now)
  return { db, database, artifacts, store: { root: artifacts }, ports, addRun, addModel, addVersion }
}

/** The actions recorded so far, shortened. */
export function listActions(ports: {
  readonly changes: readonly { action: string; version: string | null; before: string | null; after: string | null }[]
}) {
  return ports.changes.map(({ action, version, before, after }) => `${action} ${version ?? '-'} ${before ?? '-'}→${after ?? '-'}`)
}
