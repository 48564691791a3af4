import { Failure } from '../../../preload/contract/reply.ts'
import { readIdentifier } from './identifier.ts'
import { type Clause, type ClauseValue, filterLimits, parseFilter } from './parse.ts'
import { type AttributeRule, promptTag, type SearchTarget, type SideTable } from './target.ts'

export type SqlValue = string | number | bigint
/** A condition and the values of its `?`, in order. */
export interface Condition {
  readonly sql: string
  readonly parameters: readonly SqlValue[]
}
export interface CompiledFilter extends Condition {
  /** Whether the filter compares metrics (logged models: dataset filters then bind to them). */
  readonly hasMetrics: boolean
}

const numeric = ['>', '>=', '!=', '=', '<', '<=']
const textual = ['!=', '=', 'LIKE', 'ILIKE']
const lists = ['IN', 'NOT IN']
const nulls = ['IS NULL', 'IS NOT NULL']
const contextTag = 'mlflow.data.context'

/** Compiles a filter to one SQL condition over the target's table; `1` when it is blank. `metricScope` further limits the metric rows that may match (table named `side`). */
export function compileFilter(filter: string, target: SearchTarget, metricScope?: Condition): CompiledFilter {
  const clauses = parseFilter(filter).map((clause) => ({ clause, name: readIdentifier(clause.identifier, target) }))
  const isPromptClause = ({ name }: { readonly name: { readonly entity: string; readonly key: string } }) =>
    target.withoutPrompts !== undefined && name.entity === 'tag' && name.key === promptTag
  const first = clauses.find(isPromptClause)
  const asksForPrompts = first !== undefined && isAskingForPrompts(first.clause)
  const conditions = clauses
    .map((entry) => ({ entry, condition: compileClause(entry.clause, entry.name.entity, entry.name.key, target, metricScope) }))
    .filter(({ entry }) => asksForPrompts || !isPromptClause(entry))
    .map(({ condition }) => condition)
  if (target.withoutPrompts !== undefined && !asksForPrompts) conditions.push({ sql: target.withoutPrompts, parameters: [] })
  return { ...joinConditions(conditions), hasMetrics: clauses.some(({ name }) => name.entity === 'metric') }
}

/** Joins conditions with AND; `1` for none. */
export function joinConditions(conditions: readonly Condition[]): Condition {
  if (conditions.length === 0) return { sql: '1', parameters: [] }
  return { sql: conditions.map(({ sql }) => `(${sql})`).join(' AND '), parameters: conditions.flatMap(({ parameters }) => parameters) }
}

/** MLflow keeps prompts out unless the first comparison of the prompt tag asks for them. */
function isAskingForPrompts(clause: Clause): boolean {
  const wanted = clause.value.kind === 'none' ? '' : unquote(clause.value.text).toLowerCase()
  return (clause.comparator === '=' && wanted === 'true') || (clause.comparator === '!=' && wanted === 'false')
}

function compileClause(clause: Clause, entity: string, key: string, target: SearchTarget, metricScope?: Condition): Condition {
  if (clause.value.kind === 'none') return compileNull(clause, entity, key, target)
  if (entity === 'attribute') return compileAttribute(clause, key, target)
  if (entity === 'dataset') return compileDataset(clause, key)
  const side = target.sides[entity as keyof typeof target.sides] as SideTable
  return entity === 'metric' ? compileMetric(clause, key, side, metricScope) : compileKeyed(clause, entity, key, side)
}

function compileNull(clause: Clause, entity: string, key: string, target: SearchTarget): Condition {
  const side = target.sides[entity as keyof typeof target.sides]
  if (!side?.takesNull) {
    const allowed = Object.entries(target.sides).flatMap(([name, table]) =>
      table.takesNull ? [`${name === 'parameter' ? 'param' : name}s`] : []
    )
    const only = allowed.length === 0 ? 'not supported here' : `only supported for ${allowed.sort().reverse().join(' and ')}`
    throw invalid(`IS NULL / IS NOT NULL is ${only}, not for '${entity}' '${key}'`)
  }
  const not = clause.comparator === 'IS NULL' ? 'NOT ' : ''
  return { sql: `${not}EXISTS (SELECT 1 FROM ${side.table} AS side WHERE ${side.match} AND side.${side.key} = ?)`, parameters: [key] }
}

function compileMetric(clause: Clause, key: string, side: SideTable, scope: Condition | undefined): Condition {
  if (clause.value.kind !== 'number') throw invalid(`Expected numeric value type for metric. Found ${shownValue(clause.value)}`)
  checkComparator(clause, numeric)
  const value = readNumber(clause.value.text)
  const compared = `side.${side.value} ${clause.comparator} ?`
  // NaN is stored as 0 with a mark: it satisfies != alone.
  const nan =
    side.isNan === undefined
      ? compared
      : clause.comparator === '!='
        ? `(${compared} OR side.${side.isNan} = 1)`
        : `${compared} AND side.${side.isNan} = 0`
  return {
    sql: `EXISTS (SELECT 1 FROM ${side.table} AS side WHERE ${side.match} AND side.${side.key} = ? AND ${nan}${scope ? ` AND (${scope.sql})` : ''})`,
    parameters: [key, Number(value), ...(scope?.parameters ?? [])]
  }
}

function compileKeyed(clause: Clause, entity: string, key: string, side: SideTable): Condition {
  if (clause.value.kind !== 'string' && clause.value.kind !== 'name')
    throw invalid(`Expected a quoted string value for ${entity} (e.g. 'my-value'). Got value ${shownValue(clause.value)}`)
  const value = readText(clause.value)
  checkComparator(clause, side.takesNull ? [...textual, ...nulls] : textual)
  const compared = compareText(`side.${side.value}`, clause.comparator, value)
  return {
    sql: `EXISTS (SELECT 1 FROM ${side.table} AS side WHERE ${side.match} AND side.${side.key} = ? AND ${compared.sql})`,
    parameters: [key, ...compared.parameters]
  }
}

function compileDataset(clause: Clause, key: string): Condition {
  if (clause.value.kind === 'number') throw invalid(`Expected a quoted string value for dataset attributes. Got value ${clause.value.text}`)
  const compared = compareListable(key === 'context' ? 'note.value' : `data.${key}`, clause)
  checkComparator(clause, [...textual, ...lists])
  const note = key === 'context' ? ` JOIN input_tags AS note ON note.input_uuid = link.input_uuid AND note.name = '${contextTag}'` : ''
  return {
    sql:
      `EXISTS (SELECT 1 FROM inputs AS link JOIN datasets AS data ON data.dataset_uuid = link.source_id${note}` +
      ` WHERE link.destination_type = 'RUN' AND link.destination_id = runs.run_uuid AND link.source_type = 'DATASET' AND ${compared.sql})`,
    parameters: compared.parameters
  }
}

function compileAttribute(clause: Clause, key: string, target: SearchTarget): Condition {
  const rule = target.attributes[key] as AttributeRule
  if (rule.type === 'number' || rule.type === 'whole') return compileNumber(clause, key, rule)
  if (rule.type === 'integer') return compileInteger(clause, key, rule)
  if (clause.value.kind === 'number') throw invalid(`Expected a quoted string value for attributes. Got value ${clause.value.text}`)
  if (clause.value.kind === 'list' && !rule.takesLists)
    throw invalid(`Only [${namesOfLists(target)}] attributes support comparison with a list of quoted string values.`)
  checkComparator(clause, rule.type === 'identifier' ? ['=', '!=', ...lists] : [...textual, ...lists])
  return compareListable(rule.column, clause, rule.type === 'identifier' ? readExperimentId : undefined)
}

function namesOfLists(target: SearchTarget): string {
  const names = Object.keys(target.attributes).filter((name) => target.attributes[name]?.takesLists)
  return names
    .sort()
    .map((name) => `'${name}'`)
    .join(', ')
}

function compileNumber(clause: Clause, key: string, rule: AttributeRule): Condition {
  if (clause.value.kind !== 'number')
    throw invalid(`Expected numeric value type for numeric attribute: ${key}. Found ${shownValue(clause.value)}`)
  checkComparator(clause, numeric)
  const value = readNumber(clause.value.text)
  if (rule.type === 'whole' && typeof value !== 'bigint')
    throw invalid(`Invalid value for numeric attribute '${key}': '${clause.value.text}'`)
  return { sql: `${rule.column} ${clause.comparator} ?`, parameters: [value] }
}

function compileInteger(clause: Clause, key: string, rule: AttributeRule): Condition {
  checkComparator(clause, numeric)
  const text = clause.value.kind === 'none' || clause.value.kind === 'list' ? '' : unquote(clause.value.text)
  if (!/^\s*[+-]?\d+\s*$/.test(text)) throw invalid(`Invalid value for numeric attribute '${key}': ${shownValue(clause.value)}`)
  return { sql: `${rule.column} ${clause.comparator} ?`, parameters: [readNumber(text.trim().replace(/^\+/, ''))] }
}

function compareListable(column: string, clause: Clause, convert: (text: string) => SqlValue = (text) => text): Condition {
  if (clause.value.kind !== 'list') {
    const value = convert(readText(clause.value))
    return typeof value === 'string'
      ? compareText(column, clause.comparator, value)
      : { sql: `${column} ${clause.comparator} ?`, parameters: [value] }
  }
  const { items } = clause.value
  if (items.length === 0) throw invalid('While parsing a list in the query, expected a non-empty list of string values, but got empty list')
  if (items.some((item) => typeof item !== 'string'))
    throw invalid(
      `While parsing a list in the query, expected string value, punctuation, or whitespace, but got different type in list: ${clause.value.text}`
    )
  if (!lists.includes(clause.comparator)) throw invalid(`Invalid comparator '${clause.comparator}' for a list; it takes IN or NOT IN`)
  return {
    sql: `${column} ${clause.comparator} (${items.map(() => '?').join(',')})`,
    parameters: items.map((item) => convert(String(item)))
  }
}

function compareText(column: string, comparator: string, value: string): Condition {
  if (comparator !== 'LIKE' && comparator !== 'ILIKE') return { sql: `${column} ${comparator} ?`, parameters: [value] }
  if (value.length > filterLimits.patternCharacters)
    throw invalid(
      `A pattern after ${comparator} can have at most ${filterLimits.patternCharacters} characters; this one has ${value.length}`
    )
  // The session sets case_sensitive_like, as MLflow does.
  const pattern = value.replace(/%{2,}/g, '%')
  return comparator === 'LIKE'
    ? { sql: `${column} LIKE ?`, parameters: [pattern] }
    : { sql: `lower(${column}) LIKE lower(?)`, parameters: [pattern] }
}

function checkComparator(clause: Clause, allowed: readonly string[]): void {
  if (!allowed.includes(clause.comparator))
    throw invalid(`Invalid comparator '${clause.comparator}' not one of '{${allowed.map((one) => `'${one}'`).join(', ')}}'`)
}

/** A whole number stays exact; int64 and double bound what is taken. */
function readNumber(text: string): number | bigint {
  if (/^-?\d+$/.test(text)) {
    const exact = BigInt(text)
    if (exact < -(1n << 63n) || exact >= 1n << 63n) throw invalid(`The number ${text.slice(0, 40)} is beyond a 64-bit integer`)
    return exact
  }
  const value = Number(text)
  if (!Number.isFinite(value)) throw invalid(`The number ${text.slice(0, 40)} is beyond a double`)
  return value
}

function readExperimentId(text: string): bigint {
  if (!/^\s*[+-]?\d{1,19}\s*$/.test(text)) throw invalid(`Invalid experiment ID '${text}'. Experiment ID must be a valid integer.`)
  return readNumber(text.trim().replace(/^\+/, '')) as bigint
}

function readText(value: ClauseValue): string {
  if (value.kind === 'none' || value.kind === 'list') return ''
  const first = value.text[0]
  if (value.text.length >= 2 && (first === "'" || first === '"') && value.text.endsWith(first)) return value.text.slice(1, -1)
  throw invalid(
    `Parameter value is either not quoted or unidentified quote types used for string value ${value.text}. Use either single or double quotes.`
  )
}

function unquote(text: string): string {
  return /^(['"]).*\1$/su.test(text) ? text.slice(1, -1) : text
}

function shownValue(value: ClauseValue): string {
  return value.kind === 'none' ? '' : value.text.slice(0, 200)
}

function invalid(message: string): Failure {
  return new Failure('INVALID', message)
}
