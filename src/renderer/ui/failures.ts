import type { FailureShape } from '../../preload/contract/reply.ts'

/** Any thrown thing as the failure that people may read; unknown errors keep their message under INTERNAL. */
export function describeFailure(thrown: unknown): FailureShape {
  if (isFailure(thrown)) return { code: thrown.code, message: thrown.message, remedy: thrown.remedy, details: thrown.details }
  const message = thrown instanceof Error ? thrown.message : String(thrown)
  return { code: 'INTERNAL', message: message || 'An unknown error' }
}

/** True for acts that the user stopped: nothing to report then. */
export function isCancelled(thrown: unknown): boolean {
  return describeFailure(thrown).code === 'CANCELLED' || (thrown instanceof DOMException && thrown.name === 'AbortError')
}

/** A message as a sentence. Its first letter stays as it is: many begin with a name, and Churn is not churn. */
export function endSentence(text: string): string {
  return /[.!?…]$/.test(text) ? text : `${text}.`
}

/** What Copy details puts on the clipboard. */
export function writeFailure(failure: FailureShape): string {
  const details = Object.entries(failure.details ?? {}).map(([key, value]) => `${key}: ${value}`)
  return [`${failure.code}: ${failure.message}`, failure.remedy, ...details].filter(Boolean).join('\n')
}

function isFailure(thrown: unknown): thrown is FailureShape {
  return typeof thrown === 'object' && thrown !== null && 'code' in thrown && 'message' in thrown && typeof thrown.code === 'string'
}
