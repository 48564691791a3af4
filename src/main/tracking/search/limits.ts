import { Failure } from '../../../preload/contract/reply.ts'

/** How much one filter may hold. */
export const filterLimits = { characters: 500_000, comparisons: 100, listItems: 10_000, patternCharacters: 10_000 } as const

/** The refusal of a filter beyond a limit. */
export function tooLong(fact: string, limit: string): Failure {
  return new Failure('INVALID', `The filter is too long: ${fact}. The limit is ${limit}.`, { remedy: 'Split it into several searches.' })
}
