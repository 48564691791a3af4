import { createHash } from 'node:crypto'
import { lstat, open, readdir } from 'node:fs/promises'
import path from 'node:path'
import { crc32 } from 'node:zlib'
import { Failure } from '../../../preload/contract/reply.ts'
import { isIncoming } from '../../tracking/artifact-names.ts'
import { locateArtifact } from '../../tracking/artifact-paths.ts'
import type { ArtifactFile } from './artifact-map.ts'
import type { ArtifactAddress } from './rows-to-copy.ts'

/** One artifact with all the archive must know of its bytes before they are written. */
export interface HashedFile extends ArtifactFile {
  /** Absolute. */
  readonly file: string
  readonly crc32: number
}

export interface FoundFiles {
  /** Relative to the artifacts folder, in the order of their bytes. */
  readonly paths: readonly string[]
  /** Owners (`model/version`) whose files are not below the artifacts folder. */
  readonly ownersWithoutFiles: readonly string[]
}

/** Lists the files at the given addresses, or all of the artifacts folder when `addresses` is null. UNSAFE_PATH for links and special files: they are never followed. */
export async function collectFiles(root: string, addresses: readonly ArtifactAddress[], isWhole: boolean): Promise<FoundFiles> {
  const ownersWithoutFiles: string[] = []
  const folders = new Set<string>(isWhole ? [''] : [])
  for (const { address, owner } of addresses) {
    const folder = toRelativePath(root, address)
    const exists = folder !== null && (await lstat(path.join(root, folder)).catch(() => null)) !== null
    if (exists && folder !== null) folders.add(folder)
    else if (owner !== null) ownersWithoutFiles.push(owner)
  }
  const paths = new Set<string>()
  for (const folder of folders) for await (const file of walk(root, folder)) paths.add(file)
  return { paths: [...paths].sort(compareBytes), ownersWithoutFiles: [...new Set(ownersWithoutFiles)].sort() }
}

/** `mlflow-artifacts:/1/abc` → `1/abc`; null for addresses that are not below this registry's artifacts folder. */
function toRelativePath(root: string, address: string): string | null {
  try {
    const names = locateArtifact({ root }, address).names
    return names.length > 0 ? names.join('/') : null
  } catch (error) {
    if (error instanceof Failure) return null
    throw error
  }
}

async function* walk(root: string, relative: string): AsyncGenerator<string> {
  const absolute = path.join(root, relative)
  const stat = await lstat(absolute).catch(ignoreMissing)
  if (!stat) return
  if (stat.isFile() && stat.nlink === 1) yield relative
  else if (stat.isDirectory())
    for (const name of await readdir(absolute)) yield* isIncoming(name) ? [] : walk(root, relative === '' ? name : `${relative}/${name}`)
  else
    throw new Failure('UNSAFE_PATH', `The artifact “${relative}” is a link or a special file; snapshots hold plain files only.`, {
      remedy: 'Replace it by the file it stands for, or remove it, then export again.',
      details: { path: relative }
    })
}

/** Reads a file once and gives its size, SHA-256 (hex) and CRC. */
export async function hashFile(
  file: string,
  read: (bytes: number) => void = () => {}
): Promise<{ size: number; sha256: string; crc32: number }> {
  const handle = await open(file, 'r')
  const hash = createHash('sha256')
  const buffer = Buffer.allocUnsafe(1024 * 1024)
  let sum = 0
  let size = 0
  try {
    for (;;) {
      const { bytesRead } = await handle.read(buffer, 0, buffer.length, size)
      if (bytesRead === 0) return { size, sha256: hash.digest('hex'), crc32: sum }
      const chunk = buffer.subarray(0, bytesRead)
      hash.update(chunk)
      sum = crc32(chunk, sum)
      size += bytesRead
      read(bytesRead)
    }
  } finally {
    await handle.close()
  }
}

/** A file may be deleted while its folder is listed, and a registry without runs has no artifacts folder. */
function ignoreMissing(error: unknown): null {
  if ((error as { code?: unknown } | null)?.code === 'ENOENT') return null
  throw error
}

function compareBytes(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b))
}
