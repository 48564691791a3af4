import { Failure } from '../../preload/contract/reply.ts'
import type { ReadableDb, WritableDb } from './database.ts'
import { checkLength, parseExperimentId } from './identifiers.ts'
import {
  completeLoggedModels,
  findLoggedModelRow,
  type LoggedModel,
  type LoggedModelStatus,
  loggedModelStatuses
} from './logged-model-rows.ts'
import { cut, invalid } from './messages.ts'
import type { RegistryTag } from './model-version-rows.ts'
import { showText } from './python-text.ts'
import { joinArtifactLocation } from './schema.ts'

/** Tag in which a logged model lists the versions registered from it, as JSON. */
const versionsTag = 'mlflow.modelVersions'
/** Widths of MLflow's columns; SQLite does not enforce them. */
const limits = { name: 500, modelType: 500 } as const

/** One logged model; deleted ones only with `allowDeleted`. NOT_FOUND otherwise. */
export function getLoggedModel(db: ReadableDb, modelId: string, allowDeleted = false): LoggedModel {
  return completeLoggedModels(db, [findLoggedModelRow(db, modelId, allowDeleted)])[0] as LoggedModel
}

/** Creates a logged model in status PENDING; its files belong to `<experiment>/models/<id>/artifacts`. `modelId` is m- and 32 hex digits. */
export function createLoggedModel(
  db: WritableDb,
  input: {
    readonly modelId: string
    readonly experimentId: string
    readonly name: string
    readonly modelType: string | null
    readonly sourceRunId: string | null
    readonly params: readonly RegistryTag[]
    readonly tags: readonly RegistryTag[]
  },
  now: number
): LoggedModel {
  checkLoggedModelName(input.name)
  if (input.modelType !== null) checkLength('model_type', limits.modelType, input.modelType)
  const location = findExperimentLocation(db, input.experimentId)
  db.prepare<unknown[], unknown>(
    `INSERT INTO logged_models (model_id, experiment_id, name, artifact_location, creation_timestamp_ms, last_updated_timestamp_ms, status, lifecycle_stage, model_type, source_run_id)
     VALUES (?, CAST(? AS INTEGER), ?, ?, ?, ?, ?, 'active', ?, ?)`
  ).run(
    input.modelId,
    input.experimentId,
    input.name,
    joinArtifactLocation(location, 'models', input.modelId, 'artifacts'),
    now,
    now,
    loggedModelStatuses.PENDING,
    input.modelType,
    input.sourceRunId
  )
  logModelParams(db, input.modelId, input.params)
  setLoggedModelTags(db, input.modelId, input.tags)
  return getLoggedModel(db, input.modelId)
}

/** Sets the final status: READY or FAILED (upload failed). As in MLflow a deleted one takes it too. */
export function finalizeLoggedModel(db: WritableDb, modelId: string, status: LoggedModelStatus, now: number): LoggedModel {
  findLoggedModelRow(db, modelId, true)
  db.prepare<[number, number, string], unknown>(
    'UPDATE logged_models SET status = ?, last_updated_timestamp_ms = ? WHERE model_id = ?'
  ).run(loggedModelStatuses[status], now, modelId)
  return getLoggedModel(db, modelId, true)
}

/** Marks a logged model deleted; its files and rows stay. Again is fine, and as in MLflow a deleted one still takes params and tags. */
export function deleteLoggedModel(db: WritableDb, modelId: string, now: number): void {
  findLoggedModelRow(db, modelId, true)
  db.prepare<[number, string], unknown>(
    `UPDATE logged_models SET lifecycle_stage = 'deleted', last_updated_timestamp_ms = ? WHERE model_id = ?`
  ).run(now, modelId)
}

/** Adds params. The same value again is fine (a client that retries); another value is refused. */
export function logModelParams(db: WritableDb, modelId: string, params: readonly RegistryTag[]): void {
  const model = findLoggedModelRow(db, modelId, true)
  const add = db.prepare<[string, string, string, string], unknown>(
    'INSERT INTO logged_model_params (model_id, experiment_id, param_key, param_value) VALUES (?, CAST(? AS INTEGER), ?, ?) ON CONFLICT DO NOTHING'
  )
  const read = db.prepare<[string, string], { value: string }>(
    'SELECT param_value AS value FROM logged_model_params WHERE model_id = ? AND param_key = ?'
  )
  for (const param of params) {
    const added = add.run(modelId, model.experimentId, param.key, param.value).changes
    const kept = added === 0 ? read.get(modelId, param.key)?.value : param.value
    if (kept !== param.value)
      throw new Failure(
        'INVALID',
        `Changing param values is not allowed. Param with key='${cut(param.key)}' was already logged with value='${cut(kept ?? '')}' for model ID='${modelId}'.`,
        { details: { errorCode: 'BAD_REQUEST' } }
      )
  }
}

/** Sets tags; the last of a repeated key wins. */
export function setLoggedModelTags(db: WritableDb, modelId: string, tags: readonly RegistryTag[]): void {
  const model = findLoggedModelRow(db, modelId, true)
  const set = db.prepare<[string, string, string, string], unknown>(
    `INSERT INTO logged_model_tags (model_id, experiment_id, tag_key, tag_value) VALUES (?, CAST(? AS INTEGER), ?, ?)
     ON CONFLICT DO UPDATE SET tag_value = excluded.tag_value`
  )
  for (const tag of tags) {
    set.run(modelId, model.experimentId, tag.key, tag.value)
  }
}

/** Removes a tag; NOT_FOUND where it is not set. */
export function deleteLoggedModelTag(db: WritableDb, modelId: string, key: string): void {
  findLoggedModelRow(db, modelId, true)
  const { changes } = db
    .prepare<[string, string], unknown>('DELETE FROM logged_model_tags WHERE model_id = ? AND tag_key = ?')
    .run(modelId, key)
  if (changes === 0) throw new Failure('NOT_FOUND', `No tag with key ${showText(cut(key))} found for model with ID ${showText(modelId)}.`)
}

/** Notes in the logged model which version was registered from it, as MLflow's server does. */
export function noteRegistration(db: WritableDb, modelId: string, name: string, version: number): void {
  const written = db
    .prepare<[string, string], { value: string }>('SELECT tag_value AS value FROM logged_model_tags WHERE model_id = ? AND tag_key = ?')
    .get(modelId, versionsTag)
  const noted = readNoted(written?.value)
  const isNoted = noted.some(
    (one) => (one as { name?: unknown } | null)?.name === name && (one as { version?: unknown }).version === version
  )
  const value = toPythonJson(isNoted ? noted : [...noted, { name, version }])
  setLoggedModelTags(db, modelId, [{ key: versionsTag, value }])
}

/** The logged models of a run with a name, newest output first: what `runs:/<run>/<name>` means where the run holds no such files. */
export function findRunModels(db: ReadableDb, runId: string, name: string): readonly LoggedModel[] {
  const rows = db
    .prepare<[string, string], { modelId: string }>(
      `SELECT logged_models.model_id AS modelId FROM logged_models
       LEFT JOIN inputs ON inputs.destination_type = 'MODEL_OUTPUT' AND inputs.destination_id = logged_models.model_id
         AND inputs.source_type = 'RUN_OUTPUT' AND inputs.source_id = logged_models.source_run_id
       WHERE logged_models.source_run_id = ? AND logged_models.name = ? AND logged_models.lifecycle_stage <> 'deleted'
       GROUP BY logged_models.model_id
       ORDER BY max(inputs.step) DESC, logged_models.creation_timestamp_ms DESC, logged_models.rowid DESC`
    )
    .all(runId, name)
  return rows.map(({ modelId }) => getLoggedModel(db, modelId))
}

function findExperimentLocation(db: ReadableDb, experimentId: string): string {
  const id = parseExperimentId(experimentId)
  const row = db
    .prepare<[bigint], { location: string | null; stage: string }>(
      'SELECT artifact_location AS location, lifecycle_stage AS stage FROM experiments WHERE experiment_id = ?'
    )
    .get(id)
  if (!row) throw new Failure('NOT_FOUND', `No Experiment with id=${experimentId} exists`)
  if (row.stage !== 'active') throw invalid(`The experiment ${experimentId} must be in the 'active' state. Current state is ${row.stage}.`)
  return row.location ?? ''
}

function checkLoggedModelName(name: string): void {
  if (name === '' || /[/:.%"']/.test(name))
    throw invalid(
      `Invalid model name (${showText(cut(name))}) provided. Model name must be a non-empty string and cannot contain the following characters: ('/', ':', '.', '%', '"', "'")`
    )
  checkLength('name', limits.name, name)
}

/** JSON as Python writes it: blanks after commas and colons, ASCII only. */
function toPythonJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(toPythonJson).join(', ')}]`
  if (typeof value === 'object' && value !== null)
    return `{${Object.entries(value)
      .map(([key, inner]) => `${toPythonJson(key)}: ${toPythonJson(inner)}`)
      .join(', ')}}`
  return JSON.stringify(value).replace(/[\u007f-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
}

function readNoted(text: string | undefined): readonly unknown[] {
  try {
    const value: unknown = JSON.parse(text ?? '[]')
    return Array.isArray(value) ? value : []
  } catch {
    return []
  }
}
