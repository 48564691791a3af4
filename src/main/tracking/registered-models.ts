import { Failure } from '../../preload/contract/reply.ts'
import type { ChangePorts, RegistryChange } from './changes.ts'
import type { ReadableDb, WritableDb } from './database.ts'
import { checkKeyName } from './identifiers.ts'
import { readLatestVersions } from './latest-versions.ts'
import type { ModelVersion, RegistryTag } from './model-version-rows.ts'
import { showText } from './python-text.ts'
import { completeModels, findModelRow, lookUpModelRow, type ModelRow, type RegisteredModel } from './registered-model-rows.ts'
import { checkDescription, checkModelName, checkNewModelName, checkTag } from './registry-names.ts'
import { promptTag } from './search/target.ts'
import { readStage } from './stages.ts'

/** A registered model with tags, aliases and the latest version of each stage; NOT_FOUND otherwise. */
export function getRegisteredModel(db: ReadableDb, name: string): RegisteredModel {
  checkModelName(name)
  return complete(db, findModelRow(db, name))
}

/** The highest version of each named stage (in any case), or of every stage where none is named. */
export function getLatestVersions(db: ReadableDb, name: string, stages: readonly string[]): readonly ModelVersion[] {
  checkModelName(name)
  findModelRow(db, name)
  const wanted = stages.map(readStage)
  return readLatestVersions(db, [name]).filter((version) => stages.length === 0 || wanted.some((stage) => stage === version.currentStage))
}

/** Creates a registered model. CONFLICT where the name is taken, naming both kinds when one is a prompt. */
export function createRegisteredModel(
  db: WritableDb,
  input: { readonly name: string; readonly description: string | null; readonly tags: readonly RegistryTag[] },
  ports: ChangePorts,
  now: number
): RegisteredModel {
  checkNewModelName(input.name)
  checkDescription(input.description)
  for (const tag of input.tags) checkTag(tag.key, tag.value)
  if (lookUpModelRow(db, input.name)) throw describeTakenName(db, input.name, input.tags)
  const change = describeChange('model.created', input.name, null, input.description)
  ports.guard(change)
  db.prepare<[string, number, number, string | null], unknown>(
    `INSERT INTO registered_models (workspace, name, creation_time, last_updated_time, description) VALUES ('default', ?, ?, ?, ?)`
  ).run(input.name, now, now, input.description)
  for (const tag of input.tags) writeTag(db, input.name, tag)
  ports.record(change)
  return complete(db, findModelRow(db, input.name))
}

/** Replaces a model's description. */
export function updateRegisteredModel(
  db: WritableDb,
  input: { readonly name: string; readonly description: string },
  ports: ChangePorts,
  now: number
): RegisteredModel {
  checkModelName(input.name)
  checkDescription(input.description)
  const row = findModelRow(db, input.name)
  const change = describeChange('model.updated', input.name, row.description, input.description)
  ports.guard(change)
  db.prepare<[string, number, string], unknown>(
    `UPDATE registered_models SET description = ?, last_updated_time = ? WHERE workspace = 'default' AND name = ?`
  ).run(input.description, now, input.name)
  if ((change.before ?? '') !== change.after) ports.record(change)
  return complete(db, findModelRow(db, input.name))
}

/** Renames a model; versions, tags and aliases follow (ON UPDATE CASCADE). CONFLICT where the new name is taken. */
export function renameRegisteredModel(
  db: WritableDb,
  input: { readonly name: string; readonly newName: string },
  ports: ChangePorts,
  now: number
): RegisteredModel {
  checkNewModelName(input.newName, 'new_name')
  checkModelName(input.name)
  findModelRow(db, input.name)
  if (input.newName !== input.name && lookUpModelRow(db, input.newName))
    throw new Failure('CONFLICT', `Registered Model (name=${input.newName}) already exists.`)
  const change = describeChange('model.renamed', input.name, input.name, input.newName)
  ports.guard(change)
  db.prepare<[string, number, string], unknown>(
    `UPDATE registered_models SET name = ?, last_updated_time = ? WHERE workspace = 'default' AND name = ?`
  ).run(input.newName, now, input.name)
  db.prepare<[number, string], unknown>(`UPDATE model_versions SET last_updated_time = ? WHERE workspace = 'default' AND name = ?`).run(
    now,
    input.newName
  )
  if (input.newName !== input.name) ports.record(change)
  return complete(db, findModelRow(db, input.newName))
}

/** Deletes a model with its versions, tags and aliases for good; artifacts stay. */
export function deleteRegisteredModel(db: WritableDb, name: string, ports: ChangePorts): void {
  checkModelName(name)
  const row = findModelRow(db, name)
  const change = describeChange('model.deleted', name, row.description, null)
  ports.guard(change)
  for (const table of ['registered_model_aliases', 'model_version_tags', 'model_versions', 'registered_model_tags', 'registered_models'])
    db.prepare<[string], unknown>(`DELETE FROM ${table} WHERE workspace = 'default' AND name = ?`).run(name)
  ports.record(change)
}

/** Sets a tag of a model. */
export function setRegisteredModelTag(db: WritableDb, input: RegistryTag & { readonly name: string }, ports: ChangePorts): void {
  checkModelName(input.name)
  checkTag(input.key, input.value)
  findModelRow(db, input.name)
  const before = readTag(db, input.name, input.key)
  const change: RegistryChange = { ...describeChange('model.tagSet', input.name, before, input.value), key: input.key }
  ports.guard(change)
  if (before === input.value) return
  writeTag(db, input.name, input)
  ports.record(change)
}

/** Removes a tag of a model; one that is not set is fine, as in MLflow. */
export function deleteRegisteredModelTag(db: WritableDb, input: { readonly name: string; readonly key: string }, ports: ChangePorts): void {
  checkModelName(input.name)
  checkKeyName(input.key, 'key')
  findModelRow(db, input.name)
  const before = readTag(db, input.name, input.key)
  if (before === undefined) return
  const change: RegistryChange = { ...describeChange('model.tagDeleted', input.name, before, null), key: input.key }
  ports.guard(change)
  db.prepare<[string, string], unknown>(`DELETE FROM registered_model_tags WHERE workspace = 'default' AND name = ? AND key = ?`).run(
    input.name,
    input.key
  )
  ports.record(change)
}

function complete(db: ReadableDb, row: ModelRow): RegisteredModel {
  return completeModels(db, [row])[0] as RegisteredModel
}

function describeChange(
  action: RegistryChange['action'],
  model: string,
  before: string | null | undefined,
  after: string | null
): RegistryChange {
  return { action, model, version: null, versionCreatedMs: null, key: null, before: before ?? null, after }
}

/** undefined where the tag is not set. */
function readTag(db: ReadableDb, name: string, key: string): string | null | undefined {
  const select = `SELECT value FROM registered_model_tags WHERE workspace = 'default' AND name = ? AND key = ?`
  return db.prepare<[string, string], { value: string | null }>(select).get(name, key)?.value
}

function writeTag(db: WritableDb, name: string, tag: RegistryTag): void {
  db.prepare<[string, string, string], unknown>(
    `INSERT INTO registered_model_tags (workspace, name, key, value) VALUES ('default', ?, ?, ?) ON CONFLICT DO UPDATE SET value = excluded.value`
  ).run(name, tag.key, tag.value)
}

function describeTakenName(db: ReadableDb, name: string, tags: readonly RegistryTag[]): Failure {
  const taken = readTag(db, name, promptTag) === undefined ? 'Registered Model' : 'Prompt'
  const wanted = tags.some((tag) => tag.key === promptTag) ? 'Prompt' : 'Registered Model'
  return new Failure(
    'CONFLICT',
    taken === wanted
      ? `${wanted} (name=${name}) already exists.`
      : `Tried to create a ${wanted.toLowerCase()} with name ${showText(name)}, but the name is already taken by a ${taken.toLowerCase()}. MLflow does not allow creating a model and a prompt with the same name.`
  )
}
