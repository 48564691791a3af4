import { Failure } from '../../../preload/contract/reply.ts'
import { type Identifier, readIdentifier } from './identifier.ts'
import type { SearchTarget } from './target.ts'
import { tokenize } from './tokens.ts'

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

/** Compiles MLflow's order_by list to a total order. Rows without a value come last, NaN before them. */
export function compileOrder(orderBy: readonly string[], target: SearchTarget): CompiledOrder {
  if (orderBy.length > maxTerms)
    throw new Failure('INVALID', `order_by can have at most ${maxTerms} clauses; this one has ${orderBy.length}.`)
  const terms = (orderBy.length > 0 ? orderBy : target.order.whenEmpty).map((clause) => readTerm(clause, target))
  const columns: string[] = []
  const parts: string[] = []
  const joins: string[] = []
  const parameters: string[] = []
  for (const [index, term] of terms.entries()) {
    const side = term.entity === 'attribute' || term.entity === 'dataset' ? undefined : target.sides[term.entity]
    const name = side ? `${term.entity}.${term.key}` : (target.order.attributes[term.key] as string)
    if (columns.includes(name)) throw new Failure('INVALID', `\`order_by\` contains duplicate fields: ${JSON.stringify(orderBy)}`)
    columns.push(name)
    if (!side) {
      parts.push(...(target.order.takesSideTables ? [`${name} IS NULL`] : []), `${name} ${term.direction}`)
      continue
    }
    const alias = `order_${index}`
    joins.push(`LEFT JOIN ${side.table} AS ${alias} ON ${side.match.replaceAll('side.', `${alias}.`)} AND ${alias}.${side.key} = ?`)
    parameters.push(term.key)
    const value = `${alias}.${side.value}`
    parts.push(side.isNan ? `CASE WHEN ${alias}.${side.isNan} = 1 THEN 1 WHEN ${value} IS NULL THEN 2 ELSE 0 END` : `${value} IS NULL`)
    parts.push(`${value} ${term.direction}`)
  }
  for (const tie of target.order.ties) if (!columns.includes(tie.column)) parts.push(`${tie.column} ${tie.direction}`)
  return { joins: joins.join(' '), parameters, orderBy: parts.join(', ') }
}

function readTerm(clause: string, target: SearchTarget): OrderTerm {
  const [name, direction, ...rest] = tokenize(clause)
  if (name?.kind !== 'name' || rest.length > 0 || (direction && direction.kind !== 'name'))
    throw new Failure('INVALID', `Invalid order_by clause '${clause.slice(0, 300)}'. Could not be parsed.`)
  const upper = direction?.text.toUpperCase() ?? 'ASC'
  if (upper !== 'ASC' && upper !== 'DESC')
    throw new Failure('INVALID', `Invalid ordering key in order_by clause '${clause.slice(0, 300)}'.`)
  const identifier = readIdentifier(name.text, target, Object.keys(target.order.attributes))
  if (identifier.entity === 'dataset' || (identifier.entity !== 'attribute' && !target.order.takesSideTables))
    throw new Failure('INVALID', `Invalid order_by entity: ${identifier.entity}`)
  return { ...identifier, direction: upper }
}
