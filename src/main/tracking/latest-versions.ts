import type { ReadableDb } from './database.ts'
import { completeVersions, deletedStage, type ModelVersion, type VersionRow, versionColumns } from './model-version-rows.ts'

/** MLflow orders them one way for a model asked for and another way for models found. */
export type LatestOrder = 'by version' | 'by stage'

/** The highest version of each stage of each named model; per model in the order in which its stages first appear by version, or by the names of its stages. */
export function readLatestVersions(db: ReadableDb, names: readonly string[], order: LatestOrder = 'by version'): readonly ModelVersion[] {
  const rows = db
    .prepare<[string], VersionRow>(
      `WITH best AS (
         SELECT side.name, side.current_stage, max(side.version) AS version, min(side.version) AS first
         FROM json_each(?) AS wanted CROSS JOIN model_versions AS side
         WHERE side.workspace = 'default' AND side.name = wanted.value AND side.current_stage <> '${deletedStage}'
         GROUP BY side.name, side.current_stage
       )
       SELECT ${versionColumns} FROM best CROSS JOIN model_versions
       WHERE model_versions.workspace = 'default' AND model_versions.name = best.name AND model_versions.version = best.version
       ORDER BY best.name, ${order === 'by version' ? 'best.first' : 'best.current_stage'}`
    )
    .all(JSON.stringify(names))
  return completeVersions(db, rows)
}
