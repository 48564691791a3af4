import { invalid } from '../messages.ts'
import { showSet } from '../python-text.ts'
import type { ReadClause } from './read-filter.ts'
import type { AttributeRule, SearchTarget } from './target.ts'

const numeric = ['>', '>=', '!=', '=', '<', '<=']
const textual = ['!=', '=', 'LIKE', 'ILIKE']
const listable = [...textual, 'IN', 'NOT IN']
const nullable = [...textual, 'IS NULL', 'IS NOT NULL']

/** Refuses a comparator that does not fit what it compares, in the words of each of MLflow's searches (which lack a closing quote here and there). */
export function checkComparator(clause: ReadClause, target: SearchTarget): void {
  if (target.grammar === 'runs') checkOfRuns(clause, target)
  else if (target.grammar === 'experiments') checkOfExperiments(clause, target)
  else checkOfRegistry(clause, target)
  checkListMatches(clause)
}

function checkOfRuns({ entity, key, comparator }: ReadClause, target: SearchTarget): void {
  if (entity === 'attribute') {
    checkAttribute(comparator, target.attributes[key])
    return
  }
  const allowed = { metric: numeric, parameter: nullable, tag: nullable, dataset: listable }[entity]
  check(comparator, allowed, `Invalid comparator '${comparator}' not one of '${showSet(allowed)}${entity === 'parameter' ? `'` : ''}`)
}

function checkAttribute(comparator: string, rule: AttributeRule | undefined): void {
  const isNumeric = rule?.type === 'number' || rule?.type === 'whole'
  // MLflow names the comparators of texts even where it refuses one for a number.
  const sentence = `Invalid comparator '${comparator}' not one of '${showSet(listable)}`
  check(comparator, isNumeric ? numeric : listable, isNumeric ? sentence : `${sentence}'`)
}

function checkOfExperiments({ entity, key, comparator }: ReadClause, target: SearchTarget): void {
  const rule = target.attributes[key]
  if (entity === 'tag') check(comparator, nullable, `Invalid comparator for tag: ${comparator}`)
  else if (rule?.type === 'identifier')
    check(comparator, ['=', '!=', 'IN', 'NOT IN'], `Invalid comparator for experiment_id: ${comparator}`)
  else {
    checkAttribute(comparator, rule)
    if (rule?.type === 'text') check(comparator, textual, `Invalid comparator for string attribute: ${comparator}`)
  }
}

function checkOfRegistry({ entity, key, comparator }: ReadClause, target: SearchTarget): void {
  const rule = target.attributes[key]
  if (entity === 'tag') check(comparator, textual, `Invalid comparator for tag: ${comparator}`)
  else if (rule?.type === 'integer') check(comparator, numeric, `Invalid comparator for attribute ${key}: ${comparator}`)
  else check(comparator, rule?.takesLists ? listable : textual, `Invalid comparator for attribute: ${comparator}`)
}

/** A list takes IN alone; MLflow lets others through to the database, which fails. */
function checkListMatches({ comparator, value }: ReadClause): void {
  if (Array.isArray(value) !== (comparator === 'IN' || comparator === 'NOT IN'))
    throw invalid(`Invalid comparator '${comparator}' for ${Array.isArray(value) ? 'a list; it takes IN or NOT IN' : 'a text'}`)
}

function check(comparator: string, allowed: readonly string[], sentence: string): void {
  if (!allowed.includes(comparator)) throw invalid(sentence)
}
