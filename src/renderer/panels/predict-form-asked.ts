import type { PredictionBody } from '../../preload/contract/predictions.ts'
import type { Asked, Question } from './predict-form-store.ts'

/** Longer texts are compared as they are. */
const readAtMost = 500_000

/** Whether what stands in the form is what was asked. Params of a kept prediction are not known, so they do not count. */
export function isStillAsked(asked: Asked, question: Pick<Question, 'body' | 'params'> | null): boolean {
  if (!question) return false
  if ('input' in asked) return normalizeInput(writeText(question.body)) === normalizeInput(asked.input)
  return writeText(asked.body) === writeText(question.body) && JSON.stringify(asked.params) === JSON.stringify(question.params)
}

function writeText(body: PredictionBody): string {
  if (body.kind === 'records') return JSON.stringify(body.rows)
  return body.kind === 'json' ? body.text : `file ${body.file}`
}

/** One spelling for all ways to write the same rows: a list of records without what is absent, by name. */
function normalizeInput(text: string): string {
  if (text.length > readAtMost) return text
  try {
    return JSON.stringify(listRecords(JSON.parse(text) as unknown))
  } catch {
    return text
  }
}

function listRecords(body: unknown): unknown {
  if (Array.isArray(body)) return body.map((row: unknown) => (isRecord(row) ? tidyRecord(row) : row))
  if (!isRecord(body)) return body
  if (Array.isArray(body['dataframe_records'])) return listRecords(body['dataframe_records'])
  const split = body['dataframe_split']
  if (!isRecord(split)) return body
  const { columns, data } = split
  if (!Array.isArray(columns) || !Array.isArray(data)) return body
  return listRecords(
    data.map((cells: unknown) =>
      Object.fromEntries(columns.map((name, place) => [String(name), Array.isArray(cells) ? cells[place] : null]))
    )
  )
}

function tidyRecord(row: Readonly<Record<string, unknown>>) {
  const present = Object.entries(row).filter(([, value]) => value !== null && value !== undefined)
  return Object.fromEntries(present.sort(([one], [other]) => (one < other ? -1 : 1)))
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
