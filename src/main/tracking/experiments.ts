import { Failure } from '../../preload/contract/reply.ts'
import { checkArtifactLocation } from './artifact-location.ts'
import type { ReadableDb, WritableDb } from './database.ts'
import { groupBy } from './group-by.ts'
import { checkExperimentName, checkExperimentTag, parseExperimentId } from './identifiers.ts'
import { type Int64, selectInt64, toInt64OrNull } from './int64.ts'
import { joinArtifactLocation } from './schema.ts'

export interface KeyValue {
  readonly key: string
  readonly value: string
}
export type LifecycleStage = 'active' | 'deleted'

/** One experiment; times are milliseconds since the epoch. */
export interface Experiment {
  /** Decimal digits, possibly beyond 2^53. */
  readonly experimentId: string
  readonly name: string
  readonly artifactLocation: string
  readonly lifecycleStage: LifecycleStage
  readonly creationTime: Int64 | null
  readonly lastUpdateTime: Int64 | null
  readonly workspace: string
  readonly tags: readonly KeyValue[]
}
interface ExperimentRow {
  readonly experiment_id: string
  readonly name: string
  readonly artifact_location: string | null
  readonly lifecycle_stage: LifecycleStage
  readonly creation_time: number | string | null
  readonly last_update_time: number | string | null
  readonly workspace: string
}

/** Columns of an experiment as text and exact integers. */
export const experimentColumns = `CAST(experiments.experiment_id AS TEXT) AS experiment_id, experiments.name, experiments.artifact_location,
  experiments.lifecycle_stage, ${selectInt64('experiments.creation_time')} AS creation_time,
  ${selectInt64('experiments.last_update_time')} AS last_update_time, experiments.workspace`

/** Adds the tags to rows of `experimentColumns`, in one query. */
export function fillExperiments(db: ReadableDb, rows: readonly unknown[]): readonly Experiment[] {
  const experiments = rows as readonly ExperimentRow[]
  const tags = groupTags(db, experiments)
  return experiments.map((row) => ({
    experimentId: row.experiment_id,
    name: row.name,
    artifactLocation: row.artifact_location ?? '',
    lifecycleStage: row.lifecycle_stage,
    creationTime: toInt64OrNull(row.creation_time),
    lastUpdateTime: toInt64OrNull(row.last_update_time),
    workspace: row.workspace,
    tags: tags.get(row.experiment_id) ?? []
  }))
}

function groupTags(db: ReadableDb, rows: readonly ExperimentRow[]): Map<string, KeyValue[]> {
  const found = db
    .prepare<[string], { id: string; key: string; value: string | null }>(
      `SELECT CAST(experiment_id AS TEXT) AS id, key, value FROM experiment_tags
       WHERE experiment_id IN (SELECT value FROM json_each(?)) ORDER BY experiment_id, key`
    )
    .all(`[${rows.map((row) => row.experiment_id).join(',')}]`)
  return groupBy(
    found,
    (row) => row.id,
    (row) => ({ key: row.key, value: row.value ?? '' })
  )
}

/** An experiment in any stage; NOT_FOUND as MLflow says it. An empty id is experiment 0. */
export function getExperiment(db: ReadableDb, experimentId: string): Experiment {
  const id = parseExperimentId(experimentId === '' ? '0' : experimentId)
  const row = db.prepare<[bigint], unknown>(`SELECT ${experimentColumns} FROM experiments WHERE experiment_id = ?`).get(id)
  const [experiment] = fillExperiments(db, row === undefined ? [] : [row])
  if (!experiment) throw new Failure('NOT_FOUND', `No Experiment with id=${id} exists`)
  return experiment
}

/** An experiment by its name, deleted ones included; NOT_FOUND. */
export function getExperimentByName(db: ReadableDb, name: string): Experiment {
  const row = db
    .prepare<[string], unknown>(`SELECT ${experimentColumns} FROM experiments WHERE workspace = 'default' AND name = ?`)
    .get(name)
  const [experiment] = fillExperiments(db, row === undefined ? [] : [row])
  if (!experiment) throw new Failure('NOT_FOUND', `Could not find experiment with name '${name}'`)
  return experiment
}

/** Refuses experiments that are deleted. */
export function requireActive(experiment: Experiment): Experiment {
  if (experiment.lifecycleStage !== 'active')
    throw new Failure(
      'INVALID',
      `The experiment ${experiment.experimentId} must be in the 'active' state. Current state is ${experiment.lifecycleStage}.`
    )
  return experiment
}

export interface NewExperiment {
  readonly name: string
  /** Where its artifacts go; `<artifactRoot>/<id>` when absent or empty. */
  readonly artifactLocation?: string | undefined
  readonly tags: readonly KeyValue[]
}

/** Creates an experiment and gives its id; CONFLICT when the name is taken, also by a deleted one. */
export function createExperiment(db: WritableDb, input: NewExperiment, artifactRoot: string, now: number): string {
  checkExperimentName(input.name)
  if (input.artifactLocation) checkArtifactLocation(input.artifactLocation, artifactRoot)
  for (const tag of input.tags) checkExperimentTag(tag.key, tag.value)
  refuseTwice(input.tags)
  refuseTakenName(db, input.name, { errorCode: 'RESOURCE_ALREADY_EXISTS' })
  const { id } = db
    .prepare<[string, string | null, number, number], { id: string }>(
      `INSERT INTO experiments (name, artifact_location, lifecycle_stage, creation_time, last_update_time, workspace)
       VALUES (?, ?, 'active', ?, ?, 'default') RETURNING CAST(experiment_id AS TEXT) AS id`
    )
    .get(input.name, input.artifactLocation || null, now, now) as { id: string }
  if (!input.artifactLocation)
    db.prepare<[string, bigint], never>('UPDATE experiments SET artifact_location = ? WHERE experiment_id = ?').run(
      joinArtifactLocation(artifactRoot, id),
      BigInt(id)
    )
  for (const tag of input.tags) writeTag(db, BigInt(id), tag)
  return id
}

/** Refuses tags of which one stands twice: MLflow takes neither. */
export function refuseTwice(tags: readonly KeyValue[]): void {
  const seen = new Set<string>()
  const twice = tags.find(({ key }) => seen.size === seen.add(key).size)
  if (twice) throw new Failure('INVALID', `The tag '${twice.key}' is given twice.`, { details: { errorCode: 'BAD_REQUEST' } })
}

/** Marks an experiment and all its runs deleted. */
export function deleteExperiment(db: WritableDb, experimentId: string, now: number): void {
  changeStage(db, experimentId, 'active', 'deleted', now)
}

/** Brings back a deleted experiment and all its runs. */
export function restoreExperiment(db: WritableDb, experimentId: string, now: number): void {
  changeStage(db, experimentId, 'deleted', 'active', now)
}

function changeStage(db: WritableDb, experimentId: string, from: LifecycleStage, to: LifecycleStage, now: number): void {
  const experiment = getExperiment(db, experimentId)
  if (experiment.lifecycleStage !== from) throw new Failure('NOT_FOUND', `No Experiment with id=${experiment.experimentId} exists`)
  const id = BigInt(experiment.experimentId)
  db.prepare<[string, number, bigint], never>(
    'UPDATE experiments SET lifecycle_stage = ?, last_update_time = ? WHERE experiment_id = ?'
  ).run(to, now, id)
  db.prepare<[string, number | null, bigint], never>('UPDATE runs SET lifecycle_stage = ?, deleted_time = ? WHERE experiment_id = ?').run(
    to,
    to === 'deleted' ? now : null,
    id
  )
}

/** Renames an active experiment. */
export function renameExperiment(db: WritableDb, experimentId: string, newName: string, now: number): void {
  checkExperimentName(newName)
  const experiment = getExperiment(db, experimentId)
  if (experiment.lifecycleStage !== 'active')
    throw new Failure('INVALID', 'Cannot rename a non-active experiment.', { details: { errorCode: 'INVALID_STATE' } })
  if (experiment.name !== newName) refuseTakenName(db, newName, { errorCode: 'BAD_REQUEST' })
  db.prepare<[string, number, bigint], never>('UPDATE experiments SET name = ?, last_update_time = ? WHERE experiment_id = ?').run(
    newName,
    now,
    BigInt(experiment.experimentId)
  )
}

/** Sets a tag of an active experiment. */
export function setExperimentTag(db: WritableDb, experimentId: string, tag: KeyValue): void {
  checkExperimentTag(tag.key, tag.value)
  writeTag(db, BigInt(requireActive(getExperiment(db, experimentId)).experimentId), tag)
}

/** Removes a tag of an active experiment; NOT_FOUND when it has none of that key. */
export function deleteExperimentTag(db: WritableDb, experimentId: string, key: string): void {
  const experiment = requireActive(getExperiment(db, experimentId))
  const { changes } = db
    .prepare<[bigint, string], never>('DELETE FROM experiment_tags WHERE experiment_id = ? AND key = ?')
    .run(BigInt(experiment.experimentId), key)
  if (changes === 0) throw new Failure('NOT_FOUND', `No tag with name: ${key} in experiment with id ${experimentId}`)
}

function writeTag(db: WritableDb, id: bigint, tag: KeyValue): void {
  db.prepare<[string, string, bigint], never>(
    'INSERT INTO experiment_tags (key, value, experiment_id) VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET value = excluded.value'
  ).run(tag.key, tag.value, id)
}

function refuseTakenName(db: ReadableDb, name: string, details: { readonly errorCode: string }): void {
  const taken = db
    .prepare<[string], { lifecycle_stage: string }>("SELECT lifecycle_stage FROM experiments WHERE workspace = 'default' AND name = ?")
    .get(name)
  if (!taken) return
  const hint = taken.lifecycle_stage === 'deleted' ? ' It is deleted: restore it or choose another name.' : ''
  throw new Failure('CONFLICT', `Experiment(name=${name}) already exists.${hint}`, { details })
}
