import type { DatasetInput, ModelLink } from '../../tracking/datasets.ts'
import type { MetricOfRun } from '../../tracking/metric-history.ts'
import type { Metric } from '../../tracking/metrics.ts'
import type { Run, RunInfo } from '../../tracking/runs.ts'
import { toWireDouble, toWireInteger, unlessBlank, unlessEmpty } from './numbers.ts'

/** MLflow's RunInfo message. */
export function toWireRunInfo(info: RunInfo): object {
  return {
    run_uuid: info.runId,
    experiment_id: info.experimentId,
    ...(info.runName === null ? {} : { run_name: info.runName }),
    user_id: info.userId,
    status: info.status,
    ...(info.startTime === null ? {} : { start_time: toWireInteger(info.startTime) }),
    ...(info.endTime ? { end_time: toWireInteger(info.endTime) } : {}),
    ...unlessBlank('artifact_uri', info.artifactUri),
    lifecycle_stage: info.lifecycleStage,
    run_id: info.runId
  }
}

/** MLflow's Run message; data, inputs and outputs are always present. */
export function toWireRun(run: Run): { readonly info: object; readonly data: object; readonly inputs: object; readonly outputs: object } {
  return {
    info: toWireRunInfo(run.info),
    data: {
      ...unlessEmpty('metrics', run.metrics.map(toWireMetric)),
      ...unlessEmpty('params', run.params),
      ...unlessEmpty('tags', run.tags)
    },
    inputs: {
      ...unlessEmpty('dataset_inputs', run.datasets.map(toWireDatasetInput)),
      ...unlessEmpty(
        'model_inputs',
        run.modelInputs.map(({ modelId }) => ({ model_id: modelId }))
      )
    },
    outputs: unlessEmpty('model_outputs', run.modelOutputs.map(toWireModelOutput))
  }
}

/** MLflow's Metric message. */
export function toWireMetric(metric: Metric): object {
  return {
    key: metric.key,
    value: toWireDouble(metric.value),
    timestamp: toWireInteger(metric.timestamp),
    step: toWireInteger(metric.step)
  }
}

/** MLflow's MetricWithRunId message. */
export function toWireMetricOfRun(metric: MetricOfRun): object {
  return { ...toWireMetric(metric), run_id: metric.runId }
}

function toWireDatasetInput({ dataset, tags }: DatasetInput): object {
  return {
    ...unlessEmpty('tags', tags),
    dataset: {
      name: dataset.name,
      digest: dataset.digest,
      source_type: dataset.sourceType,
      source: dataset.source,
      ...unlessBlank('schema', dataset.schema),
      ...unlessBlank('profile', dataset.profile)
    }
  }
}

function toWireModelOutput({ modelId, step }: ModelLink): object {
  return { model_id: modelId, step: toWireInteger(step) }
}
