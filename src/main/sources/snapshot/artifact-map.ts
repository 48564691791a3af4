import { Failure } from '../../../preload/contract/reply.ts'
import { checkNames, foldName } from '../../tracking/artifact-names.ts'

/** One artifact file: where it lies below the registry's artifacts folder, and what bytes it holds. */
export interface ArtifactFile {
  /** Relative, `/` between names. */
  readonly path: string
  /** Of its bytes, in hex. */
  readonly sha256: string
  readonly size: number
}

/** Checks all paths of a snapshot together: each writable on every platform, none equal to another after case folding, none both file and folder. Throws UNSAFE_PATH for the first. */
export function checkPaths(paths: readonly string[]): void {
  const folders = new Map<string, string>()
  const files = new Map<string, string>()
  for (const path of paths) {
    checkPath(path)
    const twin = files.get(foldName(path))
    if (twin !== undefined) throw unsafe(path, `it differs from “${twin}” at most by case or accents`)
    files.set(foldName(path), path)
    for (const folder of listParents(path)) noteFolder(folders, folder, path)
  }
  for (const [key, folder] of folders) {
    const file = files.get(key)
    if (file !== undefined) throw unsafe(file, `“${folder}” is a folder of other files`)
  }
}

function checkPath(path: string): void {
  try {
    if (checkNames(path, true).length === 0) throw new Failure('UNSAFE_PATH', 'Invalid path: it is empty.')
  } catch (error) {
    throw error instanceof Failure ? unsafe(path, error.message.replace(/^Invalid path: |\.$/g, '')) : error
  }
}

function noteFolder(folders: Map<string, string>, folder: string, path: string): void {
  const other = folders.get(foldName(folder))
  if (other !== undefined && other !== folder) throw unsafe(path, `its folder “${folder}” differs from “${other}” by case or accents`)
  folders.set(foldName(folder), folder)
}

function listParents(path: string): string[] {
  const names = path.split('/')
  return names.slice(1).map((_, index) => names.slice(0, index + 1).join('/'))
}

function unsafe(path: string, why: string): Failure {
  const shown = JSON.stringify(path.slice(0, 300)).replace(/[^\x20-\x7e]/g, '?')
  return new Failure('UNSAFE_PATH', `The artifact ${shown} cannot travel in a snapshot: ${why}.`, {
    remedy: 'Rename or delete that file in the registry it comes from, then export again.',
    details: { path: shown }
  })
}
