import { z } from 'zod'
import {
  id,
  type MetricValue,
  modelName,
  note,
  pageInput,
  registryId,
  type Stage,
  sort,
  type Tags,
  tagKey,
  tagValue,
  versionNumber,
  versionReference
} from './common.ts'

export interface OpenRequest {
  readonly id: string
  readonly toStage: Stage
  readonly approvals: number
  readonly approvalsNeeded: number
}

export interface VersionRow {
  readonly model: string
  readonly version: string
  readonly createdMs: number
  readonly updatedMs: number
  readonly stage: Stage
  readonly aliases: readonly string[]
  readonly tags: Tags
  readonly description: string
  readonly runId: string | null
  readonly runName: string | null
  readonly author: string | null
  readonly status: string
  readonly metrics: Readonly<Record<string, MetricValue>>
  readonly openRequest: OpenRequest | null
}

/** What the page offers as its one primary action. */
export type NextStep =
  | { readonly kind: 'promote'; readonly stage: Stage }
  | { readonly kind: 'request'; readonly stage: Stage }
  | { readonly kind: 'review'; readonly requestId: string }
  | { readonly kind: 'none'; readonly why: string }

export interface VersionDetail extends VersionRow {
  readonly source: string
  readonly experimentId: string | null
  readonly params: Readonly<Record<string, string>>
  readonly runTags: Tags
  readonly next: NextStep
  /** Numbers of all versions of the model, newest first. */
  readonly siblings: readonly string[]
}

/** One input or output of a signature. `type` is MLflow's name (double, long, string, …), `tensor(float32)[-1,4]` for tensors. */
export interface Field {
  readonly name: string | null
  readonly type: string
  readonly isRequired: boolean
  readonly isTensor: boolean
  readonly shape: readonly number[] | null
  /** Default of a params entry, as JSON text. */
  readonly defaultValue: string | null
}

export interface Signature {
  readonly inputs: readonly Field[]
  readonly outputs: readonly Field[]
  readonly params: readonly Field[]
}

/** What the files of a version say: read from MLmodel and its neighbours, nothing is loaded or run. */
export interface VersionContents {
  readonly flavors: readonly string[]
  /** Which of our engines can run it. */
  readonly engine: 'onnx' | 'python' | 'none'
  /** True when loading it runs code from the file (pickle, cloudpickle, joblib, custom pyfunc …). */
  readonly loadingRunsCode: boolean
  readonly serializationFormat: string | null
  readonly mlflowVersion: string | null
  readonly pythonVersion: string | null
  readonly requirements: readonly string[]
  readonly environmentFiles: readonly { readonly path: string; readonly text: string }[]
  readonly signature: Signature | null
  /** Rows of the input example as records, or null. */
  readonly inputExample: readonly Readonly<Record<string, unknown>>[] | null
  readonly inputExampleJson: string | null
  readonly metadata: Readonly<Record<string, string>>
  readonly fileCount: number
  /** Bytes. */
  readonly size: number
  /** Sentence when the files are missing or unreadable; the other fields are then empty. */
  readonly problem: string | null
}

/** SHA-256 over the sorted lines `path\0size\0sha256\n` of all files below the model's root, in hex. */
export interface VersionDigest {
  readonly digest: string
  readonly files: number
  /** Bytes. */
  readonly size: number
}

/** `filter`: MLflow filter expression on versions, or plain words. `sort.key`: version, created, updated, stage, author or `metrics.<key>`. */
export const listVersionsInput = z.object({
  registry: registryId,
  model: modelName,
  filter: z.string().max(10_000).default(''),
  sort: sort.default({ key: 'version', descending: true }),
  metrics: z.array(z.string().max(250)).max(20).default([]),
  ...pageInput
})
export const versionInput = z.object({ registry: registryId, model: modelName, version: versionNumber })
export const versionReferenceInput = z.object({ registry: registryId, model: modelName, reference: versionReference })
/** Registers `runs:/<runId>/<path>` as the next version of `model`, which is created when it does not exist; metadata becomes tags `metadata.<key>`. */
export const registerVersionInput = z.object({
  registry: registryId,
  model: modelName,
  runId: id,
  path: z.string().max(1024).default('model'),
  tags: z.record(tagKey, tagValue).default({}),
  metadata: z.record(tagKey, tagValue).default({}),
  description: note.default('')
})
export const updateVersionInput = versionInput.extend({ description: note })
export const versionTagInput = versionInput.extend({ key: tagKey, value: tagValue })
export const versionTagKeyInput = versionInput.extend({ key: tagKey })
export const deleteVersionInput = versionInput.extend({ typedName: z.string() })
