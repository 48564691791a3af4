import type { Answer } from './query.ts'

/** Whether two answers say the same: same ids in order, page by page, or the same refusal. */
export function agree(stock: Answer, ours: Answer): boolean {
  return JSON.stringify(normalize(stock)) === JSON.stringify(normalize(ours))
}

function normalize(answer: Answer): unknown {
  if ('message' in answer) return { code: answer.code, message: settleMessage(answer.message) }
  return answer
}

/** A message without the position that ours adds, and with Python's sets in one order: theirs changes from one process to the next. */
export function settleMessage(message: string): string {
  return message
    .replace(/ \(at position \d+\)$/, '')
    .replace(/\{('[^{}]*')\}/g, (_, items: string) => `{${items.split(', ').sort().join(', ')}}`)
}
