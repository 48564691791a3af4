import { extname } from 'node:path/posix'
import { parse } from 'csv-parse/sync'
import type { Preview } from '../../../preload/contract/artifacts.ts'
import { Failure } from '../../../preload/contract/reply.ts'
import type { ArtifactPlace } from '../../tracking/artifact-paths.ts'
import { openForRead } from '../../tracking/artifacts.ts'
import { parseJson } from './json.ts'

const kibibyte = 1024
/** What is read of a file at most, in bytes, and shown of a table. */
export const previewLimits = {
  text: 512 * kibibyte,
  table: 16 * 1024 * kibibyte,
  image: 8 * 1024 * kibibyte,
  rows: 200,
  columns: 500,
  cell: 2000
} as const

const images: Readonly<Record<string, { readonly mediaType: string; readonly magic: RegExp }>> = {
  '.png': { mediaType: 'image/png', magic: /^\x89PNG\r\n/ },
  '.jpg': { mediaType: 'image/jpeg', magic: /^\xff\xd8\xff/ },
  '.jpeg': { mediaType: 'image/jpeg', magic: /^\xff\xd8\xff/ },
  '.gif': { mediaType: 'image/gif', magic: /^GIF8/ },
  '.webp': { mediaType: 'image/webp', magic: /^RIFF[\s\S]{4}WEBP/ }
}

/** What of a file can be shown: text, a table, an image, or why not. Nothing in it is run. */
export async function previewFile(place: ArtifactPlace): Promise<Preview> {
  const name = place.names.at(-1) ?? ''
  const ending = extname(name).toLowerCase()
  const image = images[ending]
  if (image) return previewImage(place, image)
  if (ending === '.csv' || ending === '.tsv') return previewTable(place, ending === '.csv' ? ',' : '\t')
  return previewText(place, chooseLanguage(name, ending))
}

function chooseLanguage(name: string, ending: string): 'text' | 'json' | 'yaml' | 'markdown' | 'python' {
  if (ending === '.json') return 'json'
  if (ending === '.yaml' || ending === '.yml' || name === 'MLmodel') return 'yaml'
  if (ending === '.md') return 'markdown'
  return ending === '.py' ? 'python' : 'text'
}

async function previewText(place: ArtifactPlace, language: ReturnType<typeof chooseLanguage>): Promise<Preview> {
  const { bytes, size } = await readStart(place, previewLimits.text)
  const isTruncated = size > bytes.length
  const text = decodeText(bytes, isTruncated)
  if (text === null) return { kind: 'none', why: `This is a binary file of ${size.toLocaleString('en')} bytes; it can be downloaded.` }
  return { kind: 'text', language, text: language === 'json' && !isTruncated ? indentJson(text) : text, isTruncated }
}

/** Indents JSON; text that is none, or whose numbers JavaScript would change, stays as it is. */
function indentJson(text: string): string {
  if (/\d{16}/.test(text)) return text
  const value = parseJson(text)
  return value === undefined ? text : JSON.stringify(value, null, 2)
}

/** UTF-8 text, or null for anything else. The last character of a cut text may be incomplete. */
function decodeText(bytes: Uint8Array, isCut: boolean): string | null {
  if (bytes.includes(0)) return null
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: isCut })
  } catch {
    return null
  }
}

async function previewTable(place: ArtifactPlace, delimiter: string): Promise<Preview> {
  const { bytes, size } = await readStart(place, previewLimits.table)
  const isCut = size > bytes.length
  const text = decodeText(bytes, isCut)
  if (text === null) return { kind: 'none', why: 'This table is not UTF-8 text; it can be downloaded.' }
  try {
    const rows = parseRows(isCut ? text.slice(0, text.lastIndexOf('\n') + 1) : text, delimiter)
    const [columns = [], ...body] = rows
    const shown = body.slice(0, previewLimits.rows)
    return { kind: 'table', columns, rows: shown, totalRows: body.length, isTruncated: isCut || body.length > shown.length }
  } catch {
    return previewText(place, 'text')
  }
}

function parseRows(text: string, delimiter: string): string[][] {
  const rows: string[][] = parse(text, { delimiter, bom: true, relaxColumnCount: true, relaxQuotes: true, skipEmptyLines: true })
  return rows.map((row, index) =>
    index > previewLimits.rows ? [] : row.slice(0, previewLimits.columns).map((cell) => cell.slice(0, previewLimits.cell))
  )
}

async function previewImage(
  place: ArtifactPlace,
  { mediaType, magic }: { readonly mediaType: string; readonly magic: RegExp }
): Promise<Preview> {
  const { bytes, size } = await readStart(place, previewLimits.image)
  if (size > bytes.length)
    return {
      kind: 'none',
      why: `This image has ${size.toLocaleString('en')} bytes; images up to ${previewLimits.image.toLocaleString('en')} bytes are shown.`
    }
  if (!magic.test(bytes.subarray(0, 16).toString('latin1')))
    return { kind: 'none', why: 'The contents are not the image that the name says.' }
  return { kind: 'image', mediaType, base64: bytes.toString('base64') }
}

/** The first `limit` bytes of a file, and its size. */
export async function readStart(place: ArtifactPlace, limit: number): Promise<{ readonly bytes: Buffer; readonly size: number }> {
  const { handle, size } = await openForRead(place)
  try {
    const bytes = Buffer.alloc(Math.min(size, limit))
    let filled = 0
    while (filled < bytes.length) {
      const { bytesRead } = await handle.read(bytes, filled, bytes.length - filled, filled)
      if (bytesRead === 0) break
      filled += bytesRead
    }
    return { bytes: bytes.subarray(0, filled), size }
  } finally {
    await handle.close()
  }
}

/** A whole small text file. TOO_LARGE above `limit` bytes, CORRUPT when it is no UTF-8 text. */
export async function readSmallText(place: ArtifactPlace, limit: number): Promise<string> {
  const { bytes, size } = await readStart(place, limit)
  if (size > limit) throw new Failure('TOO_LARGE', `“${place.shown}” has ${size} bytes; at most ${limit} are read.`)
  const text = decodeText(bytes, false)
  if (text === null) throw new Failure('CORRUPT', `“${place.shown}” is not UTF-8 text.`)
  return text
}
