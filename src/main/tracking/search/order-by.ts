import { invalid } from '../messages.ts'
import { showList, showSet } from '../python-text.ts'
import { type Identifier, readOrderIdentifier } from './identifier.ts'
import { cutText } from './limits.ts'
import { splitShellWords } from './shell-words.ts'
import { isBlank, matches, SqlLimitError } from './sql-nodes.ts'
import { parseSql } from './sql-statements.ts'
import type { SearchTarget, SideTable } from './target.ts'

/** SQL of an order: joins to add after FROM, their values, and what follows ORDER BY. */
export interface CompiledOrder {
  readonly joins: string
  readonly parameters: readonly string[]
  readonly orderBy: string
}
interface OrderTerm extends Identifier {
  readonly direction: 'ASC' | 'DESC'
}

const maxTerms = 20

/** Compiles MLflow's order_by list to a total order. Rows without a value come last (SQLite's NULL does so by itself in falling order), NaN before them. */
export function compileOrder(orderBy: readonly string[], target: SearchTarget): CompiledOrder {
  if (orderBy.length > maxTerms) throw invalid(`order_by can have at most ${maxTerms} clauses; this one has ${orderBy.length}.`)
  const columns: string[] = []
  const parts: string[] = []
  const joins: string[] = []
  const parameters: string[] = []
  for (const [index, clause] of (orderBy.length > 0 ? orderBy : target.order.whenEmpty).entries()) {
    const term = readTerm(clause, target)
    const side = term.entity === 'attribute' ? undefined : target.sides[term.entity]
    const name = side ? `${term.entity}.${term.key}` : (target.order.attributes[term.key] as string)
    // MLflow lets experiments name a column twice.
    if (columns.includes(name) && target.grammar !== 'experiments')
      throw invalid(`\`order_by\` contains duplicate fields: ${cutText(showList(orderBy))}`)
    columns.push(name)
    if (side) {
      const alias = `order_${index}`
      joins.push(`LEFT JOIN ${side.table} AS ${alias} ON ${side.match.replaceAll('side.', `${alias}.`)} AND ${alias}.${side.key} = ?`)
      parameters.push(term.key)
      parts.push(...orderBySide(alias, side, term.direction))
    } else parts.push(...(target.order.takesSideTables && term.direction === 'ASC' ? [`${name} IS NULL`] : []), `${name} ${term.direction}`)
  }
  for (const tie of target.order.ties) if (!columns.includes(tie.column)) parts.push(`${tie.column} ${tie.direction}`)
  return { joins: joins.join(' '), parameters, orderBy: parts.join(', ') }
}

function orderBySide(alias: string, side: SideTable, direction: string): readonly string[] {
  const value = `${alias}.${side.value}`
  const missing = side.isNan ? `CASE WHEN ${alias}.${side.isNan} = 1 THEN 1 WHEN ${value} IS NULL THEN 2 ELSE 0 END` : `${value} IS NULL`
  return [missing, `${value} ${direction}`]
}

function readTerm(clause: string, target: SearchTarget): OrderTerm {
  const { name, direction } = splitTerm(clause)
  if (target.grammar === 'models') return { ...readModelKey(name, target), direction }
  const identifier = readOrderIdentifier(name, target)
  // Of versions' tags and attributes MLflow looks at the key alone.
  if (target.grammar === 'versions') return { ...readVersionKey(identifier.key, target), direction }
  if (target.grammar === 'experiments' && identifier.entity !== 'attribute') throw invalid(`Invalid order_by entity: ${identifier.entity}`)
  if (identifier.entity === 'dataset') throw invalid(`Invalid identifier type 'dataset'`)
  return { ...identifier, direction }
}

function readModelKey(name: string, target: SearchTarget): Identifier {
  if (Object.hasOwn(target.order.attributes, name)) return { entity: 'attribute', key: name }
  throw invalid(`Invalid order by key '${cutText(name)}' specified. Valid keys are '${showSet(['name', 'timestamp'])}'`)
}

function readVersionKey(key: string, target: SearchTarget): Identifier {
  if (Object.hasOwn(target.order.attributes, key)) return { entity: 'attribute', key }
  throw invalid(`Invalid order by key '${cutText(key)}' specified. Valid keys are ${showSet(Object.keys(target.order.attributes))}`)
}

/** Splits `name DESC` as MLflow does: SQL that must be one name, then words of a shell. */
function splitTerm(clause: string): { readonly name: string; readonly direction: 'ASC' | 'DESC' } {
  const refusal = `Invalid order_by clause '${cutText(clause)}'. Could not be parsed.`
  const written = readOneName(clause)
  const words = written === undefined ? undefined : splitShellWords(written.replaceAll('`', '"'))
  if (written === undefined || words === undefined || words.length > 2) throw invalid(refusal)
  const [name, direction] = words
  if (name === undefined || direction === undefined) return { name: written.trim(), direction: 'ASC' }
  const upper = direction.toUpperCase()
  if (upper !== 'ASC' && upper !== 'DESC') throw invalid(`Invalid ordering key in order_by clause '${cutText(clause)}'.`)
  return { name: name.trim(), direction: upper }
}

/** The clause if it is one name, with a direction or without; `timestamp` is a word of SQL and is read apart. Throws INVALID where it is nested too deeply. */
function readOneName(clause: string): string | undefined {
  if (clause.length > 10_000) return undefined
  const statements = parseSql(clause)
  if (statements instanceof SqlLimitError) throw invalid(`Error on parsing order_by clause '${cutText(clause)}'`)
  if (statements.length !== 1) return undefined
  const nodes = statements[0]?.nodes ?? []
  const [first, ...rest] = nodes
  if (nodes.length === 1 && first?.kind === 'Identifier') return first.text
  if (!matches(first, 'Name.Builtin', 'timestamp')) return undefined
  const last = rest.pop()
  if (last === undefined) return 'timestamp'
  return rest.every(isBlank) && last.type === 'Keyword.Order' ? `timestamp ${last.text}` : undefined
}
