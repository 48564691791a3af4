import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { Failure } from '../../preload/contract/reply.ts'
import { describeAliasRemoval } from './aliases.ts'
import { type ArtifactStore, locateArtifact } from './artifact-paths.ts'
import type { ChangePorts, RegistryChange } from './changes.ts'
import type { ReadableDb, WritableDb } from './database.ts'
import { checkRunId } from './identifiers.ts'
import { findRunModels, noteRegistration } from './logged-models.ts'
import { insertVersion } from './model-version-insert.ts'
import {
  completeVersions,
  deletedStage,
  findVersionRow,
  type ModelVersion,
  type RegistryTag,
  type VersionRow
} from './model-version-rows.ts'
import { resolvePromptSource, resolveSource } from './model-version-sources.ts'
import { lookUpModelRow } from './registered-model-rows.ts'
import { createRegisteredModel } from './registered-models.ts'
import { checkDescription, checkModelName, readVersionNumber } from './registry-names.ts'
import { joinArtifactLocation } from './schema.ts'
import { promptTag } from './search/target.ts'
import { touchModel } from './stages.ts'

export interface NewVersion {
  readonly name: string
  readonly source: string
  readonly runId?: string | undefined
  readonly modelId?: string | undefined
  readonly runLink?: string | null | undefined
  readonly description?: string | null | undefined
  readonly tags: readonly RegistryTag[]
  readonly userId?: string | null | undefined
  /** Where local sources may lie; none without it. */
  readonly store?: ArtifactStore | undefined
}

/** A version by name and number; NOT_FOUND for deleted ones too. */
export function getModelVersion(db: ReadableDb, name: string, version: string): ModelVersion {
  checkModelName(name)
  return complete(db, findVersionRow(db, name, readVersionNumber(version)))
}

/** The address from which a client downloads a version's files: what was resolved at creation, else the source as given. */
export function resolveDownloadUri(db: ReadableDb, name: string, version: string): string {
  const row = getModelVersion(db, name, version)
  return row.storageLocation || row.source || ''
}

/** Creates the next version of a model, READY at once. The number counts deleted versions too, so none is given twice. */
export function createModelVersion(db: WritableDb, input: NewVersion, ports: ChangePorts, now: number): ModelVersion {
  const isPrompt = input.tags.findLast((tag) => tag.key === promptTag)?.value.toLowerCase() === 'true'
  const resolved = isPrompt ? resolvePromptSource(db, input) : resolveSource(db, input)
  const version = insertVersion(db, { ...input, ...resolved }, ports, now)
  if (!isPrompt && resolved.modelId) noteRegistration(db, resolved.modelId, input.name, version)
  return complete(db, findVersionRow(db, input.name, version))
}

/**
 * Registers `runs:/<runId>/<path>` as MLflow's client does: the files below the run where they hold an MLmodel, else the run's newest
 * logged model of that name. Creates the registered model where it does not exist. NOT_FOUND names the run or the path.
 */
export function registerFromRun(
  db: WritableDb,
  input: {
    readonly model: string
    readonly runId: string
    /** Relative to the run's artifacts, or the name of a logged model; usually `model`. */
    readonly path: string
    readonly tags: readonly RegistryTag[]
    readonly description: string | null
    readonly author: string | null
    readonly store: ArtifactStore
  },
  ports: ChangePorts,
  now: number
): ModelVersion {
  const found = findRegistrable(db, input.runId, input.path, input.store)
  if (!lookUpModelRow(db, input.model)) createRegisteredModel(db, { name: input.model, description: null, tags: [] }, ports, now)
  const { model: name, runId, tags, description, author: userId, store } = input
  return createModelVersion(db, { name, runId, tags, description, userId, store, ...found }, ports, now)
}

/** Replaces a version's description. */
export function updateModelVersion(
  db: WritableDb,
  input: { readonly name: string; readonly version: string; readonly description: string | null },
  ports: ChangePorts,
  now: number
): ModelVersion {
  checkModelName(input.name)
  checkDescription(input.description)
  const row = findVersionRow(db, input.name, readVersionNumber(input.version))
  const change: RegistryChange = { ...describeVersion('version.updated', row), before: row.description, after: input.description }
  ports.guard(change)
  db.prepare<[string | null, number, string, number], unknown>(
    `UPDATE model_versions SET description = ?, last_updated_time = ? WHERE workspace = 'default' AND name = ? AND version = ?`
  ).run(input.description, now, row.name, row.version)
  if ((change.before ?? '') !== (change.after ?? '')) ports.record(change)
  return complete(db, findVersionRow(db, row.name, row.version))
}

/** Deletes a version: its row stays, redacted, its tags too; aliases that pointed at it go. */
export function deleteModelVersion(
  db: WritableDb,
  input: { readonly name: string; readonly version: string },
  ports: ChangePorts,
  now: number
): void {
  checkModelName(input.name)
  const row = complete(db, findVersionRow(db, input.name, readVersionNumber(input.version)))
  const changes = [
    ...row.aliases.map((alias) => describeAliasRemoval(db, row.name, alias, row.version)),
    { ...describeVersion('version.deleted', row), before: row.currentStage }
  ]
  for (const change of changes) ports.guard(change)
  db.prepare<[string, number], unknown>(
    `DELETE FROM registered_model_aliases WHERE workspace = 'default' AND name = ? AND version = ?`
  ).run(row.name, row.version)
  db.prepare<[number, string, number], unknown>(
    `UPDATE model_versions SET current_stage = '${deletedStage}', last_updated_time = ?, description = NULL, user_id = NULL, source = 'REDACTED-SOURCE-PATH',
       run_id = 'REDACTED-RUN-ID', run_link = 'REDACTED-RUN-LINK', status_message = NULL
     WHERE workspace = 'default' AND name = ? AND version = ?`
  ).run(now, row.name, row.version)
  touchModel(db, row.name, now)
  for (const change of changes) ports.record(change)
}

/** The change that has no values yet: name, number and creation time of a version. */
export function describeVersion(action: RegistryChange['action'], row: VersionRow): RegistryChange {
  return {
    action,
    model: row.name,
    version: String(row.version),
    versionCreatedMs: row.creationTime,
    key: null,
    before: null,
    after: null
  }
}

function complete(db: ReadableDb, row: VersionRow): ModelVersion {
  return completeVersions(db, [row])[0] as ModelVersion
}

function findRegistrable(
  db: ReadableDb,
  runId: string,
  path: string,
  store: ArtifactStore
): { readonly source: string; readonly modelId?: string } {
  checkRunId(runId)
  const run = db.prepare<[string], { address: string | null }>('SELECT artifact_uri AS address FROM runs WHERE run_uuid = ?').get(runId)
  if (!run) throw new Failure('NOT_FOUND', `Run with id=${runId} not found`)
  const address = run.address ?? ''
  const source = path === '' ? address : joinArtifactLocation(address, path)
  if (existsSync(join(locateArtifact(store, address, path).absolute, 'MLmodel'))) return { source }
  const logged = findRunModels(db, runId, path)[0]
  if (!logged)
    throw new Failure('NOT_FOUND', `Unable to find a logged_model with artifact_path ${path} under run ${runId}`, {
      remedy: 'Choose a path of the run that holds a model.'
    })
  return { source: `models:/${logged.modelId}`, modelId: logged.modelId }
}
