import type { ArtifactRoot } from '../../../preload/contract/artifacts.ts'
import { Failure } from '../../../preload/contract/reply.ts'
import type { Source } from '../../sources/source.ts'
import { type FileFact, type FileListing, fileLimit } from './file-rows.ts'

/** Larger files are not hashed, bytes: where their sizes agree, nothing is said of them. */
const hashLimit = 64 * 1024 * 1024

const none: FileListing = { files: [], isCut: false }

/** Lists the files below a root with their hashes, in the order of their folders. None where the files are not on this computer. */
export async function gatherFiles(source: Source, root: ArtifactRoot, signal: AbortSignal): Promise<FileListing> {
  try {
    // One more than is compared tells that there are more.
    const found = await listFiles(source, root, '', signal, [])
    const files = await hashFiles(source, root, found.slice(0, fileLimit), signal)
    return { files, isCut: found.length > fileLimit }
  } catch (error) {
    if (error instanceof Failure && isAbsence(error)) return none
    throw error
  }
}

type FoundFile = Omit<FileFact, 'sha256'>

async function listFiles(source: Source, root: ArtifactRoot, path: string, signal: AbortSignal, found: FoundFile[]): Promise<FoundFile[]> {
  for (const entry of await source.listArtifacts(root, path)) {
    signal.throwIfAborted()
    if (found.length > fileLimit) return found
    if (entry.isDirectory) await listFiles(source, root, entry.path, signal, found)
    else found.push({ path: entry.path, size: entry.size ?? 0 })
  }
  return found
}

async function hashFiles(
  source: Source,
  root: ArtifactRoot,
  files: readonly FoundFile[],
  signal: AbortSignal
): Promise<readonly FileFact[]> {
  const facts: FileFact[] = []
  for (const file of files) {
    const hashed = file.size <= hashLimit ? await source.hashArtifact(root, file.path, signal) : null
    facts.push({ path: file.path, size: hashed?.size ?? file.size, sha256: hashed?.sha256 ?? null })
  }
  return facts
}

function isAbsence(failure: Failure): boolean {
  return failure.code === 'NOT_FOUND' || failure.code === 'UNSUPPORTED'
}
