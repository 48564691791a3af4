import { Failure } from '../../../preload/contract/reply.ts'
import { invalid } from '../messages.ts'
import { showList, showSet, showTuple } from '../python-text.ts'
import { type Identifier, readIdentifier, stripQuotes } from './identifier.ts'
import { cutText, filterLimits, tooLong } from './limits.ts'
import { readListLiteral } from './list-literal.ts'
import { type Clause, type ClauseValue, parseFilter } from './parse.ts'
import type { AttributeRule, SearchTarget } from './target.ts'

/** A comparison with its names looked up and its value read; comparators are not checked yet. */
export interface ReadClause extends Identifier {
  /** In capitals, except for experiments, where MLflow tells `like` from `LIKE`. */
  readonly comparator: string
  /** Null after IS NULL and IS NOT NULL. Numbers are doubles where they were written so. */
  readonly value: string | number | bigint | readonly string[] | null
}

const allNumeric = ['version_number', 'creation_timestamp', 'last_updated_timestamp']

/** Reads all comparisons of a filter, left to right, as MLflow does before it looks at any comparator. Throws INVALID in its words. */
export function readFilter(filter: string, target: SearchTarget): readonly ReadClause[] {
  return parseFilter(filter, target.grammar, (clause) => readClause(clause, target))
}

function readClause(clause: Clause, target: SearchTarget): ReadClause {
  if (clause.value === null && (target.grammar === 'models' || target.grammar === 'versions'))
    throw invalid(`IS NULL / IS NOT NULL is not supported here: '${cutText(clause.identifier)}'`)
  const { entity, key } = readIdentifier(clause.identifier, target)
  const comparator = target.grammar === 'experiments' ? clause.comparator : clause.comparator.toUpperCase()
  if (clause.value === null) {
    checkNull(entity, key, target)
    return { entity, key, comparator, value: null }
  }
  return { entity, key, comparator, value: readValue(clause.value, { entity, key }, target, clause.at) }
}

function checkNull(entity: Identifier['entity'], key: string, { grammar }: SearchTarget): void {
  if (entity === 'tag' && (grammar === 'runs' || grammar === 'experiments')) return
  if (entity === 'parameter' && grammar === 'runs') return
  if (grammar === 'runs') throw invalid(`IS NULL / IS NOT NULL is only supported for tags and params, not for '${entity}' '${key}'`)
  throw invalid(`IS NULL / IS NOT NULL is only supported for tags, not for attribute '${key}'`)
}

function readValue(value: ClauseValue, { entity, key }: Identifier, target: SearchTarget, at: number): NonNullable<ReadClause['value']> {
  const shown = cutText(value.text)
  if (entity === 'metric') {
    if (!isNumber(value)) throw invalid(`Expected numeric value type for metric. Found ${shown}`)
    return readDouble(value.text)
  }
  if (entity === 'attribute') return readAttributeValue(value, key, target, at)
  if (isText(value)) return readText(value)
  if (entity === 'dataset') {
    if (value.kind === 'list') return readList(value.text, at)
    throw invalid(`Expected a quoted string value for dataset attributes. Got value ${shown}`)
  }
  throw invalid(`Expected a quoted string value for ${entity} (e.g. 'my-value'). Got value ${shown}`)
}

function readAttributeValue(value: ClauseValue, key: string, target: SearchTarget, at: number): NonNullable<ReadClause['value']> {
  const rule = target.attributes[key] as AttributeRule
  const shown = cutText(value.text)
  if (rule.type === 'number' || rule.type === 'whole') {
    if (!isNumber(value)) throw invalid(`Expected numeric value type for numeric attribute: ${key}. Found ${shown}`)
    return readNumber(value)
  }
  if (isText(value)) return readText(value)
  if (value.kind === 'list') {
    const lists = Object.keys(target.attributes).filter((name) => target.attributes[name]?.takesLists)
    if (!rule.takesLists) throw invalid(`Only ${showList(lists.sort())} attributes support comparison with a list of quoted string values.`)
    return readList(value.text, at)
  }
  if (target.grammar === 'versions' && isNumber(value)) {
    if (rule.type !== 'integer') throw invalid(`Only the '${showSet(allNumeric)}' attributes support comparison with numeric values.`)
    return readNumber(value)
  }
  const orList = target.grammar === 'models' || target.grammar === 'versions' ? ' or a list of quoted string values' : ''
  throw invalid(`Expected a quoted string value${orList} for attributes. Got value ${shown}`)
}

function isNumber({ kind }: ClauseValue): boolean {
  return kind === 'integer' || kind === 'float'
}
function isText({ kind }: ClauseValue): boolean {
  return kind === 'string' || kind === 'name'
}

function readText({ text }: ClauseValue): string {
  const stripped = stripQuotes(text, `'"`)
  if (stripped.length < text.length) return stripped
  throw invalid(
    `Parameter value is either not quoted or unidentified quote types used for string value ${cutText(text)}. Use either single or double quotes.`
  )
}

/** The items of a list in brackets, all of them texts. */
function readList(text: string, at: number): readonly string[] {
  const items = readListLiteral(text)
  const start = 'While parsing a list in the query, expected'
  if (items === undefined)
    throw new Failure('INVALID', `${start} a non-empty list of string values, but got ill-formed list. (at position ${at + 1})`)
  if (items.length > filterLimits.listItems)
    throw tooLong(`a list in it has more than ${filterLimits.listItems} items`, `${filterLimits.listItems} items in a list`)
  if (items.length === 0) throw invalid(`${start} a non-empty list of string values, but got empty list`)
  if (items.every((item) => typeof item === 'string')) return items
  throw invalid(`${start} string value, punctuation, or whitespace, but got different type in list: ${cutText(showTuple(items))}`)
}

/** A whole number stays exact. */
function readNumber({ kind, text }: ClauseValue): number | bigint {
  if (kind === 'float') return readDouble(text)
  if (/^-?\d+$/.test(text)) return BigInt(text)
  throw invalid(`The number ${text.slice(0, 40)} is not written in digits 0 to 9`)
}

function readDouble(text: string): number {
  const value = Number(text)
  if (!Number.isFinite(value)) throw invalid(`The number ${text.slice(0, 40)} is beyond a double`)
  return value
}
