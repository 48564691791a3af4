import { createHash, type Hash } from 'node:crypto'
import type { VersionDigest } from '../../../preload/contract/versions.ts'
import type { ArtifactPlace } from '../../tracking/artifact-paths.ts'
import { openForRead } from '../../tracking/artifacts.ts'
import type { Progress } from '../source.ts'
import { walkFiles } from './walk.ts'

const chunkBytes = 1024 * 1024

/** SHA-256 over the lines `path\0size\0sha256\n` of all files below a place, sorted by the bytes of their paths. Reports bytes done of all. */
export async function digestFolder(
  place: ArtifactPlace,
  signal: AbortSignal,
  progress: Progress,
  hash: typeof hashFile = hashFile
): Promise<VersionDigest> {
  const files = await walkFiles(place, signal)
  const total = files.reduce((sum, file) => sum + file.size, 0)
  const whole = createHash('sha256')
  let done = 0
  for (const file of files) {
    const hashed = await hash(file.place, signal, (bytes) => progress(done + bytes, total))
    whole.update(`${file.path}\0${hashed.size}\0${hashed.sha256}\n`)
    done += hashed.size
    progress(done, total)
  }
  return { digest: whole.digest('hex'), files: files.length, size: done }
}

/** SHA-256 (hex) and size in bytes of one file, read in pieces; `progress` hears the bytes so far. */
export async function hashFile(
  place: ArtifactPlace,
  signal: AbortSignal,
  progress: (bytes: number) => void
): Promise<{ readonly sha256: string; readonly size: number }> {
  const hash: Hash = createHash('sha256')
  const size = await readChunks(place, signal, (chunk, bytes) => {
    hash.update(chunk)
    progress(bytes)
  })
  return { sha256: hash.digest('hex'), size }
}

/** Reads a file piece by piece in one buffer: `take` must use up each piece before it settles. Gives the bytes read. */
export async function readChunks(
  place: ArtifactPlace,
  signal: AbortSignal,
  take: (chunk: Buffer, bytes: number) => void | Promise<void>
): Promise<number> {
  const { handle } = await openForRead(place)
  try {
    const buffer = Buffer.allocUnsafe(chunkBytes)
    let bytes = 0
    while (true) {
      signal.throwIfAborted()
      const { bytesRead } = await handle.read(buffer, 0, chunkBytes, null)
      if (bytesRead === 0) return bytes
      bytes += bytesRead
      await take(buffer.subarray(0, bytesRead), bytes)
    }
  } finally {
    await handle.close()
  }
}
