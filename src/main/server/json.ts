import { Failure } from '../../preload/contract/reply.ts'

const maxDepth = 100
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

type Reviver = (this: unknown, key: string, value: unknown, context: { readonly source?: string }) => unknown
const parseWithSource = JSON.parse as (text: string, reviver?: Reviver) => unknown

/** Reads a request body: empty is `{}`, JSON inside a JSON string is read again (old clients), integers beyond 2^53 become BigInt. INVALID for anything else. */
export function parseJsonBody(body: Buffer): unknown {
  if (body.length === 0) return {}
  const value = parseText(decode(body), body)
  if (typeof value !== 'string') return value ?? {}
  return parseText(value, Buffer.from(value)) ?? {}
}

function decode(body: Buffer): string {
  try {
    return decoder.decode(body)
  } catch {
    throw malformed('it is not valid UTF-8')
  }
}

function parseText(text: string, bytes: Buffer): unknown {
  const { depth, hasLongNumber } = scan(bytes)
  if (depth > maxDepth) throw malformed(`it is nested deeper than ${maxDepth} levels`)
  try {
    return hasLongNumber ? parseWithSource(text, keepExact) : JSON.parse(text)
  } catch (error) {
    throw malformed(error instanceof Error ? error.message : 'it cannot be parsed')
  }
}

/** Finds the deepest nesting and whether any run of digits may not fit a double; one pass, before anything recurses. */
function scan(bytes: Buffer): { readonly depth: number; readonly hasLongNumber: boolean } {
  let depth = 0
  let deepest = 0
  let digits = 0
  let hasLongNumber = false
  let isInString = false
  for (let index = 0; index < bytes.length; index += 1) {
    const byte = bytes[index] as number
    if (isInString) {
      if (byte === 0x5c) index += 1
      else if (byte === 0x22) isInString = false
      continue
    }
    if (byte >= 0x30 && byte <= 0x39) {
      digits += 1
      if (digits > 15) hasLongNumber = true
      continue
    }
    digits = 0
    if (byte === 0x22) isInString = true
    else if (byte === 0x7b || byte === 0x5b) {
      depth += 1
      if (depth > deepest) deepest = depth
    } else if (byte === 0x7d || byte === 0x5d) depth -= 1
  }
  return { depth: deepest, hasLongNumber }
}

const keepExact: Reviver = (_key, value, context) =>
  typeof value === 'number' && !Number.isSafeInteger(value) && /^-?\d{16,20}$/.test(context.source ?? '')
    ? BigInt(context.source as string)
    : value

function malformed(reason: string): Failure {
  return new Failure('INVALID', `The request body is not JSON: ${reason.slice(0, 200)}.`)
}
