import { Failure } from '../../../preload/contract/reply.ts'
import { type Token, tokenize } from './tokens.ts'

/** The right side of a comparison as written; `name` is anything unquoted or quoted with `"` or a backtick. */
export type ClauseValue =
  | { readonly kind: 'string' | 'name' | 'number'; readonly text: string }
  | { readonly kind: 'list'; readonly text: string; readonly items: readonly (string | number)[] }
  | { readonly kind: 'none' }

/** One comparison of a filter before its names are looked up. */
export interface Clause {
  /** Left side as written. */
  readonly identifier: string
  /** In capitals: = != LIKE IN `NOT IN` `IS NULL` … */
  readonly comparator: string
  readonly value: ClauseValue
  readonly at: number
}

export const filterLimits = { characters: 500_000, comparisons: 100, listItems: 10_000, patternCharacters: 10_000 } as const
const wordComparators = ['LIKE', 'ILIKE', 'RLIKE']
const reserved = ['AND', 'OR', 'NOT', 'IN', 'IS', 'NULL', ...wordComparators]

/** Parses MLflow's filter language: comparisons, which AND may join; blank gives none. Throws Failure INVALID with MLflow's words and the position. */
export function parseFilter(filter: string): readonly Clause[] {
  if (filter.length > filterLimits.characters) throw tooLong(`it has ${filter.length} characters`, `${filterLimits.characters} characters`)
  const reader = createReader(tokenize(filter))
  const clauses: Clause[] = []
  while (reader.peek()) {
    if (isWord(reader.peek(), 'AND')) reader.next()
    else clauses.push(readClause(reader))
    if (clauses.length > filterLimits.comparisons)
      throw tooLong(`it has more than ${filterLimits.comparisons} comparisons`, `${filterLimits.comparisons} comparisons`)
  }
  return clauses
}

interface Reader {
  peek(ahead?: number): Token | undefined
  next(): Token | undefined
}

function createReader(tokens: readonly Token[]): Reader {
  let position = 0
  return { peek: (ahead = 0) => tokens[position + ahead], next: () => tokens[position++] }
}

function readClause(reader: Reader): Clause {
  const left = reader.next()
  if (left?.kind === 'string' && reader.peek()?.kind === 'operator')
    throw invalid(`Invalid comparison clause. Expected 'Identifier' found '${left.text}'`, left)
  if (left?.kind !== 'name' || isReserved(left)) throw refuseToken(left)
  const comparator = readComparator(reader, left)
  if (comparator === 'IS NULL' || comparator === 'IS NOT NULL')
    return { identifier: left.text, comparator, value: { kind: 'none' }, at: left.at }
  const value = readValue(reader, left)
  if ((comparator === 'IN' || comparator === 'NOT IN') && value.kind !== 'list') throw refuseToken(left)
  return { identifier: left.text, comparator, value, at: left.at }
}

function readComparator(reader: Reader, left: Token): string {
  const token = reader.next()
  if (token?.kind === 'operator') return token.text
  const upper = upperWord(token)
  if (wordComparators.includes(upper) || upper === 'IN') return upper
  const following = upperWord(reader.peek())
  if (upper === 'NOT' && (following === 'IN' || wordComparators.includes(following))) return `NOT ${upperWord(reader.next())}`
  if (upper === 'IS' && following === 'NULL') return `IS ${upperWord(reader.next())}`
  if (upper === 'IS' && following === 'NOT' && upperWord(reader.peek(1)) === 'NULL') {
    reader.next()
    reader.next()
    return 'IS NOT NULL'
  }
  throw refuseToken(left)
}

function readValue(reader: Reader, left: Token): ClauseValue {
  const token = reader.next()
  if (token?.kind === 'string' || token?.kind === 'number') return { kind: token.kind, text: token.text }
  if (token?.kind === 'name' && !isReserved(token)) return { kind: 'name', text: token.text }
  if (token?.kind === 'open') return readList(reader, token)
  throw refuseToken(left)
}

/** Reads what Python would read as a tuple of literals: quoted strings (neighbours join) and numbers. */
function readList(reader: Reader, open: Token): ClauseValue {
  const items: (string | number)[] = []
  let isAfterItem = false
  for (let token = reader.next(); token; token = reader.next()) {
    if (token.kind === 'close') return { kind: 'list', text: describeList(items), items }
    if (token.kind === 'comma' && isAfterItem) isAfterItem = false
    else if (token.kind === 'number' && !isAfterItem) {
      items.push(Number(token.text))
      isAfterItem = true
    } else if (token.kind === 'string' || (token.kind === 'name' && token.text.startsWith('"'))) {
      const text = unescapeLiteral(token.text.slice(1, -1))
      if (isAfterItem) items.push(`${items.pop()}${text}`)
      else items.push(text)
      isAfterItem = true
    } else break
    if (items.length > filterLimits.listItems)
      throw tooLong(`a list in it has more than ${filterLimits.listItems} items`, `${filterLimits.listItems} items in a list`)
  }
  throw invalid('While parsing a list in the query, expected a non-empty list of string values, but got ill-formed list.', open)
}

function describeList(items: readonly (string | number)[]): string {
  const shown = items.slice(0, 5).map((item) => (typeof item === 'string' ? `'${item}'` : String(item)))
  return `(${shown.join(', ')}${items.length > 5 ? ', …' : ''})`
}

function unescapeLiteral(text: string): string {
  return text.replace(/\\(['"\\nt])/g, (_, letter: string) => (letter === 'n' ? '\n' : letter === 't' ? '\t' : letter))
}

function upperWord(token: Token | undefined): string {
  return token?.kind === 'name' ? token.text.toUpperCase() : ''
}
function isWord(token: Token | undefined, wanted: string): boolean {
  return upperWord(token) === wanted
}
function isReserved(token: Token): boolean {
  return reserved.includes(upperWord(token))
}

function refuseToken(token: Token | undefined): Failure {
  const shown = token?.text.slice(0, 100) ?? ''
  return invalid(`Invalid clause(s) in filter string: '${shown}'`, token)
}
function invalid(message: string, token: Token | undefined): Failure {
  return new Failure('INVALID', token ? `${message} (at position ${token.at + 1})` : message)
}
function tooLong(fact: string, limit: string): Failure {
  return new Failure('INVALID', `The filter is too long: ${fact}. The limit is ${limit}.`, { remedy: 'Split it into several searches.' })
}
