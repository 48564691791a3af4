import { createHash } from 'node:crypto'
import { type FileHandle, open } from 'node:fs/promises'
import { Failure } from '../../../preload/contract/reply.ts'
import { encodeCentralRecord, encodeEnd, encodeLocalHeader, type ZipEntry } from './zip-records.ts'

/** One entry to write: everything about its bytes is known before. `packedSha256` is checked while they are copied. */
export type PlannedEntry = Omit<ZipEntry, 'offset'> & {
  readonly packedSha256: string
  /** The packed bytes: in memory or in a file. */
  readonly source: { readonly bytes: Buffer } | { readonly file: string }
  /** For messages. */
  readonly title: string
}

/** Writes the whole archive to a new file (0600), syncs it to disk and gives its size in bytes. CONFLICT when a file changed since it was hashed. */
export async function writeArchive(file: string, entries: readonly PlannedEntry[], written: (bytes: number) => void): Promise<number> {
  const handle = await open(file, 'wx', 0o600)
  try {
    const placed: ZipEntry[] = []
    let offset = 0
    for (const entry of entries) {
      const zip: ZipEntry = {
        path: entry.path,
        method: entry.method,
        crc32: entry.crc32,
        packedSize: entry.packedSize,
        size: entry.size,
        offset
      }
      const header = encodeLocalHeader(zip)
      await handle.appendFile(header)
      await copyBytes(handle, entry, written)
      placed.push(zip)
      offset += header.length + entry.packedSize
    }
    const size = await writeEnd(handle, placed, offset)
    await handle.sync()
    return size
  } finally {
    await handle.close()
  }
}

async function copyBytes(target: FileHandle, entry: PlannedEntry, written: (bytes: number) => void): Promise<void> {
  if ('bytes' in entry.source) return target.appendFile(entry.source.bytes)
  const source = await open(entry.source.file, 'r')
  const hash = createHash('sha256')
  const buffer = Buffer.allocUnsafe(1024 * 1024)
  let done = 0
  try {
    for (;;) {
      const { bytesRead } = await source.read(buffer, 0, buffer.length, done)
      if (bytesRead === 0) break
      done += bytesRead
      hash.update(buffer.subarray(0, bytesRead))
      await target.appendFile(buffer.subarray(0, bytesRead))
      written(bytesRead)
    }
  } finally {
    await source.close()
  }
  if (done !== entry.packedSize || hash.digest('hex') !== entry.packedSha256)
    throw new Failure('CONFLICT', `“${entry.title}” was changed while it was exported.`, {
      remedy: 'Export again once the run that writes it has ended.'
    })
}

async function writeEnd(handle: FileHandle, placed: readonly ZipEntry[], offset: number): Promise<number> {
  let size = 0
  let batch: Buffer[] = []
  for (const entry of placed) {
    batch.push(encodeCentralRecord(entry))
    if (batch.length < 10_000) continue
    size += await append(handle, batch)
    batch = []
  }
  size += await append(handle, batch)
  const end = encodeEnd(placed.length, size, offset)
  await handle.appendFile(end)
  return offset + size + end.length
}

async function append(handle: FileHandle, parts: readonly Buffer[]): Promise<number> {
  const bytes = Buffer.concat(parts)
  await handle.appendFile(bytes)
  return bytes.length
}
