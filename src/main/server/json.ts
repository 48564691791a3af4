import { Failure } from '../../preload/contract/reply.ts'

const maxDepth = 100
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

const kinds = { digit: 1, quote: 2, open: 3, close: 4, point: 5 } as const
// A look-up is several times as fast as comparisons; bodies of metrics are scanned a hundred times a second.
const kindTable = new Uint8Array(257)
for (const digit of '0123456789') kindTable[digit.charCodeAt(0)] = kinds.digit
for (const [character, kind] of [
  ['"', kinds.quote],
  ['{', kinds.open],
  ['[', kinds.open],
  ['}', kinds.close],
  [']', kinds.close],
  ['.', kinds.point]
] as const)
  kindTable[character.charCodeAt(0)] = kind

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

/** Finds the deepest nesting and whether an integer has more digits than a double is sure to hold; one pass, before anything recurses. */
function scan(bytes: Buffer): { readonly depth: number; readonly hasLongNumber: boolean } {
  let depth = 0
  let deepest = 0
  let hasLongNumber = false
  let at = 0
  while (at < bytes.length) {
    const start = at
    const kind = kindOf(bytes, at)
    at += 1
    if (kind === kinds.quote) at = skipString(bytes, at)
    else if (kind === kinds.open) {
      depth += 1
      if (depth > deepest) deepest = depth
    } else if (kind === kinds.close) depth -= 1
    else if (kind === kinds.digit || kind === kinds.point) {
      while (kindOf(bytes, at) === kinds.digit) at += 1
      // Digits of a fraction lose nothing that a double could hold.
      if (kind === kinds.digit && at - start > 15) hasLongNumber = true
    }
  }
  return { depth: deepest, hasLongNumber }
}

function kindOf(bytes: Buffer, at: number): number {
  return kindTable[bytes[at] as number] as number
}

function skipString(bytes: Buffer, from: number): number {
  let at = from
  while (at < bytes.length && bytes[at] !== 0x22) at += bytes[at] === 0x5c ? 2 : 1
  return at + 1
}

const keepExact: Reviver = (_key, value, context) =>
  typeof value === 'number' && !Number.isSafeInteger(value) && /^-?\d{16,20}$/.test(context.source ?? '')
    ? BigInt(context.source as string)
    : value

function malformed(reason: string): Failure {
  return new Failure('INVALID', `The request body is not JSON: ${reason.slice(0, 200)}.`)
}
