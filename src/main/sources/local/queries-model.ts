import type { Stage } from '../../../preload/contract/common.ts'
import type { MetricOfVersion } from '../../../preload/contract/models.ts'
import { Failure } from '../../../preload/contract/reply.ts'
import type { ModelFacts } from '../source.ts'
import { readVersionMetrics } from './metrics.ts'
import { isModel, readModels } from './queries-models.ts'
import { type Reader, readAll, readColumn, readOne } from './reader.ts'
import { toStage } from './rows.ts'

/** Metrics whose trends a model's own page gets. */
const trendCount = 20
const alive = `v.workspace = 'default' AND v.current_stage IS NOT 'Deleted_Internal'`

/** Everything that the registry knows of one model. NOT_FOUND names it. */
export function getModel(reader: Reader, { model }: { readonly model: string }): ModelFacts {
  requireModel(reader, model)
  const metricNames = readMetricNames(reader, model)
  const row = readModels(reader, [model], metricNames.slice(0, trendCount))[0]
  if (!row) throw refuseModel(model)
  return { ...row, metricNames, stageCounts: countStages(reader, model) }
}

/** Throws NOT_FOUND when there is no such model (a prompt is none). */
export function requireModel({ db }: Reader, model: string): void {
  const found = readOne(db, `SELECT 1 FROM registered_models WHERE registered_models.name = ? AND ${isModel}`, [model])
  if (!found) throw refuseModel(model)
}

function refuseModel(model: string): Failure {
  return new Failure('NOT_FOUND', `There is no registered model “${model}” in this registry.`, {
    remedy: 'It may have been renamed or deleted; look for it in the list of models.',
    details: { model }
  })
}

function countStages({ db }: Reader, model: string): ModelFacts['stageCounts'] {
  const rows = readAll<{ stage: string | null; count: number }>(
    db,
    `SELECT v.current_stage AS stage, count(*) AS count FROM model_versions v WHERE ${alive} AND v.name = ? GROUP BY v.current_stage`,
    [model]
  )
  const counts = { None: 0, Staging: 0, Production: 0, Archived: 0 } satisfies Record<Stage, number>
  for (const row of rows) counts[toStage(row.stage)] += row.count
  return counts
}

/** Metric keys that versions of any model have, most frequent first. */
export function listMetricNames(reader: Reader): readonly string[] {
  return readMetricNames(reader, null)
}

function readMetricNames(reader: Reader, model: string | null): readonly string[] {
  return reader.memory.recall(JSON.stringify(['metricNames', model]), () => {
    const only = model === null ? '' : 'AND v.name = ?'
    const parameters = model === null ? [] : [model]
    const ofRuns = readColumn<string>(
      reader.db,
      `SELECT x.key FROM model_versions v CROSS JOIN latest_metrics x ON x.run_uuid = v.run_id WHERE ${alive} ${only}
       GROUP BY x.key ORDER BY count(*) DESC, x.key`,
      parameters
    )
    const ofLoggedModels = readColumn<string>(
      reader.db,
      `SELECT x.metric_name FROM model_versions v CROSS JOIN logged_model_metrics x ON x.model_id = substr(v.source, 9)
       WHERE ${alive} ${only} AND substr(v.source, 1, 10) = 'models:/m-' GROUP BY x.metric_name ORDER BY count(DISTINCT v.version) DESC, x.metric_name`,
      parameters
    )
    return [...new Set([...ofRuns, ...ofLoggedModels])]
  })
}

/** One metric over all versions of a model, oldest first. */
export function metricOverVersions(
  reader: Reader,
  { model, metric }: { readonly model: string; readonly metric: string }
): readonly MetricOfVersion[] {
  requireModel(reader, model)
  const versions = readAll<{ version: string; runId: string | null; source: string | null }>(
    reader.db,
    `SELECT CAST(v.version AS TEXT) AS version, v.run_id AS runId, v.source FROM model_versions v WHERE ${alive} AND v.name = ? ORDER BY v.version`,
    [model]
  )
  const metrics = readVersionMetrics(reader.db, versions, [metric])
  return versions.map(({ version }, index) => ({ version, value: metrics[index]?.[metric] ?? null }))
}
