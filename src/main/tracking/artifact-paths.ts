import { isAbsolute, join, resolve, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Failure } from '../../preload/contract/reply.ts'
import { checkNames } from './artifact-names.ts'
import { cut } from './messages.ts'

/** Where artifact files may lie. */
export interface ArtifactStore {
  /** Absolute folder behind `mlflow-artifacts:/`; null where artifacts are not served. */
  readonly root: string | null
  /** Absolute folders that `file:` addresses and bare paths may point into: only those a user named by a flag or a dialog. */
  readonly localRoots?: readonly string[]
}

/** One place below a trusted folder. */
export interface ArtifactPlace {
  /** The trusted folder; links are followed up to here and never below. */
  readonly root: string
  /** Names from the root down; empty for the root itself. */
  readonly names: readonly string[]
  readonly absolute: string
  /** True below the registry's own root, where hard links and names that another platform cannot hold are refused too. */
  readonly isOwn: boolean
  /** What the user asked for, for messages. */
  readonly shown: string
}

const proxied = /^mlflow-artifacts:(?:\/\/)?(\/(?!\/).*)?$/s

/** True for addresses that name a place on this computer rather than in the registry's own store. */
export function isLocalAddress(address: string): boolean {
  return /^file:/i.test(address) || isWindowsPath(address) || !/^[a-z][a-z0-9+.-]*:/i.test(address)
}

/**
 * Decides where an artifact address (`mlflow-artifacts:/…`; `file:///…` or a path below `localRoots`) and a path relative to it lie.
 * Pure: touches no file. Both texts must already be decoded exactly once. Throws UNSAFE_PATH or, for foreign schemes, INVALID.
 */
export function locateArtifact(store: ArtifactStore, address: string, relative = ''): ArtifactPlace {
  const shown = relative === '' ? address : relative
  const base = isLocalAddress(address) ? locateLocal(store, address) : locateOwn(store, address)
  const names = [...base.names, ...checkNames(relative, base.isOwn)]
  return { ...base, names, absolute: join(base.root, ...names), shown }
}

/** A place below the registry's own root by its path alone, e.g. `1/<run>/artifacts/model/MLmodel`. */
export function locateOwnPath(store: ArtifactStore, path: string): ArtifactPlace {
  return locateArtifact(store, 'mlflow-artifacts:/', path)
}

function locateOwn(store: ArtifactStore, address: string): Omit<ArtifactPlace, 'shown'> {
  const match = proxied.exec(address)
  if (!match) throw refuseScheme(address)
  if (store.root === null)
    throw new Failure('UNSUPPORTED', 'This service does not serve artifacts.', { remedy: 'Start it with an artifacts destination.' })
  const names = checkNames((match[1] ?? '/').slice(1), true)
  return { root: store.root, names, absolute: join(store.root, ...names), isOwn: true }
}

function locateLocal(store: ArtifactStore, address: string): Omit<ArtifactPlace, 'shown'> {
  const path = toLocalPath(address)
  for (const given of store.localRoots ?? []) {
    const root = resolve(given)
    if (path !== root && !path.startsWith(root.endsWith(sep) ? root : root + sep)) continue
    const names = checkNames(path.slice(root.length).split(sep).filter(Boolean).join('/'), false)
    return { root, names, absolute: join(root, ...names), isOwn: false }
  }
  throw new Failure('INVALID', `The address '${cut(address)}' is not below a folder that this registry may read.`, {
    remedy: 'Only the registry’s own artifacts and folders chosen by the user are opened.'
  })
}

/** Reads a `file:///` address (decoded once) or a bare absolute path; anything that would change when normalised is refused. */
function toLocalPath(address: string): string {
  const path = address.startsWith('file:') ? readFileAddress(address) : address
  const isPlain = isAbsolute(path) && !/^[/\\]{2}/.test(path) && !path.includes('\0') && !path.split(/[/\\]/).includes('..')
  if (!isPlain) throw new Failure('UNSAFE_PATH', `Invalid path: '${cut(address)}' is not a plain absolute path.`)
  return resolve(path)
}

function readFileAddress(address: string): string {
  if (!/^file:\/\/\/(?!\/)[^?#]*$/s.test(address))
    throw new Failure('UNSAFE_PATH', `Invalid path: '${cut(address)}' is not a plain file address.`)
  try {
    return fileURLToPath(address)
  } catch {
    throw new Failure('UNSAFE_PATH', `Invalid path: '${cut(address)}' is not a plain file address.`)
  }
}

function refuseScheme(address: string): Failure {
  return new Failure('INVALID', `The address '${cut(address)}' cannot be opened here.`, {
    remedy: 'This service opens mlflow-artifacts:/ addresses without host, query or fragment; others are for clients to open.'
  })
}

function isWindowsPath(address: string): boolean {
  return /^[a-z]:/i.test(address)
}
