import type { ReadableDb } from './database.ts'
import { deletedStage } from './model-version-rows.ts'

/** A run in a list of the newest. Times are milliseconds since the epoch. */
export interface NewestRun {
  readonly runId: string
  readonly name: string
  readonly experiment: string
  readonly status: string
  readonly startTime: number | null
}
export interface NewestVersion {
  readonly name: string
  readonly version: number
  readonly stage: string
  readonly creationTime: number | null
}

/** The runs that were made last, the last first, without deleted ones. By row number, which no index has to be read for. */
export function listNewestRuns(db: ReadableDb, limit: number): readonly NewestRun[] {
  return db
    .prepare<[number], NewestRun>(
      `SELECT runs.run_uuid AS runId, coalesce(nullif(runs.name, ''), runs.run_uuid) AS name, experiments.name AS experiment, runs.status,
         CAST(runs.start_time AS REAL) AS startTime
       FROM runs JOIN experiments USING (experiment_id) WHERE runs.lifecycle_stage = 'active' AND experiments.workspace = 'default'
       ORDER BY runs.rowid DESC LIMIT ?`
    )
    .all(limit)
}

/** The model versions that were made last, the last first; prompts are none. */
export function listNewestVersions(db: ReadableDb, limit: number): readonly NewestVersion[] {
  return db
    .prepare<[number], NewestVersion>(
      `SELECT name, version, current_stage AS stage, CAST(creation_time AS REAL) AS creationTime FROM model_versions
       WHERE workspace = 'default' AND current_stage <> '${deletedStage}'
         AND NOT EXISTS (SELECT 1 FROM registered_model_tags AS t WHERE t.workspace = 'default' AND t.name = model_versions.name
           AND t.key = 'mlflow.prompt.is_prompt' AND lower(t.value) = 'true')
       ORDER BY rowid DESC LIMIT ?`
    )
    .all(limit)
}
