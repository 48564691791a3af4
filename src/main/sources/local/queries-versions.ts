import type { Page } from '../../../preload/contract/common.ts'
import type { VersionRecord, VersionsQuery } from '../source.ts'
import { filterVersions } from './filters.ts'
import { type Metrics, readVersionMetrics, sortByMetric } from './metrics.ts'
import { buildOrder, type SortColumn, splitKey } from './order.ts'
import { requireModel } from './queries-model.ts'
import { type Reader, readAll, readColumn } from './reader.ts'
import { groupBy, groupRecords, toStage } from './rows.ts'

/** A page of a model's versions; `metrics` are the keys wanted in each row. */
export function listVersions(reader: Reader, query: VersionsQuery): Page<VersionRecord> {
  requireModel(reader, query.model)
  const key = JSON.stringify(['versions', query.model, query.filter, query.sort])
  const numbers = reader.memory.recall(key, () => orderVersions(reader, query))
  const shown = numbers.slice(query.offset, query.offset + query.limit)
  return { rows: readVersions(reader, query.model, shown, query.metrics), total: numbers.length, offset: query.offset }
}

function orderVersions(reader: Reader, { model, filter, sort }: VersionsQuery): readonly number[] {
  const metric = splitKey(sort.key, 'metrics')
  const condition = filterVersions(filter)
  const order = buildOrder(
    metric === null ? sort : { key: 'version', descending: true },
    sortColumn,
    'model_versions.version DESC',
    sortKeys
  )
  const numbers = readColumn<number>(
    reader.db,
    `SELECT model_versions.version FROM model_versions ${order.join} WHERE model_versions.workspace = 'default' AND model_versions.name = ?
       AND model_versions.current_stage IS NOT 'Deleted_Internal' AND ${condition.sql} ORDER BY ${order.by}`,
    [...order.joinParameters, model, ...condition.parameters]
  )
  return metric === null ? numbers : sortVersionsByMetric(reader, model, numbers, metric, sort.descending)
}

const sortKeys = ['version', 'created', 'updated', 'stage', 'author', 'metrics.<key>']
const runJoin = { sql: 'LEFT JOIN runs r ON r.run_uuid = model_versions.run_id', parameters: [] }
/** Who made the version, else who ran its run. */
const author = `coalesce(nullif(model_versions.user_id, ''), nullif(r.user_id, ''))`

function sortColumn(key: string): SortColumn | null {
  if (key === 'version') return { expressions: ['model_versions.version'] }
  if (key === 'created') return { expressions: ['model_versions.creation_time'] }
  if (key === 'updated') return { expressions: ['model_versions.last_updated_time'] }
  if (key === 'stage')
    return {
      expressions: [`CASE model_versions.current_stage WHEN 'Archived' THEN 3 WHEN 'Production' THEN 2 WHEN 'Staging' THEN 1 ELSE 0 END`]
    }
  if (key === 'author') return { join: runJoin, isMissing: `${author} IS NULL`, expressions: [`${author} COLLATE NOCASE`] }
  return null
}

function sortVersionsByMetric(
  reader: Reader,
  model: string,
  numbers: readonly number[],
  metric: string,
  isDescending: boolean
): readonly number[] {
  const owners = readAll<{ version: number; runId: string | null; source: string | null }>(
    reader.db,
    `SELECT v.version, v.run_id AS runId, v.source FROM json_each(?) j CROSS JOIN model_versions v
       ON v.workspace = 'default' AND v.name = ? AND v.version = j.value ORDER BY j.key`,
    [JSON.stringify(numbers), model]
  )
  const metrics = readVersionMetrics(reader.db, owners, [metric])
  const rows = owners.map(({ version }, index) => ({ version, value: metrics[index]?.[metric] }))
  return sortByMetric(rows, (row) => row.value, isDescending).map(({ version }) => version)
}

/** A version as its table has it, and what its run says of it. */
export interface VersionRowSql {
  readonly version: string
  readonly created: number | null
  readonly updated: number | null
  readonly stage: string | null
  readonly description: string | null
  readonly status: string | null
  readonly source: string | null
  readonly runId: string | null
  readonly runName: string | null
  readonly author: string | null
}

/** Whole rows of the versions numbered, in that order; `metrics` null means all. */
export function readVersions(
  reader: Reader,
  model: string,
  numbers: readonly number[],
  metrics: readonly string[] | null
): readonly (VersionRecord & { readonly source: string })[] {
  const list = JSON.stringify(numbers)
  const rows = readAll<VersionRowSql>(
    reader.db,
    `SELECT CAST(model_versions.version AS TEXT) AS version, model_versions.creation_time AS created, model_versions.last_updated_time AS updated, model_versions.current_stage AS stage, model_versions.description,
       model_versions.status, model_versions.source, model_versions.run_id AS runId, coalesce(nullif(r.name, ''), n.value) AS runName, ${author} AS author
     FROM json_each(?) j CROSS JOIN model_versions ON model_versions.workspace = 'default' AND model_versions.name = ? AND model_versions.version = j.value ${runJoin.sql}
     LEFT JOIN tags n ON n.key = 'mlflow.runName' AND n.run_uuid = model_versions.run_id ORDER BY j.key`,
    [list, model]
  )
  const aliases = readAliases(reader, model)
  const tags = readTags(reader, model, list)
  const values = readVersionMetrics(reader.db, rows, metrics)
  return rows.map((row, index) => toVersion(model, row, aliases.get(row.version) ?? [], tags.get(row.version) ?? {}, values[index] ?? {}))
}

function toVersion(
  model: string,
  row: VersionRowSql,
  aliases: readonly { readonly alias: string }[],
  tags: VersionRecord['tags'],
  metrics: Metrics
): VersionRecord & { readonly source: string } {
  return {
    model,
    version: row.version,
    createdMs: row.created ?? 0,
    updatedMs: row.updated ?? row.created ?? 0,
    stage: toStage(row.stage),
    aliases: aliases.map(({ alias }) => alias),
    tags,
    description: row.description ?? '',
    runId: row.runId || null,
    runName: row.runName,
    author: row.author,
    status: row.status ?? 'READY',
    metrics,
    source: row.source ?? ''
  }
}

function readAliases({ db }: Reader, model: string): ReadonlyMap<string, readonly { readonly alias: string; readonly version: string }[]> {
  const rows = readAll<{ alias: string; version: string }>(
    db,
    `SELECT alias, CAST(version AS TEXT) AS version FROM registered_model_aliases WHERE workspace = 'default' AND name = ? ORDER BY alias`,
    [model]
  )
  return groupBy(rows, (row) => row.version)
}

function readTags({ db }: Reader, model: string, numbers: string): ReadonlyMap<string, VersionRecord['tags']> {
  return groupRecords(
    readAll<{ owner: string; key: string; value: string }>(
      db,
      `SELECT CAST(t.version AS TEXT) AS owner, t.key, coalesce(t.value, '') AS value FROM json_each(?) j CROSS JOIN model_version_tags t
         ON t.workspace = 'default' AND t.name = ? AND t.version = j.value ORDER BY t.key`,
      [numbers, model]
    )
  )
}
