import type { DatasetSummary } from '../../tracking/datasets.ts'
import type { Experiment } from '../../tracking/experiments.ts'
import { toWireInteger, unlessBlank, unlessEmpty } from './numbers.ts'

/** MLflow's Experiment message. */
export function toWireExperiment(experiment: Experiment): object {
  return {
    experiment_id: experiment.experimentId,
    name: experiment.name,
    artifact_location: experiment.artifactLocation,
    lifecycle_stage: experiment.lifecycleStage,
    ...(experiment.lastUpdateTime ? { last_update_time: toWireInteger(experiment.lastUpdateTime) } : {}),
    ...(experiment.creationTime ? { creation_time: toWireInteger(experiment.creationTime) } : {}),
    ...unlessEmpty('tags', experiment.tags),
    workspace: experiment.workspace
  }
}

/** MLflow's DatasetSummary message. */
export function toWireSummary(summary: DatasetSummary): object {
  return {
    experiment_id: summary.experimentId,
    name: summary.name,
    digest: summary.digest,
    ...unlessBlank('context', summary.context)
  }
}
