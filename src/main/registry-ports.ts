import path from 'node:path'
import type { OpenedRegistry, RegistryKeeper } from './core/registries/keeper.ts'
import type { RegistryPorts } from './core/registries/opening.ts'
import type { SnapshotPorts } from './core/snapshots/snapshots.ts'
import { openSource } from './sources/open.ts'
import { exportSnapshotFile, openSnapshotFile, removeOpened, verifySnapshotFile } from './sources/snapshot/open-snapshot.ts'
import type { SnapshotTools } from './sources/snapshot/run-job.ts'
import { findSample, installSample, readSampleHistory, readShipped, removeSample } from './sources/snapshot/sample.ts'
import { ensureRegistryFolder } from './tracking/schema.ts'

export interface RegistryPortOptions {
  readonly home: string
  /** Folder of shipped files. */
  readonly resources: string
  readonly entries: { readonly query: string; readonly files: string }
  readonly snapshots: SnapshotTools
  readonly nativeBinding: string | undefined
}

/** The files of an open registry, which exports copy from. */
export interface RegistryFolderOf {
  readonly database: string
  readonly artifacts: string
}

/** Connects the nouns `registries` and `snapshots` to folders, sources and snapshot files. */
export function createRegistryPorts(
  options: RegistryPortOptions,
  keeper: RegistryKeeper
): { registries: RegistryPorts; snapshots: SnapshotPorts } {
  const folders = new Map<string, RegistryFolderOf>()
  const sampleFolder = path.join(options.home, 'sample')

  const open = (
    kind: 'embedded' | 'sample' | 'snapshot',
    found: { id: string; name: string; location: string } & RegistryFolderOf
  ): OpenedRegistry => {
    const { id, name, location, database, artifacts } = found
    const { entries, nativeBinding } = options
    const source = openSource({ kind, isReadOnly: kind === 'snapshot', database, artifacts, entries, nativeBinding })
    folders.set(id, { database, artifacts })
    return { id, kind, name, location, source }
  }

  const registries: RegistryPorts = {
    openEmbedded: async () => open('embedded', ensureEmbedded(options)),
    openSample: async () => {
      const sample = await findSample(sampleFolder)
      return sample && open('sample', { ...sample, id: sample.registryId, location: sampleFolder })
    },
    installSample: async (job) => {
      const place = { snapshotFile: path.join(options.resources, 'sample', 'sample.greenroom'), folder: sampleFolder }
      const installed = await installSample(options.snapshots, place, job)
      const registry = open('sample', { ...installed, id: installed.registryId, location: sampleFolder })
      return { ...registry, foreignHistory: installed.foreignHistory, predictions: installed.predictions }
    },
    readSampleHistory: async () => readSampleHistory(sampleFolder, options.nativeBinding),
    readShipped: () => readShipped(sampleFolder),
    removeSample: () => removeSample(sampleFolder),
    openSnapshot: async (file, job) => {
      const opened = await openSnapshotFile(options.snapshots, file, job)
      const registry = open('snapshot', { ...opened, id: opened.registryId, location: file })
      return { ...registry, foreignHistory: opened.foreignHistory, predictions: opened.predictions }
    },
    discardSnapshot: ({ id }) => removeOpened(options.home, id)
  }

  const snapshots: SnapshotPorts = {
    exportSnapshot: (request, job) => {
      keeper.source(request.registry.id)
      const folder = folders.get(request.registry.id)
      if (!folder) throw new Error(`registry ${request.registry.id} is open without files`)
      const store = path.join(options.home, 'greenroom.db')
      return exportSnapshotFile(options.snapshots, { ...request, registry: { ...request.registry, ...folder }, store }, job)
    },
    verifySnapshot: (file, job) => verifySnapshotFile(options.snapshots, file, job)
  }
  return { registries, snapshots }
}

/** Greenroom's own registry, made at the first start. */
function ensureEmbedded({ home, resources, nativeBinding }: RegistryPortOptions) {
  const location = path.join(home, 'registry')
  const schemaFile = path.join(resources, 'mlflow', 'schema.sql')
  return { ...ensureRegistryFolder(location, { nativeBinding, schemaFile }), name: 'My registry', location }
}
