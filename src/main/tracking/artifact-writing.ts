import { randomBytes } from 'node:crypto'
import { constants } from 'node:fs'
import { type FileHandle, lstat, mkdir, open, opendir, readdir, rename, rm, rmdir, statfs } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { Failure } from '../../preload/contract/reply.ts'
import { codeOf, inspectPlace, refuseUnsafe } from './artifact-links.ts'
import { foldName, incomingFolder } from './artifact-names.ts'
import type { ArtifactPlace } from './artifact-paths.ts'
import { writePieces } from './artifact-pieces.ts'

export interface WriteOptions {
  /** Bytes that the sender announced; a different count is refused. */
  readonly declaredBytes?: number | undefined
  /** Bytes at most; more is refused with TOO_LARGE. */
  readonly maxBytes?: number | undefined
  /** Aborted when the sender goes away. */
  readonly signal?: AbortSignal | undefined
}

/** Room that uploads leave for the database. */
const spareBytes = 16 * 1024 * 1024
/** Names compared for a clash of case or composition when a new one is made; larger folders are not searched further. */
const comparedNames = 4096
/** Names that makeIncomingPath gives; whatever else lies beside them is not ours. */
const incomingName = /^([1-9]\d*)-[0-9a-f]{24}$/
const renameTries = 10
const renamePauseMs = 50

/**
 * Writes a file whole or not at all: to a private file on the same volume, then fsync, rename, fsync of the folder. Memory stays flat.
 * Missing folders are made. Gives the bytes written. Throws INVALID (wrong length, folder in the way), TOO_LARGE, DISK_FULL, FORBIDDEN.
 */
export async function writeStream(place: ArtifactPlace, source: AsyncIterable<Uint8Array>, options: WriteOptions = {}): Promise<number> {
  await checkTarget(place)
  await checkRoom(place, options.declaredBytes)
  const incoming = await makeIncomingPath(place.root)
  try {
    const size = await fill(incoming, source, options)
    // A failing upload beside this one may take the folder back that both need: once more makes it anew.
    await publish(incoming, place).catch((error: unknown) => {
      if (codeOf(error) !== 'ENOENT') throw error
      return publish(incoming, place)
    })
    return size
  } catch (error) {
    await rm(incoming, { force: true })
    throw describeFullDisk(error)
  }
}

/** A fresh path in the folder for unfinished work, named after this process so that a later start can sweep it. */
export async function makeIncomingPath(root: string): Promise<string> {
  const folder = join(root, incomingFolder)
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const facts = await lstat(folder)
  if (!facts.isDirectory()) throw new Failure('FORBIDDEN', `'${incomingFolder}' in the artifacts folder is not a folder.`)
  return join(folder, `${process.pid}-${randomBytes(12).toString('hex')}`)
}

/**
 * Removes what services left unfinished that are gone, and nothing that does not bear such a name. Call it once, before this process
 * writes its first: what bears this process's own number is of an earlier one, as in a container, where every start has the same.
 */
export async function sweepIncoming(root: string): Promise<void> {
  const folder = join(root, incomingFolder)
  const facts = await lstat(folder).catch(() => null)
  if (!facts?.isDirectory()) return
  for (const name of await readdir(folder).catch(() => [])) {
    const pid = Number(incomingName.exec(name)?.[1] ?? Number.NaN)
    if (pid === process.pid || (Number.isSafeInteger(pid) && !isAlive(pid))) await rm(join(folder, name), { recursive: true, force: true })
  }
}

/** Makes a folder's entries durable; platforms that cannot open folders keep them durable themselves. */
export async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return
  const handle = await open(folder, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

async function fill(incoming: string, source: AsyncIterable<Uint8Array>, options: WriteOptions): Promise<number> {
  const flags = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | (constants.O_NOFOLLOW ?? 0)
  const handle = await open(incoming, flags, 0o600)
  try {
    const size = await copy(source, handle, options)
    await handle.sync()
    return size
  } finally {
    await handle.close()
  }
}

/** Writes what arrives in large pieces, one of them under way while the next arrives. */
async function copy(source: AsyncIterable<Uint8Array>, handle: FileHandle, options: WriteOptions): Promise<number> {
  const limit = options.declaredBytes ?? Number.POSITIVE_INFINITY
  const pieces = writePieces(handle)
  let size = 0
  try {
    for await (const chunk of source) {
      options.signal?.throwIfAborted()
      size += chunk.byteLength
      if (size > limit) break
      if (size > (options.maxBytes ?? Number.POSITIVE_INFINITY)) throw refuseSize(options.maxBytes ?? 0)
      await pieces.add(chunk)
    }
    options.signal?.throwIfAborted()
  } finally {
    await pieces.finish()
  }
  if (options.declaredBytes !== undefined && size !== options.declaredBytes)
    throw new Failure(
      'INVALID',
      `The upload announced ${options.declaredBytes} bytes and sent ${size > limit ? 'more' : size}; nothing was stored.`
    )
  return size
}

function refuseSize(maxBytes: number): Failure {
  return new Failure('TOO_LARGE', `Artifact size is too large. Max size is ${maxBytes / 1024 / 1024}MB.`)
}

/** Makes the missing folders and moves the finished file in; takes the folders back when that fails. */
async function publish(incoming: string, place: ArtifactPlace): Promise<void> {
  const made: string[] = []
  try {
    await makeFolders(place, made)
    await refuseTwin(dirname(place.absolute), place.names.at(-1) ?? '')
    const facts = await inspectPlace(place)
    if (facts?.isDirectory()) throw refuseFolder(place)
    await renameStubbornly(incoming, place.absolute)
    for (const folder of [dirname(place.absolute), ...made.map((folder) => dirname(folder))]) await syncFolder(folder)
  } catch (error) {
    for (const folder of made.reverse()) await rmdir(folder).catch(() => {})
    throw error
  }
}

async function makeFolders(place: ArtifactPlace, made: string[]): Promise<void> {
  let folder = place.root
  for (const name of place.names.slice(0, -1)) {
    const parent = folder
    folder = join(parent, name)
    const facts = await lstat(folder).catch(() => null)
    if (facts === null) {
      await refuseTwin(parent, name)
      await mkdir(folder, { mode: 0o700 }).then(
        () => made.push(folder),
        (error: unknown) => {
          // Another upload may have made it meanwhile.
          if (codeOf(error) !== 'EEXIST') throw error
        }
      )
    } else {
      refuseUnsafe(facts, place)
      if (!facts.isDirectory()) throw new Failure('INVALID', `Invalid path: '${name}' in '${place.shown}' is a file, not a folder.`)
    }
  }
}

/** Refuses a new name that is the same as an existing one on platforms without case, or in another Unicode composition. */
async function refuseTwin(folder: string, name: string): Promise<void> {
  if ((await lstat(join(folder, name)).catch(() => null)) !== null) return
  const folded = foldName(name)
  let seen = 0
  const entries = await opendir(folder, { bufferSize: 256 }).catch(() => null)
  if (!entries) return
  for await (const entry of entries) {
    if (entry.name !== name && foldName(entry.name) === folded)
      throw new Failure('UNSAFE_PATH', `Invalid path: '${name}' differs from the existing '${entry.name}' only in case or Unicode form.`, {
        remedy: 'Use another name: on some platforms both would be one file.'
      })
    if (++seen >= comparedNames) return
  }
}

async function checkTarget(place: ArtifactPlace): Promise<void> {
  if (place.names.length === 0) throw new Failure('INVALID', 'Invalid path: an artifact needs a file name.')
  const facts = await inspectPlace(place)
  if (facts?.isDirectory()) throw refuseFolder(place)
}

async function checkRoom(place: ArtifactPlace, declaredBytes = 0): Promise<void> {
  const volume = await statfs(place.root).catch(() => null)
  if (volume !== null && volume.bavail * volume.bsize < declaredBytes + spareBytes) throw refuseFullDisk(declaredBytes)
}

function refuseFolder(place: ArtifactPlace): Failure {
  return new Failure('INVALID', `Invalid path: '${place.shown}' is a folder; a file cannot take its place.`)
}

function refuseFullDisk(bytes: number): Failure {
  const what = bytes > 0 ? `an upload of ${bytes} bytes` : 'the upload'
  return new Failure('DISK_FULL', `The disk of the artifacts has no room for ${what}. Nothing was stored.`, {
    remedy: 'Free some space and send it again.'
  })
}

function describeFullDisk(error: unknown): unknown {
  return ['ENOSPC', 'EDQUOT', 'EFBIG'].includes(codeOf(error)) ? refuseFullDisk(0) : error
}

/** Renames; where Windows refuses because a scanner or reader holds the file for a moment, again and again for half a second. */
export async function renameStubbornly(from: string, to: string): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await rename(from, to)
    } catch (error) {
      if (attempt >= renameTries || process.platform !== 'win32' || !['EPERM', 'EBUSY', 'EACCES'].includes(codeOf(error))) throw error
      await new Promise((done) => setTimeout(done, renamePauseMs))
    }
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return codeOf(error) === 'EPERM'
  }
}
