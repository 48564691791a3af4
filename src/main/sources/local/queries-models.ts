import type { Page } from '../../../preload/contract/common.ts'
import type { AliasOf, MetricTrend } from '../../../preload/contract/models.ts'
import { registeredModelTarget } from '../../tracking/search/targets.ts'
import type { ModelRecord, ModelsQuery } from '../source.ts'
import { filterModels } from './filters.ts'
import { type Metrics, readVersionMetrics, sortByMetric } from './metrics.ts'
import { buildOrder, type SortColumn, splitKey } from './order.ts'
import { type Reader, readAll, readColumn, readOne, type SqlPiece } from './reader.ts'
import { groupBy, groupRecords, toPoint, toRecord } from './rows.ts'

/** Versions that a trend shows. */
const trendLength = 20

/** Registered models that are models: MLflow keeps prompts in the same table. */
export const isModel = `registered_models.workspace = 'default' AND ${registeredModelTarget.withoutPrompts ?? '1'}`

/** How many models the registry has, prompts not counted. */
export function countModels({ db }: Reader): number {
  return readOne<{ n: number }>(db, `SELECT count(*) AS n FROM registered_models WHERE ${isModel}`)?.n ?? 0
}

/** A page of models with their stages, aliases, tags and trends. */
export function listModels(reader: Reader, query: ModelsQuery): Page<ModelRecord> {
  const condition = filterModels(query.filter)
  const key = JSON.stringify(['models', query.filter, query.sort])
  const names = reader.memory.recall(key, () => orderModels(reader, condition, query))
  const shown = names.slice(query.offset, query.offset + query.limit)
  return { rows: readModels(reader, shown, query.metrics), total: names.length, offset: query.offset }
}

function orderModels(reader: Reader, condition: SqlPiece, { sort }: ModelsQuery): readonly string[] {
  const metric = splitKey(sort.key, 'metrics')
  const order = buildOrder(metric === null ? sort : { key: 'name', descending: false }, sortColumn, 'registered_models.name ASC', sortKeys)
  const names = readColumn<string>(
    reader.db,
    `SELECT registered_models.name FROM registered_models ${order.join} WHERE ${isModel} AND ${condition.sql} ORDER BY ${order.by}`,
    [...order.joinParameters, ...condition.parameters]
  )
  return metric === null ? names : sortByNewestMetric(reader, names, metric, sort.descending)
}

const sortKeys = ['name', 'created', 'updated', 'latest', 'production', 'staging', 'metrics.<key>']

function sortColumn(key: string): SortColumn | null {
  if (key === 'name') return { expressions: ['registered_models.name COLLATE NOCASE'] }
  if (key === 'created') return { expressions: ['registered_models.creation_time'] }
  if (key === 'updated') return { expressions: ['registered_models.last_updated_time'] }
  if (key === 'latest') return newestVersionColumn(`current_stage <> 'Deleted_Internal'`)
  if (key === 'production') return newestVersionColumn(`current_stage = 'Production'`)
  if (key === 'staging') return newestVersionColumn(`current_stage = 'Staging'`)
  return null
}

function newestVersionColumn(condition: string): SortColumn {
  const sql = `LEFT JOIN (SELECT name, max(version) AS version FROM model_versions WHERE workspace = 'default' AND ${condition} GROUP BY name) newest
    ON newest.name = registered_models.name`
  return { join: { sql, parameters: [] }, isMissing: 'newest.version IS NULL', expressions: ['newest.version'] }
}

function sortByNewestMetric(reader: Reader, names: readonly string[], metric: string, isDescending: boolean): readonly string[] {
  const newest = readNewestVersions(reader, names, 1)
  const metrics = readVersionMetrics(reader.db, newest, [metric])
  const values = new Map(newest.map((version, index) => [version.name, metrics[index]?.[metric]]))
  return sortByMetric(names, (name) => values.get(name), isDescending)
}

interface ModelRowSql {
  readonly name: string
  readonly description: string | null
  readonly created: number | null
  readonly updated: number | null
}

/** Whole rows of the models named, in that order; `metrics` are the keys of their trends. */
export function readModels(reader: Reader, names: readonly string[], metrics: readonly string[]): readonly ModelRecord[] {
  const list = JSON.stringify(names)
  const models = readAll<ModelRowSql>(
    reader.db,
    `SELECT m.name, m.description, m.creation_time AS created, m.last_updated_time AS updated
     FROM json_each(?) j CROSS JOIN registered_models m ON m.workspace = 'default' AND m.name = j.value ORDER BY j.key`,
    [list]
  )
  const totals = readTotals(reader, list)
  const staged = readStaged(reader, list)
  const aliases = readAliases(reader, list)
  const tags = readTags(reader, list)
  const trends = readTrends(reader, names, metrics)
  return models.map((model) => ({
    name: model.name,
    description: model.description ?? '',
    createdMs: model.created ?? 0,
    updatedMs: model.updated ?? model.created ?? 0,
    versionCount: totals.get(model.name)?.count ?? 0,
    latestVersion: totals.get(model.name)?.latest ?? null,
    production: listInStage(staged.get(model.name), 'Production'),
    staging: listInStage(staged.get(model.name), 'Staging'),
    aliases: aliases.get(model.name)?.map(({ alias, version }): AliasOf => ({ alias, version })) ?? [],
    tags: tags.get(model.name) ?? {},
    trends: trends.get(model.name) ?? {}
  }))
}

interface VersionTotals {
  readonly name: string
  readonly count: number
  readonly latest: string
}

/** How many versions each model has and which is the newest. */
function readTotals({ db }: Reader, names: string): ReadonlyMap<string, VersionTotals> {
  const rows = readAll<VersionTotals>(
    db,
    `SELECT v.name, count(*) AS count, CAST(max(v.version) AS TEXT) AS latest
     FROM json_each(?) j CROSS JOIN model_versions v ON v.workspace = 'default' AND v.name = j.value
     WHERE v.current_stage IS NOT 'Deleted_Internal' GROUP BY v.name`,
    [names]
  )
  return new Map(rows.map((row) => [row.name, row]))
}

interface StagedVersion {
  readonly name: string
  readonly version: string
  readonly stage: string
}

/** Versions in Staging or Production by model, newest first. */
function readStaged({ db }: Reader, names: string): ReadonlyMap<string, readonly StagedVersion[]> {
  const rows = readAll<StagedVersion>(
    db,
    `SELECT v.name, CAST(v.version AS TEXT) AS version, v.current_stage AS stage
     FROM json_each(?) j CROSS JOIN model_versions v ON v.workspace = 'default' AND v.name = j.value
     WHERE v.current_stage IN ('Staging', 'Production') ORDER BY v.version DESC`,
    [names]
  )
  return groupBy(rows, (row) => row.name)
}

function listInStage(versions: readonly StagedVersion[] | undefined, stage: string): readonly string[] {
  return (versions ?? []).filter((version) => version.stage === stage).map(({ version }) => version)
}

function readAliases({ db }: Reader, names: string): ReadonlyMap<string, readonly (AliasOf & { readonly name: string })[]> {
  const rows = readAll<AliasOf & { readonly name: string }>(
    db,
    `SELECT a.name, a.alias, CAST(a.version AS TEXT) AS version
     FROM json_each(?) j CROSS JOIN registered_model_aliases a ON a.workspace = 'default' AND a.name = j.value ORDER BY a.alias`,
    [names]
  )
  return groupBy(rows, (row) => row.name)
}

function readTags({ db }: Reader, names: string): ReadonlyMap<string, Readonly<Record<string, string>>> {
  return groupRecords(
    readAll<{ owner: string; key: string; value: string }>(
      db,
      `SELECT t.name AS owner, t.key, coalesce(t.value, '') AS value
       FROM json_each(?) j CROSS JOIN registered_model_tags t ON t.workspace = 'default' AND t.name = j.value ORDER BY t.key`,
      [names]
    )
  )
}

interface NewestVersion {
  readonly name: string
  readonly runId: string | null
  readonly source: string | null
}

/** The `count` newest versions of each model named, newest first. */
function readNewestVersions({ db }: Reader, names: readonly string[], count: number): readonly NewestVersion[] {
  return readAll<NewestVersion>(
    db,
    `SELECT v.name, v.run_id AS runId, v.source FROM json_each(?) j CROSS JOIN model_versions v
       ON v.workspace = 'default' AND v.name = j.value AND v.version IN (
         SELECT n.version FROM model_versions n WHERE n.workspace = 'default' AND n.name = j.value
           AND n.current_stage IS NOT 'Deleted_Internal' ORDER BY n.version DESC LIMIT ?)
     ORDER BY j.key, v.version DESC`,
    [JSON.stringify(names), count]
  )
}

function readTrends(reader: Reader, names: readonly string[], metrics: readonly string[]): ReadonlyMap<string, ModelRecord['trends']> {
  if (metrics.length === 0) return new Map()
  const versions = readNewestVersions(reader, names, trendLength)
  const values = readVersionMetrics(reader.db, versions, metrics)
  const rows = versions.map((version, index) => ({ name: version.name, metrics: values[index] ?? {} }))
  return new Map(
    [...groupBy(rows, (row) => row.name)].map(([name, list]) => [
      name,
      buildTrends(
        list.map((row) => row.metrics),
        metrics
      )
    ])
  )
}

/** One trend a metric that any of the versions has; `newestFirst` are their metrics. */
function buildTrends(newestFirst: readonly Metrics[], metrics: readonly string[]): Readonly<Record<string, MetricTrend>> {
  const known = metrics.filter((key) => newestFirst.some((values) => Object.hasOwn(values, key)))
  return toRecord(
    known.map((key) => [
      key,
      { latest: newestFirst[0]?.[key] ?? null, series: newestFirst.map((values) => toPoint(values[key])).reverse() }
    ])
  )
}
