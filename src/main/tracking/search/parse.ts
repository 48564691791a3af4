import type { Failure } from '../../../preload/contract/reply.ts'
import { invalid } from '../messages.ts'
import { showText } from '../python-text.ts'
import { cutText, filterLimits, tooLong } from './limits.ts'
import { isBlank, matches, SqlLimitError, type SqlNode } from './sql-nodes.ts'
import { parseSql } from './sql-statements.ts'
import type { Grammar } from './target.ts'

/** The right side of a comparison as written: a `string` in single quotes, a `name` (anything unquoted, or quoted with `"` or a backtick), a `list` in brackets, or something else that MLflow never takes. */
export interface ClauseValue {
  readonly kind: 'string' | 'name' | 'integer' | 'float' | 'list' | 'other'
  readonly text: string
}

/** One comparison of a filter before its names are looked up. */
export interface Clause {
  /** Left side as written. */
  readonly identifier: string
  /** As written, `NOT IN`, `IS NULL` and `IS NOT NULL` in capitals. */
  readonly comparator: string
  /** Null after IS NULL and IS NOT NULL. */
  readonly value: ClauseValue | null
  /** Characters before it, from 0. */
  readonly at: number
}

/** Parses MLflow's filter language: comparisons, which AND may join; blank gives none. Each is given to `read` before the next is looked at, so that of several mistakes the first is told. Throws Failure INVALID with MLflow's words and the position. */
export function parseFilter<T>(filter: string, grammar: Grammar, read: (clause: Clause) => T): readonly T[] {
  if (filter.trim() === '') return []
  const nodes = joinLists(readStatement(filter).nodes)
  const strange = nodes.filter((node) => !('left' in node) && !isBlank(node) && !matches(node, 'Keyword', 'AND')) as readonly SqlNode[]
  if (strange.length > 0) {
    const shown = strange.map(({ text }) => (grammar === 'runs' ? `'${text}'` : text)).join(', ')
    throw invalidAt(`Invalid clause(s) in filter string: ${cutText(shown)}`, strange[0]?.at ?? 0)
  }
  const comparisons = nodes.filter((node) => 'left' in node)
  if (comparisons.length > filterLimits.comparisons)
    throw tooLong(`it has more than ${filterLimits.comparisons} comparisons`, `${filterLimits.comparisons} comparisons`)
  return comparisons.map((comparison) => read(toClause(comparison)))
}

/** The one statement of a filter. Searches of logged models have a message of their own for whatever is wrong with it: `start` begins it. Throws INVALID. */
export function readStatement(filter: string, start?: string): SqlNode {
  if (filter.length > filterLimits.characters) throw tooLong(`it has ${filter.length} characters`, `${filterLimits.characters} characters`)
  const statements = parseSql(filter)
  if (statements instanceof SqlLimitError)
    throw invalid(start === undefined ? `Error on parsing filter '${cutText(filter)}'` : `${start} SQLParseError('${statements.message}')`)
  const [statement, second] = statements
  if (start !== undefined && (second || !statement)) throw invalid(`${start} Expected a single SQL expression.`)
  if (statement === undefined) throw invalid(`Invalid filter '${cutText(filter)}'. Could not be parsed.`)
  if (second)
    throw invalidAt(`Search filter contained multiple expression ${showText(cutText(filter))}. Provide AND-ed expression list.`, second.at)
  return statement
}

/** A comparison that brackets or words make, which sqlparse leaves in pieces. */
export interface Comparison {
  readonly left: SqlNode
  readonly comparator: string
  readonly right: SqlNode | null
  /** How many parts sqlparse sees, blanks aside. */
  readonly parts: number
  /** As MLflow shows it: pieces that it joined have no blanks between them. */
  readonly text: string
}

/** Joins the pieces of `x IN (…)`, `x NOT IN (…)`, `x IS NULL` and `x IS NOT NULL`; other nodes stay, comparisons are opened. */
export function joinLists(nodes: readonly SqlNode[]): readonly (SqlNode | Comparison)[] {
  const rest = nodes.filter((node) => !isBlank(node))
  const joined: (SqlNode | Comparison)[] = []
  for (let index = 0; index < rest.length; ) {
    const [first, second, third, fourth] = rest.slice(index, index + 4) as [SqlNode, SqlNode?, SqlNode?, SqlNode?]
    if (first.kind !== 'Identifier' || !second || !third) {
      joined.push(open(first))
      index += 1
      continue
    }
    const comparison = joinPieces(first, second, third, fourth)
    const taken = comparison && comparison.comparator !== 'NOT IN' ? 3 : 4
    // MLflow steps over all the pieces that it looked at.
    if (comparison) joined.push(comparison)
    else joined.push(...rest.slice(index, index + taken).map(open))
    index += taken
  }
  return joined
}

function joinPieces(left: SqlNode, second: SqlNode, third: SqlNode, fourth: SqlNode | undefined): Comparison | undefined {
  if (matches(second, 'Keyword', 'IN') && third.kind === 'Parenthesis')
    return { left, comparator: second.text, right: third, parts: 3, text: '' }
  if (matches(second, 'Keyword', 'IS') && matches(third, 'Keyword', 'NULL'))
    return { left, comparator: 'IS NULL', right: null, parts: 2, text: `${left.text}IS NULL` }
  if (matches(second, 'Keyword', 'IS') && matches(third, 'Keyword', 'NOT NULL'))
    return { left, comparator: 'IS NOT NULL', right: null, parts: 2, text: `${left.text}IS NOT NULL` }
  if (matches(second, 'Keyword', 'NOT') && matches(third, 'Keyword', 'IN') && fourth?.kind === 'Parenthesis')
    return { left, comparator: 'NOT IN', right: fourth, parts: 3, text: '' }
  return undefined
}

function open(node: SqlNode): SqlNode | Comparison {
  if (node.kind !== 'Comparison') return node
  const parts = node.nodes.filter((part) => !isBlank(part))
  return { left: parts[0] as SqlNode, comparator: parts[1]?.text ?? '', right: parts[2] ?? null, parts: parts.length, text: node.text }
}

function toClause({ left, comparator, right, parts }: Comparison): Clause {
  if (parts > 3) throw invalidAt(`Invalid comparison clause. Expected 3 tokens found ${parts}`, left.at)
  if (left.kind !== 'Identifier') throw invalidAt(`Invalid comparison clause. Expected 'Identifier' found '${cutText(left.text)}'`, left.at)
  return { identifier: left.text, comparator, value: right && { kind: kindOf(right), text: right.text }, at: left.at }
}

function kindOf(node: SqlNode): ClauseValue['kind'] {
  if (node.kind === 'Identifier') return 'name'
  if (node.kind === 'Parenthesis') return 'list'
  const kinds: Readonly<Record<string, ClauseValue['kind']>> = {
    'String.Single': 'string',
    'Number.Integer': 'integer',
    'Number.Float': 'float'
  }
  return kinds[node.type] ?? 'other'
}

function invalidAt(message: string, at: number): Failure {
  return invalid(`${message} (at position ${at + 1})`)
}
