import path from 'node:path'

/** What a link, an argument or a second start may ask for: a page to look at, or a file to open. Never an act. */
export type Request = { readonly kind: 'page'; readonly path: string } | { readonly kind: 'file'; readonly file: string }

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/
const runId = /^[A-Za-z0-9][\w-]{0,255}$/

/** Reads `greenroom://<registry-uuid>`, `…/models/<name>/<version>` and `…/runs/<id>`; null for anything else. */
export function parseLink(text: string): Request | null {
  if (text.length > 2000 || !text.startsWith('greenroom://')) return null
  const [registry, noun, ...rest] = text.slice('greenroom://'.length).split('/')
  if (!registry || !uuid.test(registry)) return null
  // The registry alone, with or without the slash that some shells add.
  if (!noun && rest.length === 0) return { kind: 'page', path: `/r/${registry}/models` }
  const parts = rest.map(decodePart)
  if (parts.some((part) => part === null)) return null
  return toPage(registry, noun, parts as string[])
}

function toPage(registry: string, noun: string | undefined, parts: readonly string[]): Request | null {
  const [first, second] = parts
  if (noun === 'runs' && parts.length === 1 && first && runId.test(first)) return { kind: 'page', path: `/r/${registry}/runs/${first}` }
  if (noun !== 'models' || !first || parts.length > 2) return null
  const model = `/r/${registry}/models/${encodeURIComponent(first)}`
  if (second === undefined) return { kind: 'page', path: model }
  return /^[1-9]\d{0,17}$/.test(second) ? { kind: 'page', path: `${model}/v/${second}` } : null
}

function decodePart(part: string): string | null {
  try {
    const text = decodeURIComponent(part)
    return text === '' || /[\p{Cc}]/u.test(text) ? null : text
  } catch {
    return null
  }
}

/** The first link or `.greenroom` file among the arguments of a start; the rest is ignored. */
export function readArguments(args: readonly string[], folder: string): Request | null {
  for (const argument of args) {
    const link = parseLink(argument)
    if (link) return link
    if (!argument.startsWith('-') && argument.toLowerCase().endsWith('.greenroom'))
      return { kind: 'file', file: path.resolve(folder, argument) }
  }
  return null
}
