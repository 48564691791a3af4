import type { AllowedDifference } from './allowed.ts'
import { compareHeaders } from './compare.ts'
import type { Played } from './play.ts'

/** One step, both answers, and how they differ. */
export interface Outcome {
  readonly title: string
  readonly stock: Played
  readonly ours: Played
  readonly differences: readonly string[]
}

const shownCharacters = 1500

/** What is wrong with a step, as text for people; null where the answers are the same or differ exactly as one of the `known` says. */
export function describeFailure(outcome: Outcome, known: readonly AllowedDifference[]): string | null {
  const { title, stock, ours, differences } = outcome
  const entry = known.find(({ steps }) => steps.includes(title))
  if (entry && differences.length === 0) return `${title}\n  is listed as different (${entry.reason}) and is not: take it off the list`
  if (entry) {
    const wrong = checkEntry(outcome, entry)
    return wrong.length === 0 ? null : describe(outcome, wrong)
  }
  const lacking = [...stock.lacking.map((path) => `stock lacks ${path}`), ...ours.lacking.map((path) => `ours lacks ${path}`)]
  return differences.length + lacking.length === 0 ? null : describe(outcome, lacking)
}

/** What an entry says of the two and does not hold; headers are the same in a listed step too, and what the entry does not speak of. */
function checkEntry({ stock, ours, differences }: Outcome, entry: AllowedDifference): readonly string[] {
  const isStock = stock.answer.status === entry.stock && (entry.stockBody?.test(stock.answer.bytes.toString()) ?? true)
  const isOurs = ours.answer.status === entry.status && entry.body.test(ours.answer.bytes.toString())
  const headers = compareHeaders(stock.answer, ours.answer)
  const { paths = ['message'] } = entry
  const bodies =
    entry.stock === entry.status
      ? differences.filter((line) => !headers.includes(line) && !paths.some((path) => line.startsWith(`${path}: `)))
      : []
  return [
    ...(isStock ? [] : [`expected of stock: ${entry.stock} ${entry.stockBody ?? ''}`]),
    ...(isOurs ? [] : [`expected of ours: ${entry.status} ${entry.body}`]),
    ...[...headers, ...bodies].map((line) => `not listed: ${line}`)
  ]
}

function describe({ title, stock, ours, differences }: Outcome, more: readonly string[]): string {
  const { method, target, headers, body } = stock.sent
  const type = headers['Content-Type'] ?? ''
  return [
    title,
    `  ${method} ${target}${type && type !== 'application/json' ? ` (${type})` : ''}${body === null ? '' : ` ${shorten(body.toString())}`}`,
    `  stock: ${showAnswer(stock)}`,
    `  ours:  ${showAnswer(ours)}`,
    ...[...differences, ...more].map((line) => `    ${line}`)
  ].join('\n')
}

function showAnswer({ answer }: Played): string {
  const type = String(answer.headers['content-type'] ?? 'no type')
  return `${answer.status} ${type === 'application/json' ? '' : `(${type}) `}${shorten(answer.bytes.toString().replace(/\n\s*/g, ' '))}`
}

function shorten(text: string): string {
  return text.length > shownCharacters ? `${text.slice(0, shownCharacters)}… (${text.length} characters)` : text
}
