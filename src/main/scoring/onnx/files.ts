import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { lstat, readdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import { parseDocument } from 'yaml'
import { Failure } from '../../../preload/contract/reply.ts'

/** What MLmodel says of an ONNX model: its file's path below the folder, and the session's settings. */
export interface OnnxFlavor {
  readonly file: string
  readonly session: Readonly<Record<string, unknown>>
}

const modelFileLimit = 1024 * 1024
const aliasLimit = 100

/** Reads the ONNX flavor of the MLmodel file in a folder; CORRUPT when it cannot be read. */
export async function readOnnxFlavor(folder: string): Promise<OnnxFlavor> {
  const file = path.join(folder, 'MLmodel')
  const { size } = await lstat(file).catch(() => {
    throw new Failure('NOT_FOUND', 'The MLmodel file is missing.')
  })
  if (size > modelFileLimit) throw new Failure('TOO_LARGE', 'The MLmodel file is over 1 MiB.')
  const flavor = asRecord(asRecord(asRecord(parseYaml(await readFile(file, 'utf8')))['flavors'])['onnx'])
  const data = flavor['data']
  return { file: typeof data === 'string' ? data : 'model.onnx', session: asRecord(flavor['onnx_session_options']) }
}

function parseYaml(text: string): unknown {
  try {
    const document = parseDocument(text, { version: '1.1', logLevel: 'silent' })
    if (document.errors[0]) throw document.errors[0]
    return document.toJS({ maxAliasCount: aliasLimit })
  } catch (error) {
    throw new Failure('CORRUPT', `The MLmodel file cannot be read: ${error instanceof Error ? error.message.split('\n')[0] : error}.`)
  }
}

/** Gives the absolute path of a file below a folder. UNSAFE_PATH for anything that leads out of it: an absolute path, `..`, a link on the way, or a file with another name elsewhere. */
export async function resolveInside(folder: string, relative: string): Promise<string> {
  const refuse = (why: string) => new Failure('UNSAFE_PATH', `The model names the file “${relative}”, which ${why}. Nothing was loaded.`)
  const parts = relative.split('/').filter((part) => part !== '.' && part !== '')
  const isOdd = /[\\:\0]/.test(relative) || path.isAbsolute(relative) || parts.length === 0
  if (isOdd || parts.includes('..')) throw refuse('lies outside its folder')
  let at = folder
  for (const part of parts) {
    at = path.join(at, part)
    const found = await lstat(at).catch(() => null)
    if (!found) throw new Failure('NOT_FOUND', `The model's file “${relative}” is missing.`)
    if (found.isSymbolicLink()) throw refuse('is a link')
    if (found.isFile() && found.nlink > 1) throw refuse('is a hard link')
  }
  return at
}

/** The digest of a folder: SHA-256 over the lines `path NUL size NUL sha256 LF` of all files, sorted by the bytes of the path, in hex. */
export async function digestFolder(folder: string): Promise<string> {
  const files = (await listFiles(folder, '')).sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)))
  const digest = createHash('sha256')
  for (const file of files) {
    const { size, sha256 } = await hashFile(path.join(folder, file))
    digest.update(`${file}\0${size}\0${sha256}\n`)
  }
  return digest.digest('hex')
}

async function listFiles(root: string, below: string): Promise<string[]> {
  const entries = await readdir(path.join(root, below), { withFileTypes: true })
  const nested = await Promise.all(
    entries.map((entry) => {
      const name = below === '' ? entry.name : `${below}/${entry.name}`
      if (entry.isDirectory()) return listFiles(root, name)
      if (entry.isFile()) return [name]
      throw new Failure('UNSAFE_PATH', `“${name}” in the model's files is a link or a device; only plain files are loaded.`)
    })
  )
  return nested.flat()
}

async function hashFile(file: string): Promise<{ readonly size: number; readonly sha256: string }> {
  const hash = createHash('sha256')
  let size = 0
  for await (const part of createReadStream(file, { highWaterMark: 1 << 20 }) as AsyncIterable<Buffer>) {
    hash.update(part)
    size += part.length
  }
  return { size, sha256: hash.digest('hex') }
}

function asRecord(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {}
}
