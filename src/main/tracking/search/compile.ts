import { invalid } from '../messages.ts'
import { readWhole, showDouble, showText } from '../python-text.ts'
import { checkComparator } from './comparators.ts'
import { type Condition, checkParameters, compareColumn, joinConditions, type SqlValue } from './condition.ts'
import { cutText } from './limits.ts'
import { type ReadClause, readFilter } from './read-filter.ts'
import { type AttributeRule, promptTag, type SearchTarget, type SideTable } from './target.ts'

export { type Condition, joinConditions, type SqlValue } from './condition.ts'

export interface CompiledFilter extends Condition {
  /** Conditions on columns of the searched table alone; together with `sides` they are what `sql` says. */
  readonly columns: readonly Condition[]
  /** Conditions that look into other tables: metrics, params, tags, datasets, prompts. */
  readonly sides: readonly Condition[]
}

const contextTag = 'mlflow.data.context'

/** Compiles a filter to one SQL condition over the target's table; `1` when it is blank. Throws INVALID in MLflow's words. */
export function compileFilter(filter: string, target: SearchTarget): CompiledFilter {
  const compiled = compileClauses(readFilter(filter, target), target)
  checkParameters(compiled)
  return compiled
}

/** The same for a filter that was read: MLflow reads all of it before it looks at comparators, and other parts of a request in between. */
export function compileClauses(clauses: readonly ReadClause[], target: SearchTarget): CompiledFilter {
  const columns: Condition[] = []
  const sides: Condition[] = []
  const first = clauses.find((clause) => isOfPrompts(clause, target))
  const asksForPrompts = first !== undefined && isAskingForPrompts(first)
  for (const clause of clauses) {
    checkComparator(clause, target)
    const condition = compileClause(clause, target)
    if (!asksForPrompts && isOfPrompts(clause, target)) continue
    if (isOfColumns(clause, target)) columns.push(condition)
    else sides.push(condition)
  }
  if (target.withoutPrompts !== undefined && !asksForPrompts) sides.push({ sql: target.withoutPrompts, parameters: [] })
  return { ...joinConditions([...columns, ...sides]), columns, sides }
}

function isOfPrompts({ entity, key }: ReadClause, target: SearchTarget): boolean {
  return target.withoutPrompts !== undefined && entity === 'tag' && key === promptTag
}

/** MLflow keeps prompts out unless the first comparison of the prompt tag asks for them. */
function isAskingForPrompts({ comparator, value }: ReadClause): boolean {
  const wanted = String(value).toLowerCase()
  return (comparator === '=' && wanted === 'true') || (comparator === '!=' && wanted === 'false')
}

/** Whether a comparison needs the searched table's own columns alone; a run's name is that of its tag. */
function isOfColumns({ entity, key }: ReadClause, target: SearchTarget): boolean {
  return entity === 'attribute' && !target.attributes[key]?.column.startsWith('(')
}

function compileClause(clause: ReadClause, target: SearchTarget): Condition {
  const { entity, key } = clause
  if (entity === 'attribute') return compileAttribute(clause, target.attributes[key] as AttributeRule)
  if (entity === 'dataset') return compileDataset(clause)
  const side = target.sides[entity] as SideTable
  const keyed = `EXISTS (SELECT 1 FROM ${side.table} AS side WHERE ${side.match} AND side.${side.key} = ?`
  if (clause.value === null) return { sql: `${clause.comparator === 'IS NULL' ? 'NOT ' : ''}${keyed})`, parameters: [key] }
  const compared = compareSide(clause, clause.value as SqlValue, side)
  return { sql: `${keyed} AND ${compared.sql})`, parameters: [key, ...compared.parameters] }
}

function compareSide({ comparator }: ReadClause, value: SqlValue, side: SideTable): Condition {
  const compared = compareColumn(`side.${side.value}`, comparator, value)
  if (side.isNan === undefined) return compared
  // NaN is stored as 0 with a mark: it satisfies != alone.
  const sql = comparator === '!=' ? `(${compared.sql} OR side.${side.isNan} = 1)` : `${compared.sql} AND side.${side.isNan} = 0`
  return { ...compared, sql }
}

function compileDataset({ key, comparator, value }: ReadClause): Condition {
  const compared = compareColumn(
    key === 'context' ? 'note.value' : `data.${key === 'name' ? 'name' : 'digest'}`,
    comparator,
    value as SqlValue
  )
  const note = key === 'context' ? ` JOIN input_tags AS note ON note.input_uuid = link.input_uuid AND note.name = '${contextTag}'` : ''
  return {
    sql:
      `EXISTS (SELECT 1 FROM inputs AS link JOIN datasets AS data ON data.dataset_uuid = link.source_id${note}` +
      ` WHERE link.destination_type = 'RUN' AND link.destination_id = runs.run_uuid AND link.source_type = 'DATASET' AND ${compared.sql})`,
    parameters: compared.parameters
  }
}

function compileAttribute({ key, comparator, value }: ReadClause, rule: AttributeRule): Condition {
  if (rule.type === 'identifier') {
    const ids = typeof value === 'object' ? (value ?? []).map(readExperimentId) : readExperimentId(String(value))
    return compareColumn(rule.column, comparator, ids)
  }
  if (rule.type === 'whole' && typeof value === 'number')
    throw invalid(`Invalid value for numeric attribute '${key}': '${showDouble(value)}'`)
  if (rule.type !== 'integer') return compareColumn(rule.column, comparator, value as SqlValue)
  if (typeof value === 'number') throw invalid(`Invalid value for numeric attribute '${key}': ${showDouble(value)}`)
  const whole = typeof value === 'bigint' ? value : readWhole(String(value))
  if (whole === undefined) throw invalid(`Invalid value for numeric attribute '${key}': ${cutText(showText(String(value)))}`)
  return compareColumn(rule.column, comparator, whole)
}

function readExperimentId(text: string): bigint {
  const id = readWhole(text)
  if (id === undefined) throw invalid(`Invalid experiment ID '${cutText(text)}'. Experiment ID must be a valid integer.`)
  return id
}
