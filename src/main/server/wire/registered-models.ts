import type { RegisteredModel } from '../../tracking/registered-model-rows.ts'
import { toWireFoundVersion } from './model-versions.ts'
import { unlessBlank, unlessEmpty } from './numbers.ts'

/** MLflow's JSON of a registered model; empty lists, an empty description and unset times are left out. */
export function toWireRegisteredModel(model: RegisteredModel): Record<string, unknown> {
  return {
    name: model.name,
    ...(model.creationTime === null ? {} : { creation_timestamp: model.creationTime }),
    ...(model.lastUpdatedTime ? { last_updated_timestamp: model.lastUpdatedTime } : {}),
    ...unlessBlank('description', model.description),
    ...unlessEmpty('latest_versions', model.latestVersions.map(toWireFoundVersion)),
    ...unlessEmpty('tags', model.tags),
    ...unlessEmpty(
      'aliases',
      model.aliases.map(({ alias, version }) => ({ alias, version: String(version) }))
    )
  }
}
