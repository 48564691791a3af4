import { checkKeyName, checkLength, lengthLimits } from './identifiers.ts'
import { cut, invalid, missingValue } from './messages.ts'
import { readWhole } from './python-text.ts'

/** Lengths in characters beside those of identifiers.ts: the widths of MLflow's columns, and our own caps where SQLite knows none. */
export const registryLimits = { name: 256, alias: 255, description: 100_000, source: 2048 } as const

/** A number given for a version; only safe integers from 1 on can be one. */
export type VersionNumber = number | bigint

/** Tag of a version that holds the text of a prompt. */
const promptTextTag = 'mlflow.prompt.text'
const aliasCharacters = 'Names may only contain alphanumerics, underscores (_), and dashes (-).'

/** Refuses names that no registered model can have; MLflow's messages. `field` names the request's field. */
export function checkModelName(name: string, field = 'name'): void {
  if (name.trim() === '') throw invalid(missingValue(field))
  if (/[/:]/.test(name)) throw invalid(`Invalid model name '${cut(name)}'. Names cannot contain '/' or ':'.`)
  if (name === '.' || name === '..' || name.startsWith('..')) checkKeyName(name, 'name')
}

/** The same for names about to be given, which must also read the same everywhere: no blanks around, no control characters, no %xx, at most 256 characters. */
export function checkNewModelName(name: string, field = 'name'): void {
  checkModelName(name, field)
  checkLength(field, registryLimits.name, name)
  if (name !== name.trim() || /[\p{Cc}\p{Zl}\p{Zp}]/u.test(name))
    throw invalid(`Invalid model name '${cut(name)}'. Names cannot begin or end with blanks or contain control characters.`)
  if (decodesToAnother(name))
    throw invalid(`Invalid model name '${cut(name)}'. Names cannot contain percent-encoded characters such as %20.`)
}

/** Refuses tags of models that MLflow refuses. */
export function checkTag(key: string, value: string): void {
  checkKeyName(key, 'key')
  checkLength('key', lengthLimits.key, key)
  checkLength('value', lengthLimits.registryTagValue, value)
}

/** The same for tags of versions, which hold the texts of prompts. */
export function checkVersionTag(key: string, value: string): void {
  if (key === promptTextTag && exceeds(value, lengthLimits.registryTagValue))
    throw invalid(`Prompt text exceeds max length of ${lengthLimits.registryTagValue} characters.`)
  checkTag(key, value)
}

/** Refuses alias names that cannot exist; `isNew` also refuses the reserved ones (`latest`, `v1`). */
export function checkAlias(alias: string, isNew: boolean): void {
  if (alias === '') throw invalid('Registered model alias name cannot be empty.')
  if (!/^[\p{L}\p{N}_-]*$/u.test(alias)) throw invalid(`Invalid alias name: '${cut(alias)}'. ${aliasCharacters}`)
  checkLength('Registered model alias name', registryLimits.alias, alias)
  if (!isNew) return
  if (alias.toLowerCase() === 'latest') throw invalid("'latest' alias name (case insensitive) is reserved.")
  if (/^[vV]\p{Nd}+$/u.test(alias)) throw invalid(`Version alias name '${alias}' is reserved.`)
}

/** Reads a version number as Python's int() does; most numbers are of no version, and those beyond 2^53 come as BigInt. */
export function readVersionNumber(version: string): VersionNumber {
  const number = readWhole(version)
  if (number === undefined) throw invalid(`Parameter 'version' must be an integer, got '${cut(version)}'.`)
  const small = Number(number)
  return Number.isSafeInteger(small) ? small : number
}

/** INVALID where a description is longer than MLflow's column. */
export function checkDescription(description: string | null): void {
  if (description !== null) checkLength('description', registryLimits.description, description)
}

/** Whether a text has more than `limit` characters, counted as Python counts them. */
function exceeds(value: string, limit: number): boolean {
  return value.length > limit && Array.from(value).length > limit
}

function decodesToAnother(name: string): boolean {
  try {
    return decodeURIComponent(name) !== name
  } catch {
    return false
  }
}
