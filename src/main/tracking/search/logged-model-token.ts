import { Failure } from '../../../preload/contract/reply.ts'
import { invalid } from '../messages.ts'
import { dumpJson } from '../python-json.ts'
import { showList, showValue } from '../python-text.ts'
import { cutText } from './limits.ts'
import { decodeBase64 } from './page-token.ts'

/** What a page of logged models was asked with; its token pins this. */
export interface AskedPage {
  readonly experimentIds: readonly string[]
  readonly filter: string
  /** As MLflow keeps it in the token. */
  readonly orderBy: readonly object[]
}

/** The token of the page after: base64 of MLflow's JSON, so that both servers read each other's. */
export function makeLoggedModelToken(asked: AskedPage, offset: number): string {
  const token = { experiment_ids: asked.experimentIds, filter_string: filterOf(asked), order_by: orderOf(asked), offset: BigInt(offset) }
  return Buffer.from(dumpJson(token)).toString('base64')
}

/** Rows to skip; 0 without a token. Throws INVALID for a token of another search. */
export function readLoggedModelToken(text: string | undefined, asked: AskedPage): number {
  if (!text) return 0
  const token = decodeToken(text)
  const ids = token['experiment_ids']
  if (dumpJson(ids ?? null) !== dumpJson(asked.experimentIds))
    throw mismatch('Experiment IDs', 'experiment IDs', showList(asked.experimentIds), showValue(ids), 'do')
  const filter = token['filter_string'] || null
  if (filter !== filterOf(asked))
    throw mismatch('Filter string', 'filter string', filterOf(asked) ?? 'None', typeof filter === 'string' ? filter : showValue(filter))
  const order = token['order_by'] || null
  if (dumpJson(order) !== dumpJson(orderOf(asked))) throw mismatch('Order by', 'order by', showValue(orderOf(asked)), showValue(order))
  const offset = token['offset'] || 0
  if (!Number.isSafeInteger(offset) || (offset as number) < 0) throw refuse(text)
  return offset as number
}

function filterOf({ filter }: AskedPage): string | null {
  return filter === '' ? null : filter
}
function orderOf({ orderBy }: AskedPage): readonly object[] | null {
  return orderBy.length === 0 ? null : orderBy
}

function decodeToken(text: string): Readonly<Record<string, unknown>> {
  const decoded = decodeBase64(text, 1_000_000)
  if (decoded === undefined) throw refuse(text)
  try {
    const token: unknown = JSON.parse(decoded.toString('utf8'))
    if (typeof token === 'object' && token !== null && !Array.isArray(token)) return token as Readonly<Record<string, unknown>>
  } catch {
    throw refuse(text)
  }
  throw refuse(text)
}

function refuse(text: string): Failure {
  return new Failure('INVALID', `Invalid page token: ${cutText(text)}.`, { remedy: 'Send the token that the same search gave, unchanged.' })
}

function mismatch(first: string, last: string, expected: string, found: string, verb = 'does'): Failure {
  return invalid(
    `${first} in the page token ${verb} not match the requested ${last}. Expected: ${cutText(expected)}. Found: ${cutText(found)}`
  )
}
