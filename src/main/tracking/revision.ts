import { Failure } from '../../preload/contract/reply.ts'
import type { ReadableDb } from './database.ts'

/** The only schema revision that Greenroom writes to: MLflow 3.17's. */
export const writableRevision = 'dc11669786a5'

/** What an MLflow database has; a reader asks for columns, not for revisions. */
export interface SchemaFacts {
  /** Value of alembic_version, null when absent. */
  readonly revision: string | null
  readonly hasWorkspaces: boolean
  readonly hasStorageLocation: boolean
  readonly hasAliases: boolean
  readonly hasLoggedModels: boolean
  readonly hasInputSteps: boolean
}

/** The least that makes a database a registry of MLflow. */
const needed: Readonly<Record<string, readonly string[]>> = {
  experiments: ['experiment_id', 'name', 'artifact_location', 'lifecycle_stage'],
  runs: ['run_uuid', 'experiment_id', 'status', 'start_time', 'lifecycle_stage', 'artifact_uri'],
  metrics: ['key', 'value', 'timestamp', 'step', 'run_uuid', 'is_nan'],
  latest_metrics: ['key', 'value', 'timestamp', 'step', 'run_uuid', 'is_nan'],
  params: ['key', 'value', 'run_uuid'],
  tags: ['key', 'value', 'run_uuid'],
  registered_models: ['name', 'creation_time', 'last_updated_time'],
  model_versions: ['name', 'version', 'current_stage', 'source', 'run_id']
}

/** Looks what a database holds; UNSUPPORTED with the missing part when it is not MLflow's. */
export function probeTrackingDatabase(db: ReadableDb): SchemaFacts {
  for (const [table, columns] of Object.entries(needed)) {
    const found = listColumns(db, table)
    const lacking = columns.filter((column) => !found.includes(column))
    if (found.length === 0) throw notMlflow(db, `it has no table “${table}”`)
    if (lacking.length > 0) throw notMlflow(db, `its table “${table}” has no column “${lacking[0]}”`)
  }
  return {
    revision: readRevision(db),
    hasWorkspaces: listColumns(db, 'registered_models').includes('workspace'),
    hasStorageLocation: listColumns(db, 'model_versions').includes('storage_location'),
    hasAliases: listColumns(db, 'registered_model_aliases').length > 0,
    hasLoggedModels: listColumns(db, 'logged_models').length > 0,
    hasInputSteps: listColumns(db, 'inputs').includes('step')
  }
}

/** Refuses to write to a database of another revision, and to one with triggers or views that MLflow did not make. */
export function checkWritable(db: ReadableDb): void {
  const { revision } = probeTrackingDatabase(db)
  if (revision !== writableRevision)
    throw new Failure(
      'UNSUPPORTED',
      `The registry’s database has schema revision ${revision ?? '(none)'}; Greenroom writes to revision ${writableRevision} (MLflow 3.17) only. Nothing was changed.`,
      {
        remedy:
          'If an older MLflow made it, copy it and run “mlflow db upgrade” of MLflow 3.17; if a newer one did, use a newer Greenroom.',
        details: { found: revision, expected: writableRevision }
      }
    )
  const foreign = db
    .prepare<[], { type: string; name: string }>(
      "SELECT type, name FROM sqlite_master WHERE type = 'view' OR (type = 'trigger' AND NOT (name = 'prevent_secrets_aad_mutation' AND tbl_name = 'secrets'))"
    )
    .get()
  if (foreign)
    throw new Failure('UNSUPPORTED', `The database holds the ${foreign.type} “${foreign.name}”, which MLflow did not make.`, {
      remedy: 'Open it read-only, or remove it first.'
    })
}

function readRevision(db: ReadableDb): string | null {
  if (listColumns(db, 'alembic_version').length === 0) return null
  return db.prepare<[], { version_num: string }>('SELECT version_num FROM alembic_version LIMIT 1').get()?.version_num ?? null
}

function listColumns(db: ReadableDb, table: string): readonly string[] {
  return db
    .prepare<[string], { name: string }>('SELECT name FROM pragma_table_xinfo(?)')
    .all(table)
    .map(({ name }) => name)
}

function notMlflow(db: ReadableDb, fact: string): Failure {
  const [main] = db.pragma('database_list') as readonly { readonly file: string }[]
  return new Failure('UNSUPPORTED', `“${main?.file}” is not an MLflow database: ${fact}.`, {
    remedy: 'Restore it from a copy, or choose the mlflow.db file of a tracking server.'
  })
}
