import { copyFile, lstat, mkdir, open, readFile, rename, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import type { SnapshotManifest } from '../../../preload/contract/snapshots.ts'
import type { Progress } from '../source.ts'
import type { ArtifactFile } from './artifact-map.ts'
import { syncFolder } from './export.ts'
import { type ImportedHistory, importHistory, importRegistry } from './import-databases.ts'
import type { UnpackedSnapshot, UnpackJob, VerifyJob } from './jobs.ts'
import { describeManifest, historyDatabaseName, isBlob, manifestName, registryDatabaseName, totalSize } from './manifest.ts'
import {
  checkSpace,
  type EntryTarget,
  incomingDatabase,
  makeQuarantine,
  nowhere,
  type OpenSnapshot,
  openSnapshot,
  readEntries,
  targetForDatabase
} from './verify.ts'

/** Written last into an unpacked snapshot: says of which contents, and that it is whole. */
export const stampName = 'complete.json'
const artifactsName = 'artifacts'
/** Names the registry that lies in a folder (tracking/schema.ts reads it). */
const identityName = 'registry.json'

/** Checks a whole snapshot file, its databases included, and gives what it holds. */
export async function verifySnapshot(job: VerifyJob, progress: Progress): Promise<SnapshotManifest> {
  const snapshot = await openSnapshot(job.file)
  try {
    await checkContents(job, snapshot, progress)
    return describeManifest(snapshot.manifest)
  } finally {
    await snapshot.handle.close()
  }
}

/** Checks a snapshot file while unpacking it in quarantine, then moves it to its place; nothing is left elsewhere. A copy that an earlier opening left is used again, after the file was checked all the same. */
export async function unpackSnapshot(job: UnpackJob, progress: Progress): Promise<UnpackedSnapshot> {
  const snapshot = await openSnapshot(job.file)
  try {
    const folder = placeFor(job, snapshot)
    const known =
      job.place.kind === 'opened' && (await isStamped(folder, snapshot.manifestHash)) ? await checkContents(job, snapshot, progress) : null
    const wasReused = known !== null && (await isComplete(folder, known.files))
    const history = wasReused ? known : await unpackAnew(job, snapshot, folder, progress)
    const place = { folder, database: path.join(folder, registryDatabaseName), artifacts: path.join(folder, artifactsName) }
    const { foreignHistory, predictions } = history
    return {
      manifest: describeManifest(snapshot.manifest),
      manifestHash: snapshot.manifestHash,
      ...place,
      foreignHistory,
      predictions,
      wasReused
    }
  } finally {
    await snapshot.handle.close()
  }
}

async function checkContents(job: VerifyJob | UnpackJob, snapshot: OpenSnapshot, progress: Progress): Promise<ImportedHistory> {
  const options = { workFolder: job.workFolder, isWritable: false, nativeBinding: job.nativeBinding }
  await makeQuarantine(job.workFolder)
  await checkSpace(job.workFolder, databaseBytes(snapshot))
  await readEntries(snapshot, async (entry) => (await targetForDatabase(job.workFolder, entry)) ?? nowhere, progress)
  importRegistry(options)
  return importHistory(options, listBlobs(snapshot))
}

async function unpackAnew(job: UnpackJob, snapshot: OpenSnapshot, folder: string, progress: Progress): Promise<ImportedHistory> {
  await makeQuarantine(job.workFolder)
  await checkSpace(job.workFolder, totalSize(snapshot.manifest) + databaseBytes(snapshot))
  const history = await fillQuarantine(job, snapshot, progress)
  await settle(job, folder)
  return history
}

function placeFor(job: UnpackJob, snapshot: OpenSnapshot): string {
  return job.place.kind === 'registry'
    ? job.place.folder
    : path.join(job.place.folder, `${snapshot.manifest.snapshotId}-${snapshot.manifestHash.slice(0, 12)}`)
}

async function fillQuarantine(job: UnpackJob, snapshot: OpenSnapshot, progress: Progress): Promise<ImportedHistory> {
  const isWritable = job.place.kind === 'registry'
  const options = { workFolder: job.workFolder, isWritable, nativeBinding: job.nativeBinding }
  const history: { current: ImportedHistory | null } = { current: null }
  const pathsOf = new Map<string, ArtifactFile[]>()
  const importOnce = async (): Promise<ImportedHistory> => {
    if (history.current) return history.current
    importRegistry(options)
    history.current = importHistory(options, listBlobs(snapshot))
    for (const file of history.current.files) pathsOf.set(file.sha256, [...(pathsOf.get(file.sha256) ?? []), file])
    await checkSpace(
      job.workFolder,
      history.current.files.reduce((sum, file) => sum + file.size, 0)
    )
    return history.current
  }
  const root = path.join(job.workFolder, artifactsName)
  await mkdir(root, { mode: 0o700 })
  await readEntries(
    snapshot,
    async (entry) => {
      const database = await targetForDatabase(job.workFolder, entry)
      if (database) return database
      await importOnce()
      return targetForBlob(root, pathsOf.get(entry.sha256) ?? [], isWritable)
    },
    progress
  )
  const whole = await importOnce()
  await Promise.all([registryDatabaseName, historyDatabaseName].map((name) => rm(incomingDatabase(job.workFolder, name))))
  await writeFile(path.join(job.workFolder, manifestName), snapshot.manifestBytes, { mode: 0o600 })
  if (job.place.kind === 'registry') await writeJson(path.join(job.workFolder, identityName), { id: job.place.registryId, format: 1 })
  await writeJson(path.join(job.workFolder, stampName), { manifest: snapshot.manifestHash })
  return whole
}

/** Writes the bytes to the first path that has them and copies that file to the others once the bytes were found right. */
async function targetForBlob(root: string, files: readonly ArtifactFile[], isDurable: boolean): Promise<EntryTarget> {
  const [first, ...others] = files.map((file) => path.join(root, ...file.path.split('/')))
  if (first === undefined) return nowhere
  await mkdir(path.dirname(first), { recursive: true, mode: 0o700 })
  const handle = await open(first, 'wx', 0o600)
  return {
    write: (chunk) => handle.appendFile(chunk),
    close: async () => {
      if (isDurable) await handle.sync()
      await handle.close()
    },
    finished: async () => {
      for (const other of others) {
        await mkdir(path.dirname(other), { recursive: true, mode: 0o700 })
        await copyFile(first, other)
      }
    }
  }
}

async function settle(job: UnpackJob, folder: string): Promise<void> {
  await mkdir(path.dirname(folder), { recursive: true, mode: 0o700 })
  if (job.place.kind === 'opened') await rm(folder, { recursive: true, force: true })
  await rename(job.workFolder, folder)
  await syncFolder(path.dirname(folder))
}

async function writeJson(file: string, value: unknown): Promise<void> {
  const handle = await open(file, 'wx', 0o600)
  try {
    await handle.writeFile(`${JSON.stringify(value)}\n`)
    await handle.sync()
  } finally {
    await handle.close()
  }
}

async function isStamped(folder: string, manifestHash: string): Promise<boolean> {
  try {
    const stamp = JSON.parse(await readFile(path.join(folder, stampName), 'utf8')) as { manifest?: unknown }
    return stamp.manifest === manifestHash
  } catch {
    return false
  }
}

/** A copy is whole when no file is missing or of another size. */
async function isComplete(folder: string, files: readonly ArtifactFile[]): Promise<boolean> {
  try {
    await lstat(path.join(folder, registryDatabaseName))
    for (const file of files) if ((await lstat(path.join(folder, artifactsName, ...file.path.split('/')))).size !== file.size) return false
    return true
  } catch {
    return false
  }
}

function databaseBytes(snapshot: OpenSnapshot): number {
  return snapshot.manifest.entries.filter((entry) => !isBlob(entry)).reduce((sum, entry) => sum + 2 * entry.size, 0)
}

function listBlobs(snapshot: OpenSnapshot): ReadonlyMap<string, number> {
  return new Map(snapshot.manifest.entries.filter(isBlob).map((entry) => [entry.sha256, entry.size]))
}
