import { z } from 'zod'
import { fileHandle, id, modelName, registryId, stage, versionNumber } from './common.ts'
import { predictionStatuses } from './predictions.ts'
import { requestEventKinds, requestStatuses } from './promotions.ts'

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

const sha256 = z.string().regex(/^[0-9a-f]{64}$/)
const bytes = z.number().int().min(0)
const uuid = z.string().regex(/^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/)

/** One file inside a snapshot. `packed` describes the bytes as they lie in the zip where they are deflated; without it they are stored as they are. */
export const snapshotEntry = z.object({
  path: z.string().min(1).max(200),
  size: bytes,
  sha256,
  packed: z.object({ size: bytes, sha256 }).optional()
})
export type SnapshotEntry = z.infer<typeof snapshotEntry>

/** manifest.json of a .greenroom file, format 1 (docs/snapshot-format.md). */
export const snapshotManifestFile = z.object({
  formatVersion: z.literal(1),
  snapshotId: uuid,
  registryId,
  registryName: z.string().max(256),
  madeMs: z.number().int(),
  madeBy: z.string().max(256),
  appVersion: z.string().max(64),
  selection: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('registry') }),
    z.object({ kind: z.literal('models'), models: z.array(modelName).min(1).max(10_000) })
  ]),
  withPredictions: z.boolean(),
  models: z.array(modelName),
  versionCount: z.number().int().min(0),
  runCount: z.number().int().min(0),
  /** Versions (`model/version`) whose files lay outside the registry's own folder or were gone. */
  versionsWithoutFiles: z.array(z.string()),
  entries: z.array(snapshotEntry)
})
export type SnapshotManifestFile = z.infer<typeof snapshotManifestFile>

const jsonText = <S extends z.ZodType>(schema: S) =>
  z
    .string()
    .transform((text, context): unknown => {
      try {
        return JSON.parse(text)
      } catch {
        context.addIssue('not JSON')
        return z.NEVER
      }
    })
    .pipe(schema)
const cell = z.union([z.string(), z.number(), z.boolean(), z.null()])

/** A prediction as it lies in a snapshot's greenroom.db: columns by name, lists as JSON text. */
export const snapshotPrediction = z.object({
  id,
  model: modelName,
  version: versionNumber,
  version_created_ms: z.number().int(),
  at_ms: z.number().int(),
  person: z.string(),
  body_kind: z.enum(['records', 'json', 'csv']),
  rows: z.number().int().min(0),
  status: z.enum(predictionStatuses),
  duration_ms: z.number().nullable(),
  load_ms: z.number().nullable(),
  artifact_digest: z.string().nullable(),
  input_summary: z.string(),
  output_summary: z.string(),
  problem: z.string().nullable(),
  warnings: jsonText(z.array(z.string())),
  params: jsonText(z.record(z.string(), z.unknown())),
  input: z.string(),
  output: z.string().nullable(),
  output_table: jsonText(z.object({ columns: z.array(z.string()), rows: z.array(z.array(cell)) })).nullable()
})
export type SnapshotPrediction = z.infer<typeof snapshotPrediction>

const flag = z.literal([0, 1]).transform((value) => value === 1)
/** One request as it is kept inside a snapshot, by the column names of the store. */
export const snapshotRequest = z.object({
  id: z.string().min(1),
  model: z.string(),
  version: z.string(),
  version_created_ms: z.number(),
  from_stage: stage,
  to_stage: z.enum(['Staging', 'Production']),
  archive_existing: flag,
  reason: z.string(),
  requested_by_id: z.string(),
  requested_by: z.string(),
  requested_ms: z.number(),
  status: z.enum(requestStatuses),
  approvals_needed: z.number(),
  may_self_approve: flag,
  artifact_digest: z.string().nullable(),
  incumbent: z.string().nullable(),
  problem: z.string().nullable(),
  closed_ms: z.number().nullable()
})
export type SnapshotRequest = z.infer<typeof snapshotRequest>

/** One line of such a request's timeline. */
export const snapshotRequestEvent = z.object({
  request_id: z.string(),
  at_ms: z.number(),
  actor_id: z.string(),
  actor: z.string(),
  kind: z.enum(requestEventKinds),
  note: z.string()
})
export type SnapshotRequestEvent = z.infer<typeof snapshotRequestEvent>
