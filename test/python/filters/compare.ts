import type { Answer } from './query.ts'

/** Whether two answers say the same: same ids in order, page by page, or the same refusal. */
export function agree(stock: Answer, ours: Answer): boolean {
  return JSON.stringify(normalize(stock)) === JSON.stringify(normalize(ours))
}

function normalize(answer: Answer): unknown {
  if ('message' in answer) return { code: answer.code, message: sortSets(answer.message.replace(/ \(at position \d+\)$/, '')) }
  return answer
}

/** Python's sets have no order of their own: it changes from one process to the next. */
function sortSets(message: string): string {
  return message.replace(/\{('[^{}]*')\}/g, (_, items: string) => `{${items.split(', ').sort().join(', ')}}`)
}
