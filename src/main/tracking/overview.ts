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

/** The runs that were made last, without deleted ones, by the start that they state. Which they are is told by row number: the table is read from its end, where an index would have to be read and sorted whole. */
export function listNewestRuns(db: ReadableDb, limit: number): readonly NewestRun[] {
  const runs = db
    .prepare<[number], NewestRun>(
      `SELECT runs.run_uuid AS runId, coalesce(nullif(runs.name, ''), runs.run_uuid) AS name, experiments.name AS experiment, runs.status,
         CAST(runs.start_time AS REAL) AS startTime
       FROM runs NOT INDEXED CROSS JOIN experiments ON experiments.experiment_id = runs.experiment_id
       WHERE runs.lifecycle_stage = 'active' AND experiments.workspace = 'default'
       ORDER BY runs.rowid DESC LIMIT ?`
    )
    .all(limit)
  return [...runs].sort((one, other) => (other.startTime ?? 0) - (one.startTime ?? 0))
}

/** The model versions that were made last, the newest first; prompts are none. */
export function listNewestVersions(db: ReadableDb, limit: number): readonly NewestVersion[] {
  const versions = db
    .prepare<[number], NewestVersion>(
      `SELECT name, version, current_stage AS stage, CAST(creation_time AS REAL) AS creationTime FROM model_versions NOT INDEXED
       WHERE workspace = 'default' AND current_stage <> '${deletedStage}'
         AND NOT EXISTS (SELECT 1 FROM registered_model_tags AS t WHERE t.workspace = 'default' AND t.name = model_versions.name
           AND t.key = 'mlflow.prompt.is_prompt' AND lower(t.value) = 'true')
       ORDER BY rowid DESC LIMIT ?`
    )
    .all(limit)
  return [...versions].sort((one, other) => (other.creationTime ?? 0) - (one.creationTime ?? 0))
}
