import { open, rename, rm, stat } from 'node:fs/promises'
import path from 'node:path'
import { Failure } from '../../preload/contract/reply.ts'
import { describeSystemError } from '../../preload/contract/system-failures.ts'

/** Reads a file that the user chose, whole. NOT_FOUND when it is not there, INVALID when it is a folder or a device, TOO_LARGE, naming the limit, when it is over `limit` bytes. */
export async function readChosenFile(file: string, limit: number): Promise<Buffer> {
  const name = path.basename(file)
  const facts = await stat(file).catch(() => null)
  if (!facts) throw new Failure('NOT_FOUND', `The file “${name}” is not there.`, { remedy: 'Choose it again.' })
  if (!facts.isFile()) throw new Failure('INVALID', `“${name}” is not a file.`, { remedy: 'Choose a file.' })
  if (facts.size > limit) throw describeTooLarge(name, facts.size, limit)
  const handle = await open(file, 'r')
  try {
    // It may have grown since it was measured.
    const bytes = Buffer.alloc(facts.size)
    let read = 0
    while (read < bytes.length) {
      const { bytesRead } = await handle.read(bytes, read, bytes.length - read, read)
      if (bytesRead === 0) break
      read += bytesRead
    }
    return bytes.subarray(0, read)
  } finally {
    await handle.close()
  }
}

/** Writes texts one after the other to a file that the user named: under a temporary name first, so that a failure leaves nothing half-written. */
export async function writeChosenFile(file: string, texts: AsyncIterable<string>): Promise<void> {
  const draft = path.join(path.dirname(file), `.${path.basename(file)}.${process.pid}-${Date.now()}.part`)
  try {
    const handle = await open(draft, 'wx', 0o600)
    try {
      for await (const text of texts) await handle.writeFile(text, 'utf8')
      await handle.sync()
    } finally {
      await handle.close()
    }
    await rename(draft, file)
  } catch (error) {
    await rm(draft, { force: true })
    throw describeSystemError(error, `“${file}”`) ?? describeNoTarget(error, file) ?? error
  }
}

function describeNoTarget(error: unknown, file: string): Failure | null {
  const code = (error as { code?: unknown } | null)?.code
  if (code === 'ENOENT')
    return new Failure('NOT_FOUND', `The folder “${path.dirname(file)}” does not exist.`, { remedy: 'Choose another place.' })
  return code === 'EISDIR' ? new Failure('INVALID', `“${file}” is a folder.`, { remedy: 'Name a file.' }) : null
}

function describeTooLarge(name: string, size: number, limit: number): Failure {
  const mebibytes = (bytes: number) => `${(bytes / 1048576).toFixed(1)} MiB`
  return new Failure('TOO_LARGE', `“${name}” has ${mebibytes(size)}; the limit is ${mebibytes(limit)}.`, {
    remedy: 'Split the file into smaller ones.'
  })
}
