import { createReadStream, createWriteStream } from 'node:fs'
import { mkdir, open, rename } from 'node:fs/promises'
import path from 'node:path'
import { pipeline } from 'node:stream/promises'
import { crc32, createDeflateRaw } from 'node:zlib'
import { Failure } from '../../../preload/contract/reply.ts'
import type { SnapshotManifestFile } from '../../../preload/contract/snapshots.ts'
import { describeSystemError } from '../../../preload/contract/system-failures.ts'
import { openTrackingDatabase, type ReadableDb } from '../../tracking/database.ts'
import type { Progress } from '../source.ts'
import { checkPaths } from './artifact-map.ts'
import { createEmptyHistory, createEmptyRegistry, fillHistory, fillRegistry, finishDatabase, writeArtifactMap } from './build-databases.ts'
import { collectFiles, type HashedFile, hashFile } from './collect-files.ts'
import type { ExportedSnapshot, ExportJob } from './jobs.ts'
import {
  blobName,
  describeManifest,
  encodeManifest,
  formatVersion,
  hashManifest,
  historyDatabaseName,
  manifestName,
  registryDatabaseName
} from './manifest.ts'
import { type ArtifactAddress, type ChosenIds, chooseIds, listAddresses, listChosenModels } from './rows-to-copy.ts'
import { deflated, stored } from './zip-records.ts'
import { type PlannedEntry, writeArchive } from './zip-writer.ts'

const lockWaitMs = 5_000

/** Writes a snapshot: databases first, then every artifact hashed, then the archive beside the target, synced and renamed over it. The target is untouched until that rename. */
export async function exportSnapshot(job: ExportJob, progress: Progress): Promise<ExportedSnapshot> {
  await mkdir(job.workFolder, { recursive: true, mode: 0o700 })
  const facts = copyRegistry(job)
  progress(0, null)
  const found = await collectFiles(job.registry.artifacts, facts.addresses, job.selection.kind === 'registry')
  checkPaths(found.paths)
  const files = await hashFiles(job.registry.artifacts, found.paths, progress)
  copyHistory(job, facts.ids, files)
  const blobs = [...new Map(files.map((file) => [file.sha256, file])).values()].sort((a, b) => (a.sha256 < b.sha256 ? -1 : 1))
  const entries = [await packDatabase(job, registryDatabaseName), await packDatabase(job, historyDatabaseName), ...blobs.map(planBlob)]
  const manifest = describeExport(job, facts, found.ownersWithoutFiles, entries)
  const size = await writeFileAtOnce(job, [planManifest(manifest), ...entries], progress)
  return { file: job.target, size, manifest: describeManifest(manifest) }
}

interface RegistryFacts {
  readonly ids: ChosenIds
  readonly addresses: readonly ArtifactAddress[]
  readonly models: readonly string[]
  readonly versionCount: number
  readonly runCount: number
}

/** Reads everything in one transaction, so that the copy is the registry at one moment while others go on writing. */
function copyRegistry(job: ExportJob): RegistryFacts {
  const file = path.join(job.workFolder, registryDatabaseName)
  const source = openTrackingDatabase(job.registry.database, {
    readOnly: true,
    nativeBinding: job.nativeBinding,
    busyTimeoutMs: lockWaitMs
  })
  const target = createEmptyRegistry(file, job.nativeBinding)
  try {
    source.exec('BEGIN')
    const ids = chooseIds(source, job.selection)
    checkModelsExist(source, job)
    fillRegistry(source, target, ids, () => {})
    const count = (table: string) => target.prepare<[], { n: number }>(`SELECT count(*) AS n FROM ${table}`).get()?.n ?? 0
    const facts = {
      ids,
      addresses: listAddresses(source, ids),
      models: listChosenModels(ids),
      versionCount: count('model_versions'),
      runCount: count('runs')
    }
    source.exec('COMMIT')
    finishDatabase(target, file)
    return facts
  } finally {
    source.close()
    target.close()
  }
}

function checkModelsExist(source: ReadableDb, job: ExportJob): void {
  const find = source.prepare<[string], unknown>('SELECT 1 FROM registered_models WHERE name = ?')
  const missing = job.selection.kind === 'models' ? job.selection.models.find((model) => find.get(model) === undefined) : undefined
  if (missing === undefined) return
  throw new Failure('NOT_FOUND', `There is no model “${missing}” in ${job.registry.name}.`, {
    remedy: 'Choose models from its list.',
    details: { model: missing }
  })
}

function copyHistory(job: ExportJob, ids: ChosenIds, files: readonly HashedFile[]): void {
  const file = path.join(job.workFolder, historyDatabaseName)
  const target = createEmptyHistory(file, job.nativeBinding)
  try {
    if (job.store !== null) copyStore(job, job.store, ids, target)
    writeArtifactMap(target, files)
    finishDatabase(target, file)
  } finally {
    target.close()
  }
}

function copyStore(job: ExportJob, storeFile: string, ids: ChosenIds, target: ReturnType<typeof createEmptyHistory>): void {
  const store = openTrackingDatabase(storeFile, { readOnly: true, nativeBinding: job.nativeBinding, busyTimeoutMs: lockWaitMs })
  try {
    store.exec('BEGIN')
    const isWhole = job.selection.kind === 'registry'
    fillHistory(store, target, { registryId: job.registry.id, models: ids.models, isWhole, withPredictions: job.withPredictions })
    store.exec('COMMIT')
  } finally {
    store.close()
  }
}

async function hashFiles(root: string, paths: readonly string[], progress: Progress): Promise<HashedFile[]> {
  const files: HashedFile[] = []
  let read = 0
  for (const relative of paths) {
    const file = path.join(root, relative)
    const facts = await hashFile(file, (bytes) => {
      read += bytes
      progress(read, null)
    })
    files.push({ path: relative, file, ...facts })
  }
  return files
}

/** A fresh MLflow database is mostly empty pages: packed, it takes a tenth. */
async function packDatabase(job: ExportJob, name: string): Promise<PlannedEntry & { readonly sha256: string }> {
  const file = path.join(job.workFolder, name)
  const packed = `${file}.deflated`
  await pipeline(createReadStream(file), createDeflateRaw(), createWriteStream(packed, { mode: 0o600 }))
  const [whole, part] = [await hashFile(file), await hashFile(packed)]
  return { path: name, title: name, method: deflated, ...whole, packedSize: part.size, packedSha256: part.sha256, source: { file: packed } }
}

function planBlob(file: HashedFile): PlannedEntry & { readonly sha256: string } {
  const { size, sha256, crc32: sum } = file
  return {
    path: blobName(sha256),
    title: file.path,
    method: stored,
    size,
    sha256,
    crc32: sum,
    packedSize: size,
    packedSha256: sha256,
    source: { file: file.file }
  }
}

function planManifest(manifest: SnapshotManifestFile): PlannedEntry {
  const bytes = encodeManifest(manifest)
  const size = bytes.length
  return {
    path: manifestName,
    title: manifestName,
    method: stored,
    size,
    crc32: crc32(bytes),
    packedSize: size,
    packedSha256: hashManifest(bytes),
    source: { bytes }
  }
}

function describeExport(
  job: ExportJob,
  facts: RegistryFacts,
  versionsWithoutFiles: readonly string[],
  entries: readonly (PlannedEntry & { readonly sha256: string })[]
): SnapshotManifestFile {
  return {
    formatVersion,
    snapshotId: job.snapshotId,
    registryId: job.registry.id,
    registryName: job.registry.name,
    madeMs: job.madeMs,
    madeBy: job.madeBy,
    appVersion: job.appVersion,
    selection: job.selection.kind === 'registry' ? { kind: 'registry' } : { kind: 'models', models: [...job.selection.models] },
    withPredictions: job.withPredictions,
    models: [...facts.models],
    versionCount: facts.versionCount,
    runCount: facts.runCount,
    versionsWithoutFiles: [...versionsWithoutFiles],
    entries: entries.map((entry) => ({
      path: entry.path,
      size: entry.size,
      sha256: entry.sha256,
      ...(entry.method === deflated ? { packed: { size: entry.packedSize, sha256: entry.packedSha256 } } : {})
    }))
  }
}

async function writeFileAtOnce(job: ExportJob, entries: readonly PlannedEntry[], progress: Progress): Promise<number> {
  const total = entries.reduce((sum, entry) => sum + entry.packedSize, 0)
  let done = 0
  try {
    const size = await writeArchive(job.part, entries, (bytes) => {
      done += bytes
      progress(done, total)
    })
    await rename(job.part, job.target)
    await syncFolder(path.dirname(job.target))
    return size
  } catch (error) {
    throw describeSystemError(error, `“${job.target}”`) ?? error
  }
}

/** Makes a rename durable; Windows cannot open folders and does not need it. */
export async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return
  const handle = await open(folder, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}
