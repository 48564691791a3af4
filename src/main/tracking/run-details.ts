import type { ReadableDb } from './database.ts'
import { loadDatasetInputs, loadModelLinks } from './datasets.ts'
import type { KeyValue } from './experiments.ts'
import { groupBy } from './group-by.ts'
import { loadLatestMetrics } from './metrics.ts'
import { getRunInfo, type Run, type RunInfo, runNameTag } from './runs.ts'

/** A whole run; NOT_FOUND. */
export function getRun(db: ReadableDb, runId: string): Run {
  const [run] = fillRuns(db, [getRunInfo(db, runId)]) as readonly [Run]
  return { ...run, modelInputs: loadModelLinks(db, 'RUN_INPUT', JSON.stringify([run.info.runId])).get(run.info.runId) ?? [] }
}

/** Adds metrics, params, tags, datasets and outputs to the heads of runs: five queries however many runs. Lists of runs have no model inputs in MLflow. */
export function fillRuns(db: ReadableDb, infos: readonly RunInfo[]): readonly Run[] {
  const ids = JSON.stringify(infos.map((info) => info.runId))
  const metrics = loadLatestMetrics(db, ids)
  const params = loadPairs(db, 'params', ids)
  const tags = loadPairs(db, 'tags', ids)
  const datasets = loadDatasetInputs(db, ids)
  const outputs = loadModelLinks(db, 'RUN_OUTPUT', ids)
  return infos.map((info) => {
    const own = tags.get(info.runId) ?? []
    return {
      info: info.runName ? info : { ...info, runName: own.find((tag) => tag.key === runNameTag)?.value ?? info.runName },
      metrics: metrics.get(info.runId) ?? [],
      params: params.get(info.runId) ?? [],
      tags: own,
      datasets: datasets.get(info.runId) ?? [],
      modelInputs: [],
      modelOutputs: outputs.get(info.runId) ?? []
    }
  })
}

/** Params or tags of the runs whose ids the JSON array holds, by run. */
function loadPairs(db: ReadableDb, table: 'params' | 'tags', ids: string): Map<string, KeyValue[]> {
  const rows = db
    .prepare<[string], { run: string; key: string; value: string | null }>(
      `SELECT run_uuid AS run, key, value FROM ${table} WHERE run_uuid IN (SELECT value FROM json_each(?))`
    )
    .all(ids)
  return groupBy(
    rows,
    (row) => row.run,
    (row) => ({ key: row.key, value: row.value ?? '' })
  )
}
