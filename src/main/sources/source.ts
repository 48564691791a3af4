import type { ArtifactEntry, ArtifactRoot, Preview } from '../../preload/contract/artifacts.ts'
import type { Page, Sort, Stage } from '../../preload/contract/common.ts'
import type { MetricOfVersion, ModelDetail, ModelRow } from '../../preload/contract/models.ts'
import type { StageChange } from '../../preload/contract/promotions.ts'
import type { RegistryKind } from '../../preload/contract/registries.ts'
import type { ExperimentRow, MetricHistory, RunColumns, RunDetail, RunRow } from '../../preload/contract/runs.ts'
import type { VersionContents, VersionDetail, VersionDigest, VersionRow } from '../../preload/contract/versions.ts'
import type { RegistryChange } from '../tracking/changes.ts'

export type { ChangeLog, RegistryChange } from '../tracking/changes.ts'

/** What a registry itself knows; core adds what our own store knows (open requests, next step). */
export type ModelRecord = Omit<ModelRow, 'openRequests'>
export type ModelFacts = Omit<ModelDetail, 'openRequests'>
export type VersionRecord = Omit<VersionRow, 'openRequest'>
export type VersionFacts = Omit<VersionDetail, 'openRequest' | 'next'>

export interface ListQuery {
  readonly filter: string
  readonly sort: Sort
  readonly offset: number
  readonly limit: number
}
export interface ModelsQuery extends ListQuery {
  readonly metrics: readonly string[]
}
export interface VersionsQuery extends ModelsQuery {
  readonly model: string
}
export interface RunsQuery extends ListQuery {
  readonly experiments: readonly string[]
}
export interface ExperimentsQuery {
  readonly filter: string
  readonly deleted: boolean
  readonly offset: number
  readonly limit: number
}
export interface HistoriesQuery {
  readonly runIds: readonly string[]
  readonly metrics: readonly string[]
  readonly limit: number
}

export interface Registration {
  readonly model: string
  readonly runId: string
  readonly path: string
  readonly tags: Readonly<Record<string, string>>
  readonly description: string
  readonly author: string
}

/** Progress of a long act, in the unit its job shows. */
export type Progress = (done: number, total: number | null) => void

/** What writes need beside their input: where to note what happened, on whose behalf, and whether it may. */
export interface WriteContext {
  /** Writes intents before the registry commits and outcomes after; made by core for the acting person. */
  readonly log: {
    guard(change: RegistryChange): void
    begin(changes: readonly RegistryChange[]): string
    finish(intent: string, outcome: 'done' | 'failed'): void | Promise<void>
  }
}

/** The one interface between core and a registry, wherever it lives. Every method rejects with a Failure: NOT_FOUND names what is missing, READ_ONLY refuses writes. */
export interface Source {
  readonly kind: RegistryKind
  readonly isReadOnly: boolean

  countModels(): Promise<number>
  listModels(query: ModelsQuery, signal: AbortSignal): Promise<Page<ModelRecord>>
  getModel(model: string): Promise<ModelFacts>
  listMetricNames(): Promise<readonly string[]>
  metricOverVersions(model: string, metric: string): Promise<readonly MetricOfVersion[]>
  listVersions(query: VersionsQuery, signal: AbortSignal): Promise<Page<VersionRecord>>
  /** `reference`: a number, `@alias`, a stage (newest in it) or `latest`. */
  getVersion(model: string, reference: string): Promise<VersionFacts>
  readContents(model: string, version: string): Promise<VersionContents>
  /** Reads every byte. With `isForShow` files that stayed as they were are not read again: never for a decision. */
  digestVersion(
    model: string,
    version: string,
    signal: AbortSignal,
    progress: Progress,
    options?: { readonly isForShow: boolean }
  ): Promise<VersionDigest>
  /** Absolute folder that holds the version's files (MLmodel at its top); UNSUPPORTED where they are not on this computer. */
  versionFolder(model: string, version: string): Promise<string>

  listExperiments(query: ExperimentsQuery, signal: AbortSignal): Promise<Page<ExperimentRow>>
  listRuns(query: RunsQuery, signal: AbortSignal): Promise<Page<RunRow>>
  listRunColumns(experiments: readonly string[]): Promise<RunColumns>
  getRun(runId: string): Promise<RunDetail>
  metricHistories(query: HistoriesQuery, signal: AbortSignal): Promise<readonly MetricHistory[]>

  listArtifacts(root: ArtifactRoot, path: string): Promise<readonly ArtifactEntry[]>
  previewArtifact(root: ArtifactRoot, path: string): Promise<Preview>
  /** For showing: a file that stayed as it was is not read again. */
  hashArtifact(root: ArtifactRoot, path: string, signal: AbortSignal): Promise<{ readonly sha256: string; readonly size: number }>
  /** Copies a file or folder to an absolute target path (temp name, then rename). */
  downloadArtifact(
    root: ArtifactRoot,
    path: string,
    target: string,
    signal: AbortSignal,
    progress: Progress
  ): Promise<{ readonly files: number; readonly size: number }>

  createModel(input: { readonly model: string; readonly description: string }, context: WriteContext): Promise<void>
  updateModel(input: { readonly model: string; readonly description: string }, context: WriteContext): Promise<void>
  setModelTag(input: { readonly model: string; readonly key: string; readonly value: string }, context: WriteContext): Promise<void>
  deleteModelTag(input: { readonly model: string; readonly key: string }, context: WriteContext): Promise<void>
  deleteModel(input: { readonly model: string }, context: WriteContext): Promise<void>
  /** Gives the version that held the alias before, or null. */
  setAlias(
    input: { readonly model: string; readonly alias: string; readonly version: string },
    context: WriteContext
  ): Promise<string | null>
  deleteAlias(input: { readonly model: string; readonly alias: string }, context: WriteContext): Promise<void>
  registerVersion(input: Registration, context: WriteContext): Promise<string>
  updateVersion(
    input: { readonly model: string; readonly version: string; readonly description: string },
    context: WriteContext
  ): Promise<void>
  setVersionTag(
    input: { readonly model: string; readonly version: string; readonly key: string; readonly value: string },
    context: WriteContext
  ): Promise<void>
  deleteVersionTag(input: { readonly model: string; readonly version: string; readonly key: string }, context: WriteContext): Promise<void>
  deleteVersion(input: { readonly model: string; readonly version: string }, context: WriteContext): Promise<void>
  transition(
    input: { readonly model: string; readonly version: string; readonly stage: Stage; readonly archiveExisting: boolean },
    context: WriteContext
  ): Promise<StageChange>

  /** Calls back, coalesced, after another connection changed the registry (PRAGMA data_version, polled every 300 ms). Returns the stop function. */
  watch(changed: () => void): () => void
  close(): Promise<void>
}
