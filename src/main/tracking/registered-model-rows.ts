import { Failure } from '../../preload/contract/reply.ts'
import type { ReadableDb } from './database.ts'
import { groupBy } from './group-by.ts'
import { type LatestOrder, readLatestVersions } from './latest-versions.ts'
import type { ModelVersion, RegistryTag } from './model-version-rows.ts'

/** A registered model as MLflow knows it. Times in milliseconds since the epoch. */
export interface RegisteredModel {
  readonly name: string
  readonly creationTime: number | null
  readonly lastUpdatedTime: number | null
  readonly description: string | null
  readonly tags: readonly RegistryTag[]
  readonly aliases: readonly { readonly alias: string; readonly version: number }[]
  /** The highest version of each stage that has one. */
  readonly latestVersions: readonly ModelVersion[]
}
export type ModelRow = Omit<RegisteredModel, 'tags' | 'aliases' | 'latestVersions'>

/** Columns of a ModelRow, for `SELECT ${modelColumns} FROM registered_models`. */
export const modelColumns =
  'registered_models.name, registered_models.creation_time AS creationTime, registered_models.last_updated_time AS lastUpdatedTime, registered_models.description'

/** One model's row, null where there is none. */
export function lookUpModelRow(db: ReadableDb, name: string): ModelRow | null {
  const select = `SELECT ${modelColumns} FROM registered_models WHERE workspace = 'default' AND name = ?`
  return db.prepare<[string], ModelRow>(select).get(name) ?? null
}

/** One model's row; NOT_FOUND with MLflow's message. */
export function findModelRow(db: ReadableDb, name: string): ModelRow {
  const row = lookUpModelRow(db, name)
  if (!row) throw new Failure('NOT_FOUND', `Registered Model with name=${name} not found`)
  return row
}

/** Adds tags, aliases and latest versions to rows, in a fixed number of statements. */
export function completeModels(db: ReadableDb, rows: readonly ModelRow[], order: LatestOrder = 'by version'): readonly RegisteredModel[] {
  const names = rows.map((row) => row.name)
  const wanted = JSON.stringify(names)
  const tags = db
    .prepare<[string], { name: string; key: string; value: string | null }>(
      `SELECT side.name, side.key, side.value FROM json_each(?) AS wanted CROSS JOIN registered_model_tags AS side
       WHERE side.workspace = 'default' AND side.name = wanted.value ORDER BY side.rowid`
    )
    .all(wanted)
  const aliases = db
    .prepare<[string], { name: string; alias: string; version: number }>(
      `SELECT side.name, side.alias, side.version FROM json_each(?) AS wanted CROSS JOIN registered_model_aliases AS side
       WHERE side.workspace = 'default' AND side.name = wanted.value ORDER BY side.alias`
    )
    .all(wanted)
  const nameOf = ({ name }: { readonly name: string }) => name
  const tagsOf = groupBy(tags, nameOf, ({ key, value }) => ({ key, value: value ?? '' }))
  const aliasesOf = groupBy(aliases, nameOf, ({ alias, version }) => ({ alias, version }))
  const latestOf = groupBy(readLatestVersions(db, names, order), nameOf, (version) => version)
  return rows.map((row) => ({
    ...row,
    tags: tagsOf.get(row.name) ?? [],
    aliases: aliasesOf.get(row.name) ?? [],
    latestVersions: latestOf.get(row.name) ?? []
  }))
}
