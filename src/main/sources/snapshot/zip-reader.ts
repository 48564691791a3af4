import type { FileHandle } from 'node:fs/promises'
import { corrupt } from './faults.ts'
import {
  centralRecordSize,
  centralSignature,
  deflated,
  encodeCentralRecord,
  encodeEnd,
  encodeLocalHeader,
  endRecordSize,
  endSignature,
  localHeaderSignature,
  localHeaderSize,
  manyEntries,
  stored,
  wide,
  type ZipEntry,
  zip64EndSignature,
  zip64EndSize,
  zip64LocatorSignature,
  zip64LocatorSize
} from './zip-records.ts'

/** The archive's own list of its entries, with the raw bytes it was read from. */
export interface ZipDirectory {
  readonly entries: readonly ZipEntry[]
  readonly bytes: Buffer
  readonly offset: number
  readonly fileSize: number
}

const endName = 'end of the archive'
const listName = 'list of entries'
const maxEntries = 2_000_000
const maxDirectoryBytes = 512 * 1024 * 1024

/** Reads the central directory within fixed limits; what it says is only believed after `findHeaderFault` and the manifest agree. */
export async function readDirectory(handle: FileHandle, fileSize: number): Promise<ZipDirectory> {
  const end = await readEnd(handle, fileSize)
  if (end.count > maxEntries || end.size > maxDirectoryBytes)
    throw corrupt(endName, 'too many entries', { expected: `at most ${maxEntries}`, found: end.count })
  if (end.offset + end.size > fileSize)
    throw corrupt(endName, 'points beyond the file', { expected: `at most ${fileSize}`, found: end.offset + end.size })
  const bytes = await readExactly(handle, end.offset, end.size, listName)
  return { entries: parseRecords(bytes, end.count), bytes, offset: end.offset, fileSize }
}

interface End {
  readonly count: number
  readonly size: number
  readonly offset: number
}

async function readEnd(handle: FileHandle, fileSize: number): Promise<End> {
  if (fileSize < endRecordSize)
    throw corrupt(endName, 'too short to be a snapshot', { expected: `at least ${endRecordSize} bytes`, found: fileSize })
  const end = await readExactly(handle, fileSize - endRecordSize, endRecordSize, endName)
  if (end.readUInt32LE(0) !== endSignature)
    throw corrupt(endName, 'no end record there: the file is cut off, has bytes added, or is no snapshot')
  const plain = { count: end.readUInt16LE(10), size: end.readUInt32LE(12), offset: end.readUInt32LE(16) }
  const isWide = plain.count === manyEntries || plain.size === wide || plain.offset === wide
  return isWide ? readZip64End(handle, fileSize) : plain
}

async function readZip64End(handle: FileHandle, fileSize: number): Promise<End> {
  const length = zip64EndSize + zip64LocatorSize
  if (fileSize < length + endRecordSize) throw corrupt(endName, 'its 64-bit record is missing')
  const record = await readExactly(handle, fileSize - endRecordSize - length, length, endName)
  if (record.readUInt32LE(0) !== zip64EndSignature || record.readUInt32LE(zip64EndSize) !== zip64LocatorSignature)
    throw corrupt(endName, 'its 64-bit record is missing')
  return { count: readUInt64(record, 32), size: readUInt64(record, 40), offset: readUInt64(record, 48) }
}

function parseRecords(bytes: Buffer, count: number): ZipEntry[] {
  const entries: ZipEntry[] = []
  let at = 0
  for (let index = 0; index < count; index += 1) {
    if (at + centralRecordSize > bytes.length || bytes.readUInt32LE(at) !== centralSignature)
      throw corrupt(listName, 'record not understood', { expected: `${count} entries`, found: index })
    const next = at + centralRecordSize + bytes.readUInt16LE(at + 28) + bytes.readUInt16LE(at + 30) + bytes.readUInt16LE(at + 32)
    if (next > bytes.length) throw corrupt(listName, 'record cut off', { expected: `${count} entries`, found: index })
    entries.push(parseRecord(bytes.subarray(at, next)))
    at = next
  }
  return entries
}

function parseRecord(record: Buffer): ZipEntry {
  const nameEnd = centralRecordSize + record.readUInt16LE(28)
  const path = record.toString('latin1', centralRecordSize, nameEnd)
  if ((record.readUInt16LE(8) & 1) !== 0) throw corrupt(shown(path), 'encrypted')
  const extra = findZip64Extra(record.subarray(nameEnd, nameEnd + record.readUInt16LE(30)))
  let used = 0
  const take = (plain: number): number => {
    if (plain !== wide) return plain
    if (used + 8 > extra.length) throw corrupt(shown(path), 'its 64-bit size is missing')
    used += 8
    return readUInt64(extra, used - 8)
  }
  const size = take(record.readUInt32LE(24))
  const packedSize = take(record.readUInt32LE(20))
  return { path, method: record.readUInt16LE(10), crc32: record.readUInt32LE(16), size, packedSize, offset: take(record.readUInt32LE(42)) }
}

function findZip64Extra(extra: Buffer): Buffer {
  let at = 0
  while (at + 4 <= extra.length) {
    const end = at + 4 + extra.readUInt16LE(at + 2)
    if (extra.readUInt16LE(at) === 1) return extra.subarray(at + 4, end)
    at = end
  }
  return Buffer.alloc(0)
}

/** Where the bytes of an entry start, by its own local header. */
export async function findDataStart(handle: FileHandle, entry: ZipEntry, fileSize: number): Promise<number> {
  if (entry.method !== stored && entry.method !== deflated)
    throw corrupt(shown(entry.path), 'packed by an unknown method', { expected: 'stored', found: entry.method })
  if (entry.offset + localHeaderSize > fileSize) throw corrupt(shown(entry.path), 'lies beyond the end of the file')
  const head = await readExactly(handle, entry.offset, localHeaderSize, shown(entry.path))
  if (head.readUInt32LE(0) !== localHeaderSignature) throw corrupt(shown(entry.path), 'its header is missing')
  const start = entry.offset + localHeaderSize + head.readUInt16LE(26) + head.readUInt16LE(28)
  if (start + entry.packedSize > fileSize) throw corrupt(shown(entry.path), 'lies beyond the end of the file')
  return start
}

/** Compares every byte that is not an entry's own data with what our writer would have written: headers, order, gaps, overlaps, comments, extra bytes. Throws for the first that differs. */
export async function checkHeaders(handle: FileHandle, directory: ZipDirectory): Promise<void> {
  let offset = 0
  let at = 0
  for (const entry of directory.entries) {
    const local = encodeLocalHeader(entry)
    const central = encodeCentralRecord(entry)
    if (entry.offset !== offset)
      throw corrupt(shown(entry.path), 'not where it belongs in the file', { expected: offset, found: entry.offset })
    if (
      !local.equals(await readExactly(handle, offset, local.length, shown(entry.path))) ||
      !central.equals(directory.bytes.subarray(at, at + central.length))
    )
      throw corrupt(shown(entry.path), 'its header was changed')
    offset += local.length + entry.packedSize
    at += central.length
  }
  const end = encodeEnd(directory.entries.length, directory.bytes.length, directory.offset)
  const found = await readExactly(handle, directory.fileSize - end.length, end.length, endName)
  if (at !== directory.bytes.length || offset !== directory.offset) throw corrupt(listName, 'bytes that belong to no entry')
  if (!end.equals(found) || directory.offset + at + end.length !== directory.fileSize) throw corrupt(endName, 'its record was changed')
}

/** Names come from outside: quoted so that control and direction characters cannot pose as text. */
export function shown(path: string): string {
  return /^[\x21-\x7e]{1,200}$/.test(path) ? path : JSON.stringify(path.slice(0, 200)).replace(/[^\x20-\x7e]/g, '?')
}

async function readExactly(handle: FileHandle, position: number, length: number, entry: string): Promise<Buffer> {
  const buffer = Buffer.alloc(length)
  let done = 0
  while (done < length) {
    const { bytesRead } = await handle.read(buffer, done, length - done, position + done)
    if (bytesRead === 0) throw corrupt(entry, 'the file ends too early')
    done += bytesRead
  }
  return buffer
}

function readUInt64(buffer: Buffer, at: number): number {
  const value = buffer.readBigUInt64LE(at)
  return value > BigInt(Number.MAX_SAFE_INTEGER) ? Number.MAX_SAFE_INTEGER : Number(value)
}
