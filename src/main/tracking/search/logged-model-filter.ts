import { invalid } from '../messages.ts'
import { showList, showText, type TupleItem } from '../python-text.ts'
import { type Condition, compareColumn, type SqlValue } from './condition.ts'
import { cutText, filterLimits, tooLong } from './limits.ts'
import { readListLiteral } from './list-literal.ts'
import { type Comparison, joinLists, readStatement } from './parse.ts'
import type { SideTable } from './target.ts'

/** What a filter of logged models says. */
export interface LoggedModelFilter {
  /** Conditions on columns of `logged_models`. */
  readonly columns: readonly Condition[]
  /** Conditions that look into params, tags and metrics. */
  readonly sides: readonly Condition[]
  /** Whether metrics are compared: dataset filters then bind to them. */
  readonly hasMetrics: boolean
}
interface Named {
  readonly entity: 'attributes' | 'metrics' | 'params' | 'tags'
  readonly key: string
}
interface ReadComparison {
  readonly named: Named
  readonly comparator: string
  readonly value: SqlValue | readonly SqlValue[]
}

const entities = ['attributes', 'metrics', 'params', 'tags'] as const
const numeric = ['<', '<=', '>', '>=', '=', '!=']
const textual = ['=', '!=', 'LIKE', 'ILIKE', 'IN', 'NOT IN']
const times = ['creation_timestamp_ms', 'last_updated_timestamp_ms']
const aliases: Readonly<Record<string, string>> = {
  creation_time: 'creation_timestamp_ms',
  creation_timestamp: 'creation_timestamp_ms',
  last_updated_timestamp: 'last_updated_timestamp_ms',
  last_updated_time: 'last_updated_timestamp_ms'
}
/** Columns of `logged_models` that searches name, as MLflow names them. */
export const loggedModelNames: readonly string[] = [
  'model_id',
  'experiment_id',
  'name',
  'artifact_location',
  ...times,
  'status',
  'lifecycle_stage',
  'model_type',
  'source_run_id',
  'status_message'
]
const match = 'side.model_id = logged_models.model_id'
const sides: Readonly<Record<Exclude<Named['entity'], 'attributes'>, SideTable>> = {
  metrics: { table: 'logged_model_metrics', match, key: 'metric_name', value: 'metric_value' },
  params: { table: 'logged_model_params', match, key: 'param_key', value: 'param_value' },
  tags: { table: 'logged_model_tags', match, key: 'tag_key', value: 'tag_value' }
}
const statuses: Readonly<Record<string, number>> = { PENDING: 1, READY: 2, FAILED: 3 }
const statusWords = "CASE logged_models.status WHEN 1 THEN 'PENDING' WHEN 2 THEN 'READY' WHEN 3 THEN 'FAILED' END"

/** Finds a column under one of its names. */
export function findLoggedModelColumn(name: string): string | undefined {
  const column = Object.hasOwn(aliases, name) ? aliases[name] : name
  return column !== undefined && loggedModelNames.includes(column) ? column : undefined
}

/** Compiles a filter of logged models, for which MLflow has a reader of its own: values need no quotes there. `metricScope` further limits the metric rows that may match (table named `side`). Throws INVALID in MLflow's words. */
export function compileLoggedModelFilter(filter: string, metricScope?: Condition): LoggedModelFilter {
  const columns: Condition[] = []
  const found: Condition[] = []
  const comparisons = readComparisons(filter)
  for (const { named, comparator, value } of comparisons) {
    if (named.entity === 'attributes') columns.push(compareAttribute(named.key, comparator, value))
    else found.push(compareSide(named.entity, named.key, comparator, value, metricScope))
  }
  return { columns, sides: found, hasMetrics: comparisons.some(({ named }) => named.entity === 'metrics') }
}

/** Reads left to right: of several mistakes the first is told. */
function readComparisons(filter: string): readonly ReadComparison[] {
  if (filter.trim() === '') return []
  const start = `Invalid filter string: ${showText(cutText(filter))}.`
  const nodes = joinLists(readStatement(filter, start).nodes)
  const comparisons: ReadComparison[] = []
  for (const node of nodes) {
    if ('left' in node) comparisons.push(readComparison(node))
    else if (node.text.trim().toUpperCase() !== 'AND')
      throw invalid(
        `${start} Expected a list of comparisons separated by 'AND' (e.g. 'metrics.loss > 0.1 AND params.lr = 0.01'). (at position ${node.at + 1})`
      )
    if (comparisons.length > filterLimits.comparisons)
      throw tooLong(`it has more than ${filterLimits.comparisons} comparisons`, `${filterLimits.comparisons} comparisons`)
  }
  return comparisons
}

function readComparison({ left, comparator, right, parts, text }: Comparison): ReadComparison {
  if (parts !== 3 || right === null) throw invalid(`Invalid comparison: ${cutText(text)}. Expected a comparison with 3 tokens.`)
  const named = readName(left.text)
  const isNumeric = named.entity === 'metrics' || (named.entity === 'attributes' && times.includes(findLoggedModelColumn(named.key) ?? ''))
  const upper = comparator.toUpperCase()
  const allowed = isNumeric ? numeric : textual
  if (!allowed.includes(upper)) {
    const tuple = `(${showList(allowed).slice(1, -1)})`
    throw invalid(
      `Invalid comparison operator for ${named.entity}.${cutText(named.key)}: ${showText(upper)}. Expected one of ${tuple}. (at position ${left.at + 1})`
    )
  }
  return { named, comparator: upper, value: isNumeric ? readDouble(right.text) : readText(right.text, upper) }
}

function readName(text: string): Named {
  const found = /^([a-z]+)\.([^\n]+)\n?$/.exec(text)
  if (!found) return { entity: 'attributes', key: stripAll(aliases[text] ?? text, '`') }
  const [, entity = '', key = ''] = found
  const known = entities.find((one) => one === entity)
  if (known) return { entity: known, key: stripAll(key, '`') }
  throw invalid(`Invalid entity type: ${showText(entity)}. Expected one of ${showList(entities)}.`)
}

function readDouble(text: string): number {
  const value = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i.test(text) ? Number(text) : Number.NaN
  if (Number.isNaN(value)) throw invalid(`Expected a number. Found ${cutText(text)}`)
  if (!Number.isFinite(value)) throw invalid(`The number ${text.slice(0, 40)} is beyond a double`)
  return value
}

/** A text with all single quotes around it taken away, or the items of a list. */
function readText(text: string, comparator: string): SqlValue | readonly SqlValue[] {
  const isList = text.startsWith('(') && text.endsWith(')')
  if (isList !== (comparator === 'IN' || comparator === 'NOT IN'))
    throw invalid(`Invalid comparator '${comparator}' for ${isList ? 'a list; it takes IN or NOT IN' : 'a text'}`)
  if (!isList) return stripAll(text, "'")
  const items = readListLiteral(text)
  const isFlat = (item: TupleItem): item is SqlValue => typeof item !== 'object'
  if (!items?.every(isFlat)) throw invalid(`Expected a list of quoted string values. Found ${cutText(text)}`)
  if (items.length > filterLimits.listItems)
    throw tooLong(`a list in it has more than ${filterLimits.listItems} items`, `${filterLimits.listItems} items in a list`)
  return items
}

function compareAttribute(key: string, comparator: string, value: SqlValue | readonly SqlValue[]): Condition {
  const column = findLoggedModelColumn(key)
  if (column === undefined) throw invalid(`Invalid attribute key '${cutText(key)}'`)
  if (column !== 'status') return compareColumn(`logged_models.${column}`, comparator, value)
  // The database has numbers. MLflow compares these with the words, and so never finds a status by its name.
  if (comparator.endsWith('LIKE')) return compareColumn(statusWords, comparator, value)
  const toNumber = (one: SqlValue): SqlValue => (typeof one === 'string' && Object.hasOwn(statuses, one) ? (statuses[one] as number) : one)
  return compareColumn('logged_models.status', comparator, typeof value === 'object' ? value.map(toNumber) : toNumber(value))
}

function compareSide(
  entity: Exclude<Named['entity'], 'attributes'>,
  key: string,
  comparator: string,
  value: SqlValue | readonly SqlValue[],
  scope: Condition | undefined
): Condition {
  const side = sides[entity]
  const compared = compareColumn(`side.${side.value}`, comparator, value)
  const within = entity === 'metrics' && scope ? scope : undefined
  return {
    sql: `EXISTS (SELECT 1 FROM ${side.table} AS side WHERE ${side.match} AND side.${side.key} = ? AND ${compared.sql}${within ? ` AND (${within.sql})` : ''})`,
    parameters: [key, ...compared.parameters, ...(within?.parameters ?? [])]
  }
}

/** Strips all of one character from both ends. */
function stripAll(text: string, character: string): string {
  let start = 0
  let end = text.length
  while (start < end && text[start] === character) start += 1
  while (end > start && text[end - 1] === character) end -= 1
  return text.slice(start, end)
}
