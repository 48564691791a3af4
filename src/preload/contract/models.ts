import { z } from 'zod'
import {
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
  versionNumber
} from './common.ts'

/** One version as lists refer to it. */
export interface AliasOf {
  readonly alias: string
  readonly version: string
}

/** One metric over the newest versions of a model, oldest first; `null` where a version lacks it. */
export interface MetricTrend {
  readonly latest: MetricValue | null
  readonly series: readonly (number | null)[]
}

export interface ModelRow {
  readonly name: string
  readonly description: string
  readonly createdMs: number
  readonly updatedMs: number
  readonly versionCount: number
  readonly latestVersion: string | null
  /** Versions now in that stage, newest first. */
  readonly production: readonly string[]
  readonly staging: readonly string[]
  readonly aliases: readonly AliasOf[]
  readonly tags: Tags
  readonly trends: Readonly<Record<string, MetricTrend>>
  readonly openRequests: number
}

export interface ModelDetail extends ModelRow {
  /** Every metric key that a run of one of its versions logged, most frequent first. */
  readonly metricNames: readonly string[]
  readonly stageCounts: Readonly<Record<Stage, number>>
}

export interface MetricOfVersion {
  readonly version: string
  readonly value: MetricValue | null
}

/** `filter`: an MLflow filter expression (`name LIKE 'ch%' AND tags.team = 'a'`) or plain words matched on name, tags, aliases and stages.
 *  `sort.key`: name, updated, created, latest, production, staging, or `metrics.<key>`. */
export const listModelsInput = z.object({
  registry: registryId,
  filter: z.string().max(10_000).default(''),
  sort: sort.default({ key: 'name', descending: false }),
  metrics: z.array(z.string().max(250)).max(20).default([]),
  ...pageInput
})
export const modelInput = z.object({ registry: registryId, model: modelName })
export const metricOverVersionsInput = modelInput.extend({ metric: z.string().max(250) })
export const updateModelInput = modelInput.extend({ description: note })
export const modelTagInput = modelInput.extend({ key: tagKey, value: tagValue })
export const modelTagKeyInput = modelInput.extend({ key: tagKey })
export const setAliasInput = modelInput.extend({ alias: z.string().min(1).max(255), version: versionNumber })
export const deleteAliasInput = modelInput.extend({ alias: z.string().min(1).max(255) })
export const createModelInput = modelInput.extend({ description: note.default('') })
/** `typedName` must equal the model's name: deleting asks for it. */
export const deleteModelInput = modelInput.extend({ typedName: z.string() })
