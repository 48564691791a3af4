import { z } from 'zod'
import { id, type MetricValue, pageInput, registryId, sort, type Tags } from './common.ts'

export interface ExperimentRow {
  readonly id: string
  readonly name: string
  readonly runCount: number
  readonly createdMs: number
  readonly updatedMs: number
  readonly isDeleted: boolean
  readonly artifactLocation: string
  readonly tags: Tags
}

export const runStatuses = ['RUNNING', 'SCHEDULED', 'FINISHED', 'FAILED', 'KILLED'] as const
export type RunStatus = (typeof runStatuses)[number]

export interface RunRow {
  readonly id: string
  readonly name: string
  readonly experimentId: string
  readonly status: RunStatus
  readonly startedMs: number | null
  readonly endedMs: number | null
  readonly user: string
  readonly isDeleted: boolean
  readonly metrics: Readonly<Record<string, MetricValue>>
  readonly params: Readonly<Record<string, string>>
  readonly tags: Tags
}

export interface DatasetOfRun {
  readonly name: string
  readonly digest: string
  readonly sourceType: string
  readonly context: string
}

export interface RunDetail extends RunRow {
  readonly experimentName: string
  readonly artifactUri: string
  readonly datasets: readonly DatasetOfRun[]
  readonly registeredVersions: readonly { readonly model: string; readonly version: string }[]
  /** Models logged by this run; `path` is what `runs:/<id>/<path>` takes. */
  readonly loggedModels: readonly { readonly modelId: string; readonly name: string; readonly path: string }[]
}

/** Keys that runs of an experiment have, most frequent first. */
export interface RunColumns {
  readonly metrics: readonly string[]
  readonly params: readonly string[]
  readonly tags: readonly string[]
}

export interface MetricPoint {
  readonly step: number
  readonly timestampMs: number
  readonly value: MetricValue
}

/** One metric of one run; `isSampled` when more points exist than were sent. */
export interface MetricHistory {
  readonly runId: string
  readonly metric: string
  readonly points: readonly MetricPoint[]
  readonly total: number
  readonly isSampled: boolean
}

export const listExperimentsInput = z.object({
  registry: registryId,
  filter: z.string().max(10_000).default(''),
  deleted: z.boolean().default(false),
  ...pageInput
})
/** `experiments` empty means all. `filter`: MLflow's run filter or plain words on name, user and id. `sort.key`: started, ended, duration, name, status, user, `metrics.<key>`, `params.<key>`, `tags.<key>`. */
export const listRunsInput = z.object({
  registry: registryId,
  experiments: z.array(id).max(100).default([]),
  filter: z.string().max(10_000).default(''),
  sort: sort.default({ key: 'started', descending: true }),
  ...pageInput
})
export const runColumnsInput = z.object({ registry: registryId, experiments: z.array(id).max(100).default([]) })
export const runInput = z.object({ registry: registryId, runId: id })
/** At most `limit` points a metric come back, first and last kept, evenly sampled between. */
export const metricHistoriesInput = z.object({
  registry: registryId,
  runIds: z.array(id).min(1).max(20),
  metrics: z.array(z.string().max(250)).min(1).max(50),
  limit: z.number().int().min(10).max(10_000).default(1000)
})
