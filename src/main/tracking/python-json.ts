import { showDouble } from './python-text.ts'

/** What Python's json.loads makes of a document: a whole number is a BigInt and any other a double, since `1` and `1.0` are told apart there; an object is a Map, which keeps the order of all its keys. */
export type PythonJson = null | boolean | string | number | bigint | readonly PythonJson[] | ReadonlyMap<string, PythonJson>

/** How deep Python still reads; where it gives up depends on what called it. */
const maxDepth = 950
const maxDigits = 4300
const blanks = /[ \t\n\r]*/y
const number = /(-?(?:0|[1-9]\d*))(\.\d+)?([eE][+-]?\d+)?/y
/** Python writes numbers that JSON does not have, and reads them. */
const words: ReadonlyMap<string, PythonJson> = new Map<string, PythonJson>([
  ['null', null],
  ['true', true],
  ['false', false],
  ['NaN', Number.NaN],
  ['Infinity', Number.POSITIVE_INFINITY],
  ['-Infinity', Number.NEGATIVE_INFINITY]
])

interface Cursor {
  readonly text: string
  at: number
  depth: number
}

/** Reads JSON as Python's json.loads does, every digit kept. Throws SyntaxError for what that refuses. */
export function loadJson(text: string): PythonJson {
  const cursor: Cursor = { text, at: 0, depth: 0 }
  const value = readValue(cursor)
  if (peek(cursor) !== '') throw refuse(cursor)
  return value
}

/** Writes as Python's json.dumps does: blanks after commas and colons, ASCII alone. A BigInt is a whole number, a number a double with its point, a Map or an object an object. */
export function dumpJson(value: unknown): string {
  if (typeof value === 'bigint') return String(value)
  if (typeof value === 'number') return Number.isFinite(value) ? showDouble(value) : String(value)
  if (Array.isArray(value)) return `[${value.map(dumpJson).join(', ')}]`
  if (typeof value === 'object' && value !== null) {
    const entries: Iterable<readonly [unknown, unknown]> = value instanceof Map ? value : Object.entries(value)
    return `{${Array.from(entries, ([key, inner]) => `${dumpJson(key)}: ${dumpJson(inner)}`).join(', ')}}`
  }
  return JSON.stringify(value).replace(/[\u007f-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
}

function readValue(cursor: Cursor): PythonJson {
  const next = peek(cursor)
  if (next === '"') return readString(cursor)
  if (next === '[') return readList(cursor)
  if (next === '{') return readObject(cursor)
  for (const [word, value] of words)
    if (cursor.text.startsWith(word, cursor.at)) {
      cursor.at += word.length
      return value
    }
  return readNumber(cursor)
}

function readNumber(cursor: Cursor): number | bigint {
  number.lastIndex = cursor.at
  const [text, whole = '', fraction, exponent] = number.exec(cursor.text) ?? ['']
  if (text === '') throw refuse(cursor)
  cursor.at += text.length
  if (fraction !== undefined || exponent !== undefined) return Number(text)
  if (whole.length > maxDigits) throw refuse(cursor)
  return BigInt(whole)
}

/** Reads a text, which Python and JavaScript escape in the same way. */
function readString(cursor: Cursor): string {
  const start = cursor.at
  for (cursor.at += 1; peekAt(cursor) !== '"'; cursor.at += peekAt(cursor) === '\\' ? 2 : 1)
    if (cursor.at >= cursor.text.length) throw refuse(cursor)
  cursor.at += 1
  return JSON.parse(cursor.text.slice(start, cursor.at)) as string
}

function readList(cursor: Cursor): readonly PythonJson[] {
  const items: PythonJson[] = []
  readItems(cursor, ']', () => items.push(readValue(cursor)))
  return items
}

function readObject(cursor: Cursor): ReadonlyMap<string, PythonJson> {
  const entries = new Map<string, PythonJson>()
  readItems(cursor, '}', () => {
    if (peek(cursor) !== '"') throw refuse(cursor)
    const key = readString(cursor)
    if (peek(cursor) !== ':') throw refuse(cursor)
    cursor.at += 1
    entries.set(key, readValue(cursor))
  })
  return entries
}

function readItems(cursor: Cursor, close: string, readItem: () => void): void {
  cursor.depth += 1
  if (cursor.depth > maxDepth) throw refuse(cursor)
  cursor.at += 1
  for (let isFirst = true; peek(cursor) !== close; isFirst = false) {
    if (!isFirst) {
      if (peek(cursor) !== ',') throw refuse(cursor)
      cursor.at += 1
    }
    readItem()
  }
  cursor.at += 1
  cursor.depth -= 1
}

/** The next character that is not blank; empty at the end. */
function peek(cursor: Cursor): string {
  blanks.lastIndex = cursor.at
  cursor.at += blanks.exec(cursor.text)?.[0].length ?? 0
  return peekAt(cursor)
}

function peekAt({ text, at }: Cursor): string {
  return text[at] ?? ''
}

function refuse({ at }: Cursor): SyntaxError {
  return new SyntaxError(`It is no JSON from character ${at + 1} on`)
}
