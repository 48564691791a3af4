import { randomUUID } from 'node:crypto'
import { readFile, rm, stat } from 'node:fs/promises'
import path from 'node:path'
import { Failure } from '../../../preload/contract/reply.ts'
import { readRegistryId } from '../../tracking/schema.ts'
import { type InstalledHistory, readInstalledHistory } from './import-databases.ts'
import { historyDatabaseName, parseManifest, registryDatabaseName } from './manifest.ts'
import type { OpenedSnapshot } from './open-snapshot.ts'
import { type JobOptions, runJob, type SnapshotTools, withWorkFolder } from './run-job.ts'

/** Unpacks the shipped snapshot to `folder` as an ordinary writable registry with an id of its own. CONFLICT when the folder exists. */
export async function installSample(
  tools: SnapshotTools,
  place: { readonly snapshotFile: string; readonly folder: string },
  options: JobOptions
): Promise<OpenedSnapshot> {
  const { snapshotFile, folder } = place
  if (await stat(folder).catch(() => null))
    throw new Failure('CONFLICT', 'The sample registry is there already.', {
      remedy: 'Remove it first to get a fresh copy.',
      details: { folder }
    })
  const registryId = randomUUID()
  const unpacked = await withWorkFolder(tools.home, (workFolder) =>
    runJob(
      tools,
      {
        kind: 'unpack',
        file: snapshotFile,
        workFolder,
        place: { kind: 'registry', folder, registryId },
        nativeBinding: tools.nativeBinding
      },
      options
    )
  )
  return { ...unpacked, registryId, name: unpacked.manifest.registryName }
}

/** An installed sample, as opening it needs to know it. */
export interface InstalledSample {
  readonly registryId: string
  readonly name: string
  /** Absolute paths. */
  readonly folder: string
  readonly database: string
  readonly artifacts: string
}

/** Finds the sample in its folder, null when it was never installed or was removed. A folder that cannot be read rejects. */
export async function findSample(folder: string): Promise<InstalledSample | null> {
  const manifest = await readSampleManifest(folder)
  if (manifest === null) return null
  const registryId = readRegistryId(path.join(folder, 'registry.json'))
  return {
    registryId,
    name: manifest.registryName,
    folder,
    database: path.join(folder, registryDatabaseName),
    artifacts: path.join(folder, 'artifacts')
  }
}

/** What the sample brought along when it was added, null when it is not there. */
export async function readShipped(folder: string): Promise<{ readonly models: readonly string[]; readonly runCount: number } | null> {
  const manifest = await readSampleManifest(folder)
  return manifest && { models: manifest.models, runCount: manifest.runCount }
}

/** Gives again the history that installing the sample gave. */
export function readSampleHistory(folder: string, nativeBinding: string | undefined): InstalledHistory {
  return readInstalledHistory(path.join(folder, historyDatabaseName), nativeBinding)
}

async function readSampleManifest(folder: string): Promise<ReturnType<typeof parseManifest> | null> {
  const bytes = await readFile(path.join(folder, 'manifest.json')).catch(ignoreMissing)
  return bytes && parseManifest(bytes)
}

function ignoreMissing(error: unknown): null {
  if ((error as { code?: unknown } | null)?.code === 'ENOENT') return null
  throw error
}

/** Removes the sample registry with everything that was done in it. */
export async function removeSample(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true })
}
