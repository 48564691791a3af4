import type Database from 'better-sqlite3'

export interface LargeShape {
  readonly experiments: number
  readonly runs: number
  readonly models: number
  /** In all, spread evenly over the models; each has a run. */
  readonly versions: number
  /** Metrics, params and tags of a run each. */
  readonly keysPerRun: number
}

/** The size that the product promises to stay fast at. */
export const promisedShape: LargeShape = { experiments: 10, runs: 100_000, models: 1000, versions: 20_000, keysPerRun: 5 }

/** Fills a registry in bulk with SQL. Runs are `r00000000…` (32 characters), models `model-0000`; values follow from the numbers, so tests can foretell them. */
export function fillLargeRegistry(db: Database.Database, shape: LargeShape): void {
  const numbers = (count: number) => `WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < ${count})`
  db.pragma('synchronous = OFF')
  db.transaction(() => {
    db.exec(`${numbers(shape.experiments)} INSERT INTO experiments (experiment_id, name, artifact_location, lifecycle_stage, creation_time, last_update_time)
      SELECT i + 1, 'experiment ' || (i + 1), 'mlflow-artifacts:/' || (i + 1), 'active', i, i FROM n`)
    db.exec(`${numbers(shape.runs)} INSERT INTO runs (run_uuid, name, source_type, user_id, status, start_time, end_time, lifecycle_stage, artifact_uri, experiment_id)
      SELECT printf('r%031d', i), 'run ' || i, 'LOCAL', 'user' || (i % 7), 'FINISHED', 1600000000000 + i * 1000, 1600000000000 + i * 1000 + i % 977, 'active',
        'mlflow-artifacts:/' || (i % ${shape.experiments} + 1) || printf('/r%031d/artifacts', i), i % ${shape.experiments} + 1 FROM n`)
    for (let key = 0; key < shape.keysPerRun; key++) {
      const value = `((i * 7919 + ${key} * 104729) % 1000003) / 1000003.0`
      db.exec(
        `${numbers(shape.runs)} INSERT INTO metrics (key, value, timestamp, run_uuid, step, is_nan) SELECT 'metric${key}', ${value}, i, printf('r%031d', i), 0, 0 FROM n`
      )
      db.exec(
        `${numbers(shape.runs)} INSERT INTO latest_metrics (key, value, timestamp, run_uuid, step, is_nan) SELECT 'metric${key}', ${value}, i, printf('r%031d', i), 0, 0 FROM n`
      )
      db.exec(
        `${numbers(shape.runs)} INSERT INTO params (key, value, run_uuid) SELECT 'param${key}', 'value ' || (i % ${key * 10 + 3}), printf('r%031d', i) FROM n`
      )
      db.exec(
        `${numbers(shape.runs)} INSERT INTO tags (key, value, run_uuid) SELECT 'tag${key}', 'text ' || (i % ${key * 10 + 3}), printf('r%031d', i) FROM n`
      )
    }
    db.exec(`${numbers(shape.models)} INSERT INTO registered_models (name, creation_time, last_updated_time, description)
      SELECT printf('model-%04d', i), i, i, 'model number ' || i FROM n`)
    db.exec(
      `${numbers(shape.models)} INSERT INTO registered_model_tags (key, value, name) SELECT 'team', 'team' || (i % 5), printf('model-%04d', i) FROM n`
    )
    db.exec(`${numbers(shape.versions)} INSERT INTO model_versions (name, version, creation_time, last_updated_time, current_stage, source, run_id, status)
      SELECT printf('model-%04d', i % ${shape.models}), i / ${shape.models} + 1, i, i, CASE (i / ${shape.models}) % 5 WHEN 3 THEN 'Production' WHEN 4 THEN 'Staging' ELSE 'None' END,
        'mlflow-artifacts:/1/' || printf('r%031d', i % ${shape.runs}) || '/artifacts/model', printf('r%031d', i % ${shape.runs}), 'READY' FROM n`)
    db.exec(`${numbers(shape.versions)} INSERT INTO model_version_tags (key, value, name, version)
      SELECT 'note', 'n' || (i % 13), printf('model-%04d', i % ${shape.models}), i / ${shape.models} + 1 FROM n`)
  })()
}
