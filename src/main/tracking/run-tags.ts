import { Failure } from '../../preload/contract/reply.ts'
import type { WritableDb } from './database.ts'
import type { KeyValue } from './experiments.ts'
import { readRunTag } from './identifiers.ts'
import { cut } from './messages.ts'
import { dumpJson, loadJson, type PythonJson } from './python-json.ts'
import { renameRun, requireActiveRun, runNameTag, writeRunTag } from './runs.ts'

/** Tag in which 2.x clients keep the models of a run, as a JSON list. */
const loggedModelsTag = 'mlflow.log-model.history'
const modelFields = ['artifact_path', 'flavors', 'utc_time_created', 'run_id'] as const

/** Sets a tag of an active run; mlflow.runName renames the run. */
export function setRunTag(db: WritableDb, runId: string, tag: KeyValue): void {
  const checked = readRunTag(tag.key, tag.value)
  requireActiveRun(db, runId)
  writeTags(db, runId, [checked])
}

/** Writes checked tags of an active run; the last of equal keys wins. */
export function writeTags(db: WritableDb, runId: string, tags: readonly KeyValue[]): void {
  for (const { key, value } of tags) {
    if (key !== runNameTag) writeRunTag(db, runId, key, value)
    else if (value !== '') renameRun(db, runId, value)
  }
}

/** Removes a tag of an active run; NOT_FOUND when it has none of that key. */
export function deleteRunTag(db: WritableDb, runId: string, key: string): void {
  requireActiveRun(db, runId)
  const { changes } = db.prepare<[string, string], never>('DELETE FROM tags WHERE key = ? AND run_uuid = ?').run(key, runId)
  if (changes === 0) throw new Failure('NOT_FOUND', `No tag with name: ${key} in run with id ${runId}`)
}

/** Appends a model that a 2.x client logged to the run's history tag; `modelJson` is its MLmodel as JSON. */
export function recordModel(db: WritableDb, runId: string, modelJson: string): void {
  const model = readModel(modelJson)
  requireActiveRun(db, runId)
  const row = db
    .prepare<[string, string], { value: string | null }>('SELECT value FROM tags WHERE key = ? AND run_uuid = ?')
    .get(loggedModelsTag, runId)
  // Written whole however long it is, as in MLflow: a cut list would be no JSON for the next reader.
  writeRunTag(db, runId, loggedModelsTag, dumpJson([...readHistory(row?.value ?? '[]'), model]))
}

function readModel(modelJson: string): PythonJson {
  const model = readJson(modelJson)
  if (!(model instanceof Map)) throw new Failure('INVALID', `Malformed model info. \n ${cut(modelJson)} \n is not a valid JSON.`)
  const lacking = modelFields.filter((field) => !model.has(field))
  if (lacking.length > 0)
    throw new Failure('INVALID', `Model json is missing mandatory fields: {${lacking.map((field) => `'${field}'`).join(', ')}}`)
  const flavors = model.get('flavors') ?? new Map<string, PythonJson>()
  if (!(flavors instanceof Map))
    throw new Failure('INVALID', `Malformed model info: its flavors are no object but ${cut(dumpJson(flavors))}.`)
  const kept = ['run_id', 'artifact_path', 'utc_time_created', 'model_uuid'].map((field) => [field, model.get(field) ?? null] as const)
  return new Map<string, PythonJson>([...kept, ['flavors', dropConfigs(flavors)]])
}

/** A flavor's `config` may be large and is not part of the history. */
function dropConfigs(flavors: ReadonlyMap<string, PythonJson>): PythonJson {
  return new Map(
    Array.from(flavors, ([name, flavor]) => [
      name,
      flavor instanceof Map ? new Map([...flavor].filter(([key]) => key !== 'config')) : flavor
    ])
  )
}

function readHistory(text: string): readonly PythonJson[] {
  const history = readJson(text)
  return Array.isArray(history) ? history : []
}

/** The document as Python reads it, which tells `1.0` from `1` and keeps every digit; null for none. */
function readJson(text: string): PythonJson {
  try {
    return loadJson(text)
  } catch {
    return null
  }
}
