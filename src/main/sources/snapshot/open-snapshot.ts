import { randomUUID } from 'node:crypto'
import { readdir, rm, stat } from 'node:fs/promises'
import path from 'node:path'
import { Failure } from '../../../preload/contract/reply.ts'
import type { SnapshotManifest } from '../../../preload/contract/snapshots.ts'
import type { ExportedSnapshot, ExportJob, UnpackedSnapshot } from './jobs.ts'
import { type JobOptions, runJob, type SnapshotTools, sweep, withWorkFolder } from './run-job.ts'

/** A snapshot ready to be opened as a read-only registry. */
export interface OpenedSnapshot extends UnpackedSnapshot {
  /** The snapshot's own id: not that of the registry it was made from. */
  readonly registryId: string
  readonly name: string
}

/** What the caller of an export decides; the rest is made here. */
export type ExportRequest = Omit<ExportJob, 'kind' | 'part' | 'workFolder' | 'nativeBinding'> & {
  /** The path that was asked for, where the target is that with our extension. */
  readonly chosen?: string
}

/** Verifies a snapshot file and unpacks it below `home/opened`. CORRUPT names the first bad entry; nothing is left behind then. */
export async function openSnapshotFile(tools: SnapshotTools, file: string, options: JobOptions): Promise<OpenedSnapshot> {
  const folder = path.join(tools.home, 'opened')
  const unpacked = await withWorkFolder(tools.home, (workFolder) =>
    runJob(tools, { kind: 'unpack', file, workFolder, place: { kind: 'opened', folder }, nativeBinding: tools.nativeBinding }, options)
  )
  return { ...unpacked, registryId: unpacked.manifest.snapshotId, name: unpacked.manifest.registryName }
}

/** Removes what opening a snapshot unpacked. The snapshot file itself is not touched. */
export async function removeOpened(home: string, snapshotId: string): Promise<void> {
  const opened = path.join(home, 'opened')
  for (const name of await readdir(opened).catch(() => []))
    if (isCopyOf(name, snapshotId)) await rm(path.join(opened, name), { recursive: true, force: true })
}

/** Folders are named by snapshot id and the first 12 digits of the manifest's hash. */
function isCopyOf(folder: string, snapshotId: string): boolean {
  return folder.length === snapshotId.length + 13 && folder.startsWith(`${snapshotId}-`)
}

/** Checks a snapshot file completely, its databases included, and gives what it holds. */
export function verifySnapshotFile(tools: SnapshotTools, file: string, options: JobOptions): Promise<SnapshotManifest> {
  return withWorkFolder(tools.home, (workFolder) =>
    runJob(tools, { kind: 'verify', file, workFolder, nativeBinding: tools.nativeBinding }, options)
  )
}

/** Writes a snapshot file; after a failure or a cancel the target is what it was before. */
export async function exportSnapshotFile(
  tools: SnapshotTools,
  { chosen, ...request }: ExportRequest,
  options: JobOptions
): Promise<ExportedSnapshot> {
  const folder = path.dirname(request.target)
  // Who names a folder wants the file in it, not one beside it.
  for (const name of [chosen, request.target]) if (name !== undefined) await checkTarget(name, folder)
  await sweep(folder, /^\.greenroom-(\d+)-.*\.part$/)
  const part = path.join(folder, `.greenroom-${process.pid}-${randomUUID()}.part`)
  try {
    return await withWorkFolder(tools.home, (workFolder) =>
      runJob(tools, { ...request, kind: 'export', part, workFolder, nativeBinding: tools.nativeBinding }, options)
    )
  } finally {
    await rm(part, { force: true })
  }
}

async function checkTarget(target: string, folder: string): Promise<void> {
  const isFolder = (file: string) =>
    stat(file).then(
      (found) => found.isDirectory(),
      () => null
    )
  if (!(await isFolder(folder))) throw new Failure('NOT_FOUND', `The folder ${folder} does not exist.`, { remedy: 'Choose another place.' })
  if (await isFolder(target)) throw new Failure('INVALID', `${target} is a folder.`, { remedy: 'Name a file, e.g. models.greenroom.' })
}
