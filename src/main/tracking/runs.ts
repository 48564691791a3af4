import { Failure } from '../../preload/contract/reply.ts'
import type { ReadableDb, WritableDb } from './database.ts'
import type { DatasetInput, ModelLink } from './datasets.ts'
import { getExperiment, type KeyValue, type LifecycleStage, refuseTwice, requireActive } from './experiments.ts'
import { type Int64, selectInt64, toInt64OrNull } from './int64.ts'
import { missingValue } from './messages.ts'
import type { Metric } from './metrics.ts'
import { joinArtifactLocation } from './schema.ts'

export const runStatuses = { RUNNING: 1, SCHEDULED: 2, FINISHED: 3, FAILED: 4, KILLED: 5 } as const
export type RunStatus = keyof typeof runStatuses
/** Tag that holds a run's name. */
export const runNameTag = 'mlflow.runName'

/** The head of a run; times are milliseconds since the epoch. */
export interface RunInfo {
  readonly runId: string
  readonly runName: string | null
  readonly experimentId: string
  readonly userId: string
  readonly status: RunStatus
  readonly startTime: Int64 | null
  readonly endTime: Int64 | null
  readonly artifactUri: string
  readonly lifecycleStage: LifecycleStage
}
export interface Run {
  readonly info: RunInfo
  /** Latest value of each key. */
  readonly metrics: readonly Metric[]
  readonly params: readonly KeyValue[]
  readonly tags: readonly KeyValue[]
  readonly datasets: readonly DatasetInput[]
  readonly modelInputs: readonly ModelLink[]
  readonly modelOutputs: readonly ModelLink[]
}
interface RunRow {
  readonly run_uuid: string
  readonly name: string | null
  readonly experiment_id: string
  readonly user_id: string | null
  readonly status: RunStatus
  readonly start_time: number | string | null
  readonly end_time: number | string | null
  readonly artifact_uri: string | null
  readonly lifecycle_stage: LifecycleStage
}

/** Columns of a run's head; rows become RunInfo by `toRunInfo`. */
export const runColumns = `runs.run_uuid, runs.name, CAST(runs.experiment_id AS TEXT) AS experiment_id, runs.user_id, runs.status,
  ${selectInt64('runs.start_time')} AS start_time, ${selectInt64('runs.end_time')} AS end_time, runs.artifact_uri, runs.lifecycle_stage`

/** Maps a row of `runColumns`. */
export function toRunInfo(row: unknown): RunInfo {
  const run = row as RunRow
  return {
    runId: run.run_uuid,
    runName: run.name,
    experimentId: run.experiment_id,
    userId: run.user_id ?? '',
    status: run.status,
    startTime: toInt64OrNull(run.start_time),
    endTime: toInt64OrNull(run.end_time),
    artifactUri: run.artifact_uri ?? '',
    lifecycleStage: run.lifecycle_stage
  }
}

/** The head of a run in any stage; NOT_FOUND as MLflow says it. */
export function getRunInfo(db: ReadableDb, runId: string): RunInfo {
  const row = db.prepare<[string], unknown>(`SELECT ${runColumns} FROM runs WHERE run_uuid = ?`).get(runId)
  if (row === undefined) throw new Failure('NOT_FOUND', `Run with id=${runId} not found`)
  return toRunInfo(row)
}

/** The heads of runs by their ids, in that order; ids without a run are left out. */
export function getRunInfos(db: ReadableDb, runIds: readonly string[]): readonly RunInfo[] {
  const rows = db
    .prepare<[string], unknown>(
      `SELECT ${runColumns} FROM json_each(?) AS wanted CROSS JOIN runs WHERE runs.run_uuid = wanted.value ORDER BY wanted.key`
    )
    .all(JSON.stringify(runIds))
  return rows.map(toRunInfo)
}

/** Checks that a run may be written to and gives its experiment's id; the one look-up of the logging paths. */
export function requireActiveRun(db: ReadableDb, runId: string): string {
  const run = db
    .prepare<[string], { stage: LifecycleStage; experiment: string }>(
      'SELECT lifecycle_stage AS stage, CAST(experiment_id AS TEXT) AS experiment FROM runs WHERE run_uuid = ?'
    )
    .get(runId)
  if (!run) throw new Failure('NOT_FOUND', `Run with id=${runId} not found`)
  if (run.stage !== 'active') throw new Failure('INVALID', `The run ${runId} must be in the 'active' state. Current state is ${run.stage}.`)
  return run.experiment
}

export interface NewRun {
  readonly runId: string
  /** Not empty. */
  readonly experimentId: string
  readonly userId: string
  readonly startTime: Int64
  readonly runName?: string | undefined
  readonly tags: readonly KeyValue[]
}

/** Starts a run. `makeName` gives a name where neither the input nor the tag mlflow.runName does. */
export function createRun(db: WritableDb, input: NewRun, makeName: () => string): RunInfo {
  const experiment = requireActive(getExperiment(db, input.experimentId))
  // MLflow looks up experiment 0 for an empty id and then fails to write it.
  if (input.experimentId === '') throw new Failure('INVALID', missingValue('experiment_id'), { details: { errorCode: 'BAD_REQUEST' } })
  const tagged = input.tags.find((tag) => tag.key === runNameTag)?.value
  if (input.runName && tagged && input.runName !== tagged)
    throw new Failure(
      'INVALID',
      `Both 'run_name' argument and 'mlflow.runName' tag are specified, but with different values (run_name='${input.runName}', mlflow.runName='${tagged}').`
    )
  const name = input.runName || tagged || makeName()
  const tags = tagged ? input.tags : [...input.tags, { key: runNameTag, value: name }]
  refuseTwice(tags)
  db.prepare<unknown[], never>(
    `INSERT INTO runs (run_uuid, name, source_type, source_name, entry_point_name, user_id, status, start_time, source_version,
       lifecycle_stage, artifact_uri, experiment_id)
     VALUES (?, ?, 'UNKNOWN', '', '', ?, 'RUNNING', ?, '', 'active', ?, ?)`
  ).run(
    input.runId,
    name,
    input.userId,
    input.startTime,
    joinArtifactLocation(experiment.artifactLocation, input.runId, 'artifacts'),
    BigInt(experiment.experimentId)
  )
  for (const tag of tags) writeRunTag(db, input.runId, tag.key, tag.value)
  return getRunInfo(db, input.runId)
}

/** The tags of a run, in the order in which they are kept. */
export function listRunTags(db: ReadableDb, runId: string): readonly KeyValue[] {
  return db.prepare<[string], KeyValue>("SELECT key, coalesce(value, '') AS value FROM tags WHERE run_uuid = ?").all(runId)
}

export interface RunUpdate {
  readonly runId: string
  readonly status?: RunStatus | undefined
  readonly endTime?: Int64 | undefined
  /** Empty leaves the name alone. */
  readonly runName?: string | undefined
}

/** Changes status, end time and name of an active run; the name's tag follows. */
export function updateRun(db: WritableDb, update: RunUpdate): RunInfo {
  requireActiveRun(db, update.runId)
  if (update.status !== undefined)
    db.prepare<[string, string], never>('UPDATE runs SET status = ? WHERE run_uuid = ?').run(update.status, update.runId)
  if (update.endTime !== undefined)
    db.prepare<[Int64, string], never>('UPDATE runs SET end_time = ? WHERE run_uuid = ?').run(update.endTime, update.runId)
  if (update.runName) renameRun(db, update.runId, update.runName)
  return getRunInfo(db, update.runId)
}

/** Gives a run a name, in its row and in its tag. */
export function renameRun(db: WritableDb, runId: string, name: string): void {
  db.prepare<[string, string], never>('UPDATE runs SET name = ? WHERE run_uuid = ?').run(name, runId)
  writeRunTag(db, runId, runNameTag, name)
}

/** Marks a run deleted; doing it twice is no error, as in MLflow. */
export function deleteRun(db: WritableDb, runId: string, now: number): void {
  getRunInfo(db, runId)
  db.prepare<[number, string], never>("UPDATE runs SET lifecycle_stage = 'deleted', deleted_time = ? WHERE run_uuid = ?").run(now, runId)
}

/** Brings back a deleted run. */
export function restoreRun(db: WritableDb, runId: string): void {
  getRunInfo(db, runId)
  db.prepare<[string], never>("UPDATE runs SET lifecycle_stage = 'active', deleted_time = NULL WHERE run_uuid = ?").run(runId)
}

/** Writes one tag without any check. */
export function writeRunTag(db: WritableDb, runId: string, key: string, value: string): void {
  db.prepare<[string, string, string], never>(
    'INSERT INTO tags (key, value, run_uuid) VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET value = excluded.value'
  ).run(key, value, runId)
}
