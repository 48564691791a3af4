import type { SnapshotManifest, SnapshotPrediction } from '../../../preload/contract/snapshots.ts'
import type { Selection } from './rows-to-copy.ts'

/** The files of a registry on this computer. */
export interface RegistryFiles {
  /** UUID of the registry. */
  readonly id: string
  readonly name: string
  /** Absolute path of its MLflow database. */
  readonly database: string
  /** Absolute path of the folder that `mlflow-artifacts:/` means. */
  readonly artifacts: string
}

/** Everything the exporting process needs; paths are absolute, `workFolder` and `part` are removed by the caller whatever happens. */
export interface ExportJob {
  readonly kind: 'export'
  readonly registry: RegistryFiles
  /** Our own store, for approvals, audit and predictions; null leaves them out. */
  readonly store: string | null
  readonly selection: Selection
  readonly withPredictions: boolean
  readonly snapshotId: string
  readonly madeMs: number
  readonly madeBy: string
  readonly appVersion: string
  readonly target: string
  /** Where the archive is built, beside the target. */
  readonly part: string
  readonly workFolder: string
  readonly nativeBinding?: string | undefined
}

/** Checks a snapshot file completely; nothing of it stays on disk. */
export interface VerifyJob {
  readonly kind: 'verify'
  readonly file: string
  readonly workFolder: string
  readonly nativeBinding?: string | undefined
}

/** Checks a snapshot file and unpacks it in quarantine (`workFolder`, on the target's disk), then moves it to its place in one rename. */
export interface UnpackJob {
  readonly kind: 'unpack'
  readonly file: string
  readonly workFolder: string
  /** `opened`: below this folder, named by snapshot id and manifest, to be read; `registry`: this folder, which must not exist, as a registry of its own that may be written. */
  readonly place:
    | { readonly kind: 'opened'; readonly folder: string }
    | { readonly kind: 'registry'; readonly folder: string; readonly registryId: string }
  readonly nativeBinding?: string | undefined
}
export type SnapshotJob = ExportJob | VerifyJob | UnpackJob

/** Approvals and audit entries that came inside a snapshot, as our store keeps foreign history: `row` is the row's columns as JSON, `seq` counts from 1 within a kind. */
export interface ForeignHistoryRow {
  readonly kind: 'audit' | 'request' | 'request_event'
  readonly seq: number
  readonly row: string
}

/** A snapshot that lies unpacked on disk. */
export interface UnpackedSnapshot {
  readonly manifest: SnapshotManifest
  /** SHA-256 of manifest.json in hex: the identity of the contents. */
  readonly manifestHash: string
  /** Absolute paths. */
  readonly folder: string
  readonly database: string
  readonly artifacts: string
  readonly foreignHistory: readonly ForeignHistoryRow[]
  readonly predictions: readonly SnapshotPrediction[]
  /** An earlier opening had unpacked the same contents already. */
  readonly wasReused: boolean
}

/** What the exporting process answers. */
export interface ExportedSnapshot {
  readonly file: string
  readonly size: number
  readonly manifest: SnapshotManifest
}
