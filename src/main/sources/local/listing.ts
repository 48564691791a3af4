import type { ArtifactEntry } from '../../../preload/contract/artifacts.ts'
import { Failure } from '../../../preload/contract/reply.ts'
import { inspectPlace } from '../../tracking/artifact-links.ts'
import type { ArtifactStore } from '../../tracking/artifact-paths.ts'
import { listFolder } from '../../tracking/artifacts.ts'
import { findPlace } from './places.ts'
import type { ArtifactLocation } from './queries-location.ts'

/** What lies directly in a folder of the artifacts, folders first; at the top of a run also the models it logged. An empty registry folder is an empty list, any other missing path NOT_FOUND. */
export async function listArtifacts(store: ArtifactStore, location: ArtifactLocation, path: string): Promise<readonly ArtifactEntry[]> {
  const place = await findPlace(store, location, path)
  const facts = await inspectPlace(place)
  if (path !== '' && facts === null) throw new Failure('NOT_FOUND', `There is no artifact “${path}”.`)
  const { entries } = await listFolder(place)
  const real = entries.map((entry) => ({ path: path === '' ? entry.name : `${path}/${entry.name}`, ...entry }))
  const names = new Set(real.map((entry) => entry.name))
  const mounts = path === '' ? location.mounts.filter(({ name }) => !names.has(name)) : []
  const mounted = mounts.map(({ name }): ArtifactEntry => ({ path: name, name, isDirectory: true, size: null }))
  return [...real, ...mounted].sort(compareEntries)
}

function compareEntries(left: ArtifactEntry, right: ArtifactEntry): number {
  if (left.isDirectory !== right.isDirectory) return left.isDirectory ? -1 : 1
  return left.name < right.name ? -1 : left.name > right.name ? 1 : 0
}
