import type { VersionContents } from '../../../preload/contract/versions.ts'
import type { ScoringTarget } from '../../scoring/worker.ts'
import type { CallContext, Deps } from '../deps.ts'
import { showProgress } from '../progress.ts'
import { checkRunnable, writeKey } from './rules.ts'

/** What a call names: a version by number, `@alias`, stage or `latest`. */
export interface Reference {
  readonly registry: string
  readonly model: string
  readonly reference: string
}

/** A version as predictions need it. */
export interface Target {
  readonly registryId: string
  readonly model: string
  readonly version: string
  readonly createdMs: number
  readonly contents: VersionContents
}

/** Digests of versions' files, kept for the session: hashing gigabytes before each row would be slow, and the worker hashes again what it loads. */
export interface Digests {
  /** The digest as it was when last computed; computed now when it was not. */
  known(target: Target, context: CallContext): Promise<string>
  /** The digest of the files as they are now. */
  fresh(target: Target, context: CallContext): Promise<string>
  forget(target: Target): void
}

type TargetDeps = Pick<Deps, 'registries' | 'now'>

/** Finds the version and reads what its files say; nothing is loaded. */
export async function gatherTarget({ registries }: TargetDeps, { registry, model, reference }: Reference): Promise<Target> {
  const source = registries.source(registry)
  const { version, createdMs } = await source.getVersion(model, reference)
  return { registryId: registry, model, version, createdMs, contents: await source.readContents(model, version) }
}

/** Makes the store of digests of one application. */
export function createDigests({ registries, now }: TargetDeps): Digests {
  const digests = new Map<string, string>()
  const nameOf = ({ registryId, model, version, createdMs }: Target) => JSON.stringify([registryId, model, version, createdMs])
  const fresh: Digests['fresh'] = async (target, context) => {
    const progress = showProgress(context, `Checking the files of ${target.model} v${target.version}`, 'bytes', now)
    const { digest } = await registries.source(target.registryId).digestVersion(target.model, target.version, context.signal, progress)
    digests.set(nameOf(target), digest)
    return digest
  }
  return {
    fresh,
    known: async (target, context) => digests.get(nameOf(target)) ?? fresh(target, context),
    forget: (target) => void digests.delete(nameOf(target))
  }
}

/** The target as the scorer takes it; its key names these bytes of this version. */
export async function toScoringTarget({ registries }: TargetDeps, target: Target, digest: string): Promise<ScoringTarget> {
  const { registryId, model, version, contents } = target
  checkRunnable(model, version, contents)
  const folder = await registries.source(registryId).versionFolder(model, version)
  const engine = contents.engine === 'onnx' ? 'onnx' : 'python'
  return { key: writeKey(target, digest), engine, folder, digest, signature: contents.signature }
}
