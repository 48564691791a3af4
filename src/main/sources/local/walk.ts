import type { Dirent } from 'node:fs'
import { lstat, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { inspectPlace, refuseLink, refuseUnsafe } from '../../tracking/artifact-links.ts'
import type { ArtifactPlace } from '../../tracking/artifact-paths.ts'

/** A file below a place. `path` is relative to it, `/` between names. */
export interface WalkedFile {
  readonly place: ArtifactPlace
  readonly path: string
  /** Bytes. */
  readonly size: number
}

/** All files below a folder (or the file itself, with an empty path), sorted by the bytes of their paths. Links and special files are refused, never skipped: a digest must not overlook what a loader would follow. */
export async function walkFiles(place: ArtifactPlace, signal: AbortSignal): Promise<readonly WalkedFile[]> {
  const facts = await inspectPlace(place)
  if (facts === null) return []
  if (!facts.isDirectory()) return [{ place, path: '', size: facts.size }]
  const files: WalkedFile[] = []
  await collect(place, '', files, signal)
  return files
    .map((file) => ({ file, bytes: Buffer.from(file.path) }))
    .sort((left, right) => Buffer.compare(left.bytes, right.bytes))
    .map(({ file }) => file)
}

async function collect(folder: ArtifactPlace, prefix: string, files: WalkedFile[], signal: AbortSignal): Promise<void> {
  signal.throwIfAborted()
  for (const entry of await readdir(folder.absolute, { withFileTypes: true })) {
    const path = prefix + entry.name
    const place = enter(folder, entry, path)
    if (entry.isDirectory()) await collect(place, `${path}/`, files, signal)
    else files.push({ place, path, size: await measure(place, entry) })
  }
}

function enter(folder: ArtifactPlace, entry: Dirent, shown: string): ArtifactPlace {
  return { ...folder, names: [...folder.names, entry.name], absolute: join(folder.absolute, entry.name), shown }
}

async function measure(place: ArtifactPlace, entry: Dirent): Promise<number> {
  if (!entry.isFile()) throw refuseLink(place, 'a link or a special file')
  const facts = await lstat(place.absolute)
  refuseUnsafe(facts, place)
  return facts.size
}
