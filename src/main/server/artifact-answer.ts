import { createHash } from 'node:crypto'
import type { FileHandle } from 'node:fs/promises'
import type { ServerResponse } from 'node:http'
import { Failure } from '../../preload/contract/reply.ts'
import type { ArtifactPlace } from '../tracking/artifact-paths.ts'
import { type OpenArtifact, openForRead } from '../tracking/artifacts.ts'
import { describeGoneClient } from './errors.ts'
import { guardingHeaders } from './guarding-headers.ts'
import { chooseMediaType } from './media-types.ts'
import type { Exchange } from './route.ts'

/** Bytes of one read; small ones cost more in switching than in copying. */
const readBytes = 256 * 1024

/** First and last byte of what is sent. */
interface Span {
  readonly start: number
  readonly end: number
}

/** Sends a file as an attachment, whole or the one range asked for, with MLflow's headers. Memory stays flat. */
export async function sendArtifact(exchange: Exchange, place: ArtifactPlace): Promise<void> {
  const { request, response, signal } = exchange
  await awaitTurn(response, signal)
  const file = await openForRead(place)
  try {
    const tag = makeTag(file)
    const head = { ...describeFile(place), ...describeVersion(tag) }
    if (isKnown(request.headers['if-none-match'], tag)) {
      response.writeHead(304, head).end()
      return
    }
    const span = chooseSpan(request.headers.range, request.headers['if-range']?.toString(), tag, file.size)
    if (span === 'unsatisfiable') {
      response.writeHead(416, { ...guardingHeaders, 'Content-Range': `bytes */${file.size}`, 'Content-Length': 0 }).end()
      return
    }
    const { start, end } = span ?? { start: 0, end: file.size - 1 }
    const part = span ? { 'Content-Range': `bytes ${start}-${end}/${file.size}` } : {}
    response.writeHead(span ? 206 : 200, { ...head, ...part, ...describeContent(place, file), 'Content-Length': end - start + 1 })
    if (end < start) response.end()
    else await sendSpan(file.handle, { start, end }, response, signal)
  } finally {
    await file.handle.close()
  }
}

/** Waits while answers to earlier requests of the same connection leave: what cannot leave yet opens no file and holds no memory. */
function awaitTurn(response: ServerResponse, signal: AbortSignal): Promise<void> {
  if (response.socket) return Promise.resolve()
  return new Promise((resolve, reject) => {
    response.once('socket', () => resolve())
    rejectOnAbort(signal, reject)
  })
}

/** Two buffers take turns: one is filled while the other leaves, and a file of any size costs no more memory than these. */
async function sendSpan(handle: FileHandle, { start, end }: Span, response: ServerResponse, signal: AbortSignal): Promise<void> {
  const buffers = [Buffer.allocUnsafeSlow(readBytes), Buffer.allocUnsafeSlow(readBytes)] as const
  let leaving: Promise<void> = Promise.resolve()
  for (let at = start, turn: 0 | 1 = 0; at <= end; turn = turn === 0 ? 1 : 0) {
    const { bytesRead } = await handle.read(buffers[turn], 0, Math.min(readBytes, end - at + 1), at)
    await leaving
    if (bytesRead === 0) throw new Failure('CORRUPT', 'The file became shorter while it was sent.')
    leaving = send(response, buffers[turn].subarray(0, bytesRead), signal)
    // It is awaited one turn later.
    leaving.catch(() => undefined)
    at += bytesRead
  }
  await leaving
  response.end()
}

/** Resolves when the system has taken all of it; an answer whose socket is gone never says that it has not. */
function send(response: ServerResponse, bytes: Buffer, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = rejectOnAbort(signal, reject)
    response.write(bytes, (error) => {
      stop()
      if (error) reject(describeGoneClient())
      else resolve()
    })
  })
}

/** Rejects when the client goes away, or went; gives the function that stops listening. */
function rejectOnAbort(signal: AbortSignal, reject: (error: Error) => void): () => void {
  const abort = () => reject(describeGoneClient())
  if (signal.aborted) abort()
  signal.addEventListener('abort', abort, { once: true })
  return () => signal.removeEventListener('abort', abort)
}

/** The range of a request, null for the whole file. Several ranges, or one that makes no sense, mean the whole file (RFC 9110, 14.2). */
export function chooseSpan(
  range: string | undefined,
  ifRange: string | undefined,
  tag: string,
  size: number
): Span | 'unsatisfiable' | null {
  const match = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(range?.trim() ?? '')
  if (!match || (ifRange !== undefined && ifRange !== tag)) return null
  const [, first = '', last = ''] = match
  if (first === '' && last === '') return null
  if (first === '') return Number(last) === 0 || size === 0 ? 'unsatisfiable' : { start: Math.max(0, size - Number(last)), end: size - 1 }
  if (last !== '' && Number(last) < Number(first)) return null
  if (Number(first) >= size) return 'unsatisfiable'
  return { start: Number(first), end: last === '' ? size - 1 : Math.min(Number(last), size - 1) }
}

/** Whether a client has this version already, by its If-None-Match (RFC 9110, 13.1.2). */
export function isKnown(ifNoneMatch: string | undefined, tag: string): boolean {
  return (ifNoneMatch ?? '').split(',').some((one) => one.trim() === '*' || one.trim().replace(/^W\//, '') === tag)
}

/** RFC 6266: a plain name where it is ASCII, else a fallback and the name in UTF-8, as MLflow writes it. */
export function describeAttachment(name: string): string {
  if (/^[\x20-\x7e]*$/.test(name)) return `attachment; filename=${quoteValue(name)}`
  const fallback = name.normalize('NFKD').replace(/[^\x20-\x7e]/g, '') || 'download'
  const encoded = encodeURIComponent(name).replace(/['()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`)
  return `attachment; filename=${quoteValue(fallback)}; filename*=UTF-8''${encoded}`
}

function describeFile(place: ArtifactPlace): Record<string, string> {
  return { 'Content-Disposition': describeAttachment(nameOf(place)), ...guardingHeaders }
}

/** A file may be replaced at any time: who keeps it asks for its version first. */
function describeVersion(tag: string): Record<string, string> {
  return { ETag: tag, 'Accept-Ranges': 'bytes', 'Cache-Control': 'no-cache' }
}

function describeContent(place: ArtifactPlace, file: OpenArtifact): Record<string, string> {
  return { 'Content-Type': chooseMediaType(nameOf(place)), 'Last-Modified': new Date(file.modifiedMs).toUTCString() }
}

function nameOf(place: ArtifactPlace): string {
  return place.names.at(-1) ?? ''
}

function makeTag(file: OpenArtifact): string {
  return `"${createHash('sha256').update(`${file.modifiedMs}-${file.size}`).digest('base64url').slice(0, 22)}"`
}

function quoteValue(value: string): string {
  return /^[\w!#$%&'*+.^`|~-]+$/.test(value) ? value : `"${value.replace(/(["\\])/g, '\\$1')}"`
}
