import { Failure } from '../../preload/contract/reply.ts'
import type { ReadableDb } from './database.ts'
import { groupBy } from './group-by.ts'
import type { VersionNumber } from './registry-names.ts'

export interface RegistryTag {
  readonly key: string
  readonly value: string
}

/** A version of a registered model as MLflow knows it. Times in milliseconds since the epoch. */
export interface ModelVersion {
  readonly name: string
  readonly version: number
  readonly creationTime: number
  readonly lastUpdatedTime: number | null
  readonly description: string | null
  readonly userId: string | null
  /** None, Staging, Production or Archived. */
  readonly currentStage: string
  readonly source: string | null
  /** Where the files lie, where MLflow resolved it at creation; use `getDownloadUri`. */
  readonly storageLocation: string | null
  readonly runId: string | null
  readonly runLink: string | null
  readonly status: string | null
  readonly statusMessage: string | null
  readonly tags: readonly RegistryTag[]
  readonly aliases: readonly string[]
}
export type VersionRow = Omit<ModelVersion, 'tags' | 'aliases'>

/** Stage of versions that were deleted: the row stays, redacted. */
export const deletedStage = 'Deleted_Internal'

/** Columns of a VersionRow, for `SELECT ${versionColumns} FROM model_versions`. */
export const versionColumns = [
  'model_versions.name',
  'model_versions.version',
  'model_versions.creation_time AS creationTime',
  'model_versions.last_updated_time AS lastUpdatedTime',
  'model_versions.description',
  'model_versions.user_id AS userId',
  'model_versions.current_stage AS currentStage',
  'model_versions.source',
  'model_versions.storage_location AS storageLocation',
  'model_versions.run_id AS runId',
  'model_versions.run_link AS runLink',
  'model_versions.status',
  'model_versions.status_message AS statusMessage'
].join(', ')

/** One version that is not deleted; NOT_FOUND otherwise. `version` is a number that `readVersionNumber` gave. */
export function findVersionRow(db: ReadableDb, name: string, version: VersionNumber): VersionRow {
  const select = `SELECT ${versionColumns} FROM model_versions WHERE workspace = 'default' AND name = ? AND version = ? AND current_stage <> '${deletedStage}'`
  const row = typeof version === 'number' ? db.prepare<[string, number], VersionRow>(select).get(name, version) : undefined
  if (!row) throw new Failure('NOT_FOUND', `Model Version (name=${name}, version=${version}) not found`)
  return row
}

/** Adds tags and aliases to rows, in two statements however many rows there are. */
export function completeVersions(db: ReadableDb, rows: readonly VersionRow[]): readonly ModelVersion[] {
  if (rows.length === 0) return []
  const tags = groupBy(
    db
      .prepare<[string], { name: string; version: number; key: string; value: string | null }>(
        `SELECT side.name, side.version, side.key, side.value FROM json_each(?) AS wanted
         CROSS JOIN model_version_tags AS side
         WHERE side.workspace = 'default' AND side.name = wanted.value ->> 0 AND side.version = wanted.value ->> 1
         ORDER BY side.rowid`
      )
      .all(JSON.stringify(rows.map((row) => [row.name, row.version]))),
    keyOf,
    ({ key, value }) => ({ key, value: value ?? '' })
  )
  const aliases = groupBy(
    db
      .prepare<[string], { name: string; version: number; alias: string }>(
        `SELECT side.name, side.version, side.alias FROM json_each(?) AS wanted
         CROSS JOIN registered_model_aliases AS side WHERE side.workspace = 'default' AND side.name = wanted.value ORDER BY side.alias`
      )
      .all(JSON.stringify([...new Set(rows.map((row) => row.name))])),
    keyOf,
    ({ alias }) => alias
  )
  return rows.map((row) => ({ ...row, tags: tags.get(keyOf(row)) ?? [], aliases: aliases.get(keyOf(row)) ?? [] }))
}

/** The number first: names may hold any character. */
function keyOf(row: { readonly name: string; readonly version: number }): string {
  return `${row.version}:${row.name}`
}
