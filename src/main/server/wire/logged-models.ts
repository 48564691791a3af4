import type { LoggedModel, LoggedModelMetric, LoggedModelStatus } from '../../tracking/logged-model-rows.ts'
import { toWireDouble, toWireInteger, unlessEmpty } from './numbers.ts'

/** Names and numbers of MLflow's LoggedModelStatus. */
export const statusNumbers = {
  LOGGED_MODEL_STATUS_UNSPECIFIED: 0,
  LOGGED_MODEL_PENDING: 1,
  LOGGED_MODEL_READY: 2,
  LOGGED_MODEL_UPLOAD_FAILED: 3
} as const
export type StatusName = keyof typeof statusNumbers

const names: Readonly<Record<LoggedModelStatus, StatusName>> = {
  UNSPECIFIED: 'LOGGED_MODEL_STATUS_UNSPECIFIED',
  PENDING: 'LOGGED_MODEL_PENDING',
  READY: 'LOGGED_MODEL_READY',
  FAILED: 'LOGGED_MODEL_UPLOAD_FAILED'
}

/** The status behind its name on the wire. */
export function readStatus(name: StatusName): LoggedModelStatus {
  const statuses = Object.keys(names) as LoggedModelStatus[]
  return statuses.find((status) => names[status] === name) ?? 'UNSPECIFIED'
}

/** MLflow's JSON of a logged model. */
export function toWireLoggedModel(model: LoggedModel): Record<string, unknown> {
  return {
    info: {
      model_id: model.modelId,
      experiment_id: model.experimentId,
      name: model.name,
      creation_timestamp_ms: model.creationTime,
      last_updated_timestamp_ms: model.lastUpdatedTime,
      artifact_uri: model.artifactLocation,
      status: names[model.status],
      ...(model.modelType === null ? {} : { model_type: model.modelType }),
      ...(model.sourceRunId === null ? {} : { source_run_id: model.sourceRunId }),
      ...(model.statusMessage === null ? {} : { status_message: model.statusMessage }),
      ...unlessEmpty('tags', model.tags)
    },
    data: {
      ...unlessEmpty('params', model.params),
      ...unlessEmpty('metrics', model.metrics.map(toWireMetric))
    }
  }
}

function toWireMetric(metric: LoggedModelMetric): Record<string, unknown> {
  return {
    key: metric.key,
    value: toWireDouble(metric.value),
    timestamp: toWireInteger(metric.timestamp),
    step: toWireInteger(metric.step),
    ...(metric.datasetName === null ? {} : { dataset_name: metric.datasetName }),
    ...(metric.datasetDigest === null ? {} : { dataset_digest: metric.datasetDigest }),
    model_id: metric.modelId,
    run_id: metric.runId
  }
}
