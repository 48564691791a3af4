import { Failure } from '../../../preload/contract/reply.ts'
import type { Int64 } from '../../tracking/int64.ts'
import type { RegistryQuery } from '../../tracking/registry-search.ts'
import { type Field, int64, list, message, text, withDefault } from '../fields.ts'
import { describeInvalid } from '../validation.ts'

const optionalText = withDefault(text, '')

interface PageLimits {
  /** Where MLflow's model registry has one of its own. */
  readonly least?: number
  readonly most: number
}

/** The fields of a search of models or versions; `usualResults` is MLflow's page size where none is asked for. */
export function searchFields(usualResults: number, limits: PageLimits) {
  return message({
    filter: optionalText,
    max_results: withDefault(pageSize(limits), usualResults),
    order_by: list(text),
    page_token: text
  })
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

/** MLflow refuses a page size beyond its limit as if it were of a wrong type. */
function pageSize({ least, most }: PageLimits): Field<Int64 | undefined> {
  const read = (value: unknown, path: string) => {
    const number = int64.read(value, path)
    if (number !== undefined && number > most) throw new Failure('INVALID', describeInvalid(value, path))
    if (number !== undefined && least !== undefined && number < least)
      throw new Failure('INVALID', `Invalid value for max_results. It must be a positive integer, but got ${number}`)
    return number
  }
  return { ...int64, read }
}
