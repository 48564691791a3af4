import { Failure } from '../../preload/contract/reply.ts'
import { getVersionByAlias } from './aliases.ts'
import type { ReadableDb } from './database.ts'
import { readLatestVersions } from './latest-versions.ts'
import { readVersionNumber, type VersionNumber } from './registry-names.ts'
import { readStage } from './stages.ts'

/** What a `models:/` address names. */
export type NamedModel =
  | { readonly kind: 'logged'; readonly modelId: string }
  | { readonly kind: 'registered'; readonly name: string; readonly reference: string }

/** Parses `models:/…` (mlflow/store/artifact/utils/models.py); null for anything else. */
export function readModelsUri(uri: string): NamedModel | null {
  const match = /^models:\/([^/]+)(?:\/([^/]+))?$/s.exec(uri)
  const name = match?.[1] ?? ''
  if (name.trim() === '') return null
  if (match?.[2] !== undefined) return match[2].trim() === '' ? null : { kind: 'registered', name, reference: match[2] }
  const at = name.lastIndexOf('@')
  if (at < 0) return { kind: 'logged', modelId: name }
  return at === 0 || at === name.length - 1 ? null : { kind: 'registered', name: name.slice(0, at), reference: name.slice(at) }
}

/** The number behind a version number, `latest`, a stage (newest in it) or `@alias`. NOT_FOUND where nothing is. */
export function findVersionNumber(db: ReadableDb, name: string, reference: string): VersionNumber {
  if (/^\d+$/.test(reference)) return readVersionNumber(reference)
  if (reference.startsWith('@')) return getVersionByAlias(db, name, reference.slice(1)).version
  if (reference.toLowerCase() === 'latest') return getVersionByAlias(db, name, 'latest').version
  const stage = readStage(reference)
  const found = readLatestVersions(db, [name]).find((version) => version.currentStage === stage)
  if (!found) throw new Failure('NOT_FOUND', `No versions of model with name '${name}' and stage '${stage}' found`)
  return found.version
}
