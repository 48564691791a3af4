import { z } from 'zod'
import { fileHandle, modelName, registryId } from './common.ts'

export interface SnapshotManifest {
  readonly formatVersion: number
  readonly snapshotId: string
  readonly registryId: string
  readonly registryName: string
  readonly madeMs: number
  readonly madeBy: string
  readonly appVersion: string
  readonly models: readonly string[]
  readonly versionCount: number
  readonly runCount: number
  readonly withPredictions: boolean
  readonly entryCount: number
  /** Bytes of all entries. */
  readonly size: number
}

export interface SnapshotWritten {
  readonly file: string
  /** Bytes. */
  readonly size: number
  readonly manifest: SnapshotManifest
}

/** `models` empty: the whole registry with all its runs. Inputs may be private, so the prediction history travels only when asked for. */
export const exportSnapshotInput = z.object({
  registry: registryId,
  models: z.array(modelName).max(10_000).default([]),
  withPredictions: z.boolean().default(false),
  target: fileHandle
})
export const snapshotFileInput = z.object({ file: fileHandle })
