import { Failure } from '../../../preload/contract/reply.ts'
import type { Entity, SearchTarget } from './target.ts'

export interface Identifier {
  readonly entity: Entity
  readonly key: string
}

const datasetKeys = ['name', 'digest', 'context']

/** Reads the left side of a comparison (`metrics."a b"`, `run_id`) as MLflow does: cut at the first dot, quotes stripped; refuses unknown prefixes and attributes. */
export function readIdentifier(
  text: string,
  target: SearchTarget,
  attributes: readonly string[] = Object.keys(target.attributes)
): Identifier {
  const dot = text.indexOf('.')
  const entity = dot < 0 ? 'attribute' : readPrefix(stripQuotes(text.slice(0, dot), '`'), target)
  const key = stripQuotes(stripQuotes(dot < 0 ? text : text.slice(dot + 1), `'"`), '`')
  if (entity === 'attribute' && !attributes.includes(key))
    throw new Failure('INVALID', `Invalid attribute key '${key}' specified. Valid keys are '${showKeys(attributes)}'`)
  if (entity === 'dataset' && !datasetKeys.includes(key))
    throw new Failure('INVALID', `Invalid dataset key '${key}' specified. Valid keys are '${showKeys(datasetKeys)}'`)
  return { entity, key }
}

function readPrefix(prefix: string, target: SearchTarget): Entity {
  const entity = Object.hasOwn(target.prefixes, prefix) ? target.prefixes[prefix] : undefined
  if (entity === undefined) throw new Failure('INVALID', `Invalid entity type '${prefix}'. ${target.prefixHint}`)
  return entity
}

function stripQuotes(text: string, quotes: string): string {
  const first = text[0]
  return text.length >= 2 && first !== undefined && quotes.includes(first) && text.endsWith(first) ? text.slice(1, -1) : text
}

function showKeys(keys: readonly string[]): string {
  return `{${keys.map((key) => `'${key}'`).join(', ')}}`
}
