import type { ModelVersion } from '../../tracking/model-version-rows.ts'
import { unlessBlank, unlessEmpty } from './numbers.ts'

/** MLflow's JSON of a model version: the number as text, times as numbers, what is unset left out. */
export function toWireModelVersion(version: ModelVersion): Record<string, unknown> {
  return { ...toWireFoundVersion(version), ...unlessEmpty('aliases', version.aliases) }
}

/** The same for a version in a list of found ones or in its model, where MLflow tells no aliases. */
export function toWireFoundVersion(version: ModelVersion): Record<string, unknown> {
  return {
    name: version.name,
    version: String(version.version),
    creation_timestamp: version.creationTime,
    ...present('last_updated_timestamp', version.lastUpdatedTime),
    ...present('user_id', version.userId),
    ...present('current_stage', version.currentStage),
    ...present('description', version.description),
    ...present('source', version.source),
    ...present('run_id', version.runId),
    ...present('status', version.status),
    ...unlessBlank('status_message', version.statusMessage),
    ...unlessEmpty('tags', version.tags),
    ...present('run_link', version.runLink)
  }
}

function present(key: string, value: unknown): Record<string, unknown> {
  return value === null ? {} : { [key]: value }
}
