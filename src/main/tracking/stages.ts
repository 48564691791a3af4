import { Failure } from '../../preload/contract/reply.ts'
import type { ChangePorts, RegistryChange } from './changes.ts'
import type { WritableDb } from './database.ts'
import { cut, invalid } from './messages.ts'
import { completeVersions, findVersionRow, type ModelVersion, type VersionRow, versionColumns } from './model-version-rows.ts'
import { checkModelName, readVersionNumber } from './registry-names.ts'

export const stageNames = ['None', 'Staging', 'Production', 'Archived'] as const
export type StageName = (typeof stageNames)[number]
/** Stages that serve somebody, whose holders a transition may archive. */
const activeStages: readonly string[] = ['Staging', 'Production']

/** The canonical name of a stage given in any case; INVALID with MLflow's message for others. */
export function readStage(stage: string): StageName {
  const found = stageNames.find((name) => name.toLowerCase() === stage.toLowerCase())
  if (!found) throw invalid(`Invalid Model Version stage: ${cut(stage)}. Value must be one of ${stageNames.join(', ')}.`)
  return found
}

/**
 * Moves a version to a stage; with `archiveExisting` every other version in that stage goes to Archived. Records one change for each
 * version whose stage differs afterwards. Asks `guard` about the move itself even where the version is in the stage already.
 */
export function transitionStage(
  db: WritableDb,
  input: { readonly name: string; readonly version: string; readonly stage: string; readonly archiveExisting: boolean },
  ports: ChangePorts,
  now: number
): ModelVersion {
  const stage = readStage(input.stage)
  if (input.archiveExisting && !activeStages.includes(stage))
    throw new Failure(
      'INVALID',
      `Model version transition cannot archive existing model versions because '${input.stage}' is not an Active stage. Valid stages are ['Staging', 'Production']`
    )
  checkModelName(input.name)
  const target = findVersionRow(db, input.name, readVersionNumber(input.version))
  const incumbents = input.archiveExisting ? readIncumbents(db, target, stage) : []
  const changes = [...incumbents.map((row) => describeMove(row, 'Archived')), describeMove(target, stage)]
  for (const change of changes) ports.guard(change)

  const move = db.prepare<[string, number, string, number], unknown>(
    `UPDATE model_versions SET current_stage = ?, last_updated_time = ? WHERE workspace = 'default' AND name = ? AND version = ?`
  )
  for (const row of incumbents) move.run('Archived', now, row.name, row.version)
  move.run(stage, now, target.name, target.version)
  touchModel(db, target.name, now)
  for (const change of changes) if (change.before !== change.after) ports.record(change)
  return completeVersions(db, [findVersionRow(db, target.name, target.version)])[0] as ModelVersion
}

/** Sets the model's time of last change, which MLflow moves with every stage and every new or deleted version. */
export function touchModel(db: WritableDb, name: string, now: number): void {
  db.prepare<[number, string], unknown>(`UPDATE registered_models SET last_updated_time = ? WHERE workspace = 'default' AND name = ?`).run(
    now,
    name
  )
}

function readIncumbents(db: WritableDb, target: VersionRow, stage: string): readonly VersionRow[] {
  return db
    .prepare<[string, string, number], VersionRow>(
      `SELECT ${versionColumns} FROM model_versions WHERE workspace = 'default' AND name = ? AND current_stage = ? AND version <> ? ORDER BY version`
    )
    .all(target.name, stage, target.version)
}

function describeMove(row: VersionRow, stage: string): RegistryChange {
  return {
    action: 'stage.changed',
    model: row.name,
    version: String(row.version),
    versionCreatedMs: row.creationTime,
    key: null,
    before: row.currentStage,
    after: stage
  }
}
