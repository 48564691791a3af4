import { join } from 'node:path'
import { Failure } from '../../../preload/contract/reply.ts'
import { inspectPlace } from '../../tracking/artifact-links.ts'
import { checkNames } from '../../tracking/artifact-names.ts'
import { type ArtifactPlace, type ArtifactStore, locateArtifact } from '../../tracking/artifact-paths.ts'
import type { ArtifactLocation } from './queries-location.ts'

/** The trusted folder of a registry: its own addresses lie below it, and plain paths only when they point into it. */
export function trustFolder(artifacts: string): ArtifactStore {
  return { root: artifacts, localRoots: [artifacts] }
}

/** The place of a path in a run's or version's artifacts. UNSUPPORTED when they are not on this computer; UNSAFE_PATH for a path that leads out. */
export async function findPlace(store: ArtifactStore, location: ArtifactLocation, path: string): Promise<ArtifactPlace> {
  const mount = location.mounts.find(({ name }) => path === name || path.startsWith(`${name}/`))
  if (mount) {
    // A real folder of that name in the run's artifacts comes first, as in MLflow's `runs:/` addresses.
    const root = await chooseRoot(store, location.addresses).catch(ignoreUnsupported)
    if (!root || !(await inspectPlace(enterPlace(root, mount.name)))) {
      const model = await chooseRoot(store, [mount.address])
      return { ...enterPlace(model, path.slice(mount.name.length + 1)), shown: path }
    }
  }
  return enterPlace(await chooseRoot(store, location.addresses), path)
}

/** The place of a relative path below another place. UNSAFE_PATH for one that leads out. */
export function enterPlace(place: ArtifactPlace, path: string): ArtifactPlace {
  const names = checkNames(path, place.isOwn)
  return { ...place, names: [...place.names, ...names], absolute: join(place.absolute, ...names), shown: path === '' ? place.shown : path }
}

/** The first address that is there, else the first that could be. */
async function chooseRoot(store: ArtifactStore, addresses: readonly string[]): Promise<ArtifactPlace> {
  const places = addresses.flatMap((address) => tryToLocate(store, address) ?? [])
  for (const place of places) if (await inspectPlace(place)) return place
  const first = places[0]
  if (!first) throw refuseAddress(addresses[0])
  return first
}

/** Null for addresses of other places: another computer, a cloud store, a folder elsewhere. */
function tryToLocate(store: ArtifactStore, address: string): ArtifactPlace | null {
  try {
    return locateArtifact(store, address)
  } catch (error) {
    if (error instanceof Failure && (error.code === 'INVALID' || error.code === 'UNSUPPORTED')) return null
    throw error
  }
}

function ignoreUnsupported(error: unknown): null {
  if (error instanceof Failure && error.code === 'UNSUPPORTED') return null
  throw error
}

function refuseAddress(address: string | undefined): Failure {
  const shown = address === undefined ? '' : address.length > 200 ? `${address.slice(0, 200)}…` : address
  const message =
    address === undefined
      ? 'The registry does not say where these files are.'
      : `These files are not in this registry’s folder; they lie at “${shown}”.`
  return new Failure('UNSUPPORTED', message, {
    remedy: 'Only files below the registry’s own artifacts folder are opened.',
    details: { address: shown }
  })
}
