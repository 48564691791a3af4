import { Failure } from '../../preload/contract/reply.ts'
import type { ReadableDb } from './database.ts'
import { knownTables } from './known-tables.ts'
import { findObstacle, readTableShape } from './table-shape.ts'

/** The schema revision of databases that Greenroom makes: MLflow 3.17's. */
export const createdRevision = 'dc11669786a5'

/** The only trigger that MLflow makes, with single blanks. */
const knownTrigger =
  'CREATE TRIGGER prevent_secrets_aad_mutation BEFORE UPDATE ON secrets FOR EACH ROW ' +
  'WHEN OLD.secret_id != NEW.secret_id OR OLD.secret_name != NEW.secret_name ' +
  "BEGIN SELECT RAISE(ABORT, 'secret_id and secret_name are immutable (used as AAD in encryption)'); END"

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

/**
 * Refuses to write to a database whose tables are not those that MLflow makes from 3.10 on, whatever its revision, and to one several
 * revisions, or with triggers or views that MLflow did not make. UNSUPPORTED, with what stands against it.
 */
export function checkWritable(db: ReadableDb): void {
  const { revision, hasWorkspaces, hasLoggedModels } = probeTrackingDatabase(db)
  if (revision === null || !hasWorkspaces || !hasLoggedModels) throw describeTooOld(revision)
  const revisions = listRevisions(db)
  if (revisions.length > 1)
    throw describeUnknown(revisions.join(' and '), `“alembic_version” names ${revisions.length} revisions instead of one`)
  for (const [table, known] of Object.entries(knownTables)) {
    const found = readTableShape(db, table)
    const obstacle = found === null ? 'is missing' : findObstacle(known, found)
    if (obstacle !== null) throw describeUnknown(revision, `its table “${table}” ${obstacle}`)
  }
  refuseForeignCode(db)
}

/** What would act on our writes, or stand in for a table, unseen. */
function refuseForeignCode(db: ReadableDb): void {
  const found = db
    .prepare<[], { type: string; name: string; sql: string }>("SELECT type, name, sql FROM sqlite_master WHERE type IN ('view', 'trigger')")
    .all()
  const foreign = found.find(({ sql }) => sql.replace(/\s+/g, ' ').trim() !== knownTrigger)
  if (foreign === undefined) return
  const isAltered = foreign.type === 'trigger' && knownTrigger.includes(` ${foreign.name} `)
  const fact = isAltered ? 'is not as MLflow made it' : 'MLflow did not make'
  throw new Failure('UNSUPPORTED', `The database holds the ${foreign.type} “${foreign.name}”, which ${fact}.`, {
    remedy: 'Open it read-only, or remove it first.'
  })
}

/** Checks the database now and gives a check for each transaction, which costs next to nothing until somebody changes the schema: MLflow may upgrade it while it is open. */
export function watchSchema(db: ReadableDb): () => void {
  const version = db.prepare<[], { schema_version: number }>('PRAGMA schema_version')
  const check = () => {
    const found = version.get()?.schema_version
    if (found === known) return
    checkWritable(db)
    known = found
  }
  let known: number | undefined
  check()
  return check
}

function describeTooOld(revision: string | null): Failure {
  return new Failure(
    'UNSUPPORTED',
    `The registry’s database has schema revision ${revision ?? '(none)'}, of an MLflow before 3.10: Greenroom does not write to it. Nothing was changed.`,
    {
      remedy: 'Copy it, run “mlflow db upgrade” of a newer MLflow on it, and open it again.',
      details: { found: revision, expected: createdRevision }
    }
  )
}

function describeUnknown(revision: string, fact: string): Failure {
  return new Failure(
    'UNSUPPORTED',
    `The registry’s database has schema revision ${revision}, and Greenroom does not write to it: ${fact}. Nothing was changed.`,
    {
      remedy: 'If a newer MLflow made it, use a newer Greenroom; if it was altered by hand, restore it.',
      details: { found: revision, expected: createdRevision }
    }
  )
}

function readRevision(db: ReadableDb): string | null {
  return listRevisions(db)[0] ?? null
}

function listRevisions(db: ReadableDb): readonly string[] {
  if (listColumns(db, 'alembic_version').length === 0) return []
  return db.prepare<[], string>('SELECT version_num FROM alembic_version ORDER BY rowid').pluck().all()
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
