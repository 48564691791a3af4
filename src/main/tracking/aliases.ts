import { Failure } from '../../preload/contract/reply.ts'
import type { ChangePorts, RegistryChange } from './changes.ts'
import type { ReadableDb, WritableDb } from './database.ts'
import { readLatestVersions } from './latest-versions.ts'
import { completeVersions, findVersionRow, type ModelVersion } from './model-version-rows.ts'
import { findModelRow } from './registered-model-rows.ts'
import { checkAlias, checkModelName, readVersionNumber } from './registry-names.ts'

/** Points an alias at a version, away from another one that held it. Gives the version that held it before, or null. */
export function setAlias(
  db: WritableDb,
  input: { readonly name: string; readonly alias: string; readonly version: string },
  ports: ChangePorts
): number | null {
  checkModelName(input.name)
  checkAlias(input.alias, true)
  const target = findVersionRow(db, input.name, readVersionNumber(input.version))
  const before = readAlias(db, input.name, input.alias)
  const change: RegistryChange = {
    action: 'alias.set',
    model: input.name,
    version: String(target.version),
    versionCreatedMs: target.creationTime,
    key: input.alias,
    before: before === null ? null : String(before),
    after: String(target.version)
  }
  ports.guard(change)
  if (before === target.version) return before
  db.prepare<[string, string, number], unknown>(
    `INSERT INTO registered_model_aliases (workspace, name, alias, version) VALUES ('default', ?, ?, ?)
     ON CONFLICT DO UPDATE SET version = excluded.version`
  ).run(input.name, input.alias, target.version)
  ports.record(change)
  return before
}

/** Removes an alias; one that is not there is fine, as in MLflow. The model must exist. */
export function deleteAlias(db: WritableDb, input: { readonly name: string; readonly alias: string }, ports: ChangePorts): void {
  checkModelName(input.name)
  checkAlias(input.alias, false)
  findModelRow(db, input.name)
  const version = readAlias(db, input.name, input.alias)
  if (version === null) return
  const change = describeAliasRemoval(db, input.name, input.alias, version)
  ports.guard(change)
  db.prepare<[string, string], unknown>(`DELETE FROM registered_model_aliases WHERE workspace = 'default' AND name = ? AND alias = ?`).run(
    input.name,
    input.alias
  )
  ports.record(change)
}

/** The version an alias points at; `latest` is the highest version. An unknown alias is INVALID_PARAMETER_VALUE in MLflow, not 404. */
export function getVersionByAlias(db: ReadableDb, name: string, alias: string): ModelVersion {
  checkModelName(name)
  checkAlias(alias, false)
  findModelRow(db, name)
  if (alias.toLowerCase() === 'latest') return getHighestVersion(db, name)
  const version = readAlias(db, name, alias)
  if (version === null)
    throw new Failure('NOT_FOUND', `Registered model alias ${alias} not found.`, { details: { errorCode: 'INVALID_PARAMETER_VALUE' } })
  return completeVersions(db, [findVersionRow(db, name, version)])[0] as ModelVersion
}

/** The version number behind an alias, null where the alias is not set. */
export function readAlias(db: ReadableDb, name: string, alias: string): number | null {
  const row = db
    .prepare<[string, string], { version: number }>(
      `SELECT version FROM registered_model_aliases WHERE workspace = 'default' AND name = ? AND alias = ?`
    )
    .get(name, alias)
  return row?.version ?? null
}

/** The change that taking an alias from a version is; the version may be deleted already in older databases. */
export function describeAliasRemoval(db: ReadableDb, name: string, alias: string, version: number): RegistryChange {
  const row = db
    .prepare<[string, number], { created: number | null }>(
      `SELECT creation_time AS created FROM model_versions WHERE workspace = 'default' AND name = ? AND version = ?`
    )
    .get(name, version)
  return {
    action: 'alias.deleted',
    model: name,
    version: String(version),
    versionCreatedMs: row?.created ?? null,
    key: alias,
    before: String(version),
    after: null
  }
}

function getHighestVersion(db: ReadableDb, name: string): ModelVersion {
  const versions = readLatestVersions(db, [name])
  const first = versions[0]
  if (!first) throw new Failure('NOT_FOUND', `Latest version not found for model ${name}.`)
  return versions.reduce((highest, one) => (one.version > highest.version ? one : highest), first)
}
