import { Failure } from '../../../preload/contract/reply.ts'
import { showSet } from '../python-text.ts'
import { cutText } from './limits.ts'
import type { Entity, SearchTarget } from './target.ts'

export interface Identifier {
  readonly entity: Entity
  readonly key: string
}

const datasetKeys = ['name', 'digest', 'context']

/** Reads the left side of a comparison (`metrics."a b"`, `run_id`) as MLflow does: cut at the first dot, quotes stripped; refuses unknown prefixes and attributes. */
export function readIdentifier(text: string, target: SearchTarget): Identifier {
  const attributes = Object.keys(target.attributes)
  const identifier = splitIdentifier(text, target)
  // The registry's searches look the name up before they strip its quotes.
  const looksUpQuoted = target.grammar === 'models' || target.grammar === 'versions'
  checkAttribute(identifier, looksUpQuoted ? identifier.written : identifier.key, attributes)
  if (identifier.entity === 'dataset' && !datasetKeys.includes(identifier.key))
    throw new Failure('INVALID', `Invalid dataset key '${cutText(identifier.key)}' specified. Valid keys are '${showSet(datasetKeys)}'`)
  return { entity: identifier.entity, key: identifier.key }
}

/** The same for order_by, which takes attributes of its own and reads them alike in all searches. */
export function readOrderIdentifier(text: string, target: SearchTarget): Identifier {
  const identifier = splitIdentifier(text, target)
  checkAttribute(identifier, identifier.key, Object.keys(target.order.attributes))
  if (identifier.entity === 'dataset' && !datasetKeys.includes(identifier.key))
    throw new Failure('INVALID', `Invalid dataset key '${cutText(identifier.key)}' specified. Valid keys are '${showSet(datasetKeys)}'`)
  return { entity: identifier.entity, key: identifier.key }
}

function splitIdentifier(text: string, target: SearchTarget): Identifier & { readonly written: string } {
  const dot = text.indexOf('.')
  const written = dot < 0 ? text : text.slice(dot + 1)
  const entity = dot < 0 ? 'attribute' : readPrefix(text.slice(0, dot), target)
  return { entity, key: stripQuotes(stripQuotes(written, `'"`), '`'), written }
}

function checkAttribute({ entity }: Identifier, name: string, attributes: readonly string[]): void {
  if (entity === 'attribute' && !attributes.includes(name))
    throw new Failure('INVALID', `Invalid attribute key '${cutText(name)}' specified. Valid keys are '${showSet(attributes)}'`)
}

function readPrefix(written: string, target: SearchTarget): Entity {
  const prefix = target.grammar === 'runs' ? stripQuotes(written, '`') : written
  const entity = Object.hasOwn(target.prefixes, prefix) ? target.prefixes[prefix] : undefined
  if (entity === undefined) throw new Failure('INVALID', `Invalid entity type '${cutText(prefix)}'. ${target.prefixHint}`)
  return entity
}

/** Strips one pair of the given quotes. */
export function stripQuotes(text: string, quotes: string): string {
  const first = text[0]
  return text.length >= 2 && first !== undefined && quotes.includes(first) && text.endsWith(first) ? text.slice(1, -1) : text
}
