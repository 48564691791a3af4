import type { ReadableDb } from '../../tracking/database.ts'
import { type LoggedModelQuery, searchLoggedModels } from '../../tracking/logged-model-search.ts'
import { type RegistryQuery, searchModelVersions, searchRegisteredModels } from '../../tracking/registry-search.ts'
import { toWireLoggedModel } from './logged-models.ts'
import { toWireFoundVersion } from './model-versions.ts'
import { unlessBlank, unlessEmpty } from './numbers.ts'
import { toWireRegisteredModel } from './registered-models.ts'

/** The searches of registered models, versions and logged models, by name. */
export const registryQueries = {
  'registered-models.search': (db: ReadableDb, input: RegistryQuery): object => {
    const found = searchRegisteredModels(db, input)
    return {
      ...unlessEmpty('registered_models', found.rows.map(toWireRegisteredModel)),
      ...unlessBlank('next_page_token', found.nextPageToken)
    }
  },
  'model-versions.search': (db: ReadableDb, input: RegistryQuery): object => {
    const found = searchModelVersions(db, input)
    return { ...unlessEmpty('model_versions', found.rows.map(toWireFoundVersion)), ...unlessBlank('next_page_token', found.nextPageToken) }
  },
  'logged-models.search': (db: ReadableDb, input: LoggedModelQuery): object => {
    const found = searchLoggedModels(db, input)
    return { ...unlessEmpty('models', found.rows.map(toWireLoggedModel)), ...unlessBlank('next_page_token', found.nextPageToken) }
  }
}
