import type { RegistryQuery } from '../../tracking/registry-search.ts'
import { int64, list, message, text, withDefault } from '../fields.ts'

const optionalText = withDefault(text, '')

/** The fields of a search of models or versions; `usualResults` is MLflow's page size where none is asked for. */
export function searchFields(usualResults: number) {
  return message({ filter: optionalText, max_results: withDefault(int64, usualResults), order_by: list(text), page_token: text })
}

/** A search request as `tracking` takes it. */
export function toRegistryQuery(input: {
  readonly filter: string
  readonly max_results: RegistryQuery['maxResults']
  readonly order_by: RegistryQuery['orderBy']
  readonly page_token: RegistryQuery['pageToken']
}): RegistryQuery {
  return { filter: input.filter, maxResults: input.max_results, orderBy: input.order_by, pageToken: input.page_token }
}
