import { Failure } from '../../../preload/contract/reply.ts'
import { cut } from '../messages.ts'

/** How much one filter may hold. */
export const filterLimits = { characters: 500_000, comparisons: 100, listItems: 10_000, patternCharacters: 10_000 } as const

/** How much SQL may hold; more is refused as sqlparse refuses it, save that what stands in brackets may be longer than there. */
export const sqlLimits = { depth: 100, tokens: 10_000, tokensWithLists: 40_000 } as const

/** The refusal of a filter beyond a limit. */
export function tooLong(fact: string, limit: string): Failure {
  return new Failure('INVALID', `The filter is too long: ${fact}. The limit is ${limit}.`, { remedy: 'Split it into several searches.' })
}

/** What a message of a search shows of a text that may be long. */
export function cutText(text: string): string {
  return cut(text, 1000)
}
