import { Failure } from '../../../preload/contract/reply.ts'
import { showValue } from '../python-text.ts'
import { cutText } from './limits.ts'

/** MLflow's page token: base64 of `{"offset": n}`; opaque to clients. */
export function makePageToken(offset: number): string {
  return Buffer.from(`{"offset": ${offset}}`).toString('base64')
}

/** Rows to skip; 0 without a token. INVALID for anything that leads to no offset, in MLflow's words. */
export function readPageToken(token: string | undefined): number {
  if (token === undefined || token === '') return 0
  const decoded = decodeBase64(token)
  if (decoded === undefined) throw new Failure('INVALID', 'Invalid page token, could not base64-decode')
  const offset = readOffset(parseJson(decoded))
  if (!Number.isSafeInteger(offset) || offset < 0 || offset > 1e12)
    throw new Failure('INVALID', 'Invalid page token, its offset is out of range')
  return offset
}

/** Decodes as Python's b64decode does: characters of no meaning are passed over, the padding must fit. Undefined where it fails or the token is longer than `limit`. */
export function decodeBase64(token: string, limit = 10_000): Buffer | undefined {
  if (token.length > limit || /\P{ASCII}/u.test(token)) return undefined
  const sound = token.replace(/[^A-Za-z0-9+/=]/g, '')
  const [digits = ''] = sound.split('=')
  const padding = sound.length - digits.length
  const rest = digits.length % 4
  if (rest === 1 || (rest > 0 && padding < 4 - rest)) return undefined
  return Buffer.from(digits, 'base64')
}

function parseJson(decoded: Buffer): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(decoded))
  } catch {
    throw new Failure('INVALID', `Invalid page token, decoded value=${cutText(showBytes(decoded))}`)
  }
}

function readOffset(token: unknown): number {
  if (typeof token !== 'object' || token === null || Array.isArray(token))
    throw new Failure('INVALID', `Invalid page token, parsed value=${cutText(showValue(token))}`)
  const offset: unknown = (token as { readonly offset?: unknown }).offset
  const isEmpty = !offset || (typeof offset === 'object' && Object.keys(offset).length === 0)
  if (isEmpty) throw new Failure('INVALID', `Invalid page token, parsed value=${cutText(showValue(token))}`)
  if (typeof offset === 'number' || typeof offset === 'boolean') return Math.trunc(Number(offset))
  if (typeof offset === 'string' && /^\s*[+-]?\d+(?:_\d+)*\s*$/.test(offset)) return Number(offset.replaceAll('_', ''))
  throw new Failure('INVALID', `Invalid page token, not stringable ${cutText(typeof offset === 'string' ? offset : showValue(offset))}`)
}

/** Shows bytes as Python's repr does. */
function showBytes(bytes: Buffer): string {
  const quote = bytes.includes(0x27) && !bytes.includes(0x22) ? '"' : "'"
  const shown = Array.from(bytes.subarray(0, 2000), (byte) => {
    const character = String.fromCharCode(byte)
    if (character === '\\' || character === quote) return `\\${character}`
    const known = { '\n': '\\n', '\r': '\\r', '\t': '\\t' }[character]
    return known ?? (byte >= 0x20 && byte < 0x7f ? character : `\\x${byte.toString(16).padStart(2, '0')}`)
  })
  return `b${quote}${shown.join('')}${quote}`
}

/** Cuts the extra row that tells whether more follow; the token is absent on the last page. */
export function cutPage<R>(
  rows: readonly R[],
  offset: number,
  limit: number
): { readonly rows: readonly R[]; readonly nextPageToken?: string } {
  return rows.length > limit ? { rows: rows.slice(0, limit), nextPageToken: makePageToken(offset + limit) } : { rows }
}

/** Checks a page size against its limit, in the words of MLflow's tracking store. */
export function checkMaxResults(value: number | bigint, limit: number): number {
  if (value < 1) throw new Failure('INVALID', `Invalid value ${value} for parameter 'max_results' supplied. It must be a positive integer`)
  if (value > limit)
    throw new Failure('INVALID', `Invalid value ${value} for parameter 'max_results' supplied. It must be at most ${limit}`)
  return Number(value)
}
