import type { SnapshotPrediction } from '../../../preload/contract/snapshots.ts'
import type { Scorer } from '../../scoring/worker.ts'
import type { Progress } from '../../sources/source.ts'
import type { ForeignRow } from '../../store/foreign-history.ts'
import { listKnownRegistries } from '../../store/registries.ts'
import { writeStore } from '../../store/transactions.ts'
import { saveOpenedHistory } from '../../store/write-jobs.ts'
import type { Deps } from '../deps.ts'
import { throwIfRefused } from '../refusal.ts'
import { describeProblem, type OpenedRegistry, type RegistryFacts, type RegistryKeeper } from './keeper.ts'
import { mayOpenAs } from './rules.ts'

/** Rows of history that are written in a few milliseconds. */
const inlineRows = 100

/** An opened registry with the history that came inside its snapshot. */
export interface OpenedWithHistory extends OpenedRegistry {
  readonly foreignHistory: readonly ForeignRow[]
  /** Predictions that the snapshot brought along, where its maker asked for them. */
  readonly predictions?: readonly SnapshotPrediction[]
}
export interface OpeningOptions {
  readonly signal: AbortSignal
  readonly progress: Progress
}

/** How registries are opened and removed; the composition root supplies it. All reject with Failures. */
export interface RegistryPorts {
  /** Opens Greenroom's own registry, making it at the first start. */
  openEmbedded(): Promise<OpenedRegistry>
  /** Opens the sample's folder, null when it was never added (or was removed). */
  openSample(): Promise<OpenedRegistry | null>
  /** Unpacks the sample into its folder and opens it. */
  installSample(options: OpeningOptions): Promise<OpenedWithHistory>
  /** Reads again, from its folder, the history that came with the sample. */
  readSampleHistory(): Promise<Pick<OpenedWithHistory, 'foreignHistory' | 'predictions'>>
  /** Models and number of runs that the sample brought along; null when it is not there. */
  readShipped(): Promise<{ readonly models: readonly string[]; readonly runCount: number } | null>
  /** Deletes the sample's folder, after its source was closed. */
  removeSample(): Promise<void>
  /** Verifies and opens a snapshot file (absolute path), read-only. */
  openSnapshot(file: string, options: OpeningOptions): Promise<OpenedWithHistory>
  /** Deletes what opening unpacked, after its source was closed. */
  discardSnapshot(registry: { readonly id: string; readonly location: string }): Promise<void>
}

export type RegistriesDeps = Pick<Deps, 'store' | 'writer' | 'handles' | 'now' | 'emit'> & {
  readonly scorer: Pick<Scorer, 'loaded' | 'unload'>
  readonly keeper: RegistryKeeper
  readonly ports: RegistryPorts
}
export interface StartOptions {
  /** Where Greenroom's own registry lives, for display when it cannot be opened. */
  readonly embeddedLocation: string
}

/** Opens the registries that are always there or were open when the program ended: the embedded one, the sample. One that cannot be opened stays in the list with the reason. */
export async function openKnownRegistries(deps: RegistriesDeps, options: StartOptions): Promise<void> {
  const embedded = { id: 'embedded', kind: 'embedded', name: 'My registry', location: options.embeddedLocation } as const
  await openOrKeep(deps, embedded, () => openEmbedded(deps))
  const [sample] = listKnownRegistries(deps.store, 'sample')
  if (sample?.isOpen) await openOrKeep(deps, sample, () => deps.ports.openSample())
  deps.emit('registries.changed', {})
}

/** Its id is remembered, so that no file can pass for it even while it cannot be opened. */
async function openEmbedded(deps: RegistriesDeps): Promise<OpenedRegistry> {
  const opened = await deps.ports.openEmbedded()
  const isKnown = listKnownRegistries(deps.store, 'embedded').some((one) => one.id === opened.id)
  if (!isKnown) await noteOpened(deps, { ...opened, foreignHistory: [] }, true)
  return opened
}

async function openOrKeep(deps: RegistriesDeps, known: RegistryFacts, open: () => Promise<OpenedRegistry | null>): Promise<void> {
  try {
    const opened = await open()
    if (opened) await deps.keeper.keep(opened)
  } catch (error) {
    const { id, kind, name, location } = known
    deps.keeper.keepFailed({ id, kind, name, location }, describeProblem(error, location))
  }
}

/** Verifies, opens, and notes the foreign history; refuses an identity that belongs to a registry of ours. */
export async function openSnapshot(
  deps: RegistriesDeps,
  location: string,
  isRemembered: boolean,
  options: OpeningOptions
): Promise<OpenedRegistry> {
  const opened = await deps.ports.openSnapshot(location, options)
  const known = [...listKnownRegistries(deps.store, 'sample'), ...listKnownRegistries(deps.store, 'embedded')].find(
    (one) => one.id === opened.id
  )
  const refusal = mayOpenAs(opened, known ?? deps.keeper.find(opened.id))
  if (refusal) {
    await opened.source.close()
    await deps.ports.discardSnapshot(opened)
    throwIfRefused(refusal)
  }
  await noteOpened(deps, opened, isRemembered)
  return opened
}

/** Remembers an opened registry and the history that came with it. */
export async function noteOpened(deps: RegistriesDeps, opened: OpenedWithHistory, isOpen: boolean): Promise<void> {
  const { id, kind, name, location } = opened
  const { foreignHistory: rows, predictions = [] } = opened
  const history = { registry: { id, kind, name, location, isOpen }, openedMs: deps.now(), rows, predictions }
  const isSmall = rows.length <= inlineRows && predictions.length === 0
  await (isSmall ? writeStore(deps.store, () => saveOpenedHistory(deps.store, history)) : deps.writer.saveOpenedHistory(history))
}
