import type { ArtifactRoot } from '../../../preload/contract/artifacts.ts'
import { Failure } from '../../../preload/contract/reply.ts'
import { listVersionAddresses } from '../../tracking/model-version-sources.ts'
import { refuseRun } from './queries-run.ts'
import { type Reader, readAll, readOne } from './reader.ts'

/** Where the artifacts of a run or version lie. `mounts` are models that a run logged: they lie elsewhere, but `runs:/<id>/<name>` finds them. */
export interface ArtifactLocation {
  /** Addresses of the folder, likeliest first, e.g. `mlflow-artifacts:/1/models/m-…/artifacts`. */
  readonly addresses: readonly string[]
  readonly mounts: readonly { readonly name: string; readonly address: string }[]
}

/** The addresses behind an artifact root. NOT_FOUND names the run or version. */
export function locateRoot(reader: Reader, { root }: { readonly root: ArtifactRoot }): ArtifactLocation {
  return root.kind === 'run' ? locateRun(reader, root.runId) : locateVersion(reader, root.model, root.version)
}

function locateRun({ db }: Reader, runId: string): ArtifactLocation {
  const run = readOne<{ address: string | null }>(db, 'SELECT artifact_uri AS address FROM runs WHERE run_uuid = ?', [runId])
  if (!run) throw refuseRun(runId)
  const mounts = readAll<{ name: string; address: string }>(
    db,
    `SELECT name, artifact_location AS address FROM logged_models WHERE source_run_id = ? AND lifecycle_stage <> 'deleted'
     ORDER BY creation_timestamp_ms DESC`,
    [runId]
  )
  // The newest model of a name is the one that `runs:/` finds.
  const newest = mounts.filter((mount, index) => mounts.findIndex((other) => other.name === mount.name) === index)
  return { addresses: run.address ? [run.address] : [], mounts: newest }
}

function locateVersion({ db }: Reader, model: string, version: string): ArtifactLocation {
  const row = readOne<{ storageLocation: string | null; source: string | null }>(
    db,
    `SELECT storage_location AS storageLocation, source FROM model_versions
     WHERE workspace = 'default' AND name = ? AND version = CAST(? AS INTEGER) AND current_stage IS NOT 'Deleted_Internal'`,
    [model, version]
  )
  if (!row) throw new Failure('NOT_FOUND', `“${model}” has no version ${version}.`, { details: { model, version } })
  return { addresses: listVersionAddresses(db, row).filter((address) => address !== ''), mounts: [] }
}
