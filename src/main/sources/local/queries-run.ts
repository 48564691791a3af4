import { Failure } from '../../../preload/contract/reply.ts'
import type { DatasetOfRun, RunDetail } from '../../../preload/contract/runs.ts'
import { isRecord, parseJson } from './json.ts'
import { addRunData, type RunRowSql, runColumns } from './queries-runs.ts'
import { type Reader, readAll, readOne } from './reader.ts'

type RunSql = RunRowSql & { readonly experimentName: string | null; readonly artifactUri: string | null }

/** One run, deleted ones too. NOT_FOUND names it. */
export function getRun(reader: Reader, { runId }: { readonly runId: string }): RunDetail {
  const row = readOne<RunSql>(
    reader.db,
    `SELECT ${runColumns}, e.name AS experimentName, runs.artifact_uri AS artifactUri FROM runs
     LEFT JOIN experiments e ON e.experiment_id = runs.experiment_id WHERE runs.run_uuid = ?`,
    [runId]
  )
  const run = row && addRunData(reader, [row], '')[0]
  if (!run) throw refuseRun(runId)
  return {
    ...run,
    experimentName: row.experimentName ?? '',
    artifactUri: row.artifactUri ?? '',
    datasets: readDatasets(reader, runId),
    registeredVersions: readRegisteredVersions(reader, runId),
    loggedModels: readLoggedModels(reader, runId)
  }
}

/** The failure for a run that is not there. */
export function refuseRun(runId: string): Failure {
  return new Failure('NOT_FOUND', `There is no run “${runId}” in this registry.`, {
    remedy: 'It may have been removed for good.',
    details: { runId }
  })
}

function readDatasets({ db }: Reader, runId: string): readonly DatasetOfRun[] {
  return readAll<DatasetOfRun>(
    db,
    `SELECT d.name, d.digest, d.dataset_source_type AS sourceType, coalesce(t.value, '') AS context
     FROM inputs i JOIN datasets d ON d.dataset_uuid = i.source_id
     LEFT JOIN input_tags t ON t.input_uuid = i.input_uuid AND t.name = 'mlflow.data.context'
     WHERE i.destination_type = 'RUN' AND i.destination_id = ? AND i.source_type = 'DATASET' ORDER BY d.name, d.digest`,
    [runId]
  )
}

function readRegisteredVersions({ db }: Reader, runId: string): RunDetail['registeredVersions'] {
  return readAll(
    db,
    `SELECT v.name AS model, CAST(v.version AS TEXT) AS version FROM model_versions v
     WHERE v.run_id = ? AND v.workspace = 'default' AND v.current_stage IS NOT 'Deleted_Internal' ORDER BY v.name, v.version`,
    [runId]
  )
}

/** Models that a run logged: MLflow 3 keeps them in their own table, MLflow 2 in a tag of the run. */
export function readLoggedModels(reader: Reader, runId: string): RunDetail['loggedModels'] {
  const rows = readAll<{ modelId: string; name: string; path: string }>(
    reader.db,
    `SELECT model_id AS modelId, name, name AS path FROM logged_models WHERE source_run_id = ? AND lifecycle_stage <> 'deleted'
     ORDER BY creation_timestamp_ms, model_id`,
    [runId]
  )
  const known = new Set(rows.map((row) => row.path))
  return [...rows, ...readModelHistory(reader, runId).filter((model) => !known.has(model.path))]
}

function readModelHistory({ db }: Reader, runId: string): RunDetail['loggedModels'] {
  const tag = readOne<{ value: string }>(db, `SELECT value FROM tags WHERE key = 'mlflow.log-model.history' AND run_uuid = ?`, [runId])
  const logged = parseJson(tag?.value ?? '[]')
  const newest = new Map<string, string>()
  for (const model of Array.isArray(logged) ? logged : []) {
    if (isRecord(model) && typeof model['artifact_path'] === 'string')
      newest.set(model['artifact_path'], typeof model['model_uuid'] === 'string' ? model['model_uuid'] : '')
  }
  return [...newest].map(([path, modelId]) => ({ modelId, name: path, path }))
}
