import type { TableShape } from './table-shape.ts'

/** The tables that we write to, by name, in the shape that MLflow has given them from 3.10 on. */
export const knownTables: Readonly<Record<string, TableShape>> = {
  experiments: {
    columns: split(
      'experiment_id INTEGER!, name TEXT!, artifact_location TEXT, lifecycle_stage TEXT, creation_time INTEGER, last_update_time INTEGER, workspace TEXT='
    ),
    key: 'experiment_id',
    unique: ['workspace name'],
    references: [],
    checks: ["(lifecycle_stage IN ('active', 'deleted'))"]
  },
  experiment_tags: {
    columns: split('key TEXT!, value TEXT, experiment_id INTEGER!'),
    key: 'key experiment_id',
    unique: [],
    references: ['experiment_id > experiments (experiment_id)'],
    checks: []
  },
  runs: {
    columns: split(
      'run_uuid TEXT!, name TEXT, source_type TEXT, source_name TEXT, entry_point_name TEXT, user_id TEXT, status TEXT, start_time INTEGER, end_time INTEGER, source_version TEXT, lifecycle_stage TEXT, artifact_uri TEXT, experiment_id INTEGER, deleted_time INTEGER'
    ),
    key: 'run_uuid',
    unique: [],
    references: ['experiment_id > experiments (experiment_id)'],
    checks: [
      "(lifecycle_stage IN ('active', 'deleted'))",
      "(source_type IN ('NOTEBOOK', 'JOB', 'LOCAL', 'UNKNOWN', 'PROJECT'))",
      "(status IN ('SCHEDULED', 'FAILED', 'FINISHED', 'RUNNING', 'KILLED'))"
    ]
  },
  metrics: {
    columns: split('key TEXT!, value REAL!, timestamp INTEGER!, run_uuid TEXT!, step INTEGER=, is_nan NUMERIC='),
    key: 'key timestamp step run_uuid value is_nan',
    unique: [],
    references: ['run_uuid > runs (run_uuid)'],
    checks: ['(is_nan IN (0, 1))']
  },
  latest_metrics: {
    columns: split('key TEXT!, value REAL!, timestamp INTEGER, step INTEGER!, is_nan NUMERIC!, run_uuid TEXT!'),
    key: 'key run_uuid',
    unique: [],
    references: ['run_uuid > runs (run_uuid)'],
    checks: ['(is_nan IN (0, 1))']
  },
  params: {
    columns: split('key TEXT!, value TEXT!, run_uuid TEXT!'),
    key: 'key run_uuid',
    unique: [],
    references: ['run_uuid > runs (run_uuid)'],
    checks: []
  },
  tags: {
    columns: split('key TEXT!, value TEXT, run_uuid TEXT!'),
    key: 'key run_uuid',
    unique: [],
    references: ['run_uuid > runs (run_uuid)'],
    checks: []
  },
  datasets: {
    columns: split(
      'dataset_uuid TEXT!, experiment_id INTEGER!, name TEXT!, digest TEXT!, dataset_source_type TEXT!, dataset_source TEXT!, dataset_schema TEXT, dataset_profile TEXT'
    ),
    key: 'experiment_id name digest',
    unique: [],
    references: ['experiment_id > experiments (experiment_id) on delete cascade'],
    checks: []
  },
  inputs: {
    columns: split('input_uuid TEXT!, source_type TEXT!, source_id TEXT!, destination_type TEXT!, destination_id TEXT!, step INTEGER='),
    key: 'source_type source_id destination_type destination_id',
    unique: [],
    references: [],
    checks: []
  },
  input_tags: {
    columns: split('input_uuid TEXT!, name TEXT!, value TEXT!'),
    key: 'input_uuid name',
    unique: [],
    references: [],
    checks: []
  },
  logged_models: {
    columns: split(
      'model_id TEXT!, experiment_id INTEGER!, name TEXT!, artifact_location TEXT!, creation_timestamp_ms INTEGER!, last_updated_timestamp_ms INTEGER!, status INTEGER!, lifecycle_stage TEXT, model_type TEXT, source_run_id TEXT, status_message TEXT'
    ),
    key: 'model_id',
    unique: [],
    references: ['experiment_id > experiments (experiment_id) on delete cascade'],
    checks: ["(lifecycle_stage IN ('active', 'deleted'))"]
  },
  logged_model_metrics: {
    columns: split(
      'model_id TEXT!, metric_name TEXT!, metric_timestamp_ms INTEGER!, metric_step INTEGER!, metric_value REAL, experiment_id INTEGER!, run_id TEXT!, dataset_uuid TEXT, dataset_name TEXT, dataset_digest TEXT'
    ),
    key: 'model_id metric_name metric_timestamp_ms metric_step run_id',
    unique: [],
    references: [
      'experiment_id > experiments (experiment_id)',
      'model_id > logged_models (model_id) on delete cascade',
      'run_id > runs (run_uuid) on delete cascade'
    ],
    checks: []
  },
  logged_model_params: {
    columns: split('model_id TEXT!, experiment_id INTEGER!, param_key TEXT!, param_value TEXT!'),
    key: 'model_id param_key',
    unique: [],
    references: ['experiment_id > experiments (experiment_id)', 'model_id > logged_models (model_id) on delete cascade'],
    checks: []
  },
  logged_model_tags: {
    columns: split('model_id TEXT!, experiment_id INTEGER!, tag_key TEXT!, tag_value TEXT!'),
    key: 'model_id tag_key',
    unique: [],
    references: ['experiment_id > experiments (experiment_id)', 'model_id > logged_models (model_id) on delete cascade'],
    checks: []
  },
  registered_models: {
    columns: split('name TEXT!, creation_time INTEGER, last_updated_time INTEGER, description TEXT, workspace TEXT='),
    key: 'workspace name',
    unique: [],
    references: [],
    checks: []
  },
  registered_model_tags: {
    columns: split('key TEXT!, value TEXT, name TEXT!, workspace TEXT='),
    key: 'workspace key name',
    unique: [],
    references: ['workspace name > registered_models (workspace name) on update cascade'],
    checks: []
  },
  registered_model_aliases: {
    columns: split('alias TEXT!, version INTEGER!, name TEXT!, workspace TEXT='),
    key: 'workspace name alias',
    unique: [],
    references: ['workspace name > registered_models (workspace name) on update cascade on delete cascade'],
    checks: []
  },
  model_versions: {
    columns: split(
      'name TEXT!, version INTEGER!, creation_time INTEGER, last_updated_time INTEGER, description TEXT, user_id TEXT, current_stage TEXT, source TEXT, run_id TEXT, status TEXT, status_message TEXT, run_link TEXT, storage_location TEXT, workspace TEXT='
    ),
    key: 'workspace name version',
    unique: [],
    references: ['workspace name > registered_models (workspace name) on update cascade'],
    checks: []
  },
  model_version_tags: {
    columns: split('key TEXT!, value TEXT, name TEXT!, version INTEGER!, workspace TEXT='),
    key: 'workspace key name version',
    unique: [],
    references: ['workspace name version > model_versions (workspace name version) on update cascade'],
    checks: []
  }
}

function split(columns: string): readonly string[] {
  return columns.split(', ')
}
