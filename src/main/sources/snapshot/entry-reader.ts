import { createHash } from 'node:crypto'
import type { FileHandle } from 'node:fs/promises'
import { Readable } from 'node:stream'
import { crc32, createInflateRaw } from 'node:zlib'
import type { SnapshotEntry } from '../../../preload/contract/snapshots.ts'
import { corrupt } from './faults.ts'
import { manifestName, maxManifestBytes } from './manifest.ts'
import { findDataStart, shown } from './zip-reader.ts'
import { deflated, stored, type ZipEntry } from './zip-records.ts'

/** Takes the bytes of one entry as they are read; they are only trusted once `readEntry` returned. */
export type ByteSink = (chunk: Buffer) => Promise<void> | void

const chunkBytes = 1024 * 1024

/** Reads one entry, hands its bytes on and checks size, CRC and SHA-256 against manifest and archive. Stops at the declared size: a bomb never unfolds. */
export async function readEntry(handle: FileHandle, fileSize: number, zip: ZipEntry, listed: SnapshotEntry, sink: ByteSink): Promise<void> {
  checkDeclared(zip, listed)
  const start = await findDataStart(handle, zip, fileSize)
  const packedHash = createHash('sha256')
  const packed = observe(readRange(handle, start, zip.packedSize, listed.path), packedHash)
  const content = zip.method === deflated ? inflate(packed, listed.path) : packed
  const hash = createHash('sha256')
  let size = 0
  let sum = 0
  for await (const chunk of content) {
    size += chunk.length
    if (size > listed.size) throw corrupt(listed.path, 'larger than the manifest says', { expected: `${listed.size} bytes`, found: 'more' })
    hash.update(chunk)
    sum = crc32(chunk, sum)
    await sink(chunk)
  }
  if (size !== listed.size)
    throw corrupt(listed.path, 'shorter than the manifest says', { expected: `${listed.size} bytes`, found: `${size} bytes` })
  compare(listed.path, 'SHA-256 differs', listed.sha256, hash.digest('hex'))
  if (listed.packed) compare(listed.path, 'SHA-256 of the packed bytes differs', listed.packed.sha256, packedHash.digest('hex'))
  compare(listed.path, 'checksum differs', zip.crc32, sum)
}

/** Reads manifest.json, the first entry; nothing else vouches for it but the archive's checksum. */
export async function readManifestBytes(handle: FileHandle, fileSize: number, first: ZipEntry | undefined): Promise<Buffer> {
  if (first?.path !== manifestName)
    throw corrupt(manifestName, 'not the first file of the archive', { expected: manifestName, found: shown(first?.path ?? '') })
  if (first.method !== stored || first.packedSize !== first.size) throw corrupt(manifestName, 'packed; it must be stored as it is')
  if (first.size > maxManifestBytes)
    throw corrupt(manifestName, 'too large', { expected: `at most ${maxManifestBytes} bytes`, found: `${first.size} bytes` })
  const chunks: Buffer[] = []
  for await (const chunk of readRange(handle, await findDataStart(handle, first, fileSize), first.size, manifestName)) chunks.push(chunk)
  const bytes = Buffer.concat(chunks)
  compare(manifestName, 'checksum differs', first.crc32, crc32(bytes))
  return bytes
}

function checkDeclared(zip: ZipEntry, listed: SnapshotEntry): void {
  compare(listed.path, 'packing differs from the manifest', listed.packed ? deflated : stored, zip.method)
  compare(listed.path, 'size differs', listed.size, zip.size)
  compare(listed.path, 'size in the archive differs', listed.packed?.size ?? listed.size, zip.packedSize)
}

function compare(entry: string, what: string, expected: string | number, found: string | number): void {
  if (expected !== found) throw corrupt(entry, what, { expected, found })
}

async function* readRange(handle: FileHandle, start: number, length: number, entry: string): AsyncGenerator<Buffer> {
  let done = 0
  while (done < length) {
    const buffer = Buffer.allocUnsafe(Math.min(chunkBytes, length - done))
    const { bytesRead } = await handle.read(buffer, 0, buffer.length, start + done)
    if (bytesRead === 0) throw corrupt(entry, 'the file ends too early')
    done += bytesRead
    yield buffer.subarray(0, bytesRead)
  }
}

async function* observe(chunks: AsyncIterable<Buffer>, hash: ReturnType<typeof createHash>): AsyncGenerator<Buffer> {
  for await (const chunk of chunks) {
    hash.update(chunk)
    yield chunk
  }
}

async function* inflate(chunks: AsyncIterable<Buffer>, entry: string): AsyncGenerator<Buffer> {
  const unpacked = createInflateRaw()
  const source = Readable.from(chunks)
  source.on('error', (error) => unpacked.destroy(error))
  try {
    for await (const chunk of source.pipe(unpacked)) yield chunk as Buffer
  } catch (error) {
    const code = (error as { code?: unknown } | null)?.code
    if (typeof code === 'string' && code.startsWith('Z_')) throw corrupt(entry, 'its packed bytes cannot be unpacked')
    throw error
  } finally {
    source.destroy()
    unpacked.destroy()
  }
}
