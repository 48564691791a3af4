import type { Stats } from 'node:fs'
import { lstat, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { Failure } from '../../preload/contract/reply.ts'
import type { ArtifactPlace } from './artifact-paths.ts'

/**
 * Looks at every name from the root down and refuses links and special files (a symbolic link or, in our own store, a hard link planted
 * by another program leads outside). Gives the facts of the last one, null where nothing is there. Throws FORBIDDEN.
 */
export async function inspectPlace(place: ArtifactPlace): Promise<Stats | null> {
  let path = place.root
  let facts = await lookUp(path, true)
  for (const [index, name] of place.names.entries()) {
    path = join(path, name)
    facts = await lookUp(path, false)
    if (facts === null) return null
    refuseUnsafe(facts, place)
    if (index < place.names.length - 1 && !facts.isDirectory()) return null
  }
  return facts
}

/** Refuses whatever is neither a folder nor a file of one name. */
export function refuseUnsafe(facts: Stats, place: ArtifactPlace): void {
  if (facts.isDirectory()) return
  if (!facts.isFile()) throw refuseLink(place, 'a link or a special file')
  if (place.isOwn && facts.nlink > 1) throw refuseLink(place, 'a file with a second name elsewhere (hard link)')
}

/** The failure for a place that leads through a link. */
export function refuseLink(place: ArtifactPlace, what: string): Failure {
  return new Failure('FORBIDDEN', `The artifact '${place.shown}' is refused: it leads through ${what}.`, {
    remedy: 'Replace it with an ordinary file.'
  })
}

/** The failure for a place where nothing is; MLflow's message. */
export function describeMissing(place: ArtifactPlace): Failure {
  return new Failure('NOT_FOUND', `No such artifact: '${place.shown}'`)
}

/** The system's code of an error, e.g. ENOENT; '' where it has none. */
export function codeOf(error: unknown): string {
  const code = (error as { code?: unknown } | null)?.code
  return typeof code === 'string' ? code : ''
}

/** The root itself may be a link: the user chose it. */
async function lookUp(path: string, isRoot: boolean): Promise<Stats | null> {
  try {
    return await (isRoot ? stat(path) : lstat(path))
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes(codeOf(error))) return null
    throw error
  }
}
