import type { ReadableDb } from '../../tracking/database.ts'

/** Which models travel: all of them with every run, or the named ones. */
export type Selection = { readonly kind: 'registry' } | { readonly kind: 'models'; readonly models: readonly string[] }

/** The chosen ids as JSON lists, bound to the conditions below. */
export interface ChosenIds extends Record<string, string> {
  readonly models: string
  readonly runs: string
  readonly loggedModels: string
  readonly experiments: string
}

const inList = (column: string, list: string) => `${column} IN (SELECT value FROM json_each(:${list}))`
const ofChosenRun = `(destination_type = 'RUN' AND ${inList('destination_id', 'runs')} OR source_type IN ('RUN_INPUT', 'RUN_OUTPUT') AND ${inList('source_id', 'runs')})`
const usedDataset = `dataset_uuid IN (SELECT source_id FROM inputs WHERE source_type = 'DATASET' AND ${ofChosenRun})
  OR dataset_uuid IN (SELECT dataset_uuid FROM logged_model_metrics WHERE ${inList('model_id', 'loggedModels')})`

/** MLflow's tables that hold the registry and its runs, parents first, with the condition that picks the chosen rows. The others (traces, webhooks and their secrets, jobs …) stay behind. */
export const tablesToCopy: readonly { readonly table: string; readonly where: string }[] = [
  { table: 'experiments', where: inList('experiment_id', 'experiments') },
  { table: 'experiment_tags', where: inList('experiment_id', 'experiments') },
  { table: 'runs', where: inList('run_uuid', 'runs') },
  { table: 'params', where: inList('run_uuid', 'runs') },
  { table: 'tags', where: inList('run_uuid', 'runs') },
  { table: 'metrics', where: inList('run_uuid', 'runs') },
  { table: 'latest_metrics', where: inList('run_uuid', 'runs') },
  { table: 'datasets', where: `${inList('experiment_id', 'experiments')} AND (${usedDataset})` },
  { table: 'inputs', where: ofChosenRun },
  { table: 'input_tags', where: `input_uuid IN (SELECT input_uuid FROM inputs WHERE ${ofChosenRun})` },
  { table: 'logged_models', where: inList('model_id', 'loggedModels') },
  { table: 'logged_model_params', where: inList('model_id', 'loggedModels') },
  { table: 'logged_model_tags', where: inList('model_id', 'loggedModels') },
  { table: 'logged_model_metrics', where: inList('model_id', 'loggedModels') },
  { table: 'registered_models', where: inList('name', 'models') },
  { table: 'registered_model_tags', where: inList('name', 'models') },
  { table: 'registered_model_aliases', where: inList('name', 'models') },
  { table: 'model_versions', where: inList('name', 'models') },
  { table: 'model_version_tags', where: inList('name', 'models') }
]

/** Finds everything the selection needs: the models' versions, their runs, the logged models of both and the experiments they lie in. */
export function chooseIds(db: ReadableDb, selection: Selection): ChosenIds {
  if (selection.kind === 'registry')
    return {
      models: listJson(db, 'SELECT json_group_array(name) FROM registered_models', {}),
      runs: listJson(db, 'SELECT json_group_array(run_uuid) FROM runs', {}),
      loggedModels: listJson(db, 'SELECT json_group_array(model_id) FROM logged_models', {}),
      experiments: listJson(db, 'SELECT json_group_array(experiment_id) FROM experiments', {})
    }
  const models = JSON.stringify(selection.models)
  const sources = listJson(db, sourceModelsSql, { models })
  const runs = listJson(db, runsSql, { models, sources })
  const loggedModels = listJson(db, loggedModelsSql, { runs, sources })
  const allRuns = listJson(db, runsOfMetricsSql, { runs, loggedModels })
  return { models, runs: allRuns, loggedModels, experiments: listJson(db, experimentsSql, { runs: allRuns, loggedModels }) }
}

/** Since MLflow 3 a version names its logged model only through its source, `models:/m-…`. */
const sourceModelsSql = `SELECT json_group_array(DISTINCT model_id) FROM logged_models
  WHERE model_id IN (SELECT substr(source, 9, 34) FROM model_versions WHERE source LIKE 'models:/m-%' AND ${inList('name', 'models')})`
const runsSql = `SELECT json_group_array(run_uuid) FROM runs
  WHERE run_uuid IN (SELECT run_id FROM model_versions WHERE ${inList('name', 'models')})
     OR run_uuid IN (SELECT source_run_id FROM logged_models WHERE ${inList('model_id', 'sources')})`
const loggedModelsSql = `SELECT json_group_array(model_id) FROM logged_models WHERE ${inList('model_id', 'sources')} OR ${inList('source_run_id', 'runs')}`
const runsOfMetricsSql = `SELECT json_group_array(run_uuid) FROM runs
  WHERE ${inList('run_uuid', 'runs')} OR run_uuid IN (SELECT run_id FROM logged_model_metrics WHERE ${inList('model_id', 'loggedModels')})`
/** The default experiment always travels: MLflow expects one. */
const experimentsSql = `SELECT json_group_array(experiment_id) FROM experiments WHERE experiment_id = 0
  OR experiment_id IN (SELECT experiment_id FROM runs WHERE ${inList('run_uuid', 'runs')})
  OR experiment_id IN (SELECT experiment_id FROM logged_models WHERE ${inList('model_id', 'loggedModels')})`

function listJson(db: ReadableDb, sql: string, bindings: Readonly<Record<string, string>>): string {
  return db.prepare<[Readonly<Record<string, string>>], { list: string }>(`SELECT (${sql}) AS list`).get(bindings)?.list ?? '[]'
}

/** Names of the chosen models, by name. */
export function listChosenModels(ids: ChosenIds): readonly string[] {
  return (JSON.parse(ids.models) as string[]).sort()
}

/** Where files of the chosen things lie, by MLflow's own words for it. `owner` names the version where there is one. */
export interface ArtifactAddress {
  readonly address: string
  readonly owner: string | null
}

/** Lists the artifact addresses of versions, logged models and runs that were chosen. */
export function listAddresses(db: ReadableDb, ids: ChosenIds): readonly ArtifactAddress[] {
  return db
    .prepare<[ChosenIds], ArtifactAddress>(
      `SELECT COALESCE(l.artifact_location, NULLIF(v.storage_location, ''), v.source) AS address, v.name || '/' || v.version AS owner
         FROM model_versions v LEFT JOIN logged_models l ON v.source LIKE 'models:/m-%' AND l.model_id = substr(v.source, 9, 34)
        WHERE ${inList('v.name', 'models')} AND v.current_stage IS NOT 'Deleted_Internal'
       UNION ALL SELECT artifact_location, NULL FROM logged_models WHERE ${inList('model_id', 'loggedModels')}
       UNION ALL SELECT artifact_uri, NULL FROM runs WHERE ${inList('run_uuid', 'runs')}`
    )
    .all(ids)
    .filter((row) => typeof row.address === 'string' && row.address !== '')
}
