import type { TupleItem } from '../python-text.ts'

const blanks = /(?:[ \t\n\r\f]|\\\r?\n|#[^\n]*)*/y
const number = /[+-]?(?:\d+(?:_\d+)*(?:\.(?:\d+(?:_\d+)*)?)?|\.\d+(?:_\d+)*)(?:e[+-]?\d+(?:_\d+)*)?(?![\w.])/iy
const opening = /(r|u)?('''|"""|'|")/iy

/** Reads `('a', "b", 1)` as Python reads a literal: neighbours join, backslashes escape, a comma may end it, brackets around one item or around all mean nothing. Undefined for one that Python would not read as a tuple of texts, numbers and tuples. */
export function readListLiteral(text: string): readonly TupleItem[] | undefined {
  const read = readBrackets(text, 0)
  if (read?.end !== text.length) return undefined
  return typeof read.value === 'object' ? read.value : [read.value]
}

interface ReadItem {
  readonly value: TupleItem
  readonly end: number
}

/** What stands in brackets: one item, or a tuple where there is a comma or nothing. */
function readBrackets(text: string, from: number): ReadItem | undefined {
  const items: TupleItem[] = []
  let [isAfterItem, isAfterText, hasComma] = [false, false, false]
  let at = skipBlanks(text, from + 1)
  while (at < text.length && text[at] !== ')') {
    const isComma = text[at] === ','
    const read = isComma ? undefined : readItem(text, at)
    const isText = typeof read?.value === 'string' && text[at] !== '('
    if (read && !isAfterItem) items.push(read.value)
    else if (isText && isAfterText) items.push(`${items.pop()}${read?.value}`)
    else if (!isComma || !isAfterItem) return undefined
    ;[isAfterItem, isAfterText, hasComma] = [!isComma, isText, hasComma || isComma]
    at = skipBlanks(text, read?.end ?? at + 1)
  }
  if (text[at] !== ')') return undefined
  const [only] = items
  return { value: hasComma || only === undefined ? items : only, end: at + 1 }
}

function readItem(text: string, at: number): ReadItem | undefined {
  return text[at] === '(' ? readBrackets(text, at) : (readString(text, at) ?? readNumber(text, at))
}

function skipBlanks(text: string, at: number): number {
  blanks.lastIndex = at
  return at + (blanks.exec(text)?.[0].length ?? 0)
}

function readNumber(text: string, at: number): ReadItem | undefined {
  number.lastIndex = at
  const found = number.exec(text)?.[0]
  if (found === undefined || /^[+-]?0[\d_]*[1-9]$/.test(found)) return undefined
  const digits = found.replaceAll('_', '')
  return { value: /^[+-]?\d+$/.test(digits) ? BigInt(digits.replace(/^\+/, '')) : Number(digits), end: at + found.length }
}

function readString(text: string, at: number): ReadItem | undefined {
  opening.lastIndex = at
  const [all, prefix, quote] = opening.exec(text) ?? []
  if (all === undefined || quote === undefined) return undefined
  const isRaw = prefix?.toLowerCase() === 'r'
  let value = ''
  for (let index = at + all.length; index < text.length; ) {
    if (text.startsWith(quote, index)) return { value, end: index + quote.length }
    const character = text[index] as string
    if (character === '\n' && quote.length === 1) return undefined
    if (character !== '\\') {
      value += character
      index += 1
      continue
    }
    const escaped = isRaw ? { value: text.slice(index, index + 2), length: 2 } : readEscape(text, index)
    if (!escaped) return undefined
    value += escaped.value
    index += escaped.length
  }
  return undefined
}

const simple: Readonly<Record<string, string>> = {
  '\\': '\\',
  "'": "'",
  '"': '"',
  a: '\x07',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
  '\n': ''
}

/** An escape of Python; an unknown one keeps its backslash. */
function readEscape(text: string, at: number): { readonly value: string; readonly length: number } | undefined {
  const next = text[at + 1] ?? ''
  if (Object.hasOwn(simple, next)) return { value: simple[next] as string, length: 2 }
  const octal = /^[0-7]{1,3}/.exec(text.slice(at + 1, at + 4))?.[0]
  if (octal) return { value: String.fromCharCode(Number.parseInt(octal, 8)), length: 1 + octal.length }
  const width = { x: 2, u: 4, U: 8 }[next]
  if (width === undefined) return next === 'N' ? undefined : { value: `\\${next}`, length: 2 }
  const hex = text.slice(at + 2, at + 2 + width)
  const code = /^[\da-f]+$/i.test(hex) && hex.length === width ? Number.parseInt(hex, 16) : Number.NaN
  return code <= 0x10ffff ? { value: String.fromCodePoint(code), length: 2 + width } : undefined
}
