import { constants } from 'node:fs'
import { type FileHandle, lstat, mkdir, open, rm, statfs } from 'node:fs/promises'
import path from 'node:path'
import { Failure } from '../../../preload/contract/reply.ts'
import type { SnapshotEntry, SnapshotManifestFile } from '../../../preload/contract/snapshots.ts'
import type { Progress } from '../source.ts'
import { type ByteSink, readEntry, readManifestBytes } from './entry-reader.ts'
import { corrupt } from './faults.ts'
import { checkNames, hashManifest, historyDatabaseName, isBlob, parseManifest, registryDatabaseName, totalSize } from './manifest.ts'
import { checkHeaders, readDirectory, type ZipDirectory } from './zip-reader.ts'

/** A snapshot file held open: what was checked is what is read, whatever happens to its name meanwhile. */
export interface OpenSnapshot {
  readonly handle: FileHandle
  readonly directory: ZipDirectory
  readonly manifest: SnapshotManifestFile
  readonly manifestHash: string
  /** manifest.json as it was read. */
  readonly manifestBytes: Buffer
}

const spareBytes = 1024 * 1024 * 1024

/** Opens a snapshot and checks its names against the manifest; CORRUPT names the first bad entry. The caller closes `handle`. */
export async function openSnapshot(file: string): Promise<OpenSnapshot> {
  const handle = await openPlainFile(file)
  try {
    const fileSize = (await handle.stat()).size
    const directory = await readDirectory(handle, fileSize)
    const bytes = await readManifestBytes(handle, fileSize, directory.entries[0])
    const manifest = parseManifest(bytes)
    checkNames(
      directory.entries.map((entry) => entry.path),
      manifest
    )
    return { handle, directory, manifest, manifestHash: hashManifest(bytes), manifestBytes: bytes }
  } catch (error) {
    await handle.close()
    throw error
  }
}

/** Reads every entry in order through `sinkFor` and checks it, then every byte between the entries. Only after it returned is anything that was written worth keeping. */
export async function readEntries(
  snapshot: OpenSnapshot,
  sinkFor: (entry: SnapshotEntry) => Promise<EntryTarget>,
  progress: Progress
): Promise<void> {
  const total = totalSize(snapshot.manifest)
  let done = 0
  for (const [index, entry] of snapshot.manifest.entries.entries()) {
    const zip = snapshot.directory.entries[index + 1]
    if (!zip) throw corrupt(entry.path, 'missing')
    const target = await sinkFor(entry)
    try {
      await readEntry(snapshot.handle, snapshot.directory.fileSize, zip, entry, async (chunk) => {
        await target.write(chunk)
        done += chunk.length
        progress(done, total)
      })
    } finally {
      await target.close()
    }
    await target.finished?.()
  }
  await checkHeaders(snapshot.handle, snapshot.directory)
}

/** Where one entry's bytes go. `finished` runs once they were found right. */
export interface EntryTarget {
  readonly write: ByteSink
  close(): Promise<void>
  finished?(): Promise<void>
}

/** Checks artifacts without keeping them. */
export const nowhere: EntryTarget = { write: () => {}, close: async () => {} }

/** Writes an entry to a new private file. */
export async function writeToFile(file: string): Promise<EntryTarget> {
  const handle = await open(file, 'wx', 0o600)
  return { write: (chunk) => handle.appendFile(chunk), close: () => handle.close() }
}

/** Where the databases of a snapshot wait for their own checks. */
export function incomingDatabase(workFolder: string, name: string): string {
  return path.join(workFolder, `incoming-${name}`)
}

/** The target of a database entry; artifacts are the caller's business. */
export async function targetForDatabase(workFolder: string, entry: SnapshotEntry): Promise<EntryTarget | null> {
  if (isBlob(entry)) return null
  return entry.path === registryDatabaseName || entry.path === historyDatabaseName
    ? writeToFile(incomingDatabase(workFolder, entry.path))
    : null
}

/** Makes the quarantine: empty, private. */
export async function makeQuarantine(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true })
  await mkdir(folder, { recursive: true, mode: 0o700 })
}

/** DISK_FULL before anything is written, unless `bytes` and a gigabyte to spare fit on the folder's disk. */
export async function checkSpace(folder: string, bytes: number): Promise<void> {
  const disk = await statfs(folder)
  const free = disk.bavail * disk.bsize
  if (bytes + spareBytes <= free) return
  throw new Failure('DISK_FULL', `Unpacked, this snapshot takes ${bytes} bytes; the disk has ${free} free, and 1 GiB must stay free.`, {
    remedy: 'Free some space and open it again.',
    details: { needed: bytes, free }
  })
}

/** Pipes and devices would block or never end: only plain files are opened. */
async function openPlainFile(file: string): Promise<FileHandle> {
  const name = path.basename(file)
  const found = await lstat(file).catch(() => null)
  if (!found) throw new Failure('NOT_FOUND', `“${name}” does not exist any more.`, { remedy: 'Choose another file.' })
  const handle = await open(file, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0))
  if ((await handle.stat()).isFile()) return handle
  await handle.close()
  throw new Failure('INVALID', `“${name}” is not a file.`, { remedy: 'Choose a .greenroom file.' })
}
