import type { Page } from '../../../preload/contract/common.ts'
import type { ExperimentRow } from '../../../preload/contract/runs.ts'
import type { ExperimentsQuery } from '../source.ts'
import { filterExperiments } from './filters.ts'
import { type Reader, readAll, readColumn } from './reader.ts'
import { groupRecords } from './rows.ts'

/** A page of experiments, newest first; `deleted` shows the deleted ones instead of the active. */
export function listExperiments(reader: Reader, query: ExperimentsQuery): Page<ExperimentRow> {
  const condition = filterExperiments(query.filter)
  const ids = reader.memory.recall(JSON.stringify(['experiments', query.filter, query.deleted]), () =>
    readColumn<string>(
      reader.db,
      `SELECT CAST(experiments.experiment_id AS TEXT) FROM experiments WHERE experiments.workspace = 'default' AND experiments.lifecycle_stage = ? AND ${condition.sql}
       ORDER BY experiments.creation_time DESC, experiments.experiment_id ASC`,
      [query.deleted ? 'deleted' : 'active', ...condition.parameters]
    )
  )
  const shown = ids.slice(query.offset, query.offset + query.limit)
  return { rows: readExperiments(reader, shown), total: ids.length, offset: query.offset }
}

interface ExperimentSql {
  readonly id: string
  readonly name: string
  readonly created: number | null
  readonly updated: number | null
  readonly lifecycle: string | null
  readonly location: string | null
}

function readExperiments(reader: Reader, ids: readonly string[]): readonly ExperimentRow[] {
  const list = JSON.stringify(ids)
  const rows = readAll<ExperimentSql>(
    reader.db,
    `SELECT CAST(e.experiment_id AS TEXT) AS id, e.name, e.creation_time AS created, e.last_update_time AS updated, e.lifecycle_stage AS lifecycle,
       e.artifact_location AS location
     FROM json_each(?) j CROSS JOIN experiments e ON e.experiment_id = CAST(j.value AS INTEGER) ORDER BY j.key`,
    [list]
  )
  const tags = readTags(reader, list)
  const counts = readRunCounts(reader)
  return rows.map((row) => ({
    id: row.id,
    name: row.name,
    runCount: counts.get(`${row.id} ${row.lifecycle}`) ?? 0,
    createdMs: row.created ?? 0,
    updatedMs: row.updated ?? row.created ?? 0,
    isDeleted: row.lifecycle === 'deleted',
    artifactLocation: row.location ?? '',
    tags: tags.get(row.id) ?? {}
  }))
}

/** Runs by experiment and lifecycle: a deleted experiment counts its deleted runs, an active one its active ones. */
function readRunCounts({ db, memory }: Reader): ReadonlyMap<string, number> {
  return memory.recall('runCounts', () => {
    const rows = readAll<{ id: string; lifecycle: string; count: number }>(
      db,
      'SELECT CAST(experiment_id AS TEXT) AS id, lifecycle_stage AS lifecycle, count(*) AS count FROM runs GROUP BY experiment_id, lifecycle_stage'
    )
    return new Map(rows.map((row) => [`${row.id} ${row.lifecycle}`, row.count]))
  })
}

function readTags({ db }: Reader, ids: string): ReadonlyMap<string, ExperimentRow['tags']> {
  return groupRecords(
    readAll<{ owner: string; key: string; value: string }>(
      db,
      `SELECT CAST(t.experiment_id AS TEXT) AS owner, t.key, coalesce(t.value, '') AS value FROM experiment_tags t
       WHERE t.experiment_id IN (SELECT CAST(value AS INTEGER) FROM json_each(?)) ORDER BY t.key`,
      [ids]
    )
  )
}
