import { Failure } from '../../preload/contract/reply.ts'
import type { ReadableDb, WritableDb } from './database.ts'
import { type KeyValue, refuseTwice } from './experiments.ts'
import { groupBy } from './group-by.ts'
import { checkLength, checkRunId, parseExperimentId } from './identifiers.ts'
import { type Int64, selectInt64, toInt64 } from './int64.ts'
import { requireActiveRun } from './runs.ts'

/** Tag of a run's dataset that says what it was used for (training, validation …). */
export const datasetContextTag = 'mlflow.data.context'

/** A dataset of an experiment; source, schema and profile are JSON texts. */
export interface Dataset {
  readonly name: string
  readonly digest: string
  readonly sourceType: string
  readonly source: string
  readonly schema: string | null
  readonly profile: string | null
}
export interface DatasetInput {
  readonly dataset: Dataset
  readonly tags: readonly KeyValue[]
}
/** A logged model that a run read or made. */
export interface ModelLink {
  readonly modelId: string
  readonly step: Int64
}
export interface DatasetSummary {
  readonly experimentId: string
  readonly name: string
  readonly digest: string
  readonly context: string | null
}

const limits = { datasets: 1000, name: 500, digest: 36, source: 65_535, schema: 1_048_575, profile: 16_777_215, tagKey: 255, tagValue: 500 }
const maxSummaries = 1000

/** Links datasets and models to an active run as its inputs; what is linked already stays as it is. `newId` gives 32 hex digits. */
export function logInputs(
  db: WritableDb,
  runId: string,
  datasets: readonly DatasetInput[],
  modelIds: readonly string[],
  newId: () => string
): void {
  checkRunId(runId)
  if (datasets.length > limits.datasets)
    throw new Failure('INVALID', `A request can log at most ${limits.datasets} datasets. Got ${datasets.length} datasets.`)
  for (const input of datasets) checkDataset(input)
  const experimentId = parseExperimentId(requireActiveRun(db, runId))
  const seen = new Set<string>()
  for (const input of datasets) {
    const identity = JSON.stringify([input.dataset.name, input.dataset.digest])
    if (!seen.has(identity)) linkDataset(db, runId, ensureDataset(db, experimentId, input.dataset, newId), input.tags, newId)
    seen.add(identity)
  }
  for (const modelId of modelIds) linkModel(db, ['RUN_INPUT', runId, 'MODEL_INPUT', modelId], 0, newId)
}

/** Links models that an active run made. */
export function logOutputs(db: WritableDb, runId: string, models: readonly ModelLink[], newId: () => string): void {
  requireActiveRun(db, runId)
  for (const { modelId, step } of models) linkModel(db, ['RUN_OUTPUT', runId, 'MODEL_OUTPUT', modelId], step, newId)
}

function checkDataset({ dataset, tags }: DatasetInput): void {
  checkLength('name', limits.name, dataset.name)
  checkLength('digest', limits.digest, dataset.digest)
  checkLength('source', limits.source, dataset.source)
  checkLength('schema', limits.schema, dataset.schema ?? '')
  checkLength('profile', limits.profile, dataset.profile ?? '')
  for (const tag of tags) {
    checkLength('key', limits.tagKey, tag.key)
    checkLength('value', limits.tagValue, tag.value)
  }
}

function ensureDataset(db: WritableDb, experimentId: bigint, dataset: Dataset, newId: () => string): string {
  const known = db
    .prepare<[bigint, string, string], { uuid: string }>(
      'SELECT dataset_uuid AS uuid FROM datasets WHERE experiment_id = ? AND name = ? AND digest = ?'
    )
    .get(experimentId, dataset.name, dataset.digest)
  if (known) return known.uuid
  const uuid = newId()
  db.prepare<unknown[], never>(
    `INSERT INTO datasets (dataset_uuid, experiment_id, name, digest, dataset_source_type, dataset_source, dataset_schema, dataset_profile)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?)`
  ).run(uuid, experimentId, dataset.name, dataset.digest, dataset.sourceType, dataset.source, dataset.schema, dataset.profile)
  return uuid
}

function linkDataset(db: WritableDb, runId: string, datasetId: string, tags: readonly KeyValue[], newId: () => string): void {
  const inputId = newId()
  const { changes } = db
    .prepare<[string, string, string], never>(
      `INSERT INTO inputs (input_uuid, source_type, source_id, destination_type, destination_id) VALUES (?, 'DATASET', ?, 'RUN', ?)
       ON CONFLICT DO NOTHING`
    )
    .run(inputId, datasetId, runId)
  if (changes === 0) return
  refuseTwice(tags)
  for (const { key, value } of tags)
    db.prepare<[string, string, string], never>('INSERT INTO input_tags (input_uuid, name, value) VALUES (?, ?, ?)').run(
      inputId,
      key,
      value
    )
}

function linkModel(db: WritableDb, link: readonly [string, string, string, string], step: Int64, newId: () => string): void {
  db.prepare<unknown[], never>(
    `INSERT INTO inputs (input_uuid, source_type, source_id, destination_type, destination_id, step) VALUES (?, ?, ?, ?, ?, ?)
     ON CONFLICT DO UPDATE SET step = excluded.step`
  ).run(newId(), ...link, step)
}

/** Datasets of the runs whose ids the JSON array holds, by run. */
export function loadDatasetInputs(db: ReadableDb, ids: string): Map<string, DatasetInput[]> {
  const rows = db
    .prepare<[string], DatasetRow>(
      `SELECT inputs.destination_id AS run, inputs.input_uuid AS link, datasets.name, datasets.digest,
         datasets.dataset_source_type AS sourceType, datasets.dataset_source AS source, datasets.dataset_schema AS schema,
         datasets.dataset_profile AS profile, input_tags.name AS tagKey, input_tags.value AS tagValue
       FROM inputs JOIN datasets ON datasets.dataset_uuid = inputs.source_id
       LEFT JOIN input_tags ON input_tags.input_uuid = inputs.input_uuid
       WHERE inputs.destination_type = 'RUN' AND inputs.source_type = 'DATASET'
         AND inputs.destination_id IN (SELECT value FROM json_each(?))
       ORDER BY inputs.rowid`
    )
    .all(ids)
  const byRun = groupBy(
    rows,
    (row) => row.run,
    (row) => row
  )
  return new Map([...byRun].map(([run, links]) => [run, joinTags(links)]))
}

/** Makes one input of the rows of each link, which differ in their tag alone. */
function joinTags(rows: readonly DatasetRow[]): DatasetInput[] {
  const links = groupBy(
    rows,
    (row) => row.link,
    (row) => row
  )
  return [...links.values()].map((same) => {
    const { name, digest, sourceType, source, schema, profile } = same[0] as DatasetRow
    const tags = same.flatMap(({ tagKey, tagValue }) => (tagKey === null ? [] : [{ key: tagKey, value: tagValue ?? '' }]))
    return { dataset: { name, digest, sourceType, source, schema, profile }, tags }
  })
}
interface DatasetRow extends Dataset {
  readonly run: string
  readonly link: string
  readonly tagKey: string | null
  readonly tagValue: string | null
}

/** Models that the runs whose ids the JSON array holds read (RUN_INPUT) or made (RUN_OUTPUT), by run. */
export function loadModelLinks(db: ReadableDb, kind: 'RUN_INPUT' | 'RUN_OUTPUT', ids: string): Map<string, ModelLink[]> {
  const rows = db
    .prepare<[string, string, string], { run: string; model: string; step: number | string }>(
      `SELECT source_id AS run, destination_id AS model, ${selectInt64('step')} AS step FROM inputs
       WHERE source_type = ? AND destination_type = ? AND source_id IN (SELECT value FROM json_each(?)) ORDER BY rowid`
    )
    .all(kind, kind === 'RUN_INPUT' ? 'MODEL_INPUT' : 'MODEL_OUTPUT', ids)
  return groupBy(
    rows,
    (row) => row.run,
    (row) => ({ modelId: row.model, step: toInt64(row.step) })
  )
}

/** The datasets used in the given experiments, at most 1,000. */
export function listDatasets(db: ReadableDb, experimentIds: readonly string[]): readonly DatasetSummary[] {
  return db
    .prepare<[string, string, number], DatasetSummary>(
      `SELECT DISTINCT CAST(datasets.experiment_id AS TEXT) AS experimentId, datasets.name, datasets.digest, input_tags.value AS context
       FROM datasets JOIN inputs ON inputs.source_id = datasets.dataset_uuid AND inputs.source_type = 'DATASET'
       LEFT JOIN input_tags ON input_tags.input_uuid = inputs.input_uuid AND input_tags.name = ?
       WHERE datasets.experiment_id IN (SELECT value FROM json_each(?)) LIMIT ?`
    )
    .all(datasetContextTag, `[${experimentIds.map(parseExperimentId).join(',')}]`, maxSummaries)
}
