import type { SnapshotPrediction } from '../../preload/contract/snapshots.ts'
import type { WritableDb } from './database.ts'
import { insertPrediction } from './predictions.ts'

/** Replaces the predictions that came inside a snapshot, under its registry's id; those made here on the opened snapshot stay. */
export function saveForeignPredictions(db: WritableDb, registryId: string, predictions: readonly SnapshotPrediction[]): void {
  deleteForeignPredictions(db, registryId)
  for (const row of predictions)
    insertPrediction(db, {
      id: `${prefixOf(registryId)}${row.id}`,
      registryId,
      model: row.model,
      version: row.version,
      versionCreatedMs: row.version_created_ms,
      atMs: row.at_ms,
      by: row.person,
      bodyKind: row.body_kind,
      rows: row.rows,
      status: row.status,
      durationMs: row.duration_ms,
      loadMs: row.load_ms,
      artifactDigest: row.artifact_digest,
      inputSummary: row.input_summary,
      outputSummary: row.output_summary,
      problem: row.problem,
      warnings: row.warnings,
      params: row.params,
      input: row.input,
      output: row.output,
      outputColumns: row.output_table?.columns ?? [],
      outputRows: row.output_table?.rows ?? []
    })
}

/** Forgets the predictions that came inside a snapshot which was closed. */
export function deleteForeignPredictions(db: WritableDb, registryId: string): void {
  const prefix = prefixOf(registryId)
  db.prepare<[string, number, string], unknown>('DELETE FROM predictions WHERE registry_id = ? AND substr(id, 1, ?) = ?').run(
    registryId,
    prefix.length,
    prefix
  )
}

/** Ids inside a snapshot are another computer's: two snapshots may hold the same one. */
function prefixOf(registryId: string): string {
  return `${registryId}/`
}
