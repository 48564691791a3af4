import { constants } from 'node:fs'
import { type FileHandle, lstat, open, readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { Failure } from '../../preload/contract/reply.ts'
import { codeOf, describeMissing, inspectPlace, refuseLink, refuseUnsafe } from './artifact-links.ts'
import { isIncoming } from './artifact-names.ts'
import { type ArtifactPlace, type ArtifactStore, locateArtifact } from './artifact-paths.ts'
import { makeIncomingPath, renameStubbornly, syncFolder } from './artifact-writing.ts'

export interface FolderEntry {
  readonly name: string
  readonly isDirectory: boolean
  /** Bytes; null for folders. */
  readonly size: number | null
}
export interface FolderWindow {
  readonly entries: readonly FolderEntry[]
  /** How many entries the folder holds in all. */
  readonly total: number
}
export interface OpenArtifact {
  readonly handle: FileHandle
  /** Bytes. */
  readonly size: number
  readonly modifiedMs: number
}

const statsAtOnce = 32

/**
 * The absolute path of an artifact address (`mlflow-artifacts:/…`, or below a folder the user named) and a path relative to it, checked
 * against traversal, hostile names and links. Throws UNSAFE_PATH, FORBIDDEN, INVALID; what is missing gives its path all the same.
 */
export async function resolveArtifactPath(store: ArtifactStore, address: string, relative = ''): Promise<string> {
  const place = locateArtifact(store, address, relative)
  await inspectPlace(place)
  return place.absolute
}

/**
 * The files and folders directly in a folder, sorted by name; empty for a file or where nothing is, as MLflow answers. Links, special
 * files and unfinished uploads are left out. `offset` and `limit` choose a window; only its files are measured.
 */
export async function listFolder(place: ArtifactPlace, offset = 0, limit = Number.POSITIVE_INFINITY): Promise<FolderWindow> {
  const facts = await inspectPlace(place)
  if (!facts?.isDirectory()) return { entries: [], total: 0 }
  const all = (await readdir(place.absolute, { withFileTypes: true }))
    .filter((entry) => !isIncoming(entry.name) && (entry.isDirectory() || entry.isFile()))
    .sort((left, right) => (left.name < right.name ? -1 : 1))
  const entries: FolderEntry[] = []
  const chosen = all.slice(offset, offset + limit)
  for (let start = 0; start < chosen.length; start += statsAtOnce) {
    const found = await Promise.all(
      chosen.slice(start, start + statsAtOnce).map((entry) => measure(place, entry.name, entry.isDirectory()))
    )
    for (const entry of found) if (entry) entries.push(entry)
  }
  return { entries, total: all.length }
}

/** Opens a file for reading without following a link or waiting on a pipe. The caller closes the handle. */
export async function openForRead(place: ArtifactPlace): Promise<OpenArtifact> {
  const seen = await inspectPlace(place)
  if (seen === null) throw describeMissing(place)
  if (seen.isDirectory()) throw new Failure('INVALID', `Artifact path refers to a directory, not a file: '${place.shown}'`)
  const handle = await openPlain(place)
  try {
    const facts = await handle.stat()
    refuseUnsafe(facts, place)
    if (!facts.isFile()) throw refuseLink(place, 'a special file')
    return { handle, size: facts.size, modifiedMs: facts.mtimeMs }
  } catch (error) {
    await handle.close()
    throw error
  }
}

/** Deletes a file or a folder with all it holds; nothing there is fine. It vanishes at once, by a rename, before its contents go. */
export async function deleteTree(place: ArtifactPlace): Promise<void> {
  if (place.names.length === 0) throw new Failure('INVALID', 'Invalid path: the root of the artifacts cannot be deleted.')
  const facts = await inspectPlace(place)
  if (facts === null) return
  const doomed = await makeIncomingPath(place.root)
  await renameStubbornly(place.absolute, doomed)
  await syncFolder(join(place.absolute, '..'))
  await rm(doomed, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 })
}

async function measure(place: ArtifactPlace, name: string, isDirectory: boolean): Promise<FolderEntry | null> {
  if (isDirectory) return { name, isDirectory, size: null }
  try {
    const facts = await lstat(join(place.absolute, name))
    refuseUnsafe(facts, place)
    return { name, isDirectory, size: facts.size }
  } catch (error) {
    if (error instanceof Failure || codeOf(error) === 'ENOENT') return null
    throw error
  }
}

async function openPlain(place: ArtifactPlace): Promise<FileHandle> {
  try {
    // O_NONBLOCK: opening a FIFO for reading would wait for its writer.
    return await open(place.absolute, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0))
  } catch (error) {
    if (codeOf(error) === 'ELOOP') throw refuseLink(place, 'a link')
    if (codeOf(error) === 'ENOENT') throw describeMissing(place)
    throw error
  }
}
