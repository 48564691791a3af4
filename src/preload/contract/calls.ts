import type { z } from 'zod'
import * as activity from './activity.ts'
import * as application from './application.ts'
import * as artifacts from './artifacts.ts'
import type { ChosenFile, Page } from './common.ts'
import * as comparisons from './comparisons.ts'
import * as models from './models.ts'
import * as people from './people.ts'
import * as predictions from './predictions.ts'
import * as promotions from './promotions.ts'
import * as registries from './registries.ts'
import * as runs from './runs.ts'
import * as service from './service.ts'
import * as snapshots from './snapshots.ts'
import * as versions from './versions.ts'

/** One call: its input schema, and its value as a type only (our own core is trusted to keep it). */
export interface Call<S extends z.ZodType, T> {
  readonly input: S
  readonly value?: T
}
const call = <S extends z.ZodType>(input: S) => ({
  gives: <T>(): Call<S, T> => ({ input })
})
const none = application.emptyInput

/** Every call between window, command line and core: noun → verb. Adding one edits this map and its noun's folder in core. */
export const calls = {
  'registries.list': call(none).gives<readonly registries.Registry[]>(),
  'registries.open': call(registries.openRegistryInput).gives<registries.Registry>(),
  'registries.close': call(registries.registryInput).gives<null>(),
  'registries.addSample': call(none).gives<registries.Registry>(),
  'registries.removeSample': call(registries.removeSampleInput).gives<null>(),
  'registries.recent': call(none).gives<readonly registries.RecentFile[]>(),

  'models.list': call(models.listModelsInput).gives<Page<models.ModelRow>>(),
  'models.get': call(models.modelInput).gives<models.ModelDetail>(),
  'models.metricNames': call(registries.registryInput).gives<readonly string[]>(),
  'models.metricOverVersions': call(models.metricOverVersionsInput).gives<readonly models.MetricOfVersion[]>(),
  'models.create': call(models.createModelInput).gives<null>(),
  'models.update': call(models.updateModelInput).gives<null>(),
  'models.setTag': call(models.modelTagInput).gives<null>(),
  'models.deleteTag': call(models.modelTagKeyInput).gives<null>(),
  'models.setAlias': call(models.setAliasInput).gives<{ readonly previousVersion: string | null }>(),
  'models.deleteAlias': call(models.deleteAliasInput).gives<null>(),
  'models.delete': call(models.deleteModelInput).gives<null>(),

  'versions.list': call(versions.listVersionsInput).gives<Page<versions.VersionRow>>(),
  'versions.get': call(versions.versionReferenceInput).gives<versions.VersionDetail>(),
  'versions.contents': call(versions.versionInput).gives<versions.VersionContents>(),
  'versions.digest': call(versions.versionInput).gives<versions.VersionDigest>(),
  'versions.register': call(versions.registerVersionInput).gives<{ readonly version: string }>(),
  'versions.update': call(versions.updateVersionInput).gives<null>(),
  'versions.setTag': call(versions.versionTagInput).gives<null>(),
  'versions.deleteTag': call(versions.versionTagKeyInput).gives<null>(),
  'versions.delete': call(versions.deleteVersionInput).gives<null>(),

  'experiments.list': call(runs.listExperimentsInput).gives<Page<runs.ExperimentRow>>(),
  'runs.list': call(runs.listRunsInput).gives<Page<runs.RunRow>>(),
  'runs.columns': call(runs.runColumnsInput).gives<runs.RunColumns>(),
  'runs.get': call(runs.runInput).gives<runs.RunDetail>(),
  'runs.metricHistories': call(runs.metricHistoriesInput).gives<readonly runs.MetricHistory[]>(),

  'artifacts.list': call(artifacts.artifactsInput).gives<readonly artifacts.ArtifactEntry[]>(),
  'artifacts.preview': call(artifacts.artifactInput).gives<artifacts.Preview>(),
  'artifacts.hash': call(artifacts.artifactInput).gives<{ readonly sha256: string; readonly size: number }>(),
  'artifacts.download': call(artifacts.downloadArtifactInput).gives<{ readonly files: number; readonly size: number }>(),

  'comparisons.versions': call(comparisons.compareVersionsInput).gives<comparisons.Comparison>(),
  'comparisons.runs': call(comparisons.compareRunsInput).gives<comparisons.Comparison>(),

  'promotions.promote': call(promotions.promoteInput).gives<promotions.StageChange>(),
  'promotions.request': call(promotions.requestPromotionInput).gives<promotions.PromotionRequest>(),
  'promotions.list': call(promotions.listRequestsInput).gives<Page<promotions.ListedRequest>>(),
  'promotions.get': call(promotions.requestInput).gives<promotions.RequestDetail>(),
  'promotions.approve': call(promotions.approveInput).gives<promotions.PromotionRequest>(),
  'promotions.reject': call(promotions.rejectInput).gives<promotions.PromotionRequest>(),
  'promotions.withdraw': call(promotions.withdrawInput).gives<promotions.PromotionRequest>(),
  'promotions.retry': call(promotions.requestInput).gives<promotions.PromotionRequest>(),
  'policies.get': call(promotions.policyInput).gives<promotions.Policy>(),
  'policies.set': call(promotions.setPolicyInput).gives<promotions.Policy>(),
  'policies.clear': call(promotions.policyInput).gives<promotions.Policy>(),

  'people.list': call(none).gives<people.People>(),
  'people.add': call(people.addPersonInput).gives<people.Person>(),
  'people.switch': call(people.personInput).gives<people.People>(),

  'activity.list': call(activity.listActivityInput).gives<Page<activity.ActivityEntry>>(),
  'activity.verify': call(none).gives<activity.ChainCheck>(),

  'predictions.prepare': call(predictions.targetInput).gives<predictions.PredictionTarget>(),
  'predictions.consent': call(predictions.consentInput).gives<null>(),
  'predictions.run': call(predictions.runPredictionInput).gives<predictions.Prediction>(),
  'predictions.list': call(predictions.listPredictionsInput).gives<Page<predictions.PredictionRow>>(),
  'predictions.get': call(predictions.predictionInput).gives<predictions.Prediction>(),
  'predictions.rerun': call(predictions.rerunInput).gives<predictions.Prediction>(),
  'predictions.export': call(predictions.exportPredictionsInput).gives<{ readonly rows: number }>(),
  'predictions.loaded': call(none).gives<readonly predictions.LoadedModel[]>(),
  'predictions.reload': call(predictions.targetInput).gives<predictions.LoadedModel>(),
  'predictions.unload': call(predictions.targetInput).gives<null>(),
  'predictions.python': call(none).gives<predictions.PythonEnvironment | null>(),
  'predictions.setPython': call(predictions.setPythonInput).gives<predictions.PythonEnvironment | null>(),

  'snapshots.export': call(snapshots.exportSnapshotInput).gives<snapshots.SnapshotWritten>(),
  'snapshots.verify': call(snapshots.snapshotFileInput).gives<snapshots.SnapshotManifest>(),

  'service.status': call(none).gives<service.ServiceStatus>(),
  'service.start': call(service.startServiceInput).gives<service.ServiceStatus>(),
  'service.stop': call(none).gives<service.ServiceStatus>(),

  'settings.get': call(application.settingInput).gives<unknown>(),
  'settings.set': call(application.setSettingInput).gives<null>(),
  'application.info': call(none).gives<application.ApplicationInfo>(),

  // Answered by the window's own process; the command line has no use for them.
  'files.choose': call(application.chooseFileInput).gives<ChosenFile | null>(),
  'files.chooseTarget': call(application.chooseTargetInput).gives<ChosenFile | null>(),
  'files.saveText': call(application.saveTextInput).gives<null>(),
  'application.copy': call(application.copyInput).gives<null>(),
  'application.showLog': call(none).gives<null>(),
  'application.openLink': call(application.openLinkInput).gives<null>()
} as const

export type Calls = typeof calls
export type CallName = keyof Calls
/** What a caller sends; defaults may be left out. */
export type CallInput<N extends CallName> = z.input<Calls[N]['input']>
/** What a handler gets: parsed, defaults filled in. */
export type CallParsed<N extends CallName> = z.output<Calls[N]['input']>
export type CallValue<N extends CallName> = Calls[N] extends Call<z.ZodType, infer T> ? T : never

/** Calls that only the window's process can answer. */
export const windowCalls = [
  'files.choose',
  'files.chooseTarget',
  'files.saveText',
  'application.copy',
  'application.showLog',
  'application.openLink'
] as const satisfies readonly CallName[]
export type WindowCallName = (typeof windowCalls)[number]
export type CoreCallName = Exclude<CallName, WindowCallName>
