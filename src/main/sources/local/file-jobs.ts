import type { ArtifactEntry, Preview } from '../../../preload/contract/artifacts.ts'
import { Failure } from '../../../preload/contract/reply.ts'
import type { VersionContents, VersionDigest } from '../../../preload/contract/versions.ts'
import { inspectPlace } from '../../tracking/artifact-links.ts'
import type { ArtifactStore } from '../../tracking/artifact-paths.ts'
import type { Progress } from '../source.ts'
import { readContents } from './contents.ts'
import { digestFolder, hashFile } from './digest.ts'
import { type Downloaded, downloadPlace } from './download.ts'
import type { HashedFile, HashMemory } from './hash-memory.ts'
import { listArtifacts } from './listing.ts'
import { findPlace } from './places.ts'
import { previewFile } from './preview.ts'
import type { ArtifactLocation } from './queries-location.ts'

/** What every job on files takes beside its input. */
export interface FileContext {
  readonly store: ArtifactStore
  /** Hashes of files that stayed as they were. */
  readonly hashes: HashMemory
  readonly signal: AbortSignal
  readonly progress: Progress
}
interface At {
  readonly location: ArtifactLocation
  readonly path: string
}

async function contents({ location }: Pick<At, 'location'>, { store, signal }: FileContext): Promise<VersionContents> {
  return readContents(store, location, signal)
}

async function list({ location, path }: At, { store }: FileContext): Promise<readonly ArtifactEntry[]> {
  return listArtifacts(store, location, path)
}

async function preview({ location, path }: At, { store }: FileContext): Promise<Preview> {
  return previewFile(await findPlace(store, location, path))
}

async function hash({ location, path }: At, { store, hashes, signal, progress }: FileContext): Promise<HashedFile> {
  return hashes(await findPlace(store, location, path), signal, (bytes) => progress(bytes, null))
}

async function digest(
  { location, isForShow }: Pick<At, 'location'> & { readonly isForShow: boolean },
  context: FileContext
): Promise<VersionDigest> {
  const folder = await findPlace(context.store, location, '')
  await requireFolder(context.store, location)
  return digestFolder(folder, context.signal, context.progress, isForShow ? context.hashes : hashFile)
}

async function download({ location, path, target }: At & { readonly target: string }, context: FileContext): Promise<Downloaded> {
  return downloadPlace(await findPlace(context.store, location, path), target, context.signal, context.progress)
}

async function folder({ location }: Pick<At, 'location'>, { store }: FileContext): Promise<string> {
  return requireFolder(store, location)
}

/** The absolute folder; NOT_FOUND when it is not there. */
async function requireFolder(store: ArtifactStore, location: ArtifactLocation): Promise<string> {
  const place = await findPlace(store, location, '')
  const facts = await inspectPlace(place)
  if (facts?.isDirectory()) return place.absolute
  throw new Failure('NOT_FOUND', `The version’s files are missing: there is no folder “${place.absolute}”.`, {
    remedy: 'Restore the folder from a copy or a snapshot.'
  })
}

/** Every job that the files worker answers, by name. */
export const fileJobs = { contents, list, preview, hash, digest, download, folder } as const

export type FileJobs = typeof fileJobs
export type FileJobName = keyof FileJobs
export type FileInput<N extends FileJobName> = Parameters<FileJobs[N]>[0]
export type FileValue<N extends FileJobName> = Awaited<ReturnType<FileJobs[N]>>
