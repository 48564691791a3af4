import { type AttributeRule, promptTag, type SearchTarget } from './target.ts'

const text = (column: string, takesLists = false): AttributeRule => ({ column, type: 'text', takesLists })
const number = (column: string): AttributeRule => ({ column, type: 'number', takesLists: false })
const runName = "(SELECT side.value FROM tags AS side WHERE side.run_uuid = runs.run_uuid AND side.key = 'mlflow.runName')"
const runNameRule = text(runName)
const started = number('runs.start_time')

/** `runs`: the run's name is that of its tag, as in MLflow (older rows have no name column filled). */
export const runTarget: SearchTarget = {
  grammar: 'runs',
  prefixes: {
    metric: 'metric',
    metrics: 'metric',
    parameter: 'parameter',
    parameters: 'parameter',
    param: 'parameter',
    params: 'parameter',
    tag: 'tag',
    tags: 'tag',
    attribute: 'attribute',
    attributes: 'attribute',
    attr: 'attribute',
    run: 'attribute',
    dataset: 'dataset',
    datasets: 'dataset'
  },
  prefixHint: "Valid values are ['metric', 'parameter', 'tag', 'attribute', 'dataset']",
  attributes: {
    artifact_uri: text('runs.artifact_uri'),
    end_time: number('runs.end_time'),
    run_id: text('runs.run_uuid', true),
    run_name: runNameRule,
    start_time: started,
    status: text('runs.status'),
    user_id: text('runs.user_id'),
    created: started,
    Created: started,
    'run name': runNameRule,
    'Run name': runNameRule,
    'Run Name': runNameRule
  },
  sides: {
    metric: {
      table: 'latest_metrics',
      match: 'side.run_uuid = runs.run_uuid',
      key: 'key',
      value: 'value',
      isNan: 'is_nan'
    },
    parameter: { table: 'params', match: 'side.run_uuid = runs.run_uuid', key: 'key', value: 'value' },
    tag: { table: 'tags', match: 'side.run_uuid = runs.run_uuid', key: 'key', value: 'value' }
  },
  order: {
    attributes: {
      artifact_uri: 'runs.artifact_uri',
      end_time: 'runs.end_time',
      run_id: 'runs.run_uuid',
      run_name: 'runs.name',
      start_time: 'runs.start_time',
      status: 'runs.status',
      user_id: 'runs.user_id',
      created: 'runs.start_time',
      Created: 'runs.start_time'
    },
    takesSideTables: true,
    whenEmpty: [],
    ties: [
      { column: 'runs.start_time', direction: 'DESC' },
      { column: 'runs.run_uuid', direction: 'ASC' }
    ]
  }
}

const registryPrefixes = { attribute: 'attribute', tag: 'tag', tags: 'tag' } as const
const registryHint = "Valid entity types are ('attribute', 'tag', 'tags')"

/** `experiments`. */
export const experimentTarget: SearchTarget = {
  grammar: 'experiments',
  prefixes: registryPrefixes,
  prefixHint: registryHint,
  attributes: {
    name: text('experiments.name'),
    experiment_id: { column: 'experiments.experiment_id', type: 'identifier', takesLists: true },
    creation_time: { column: 'experiments.creation_time', type: 'whole', takesLists: false },
    last_update_time: { column: 'experiments.last_update_time', type: 'whole', takesLists: false }
  },
  sides: {
    tag: {
      table: 'experiment_tags',
      match: 'side.experiment_id = experiments.experiment_id',
      key: 'key',
      value: 'value'
    }
  },
  order: {
    attributes: {
      name: 'experiments.name',
      experiment_id: 'experiments.experiment_id',
      creation_time: 'experiments.creation_time',
      last_update_time: 'experiments.last_update_time'
    },
    takesSideTables: false,
    whenEmpty: ['creation_time DESC', 'experiment_id ASC'],
    ties: [{ column: 'experiments.experiment_id', direction: 'DESC' }]
  }
}

const sameModel = 'side.workspace = registered_models.workspace AND side.name = registered_models.name'
const isPrompt = `side.key = '${promptTag}' AND side.value = 'true'`

/** `registered_models`, without prompts unless asked for. */
export const registeredModelTarget: SearchTarget = {
  grammar: 'models',
  prefixes: registryPrefixes,
  prefixHint: registryHint,
  attributes: { name: text('registered_models.name', true) },
  sides: { tag: { table: 'registered_model_tags', match: sameModel, key: 'key', value: 'value' } },
  withoutPrompts: `NOT EXISTS (SELECT 1 FROM registered_model_tags AS side WHERE ${sameModel} AND ${isPrompt})`,
  order: {
    attributes: {
      name: 'registered_models.name',
      timestamp: 'registered_models.last_updated_time',
      last_updated_timestamp: 'registered_models.last_updated_time'
    },
    takesSideTables: false,
    whenEmpty: [],
    ties: [{ column: 'registered_models.name', direction: 'ASC' }]
  }
}

const ofModel = 'side.workspace = model_versions.workspace AND side.name = model_versions.name'

/** `model_versions`, without prompts unless asked for. Deleted versions (stage Deleted_Internal) are the caller's to leave out. */
export const modelVersionTarget: SearchTarget = {
  grammar: 'versions',
  prefixes: registryPrefixes,
  prefixHint: registryHint,
  attributes: {
    name: text('model_versions.name', true),
    version_number: { column: 'model_versions.version', type: 'integer', takesLists: false },
    run_id: text('model_versions.run_id', true),
    source_path: text('model_versions.source')
  },
  sides: {
    tag: {
      table: 'model_version_tags',
      match: `${ofModel} AND side.version = model_versions.version`,
      key: 'key',
      value: 'value'
    }
  },
  withoutPrompts: `NOT EXISTS (SELECT 1 FROM model_version_tags AS side WHERE ${ofModel} AND ${isPrompt})`,
  order: {
    attributes: {
      name: 'model_versions.name',
      version_number: 'model_versions.version',
      creation_timestamp: 'model_versions.creation_time',
      last_updated_timestamp: 'model_versions.last_updated_time'
    },
    takesSideTables: false,
    whenEmpty: ['last_updated_timestamp DESC', 'name ASC', 'version_number DESC'],
    ties: [
      { column: 'model_versions.name', direction: 'ASC' },
      { column: 'model_versions.version', direction: 'DESC' }
    ]
  }
}
