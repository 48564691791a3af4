import { z } from 'zod'
import { fileHandle, id, modelName, pageInput, registryId, versionReference } from './common.ts'
import type { VersionContents } from './versions.ts'

/** What the predict page shows before anything is loaded. */
export interface PredictionTarget {
  readonly model: string
  readonly version: string
  readonly digest: string | null
  readonly contents: VersionContents
  readonly isLoaded: boolean
  /** Loading this version runs code from its files and nobody agreed to these bytes yet. */
  readonly needsConsent: boolean
  /** The interpreter that would run it; null for ONNX. */
  readonly python: PythonEnvironment | null
}

export interface PythonEnvironment {
  readonly path: string
  readonly version: string | null
  readonly mlflowVersion: string | null
  /** Names what is missing and the command that mends it; null when usable. */
  readonly problem: string | null
}

export const predictionStatuses = ['ok', 'failed', 'cancelled'] as const
export type PredictionStatus = (typeof predictionStatuses)[number]

export interface PredictionRow {
  readonly id: string
  readonly registryId: string
  readonly model: string
  readonly version: string
  readonly atMs: number
  readonly by: string
  readonly rows: number
  /** Shortened for lists. */
  readonly inputSummary: string
  readonly outputSummary: string
  /** Milliseconds of the model's own work, without loading. */
  readonly durationMs: number | null
  readonly status: PredictionStatus
}

export interface Prediction extends PredictionRow {
  /** JSON text exactly as sent: records, or what the JSON tab held. */
  readonly input: string
  /** JSON text: `{"predictions": …}`; null when it failed. */
  readonly output: string | null
  readonly outputColumns: readonly string[]
  readonly outputRows: readonly (readonly (string | number | boolean | null)[])[]
  /** Milliseconds of loading, when this call loaded the model. */
  readonly loadMs: number | null
  readonly warnings: readonly string[]
  readonly problem: string | null
  readonly artifactDigest: string | null
}

export interface LoadedModel {
  readonly registryId: string
  readonly model: string
  readonly version: string
  readonly engine: 'onnx' | 'python'
  readonly loadedMs: number
  /** Milliseconds it took to load. */
  readonly loadMs: number
  readonly runtime: string
}

/** Characters that a JSON body may have. */
export const jsonCharacterLimit = 16_000_000

/** records: rows by column name. json: the scoring protocol's body (dataframe_split, dataframe_records, instances, inputs) or a bare list. csv: a file with a header. */
export const predictionBody = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('records'), rows: z.array(z.record(z.string(), z.unknown())).min(1).max(100_000) }),
  z.object({ kind: z.literal('json'), text: z.string().min(1).max(jsonCharacterLimit) }),
  z.object({ kind: z.literal('csv'), file: fileHandle })
])
export type PredictionBody = z.infer<typeof predictionBody>

export const targetInput = z.object({ registry: registryId, model: modelName, reference: versionReference })
export const consentInput = targetInput.extend({ digest: z.string().regex(/^[0-9a-f]{64}$/) })
export const runPredictionInput = targetInput.extend({
  body: predictionBody,
  params: z.record(z.string(), z.unknown()).default({}),
  timeoutMs: z.number().int().min(100).max(3_600_000).default(120_000)
})
export const listPredictionsInput = z.object({
  registry: registryId.optional(),
  model: modelName.optional(),
  /** Plain words matched on model, version, input, output and status. */
  query: z.string().max(500).default(''),
  ...pageInput
})
export const predictionInput = z.object({ id })
/** Without `reference`: on the version that answered the first time. */
export const rerunInput = z.object({ id, reference: versionReference.optional() })
export const exportPredictionsInput = listPredictionsInput
  .omit({ offset: true, limit: true })
  .extend({ format: z.enum(['csv', 'json']), target: fileHandle })
export const setPythonInput = z.object({ file: fileHandle.nullable() })
