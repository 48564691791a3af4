import { randomBytes } from 'node:crypto'
import { type FileHandle, lstat, mkdir, open, readdir, rename, rm, rmdir } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { Failure } from '../../../preload/contract/reply.ts'
import { describeSystemError } from '../../../preload/contract/system-failures.ts'
import { inspectPlace } from '../../tracking/artifact-links.ts'
import type { ArtifactPlace } from '../../tracking/artifact-paths.ts'
import type { Progress } from '../source.ts'
import { readChunks } from './digest.ts'
import { walkFiles } from './walk.ts'

export interface Downloaded {
  readonly files: number
  /** Bytes. */
  readonly size: number
}

/** Copies a file or a folder to the absolute path `target`, under another name until it is whole. Reports bytes; nothing stays after a failure or cancel. */
export async function downloadPlace(place: ArtifactPlace, target: string, signal: AbortSignal, progress: Progress): Promise<Downloaded> {
  const facts = await inspectPlace(place)
  if (facts === null) throw new Failure('NOT_FOUND', `There is no artifact “${place.shown}”.`)
  await checkTarget(target, facts.isDirectory())
  const temporary = join(dirname(target), `.greenroom-${randomBytes(8).toString('hex')}.part`)
  try {
    const copied = await copyTo(place, temporary, facts.isDirectory(), signal, progress)
    signal.throwIfAborted()
    if (facts.isDirectory()) await rmdir(target).catch(ignoreMissing)
    await rename(temporary, target)
    return copied
  } catch (error) {
    await rm(temporary, { recursive: true, force: true })
    throw describeWriting(error, temporary, target)
  }
}

/** What was said about the copy is about the target, which people know; errors of reading name their own file. */
function describeWriting(error: unknown, temporary: string, target: string): unknown {
  const { path, code } = error as { path?: unknown; code?: unknown }
  if (typeof path === 'string' && !path.startsWith(temporary)) return error
  if (code === 'ENOENT')
    return new Failure('NOT_FOUND', `The folder “${dirname(target)}” does not exist.`, { remedy: 'Choose another place.' })
  return describeSystemError(error, `“${target}”`) ?? error
}

/** A file may replace a file, which the save dialog has asked about; a folder only takes a free name or an empty folder. */
async function checkTarget(target: string, isFolder: boolean): Promise<void> {
  const there = await lstat(target).catch(ignoreMissing)
  if (!there) return
  const isFree = isFolder ? there.isDirectory() && (await readdir(target)).length === 0 : there.isFile()
  if (!isFree) throw new Failure('CONFLICT', `“${target}” exists already.`, { remedy: 'Choose another name or an empty folder.' })
}

async function copyTo(
  place: ArtifactPlace,
  temporary: string,
  isFolder: boolean,
  signal: AbortSignal,
  progress: Progress
): Promise<Downloaded> {
  const files = await walkFiles(place, signal)
  const total = files.reduce((sum, file) => sum + file.size, 0)
  let done = 0
  if (isFolder) await mkdir(temporary)
  for (const file of files) {
    const path = isFolder ? join(temporary, file.path) : temporary
    if (isFolder) await mkdir(dirname(path), { recursive: true })
    done += await copyFile(file.place, path, signal, (bytes) => progress(done + bytes, total))
  }
  return { files: files.length, size: done }
}

async function copyFile(place: ArtifactPlace, path: string, signal: AbortSignal, progress: (bytes: number) => void): Promise<number> {
  const target = await open(path, 'wx')
  try {
    const size = await readChunks(place, signal, async (chunk, bytes) => {
      await writeWhole(target, chunk)
      progress(bytes)
    })
    await target.sync()
    return size
  } finally {
    await target.close()
  }
}

async function writeWhole(target: FileHandle, chunk: Buffer): Promise<void> {
  let offset = 0
  while (offset < chunk.length) offset += (await target.write(chunk, offset)).bytesWritten
}

function ignoreMissing(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT') throw error
}
