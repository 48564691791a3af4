/** One entry of the archive. `path` is ASCII; method 0 is stored, 8 deflated. */
export interface ZipEntry {
  readonly path: string
  readonly method: number
  readonly crc32: number
  readonly packedSize: number
  readonly size: number
  /** Where its local header starts. */
  readonly offset: number
}

export const stored = 0
export const deflated = 8
export const localHeaderSignature = 0x04034b50
export const centralSignature = 0x02014b50
export const endSignature = 0x06054b50
export const zip64EndSignature = 0x06064b50
export const zip64LocatorSignature = 0x07064b50
export const localHeaderSize = 30
export const centralRecordSize = 46
export const endRecordSize = 22
export const zip64EndSize = 56
export const zip64LocatorSize = 20
export const wide = 0xffffffff
export const manyEntries = 0xffff

const plainVersion = 20
const zip64Version = 45
const zip64ExtraId = 0x0001
/** Made by Unix, specification 4.5; a regular file of mode 0600. */
const madeBy = (3 << 8) | zip64Version
const regularFile = 0o100600 * 0x10000
/** 1980-01-01: the archive says nothing about when files were touched, so equal contents give equal bytes. */
const fixedDate = 0x0021

/** The one form of a local header (APPNOTE 4.3.7): sizes and checksum known, no data descriptor. The reader compares with it byte by byte. */
export function encodeLocalHeader(entry: ZipEntry): Buffer {
  const isWide = entry.size >= wide || entry.packedSize >= wide
  const extra = isWide ? encodeZip64Extra([entry.size, entry.packedSize]) : Buffer.alloc(0)
  const head = Buffer.alloc(localHeaderSize)
  head.writeUInt32LE(localHeaderSignature, 0)
  head.writeUInt16LE(isWide ? zip64Version : plainVersion, 4)
  writeCommonFields(head, 8, entry, isWide)
  head.writeUInt16LE(entry.path.length, 26)
  head.writeUInt16LE(extra.length, 28)
  return Buffer.concat([head, Buffer.from(entry.path, 'ascii'), extra])
}

/** The one form of a central directory record (APPNOTE 4.3.12). */
export function encodeCentralRecord(entry: ZipEntry): Buffer {
  const isWide = entry.size >= wide || entry.packedSize >= wide
  const isFar = entry.offset >= wide
  const extra = encodeZip64Extra([...(isWide ? [entry.size, entry.packedSize] : []), ...(isFar ? [entry.offset] : [])])
  const head = Buffer.alloc(centralRecordSize)
  head.writeUInt32LE(centralSignature, 0)
  head.writeUInt16LE(madeBy, 4)
  head.writeUInt16LE(isWide || isFar ? zip64Version : plainVersion, 6)
  writeCommonFields(head, 10, entry, isWide)
  head.writeUInt16LE(entry.path.length, 28)
  head.writeUInt16LE(extra.length, 30)
  head.writeUInt32LE(regularFile, 38)
  head.writeUInt32LE(isFar ? wide : entry.offset, 42)
  return Buffer.concat([head, Buffer.from(entry.path, 'ascii'), extra])
}

/** The records that close the archive (APPNOTE 4.3.14–4.3.16); the zip64 ones only where the plain one cannot hold the numbers. */
export function encodeEnd(count: number, directorySize: number, directoryOffset: number): Buffer {
  const isWide = count >= manyEntries || directorySize >= wide || directoryOffset >= wide
  const end = Buffer.alloc(endRecordSize)
  end.writeUInt32LE(endSignature, 0)
  end.writeUInt16LE(Math.min(count, manyEntries), 8)
  end.writeUInt16LE(Math.min(count, manyEntries), 10)
  end.writeUInt32LE(Math.min(directorySize, wide), 12)
  end.writeUInt32LE(Math.min(directoryOffset, wide), 16)
  return isWide ? Buffer.concat([encodeZip64End(count, directorySize, directoryOffset), end]) : end
}

function encodeZip64End(count: number, directorySize: number, directoryOffset: number): Buffer {
  const record = Buffer.alloc(zip64EndSize + zip64LocatorSize)
  record.writeUInt32LE(zip64EndSignature, 0)
  record.writeBigUInt64LE(BigInt(zip64EndSize - 12), 4)
  record.writeUInt16LE(madeBy, 12)
  record.writeUInt16LE(zip64Version, 14)
  record.writeBigUInt64LE(BigInt(count), 24)
  record.writeBigUInt64LE(BigInt(count), 32)
  record.writeBigUInt64LE(BigInt(directorySize), 40)
  record.writeBigUInt64LE(BigInt(directoryOffset), 48)
  record.writeUInt32LE(zip64LocatorSignature, zip64EndSize)
  record.writeBigUInt64LE(BigInt(directoryOffset + directorySize), zip64EndSize + 8)
  record.writeUInt32LE(1, zip64EndSize + 16)
  return record
}

/** Method, time, date, checksum and sizes lie in the same order in both headers. */
function writeCommonFields(head: Buffer, at: number, entry: ZipEntry, isWide: boolean): void {
  head.writeUInt16LE(entry.method, at)
  head.writeUInt16LE(fixedDate, at + 4)
  head.writeUInt32LE(entry.crc32, at + 6)
  head.writeUInt32LE(isWide ? wide : entry.packedSize, at + 10)
  head.writeUInt32LE(isWide ? wide : entry.size, at + 14)
}

function encodeZip64Extra(values: readonly number[]): Buffer {
  if (values.length === 0) return Buffer.alloc(0)
  const extra = Buffer.alloc(4 + values.length * 8)
  extra.writeUInt16LE(zip64ExtraId, 0)
  extra.writeUInt16LE(values.length * 8, 2)
  values.forEach((value, index) => void extra.writeBigUInt64LE(BigInt(value), 4 + index * 8))
  return extra
}
