import path from 'node:path'
import type { SnapshotManifest, SnapshotWritten } from '../../../preload/contract/snapshots.ts'
import type { Progress } from '../../sources/source.ts'
import { appendAudit } from '../../store/audit.ts'
import { writeStore } from '../../store/transactions.ts'
import type { Deps, Handler, Handlers } from '../deps.ts'
import { showProgress } from '../progress.ts'
import { chooseSelection, describeExport, nameTarget } from './rules.ts'

/** What an export needs to know beside the files of the registry, which the port finds by its id. */
export interface SnapshotExport {
  readonly registry: { readonly id: string; readonly name: string }
  readonly selection: ReturnType<typeof chooseSelection>
  readonly withPredictions: boolean
  readonly snapshotId: string
  readonly madeMs: number
  readonly madeBy: string
  readonly appVersion: string
  /** Absolute path. */
  readonly target: string
  /** The path as it was chosen, before it got our extension. */
  readonly chosen: string
}
export interface SnapshotJobOptions {
  readonly signal: AbortSignal
  /** Bytes. */
  readonly progress: Progress
}

/** How snapshot files are written and checked, outside this process; the composition root supplies it. Both reject with Failures and leave nothing half-written. */
export interface SnapshotPorts {
  /** NOT_FOUND when the registry is not open. */
  exportSnapshot(request: SnapshotExport, options: SnapshotJobOptions): Promise<SnapshotWritten>
  /** CORRUPT names the first bad entry. */
  verifySnapshot(file: string, options: SnapshotJobOptions): Promise<SnapshotManifest>
}

export type SnapshotsDeps = Pick<Deps, 'store' | 'registries' | 'handles' | 'appVersion' | 'now' | 'newId' | 'emit'> & {
  readonly ports: SnapshotPorts
}

/** Builds the calls on snapshot files; opening one is `registries.open`. */
export function createSnapshots(deps: SnapshotsDeps): Handlers<'snapshots.export' | 'snapshots.verify'> {
  return {
    'snapshots.export': exportSnapshot(deps),
    'snapshots.verify': verifySnapshot(deps)
  }
}

function exportSnapshot(deps: SnapshotsDeps): Handler<'snapshots.export'> {
  return async ({ registry, models, withPredictions, target }, context) => {
    // Asking for the source refuses a registry that is not open.
    deps.registries.source(registry)
    const chosen = deps.handles.path(target, 'write')
    const file = nameTarget(chosen)
    const written = await deps.ports.exportSnapshot(
      {
        registry: { id: registry, name: deps.registries.nameOf(registry) },
        selection: chooseSelection(models),
        withPredictions,
        snapshotId: deps.newId(),
        madeMs: deps.now(),
        madeBy: context.actor.name,
        appVersion: deps.appVersion,
        target: file,
        chosen
      },
      { signal: context.signal, progress: showProgress(context, `Exporting ${path.basename(file)}`, 'bytes', deps.now) }
    )
    await noteExport(deps, { registry, models, withPredictions }, written, context.actor)
    return written
  }
}

/** Data that left the registry is worth an entry; inputs of predictions may be private. */
async function noteExport(
  deps: SnapshotsDeps,
  input: { readonly registry: string; readonly models: readonly string[]; readonly withPredictions: boolean },
  written: SnapshotWritten,
  actor: Parameters<typeof appendAudit>[1]['actor']
): Promise<void> {
  await writeStore(deps.store, () =>
    appendAudit(deps.store, {
      atMs: deps.now(),
      actor,
      action: 'snapshot.exported',
      registryId: input.registry,
      model: new Set(input.models).size === 1 ? (input.models[0] ?? null) : null,
      key: written.manifest.snapshotId,
      after: path.basename(written.file),
      summary: describeExport(input.models, path.basename(written.file), input.withPredictions)
    })
  )
  deps.emit('activity.changed', {})
}

function verifySnapshot(deps: SnapshotsDeps): Handler<'snapshots.verify'> {
  return async ({ file }, context) => {
    const location = deps.handles.path(file, 'read')
    const progress = showProgress(context, `Checking ${path.basename(location)}`, 'bytes', deps.now)
    return deps.ports.verifySnapshot(location, { signal: context.signal, progress })
  }
}
