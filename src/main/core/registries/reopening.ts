import path from 'node:path'
import { Failure } from '../../../preload/contract/reply.ts'
import { type KnownRegistry, listKnownRegistries } from '../../store/registries.ts'
import type { CallContext } from '../deps.ts'
import { showProgress } from '../progress.ts'
import { describeProblem, type OpenedRegistry } from './keeper.ts'
import { openSnapshot, type RegistriesDeps } from './opening.ts'

/** Runs an act as a job of the status bar. */
export type RunJob = (work: (context: Pick<CallContext, 'signal' | 'report'>) => Promise<void>) => Promise<void>

/** Verifies and opens again, one after the other, the snapshots that were open when the program ended; they are in the list as `opening` at once.
 *  Never rejects: one that cannot be opened stays in the list with the reason. `stop` ends it and leaves them for the next start. */
export async function reopenSnapshots(deps: RegistriesDeps, runJob: RunJob, stop: AbortSignal): Promise<void> {
  const waiting = listKnownRegistries(deps.store, 'snapshot')
    .filter((one) => one.isOpen)
    .map((known) => {
      const left = new AbortController()
      deps.keeper.keepOpening(known, () => left.abort())
      return { known, left: left.signal }
    })
  for (const { known, left } of waiting) {
    if (stop.aborted) return
    if (left.aborted) continue
    await runJob((job) => reopen(deps, known, { job, left, stop }))
    announceRegistries(deps)
  }
}

interface Reopening {
  readonly job: Pick<CallContext, 'signal' | 'report'>
  /** Fires when it was closed, or opened by hand. */
  readonly left: AbortSignal
  readonly stop: AbortSignal
}

async function reopen(deps: RegistriesDeps, known: KnownRegistry, { job, left, stop }: Reopening): Promise<void> {
  const { location } = known
  const signal = AbortSignal.any([job.signal, left, stop])
  const progress = showProgress(job, `Opening ${path.basename(location)}`, 'bytes', deps.now)
  progress(0, null)
  try {
    const opened = await openSnapshot(deps, location, true, { signal, progress })
    if (stop.aborted) return await opened.source.close()
    if (left.aborted) return await giveBack(deps, opened)
    // Another snapshot lies there by now.
    if (opened.id !== known.id) await forget(deps, known.id)
    await deps.keeper.keep(opened)
  } catch (error) {
    if (stop.aborted) return
    if (left.aborted) return await discardLeft(deps, known)
    const problem = job.signal.aborted ? new Failure('OFFLINE', 'Opening it was cancelled.') : describeProblem(error, location)
    const { id, kind, name } = known
    deps.keeper.keepFailed({ id, kind, name, location }, problem)
  }
}

/** Opened too late: it was closed meanwhile, or is there already by another way. */
async function giveBack(deps: RegistriesDeps, opened: OpenedRegistry): Promise<void> {
  await opened.source.close()
  if (deps.keeper.find(opened.id)) return
  await forget(deps, opened.id)
  await discardLeft(deps, opened)
}

/** What was unpacked may have come after closing it had looked. */
async function discardLeft(deps: RegistriesDeps, snapshot: { readonly id: string; readonly location: string }): Promise<void> {
  if (!deps.keeper.find(snapshot.id)) await deps.ports.discardSnapshot(snapshot)
}

async function forget(deps: RegistriesDeps, id: string): Promise<void> {
  await deps.keeper.drop(id)
  await deps.writer.closeSnapshot({ registryId: id })
}

/** A snapshot brings history, requests and predictions along and takes them away again: their pages ask anew. */
export function announceRegistries(deps: RegistriesDeps): void {
  deps.emit('registries.changed', {})
  deps.emit('activity.changed', {})
  deps.emit('predictions.changed', {})
  deps.emit('requests.changed', {})
}
