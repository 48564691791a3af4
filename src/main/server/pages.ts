import type { ServerResponse } from 'node:http'
import type { ServiceSettings } from './route.ts'

export interface Page {
  readonly title: string
  /** Label and value of each line. */
  readonly facts: readonly (readonly [string, string])[]
  /** Link that opens the thing in the application, if it may be linked. */
  readonly link: string | null
  readonly trackingUri: string
}

// No script can run on these pages, and nobody may frame them.
const policy = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
const style =
  'body{font:16px/1.5 system-ui,sans-serif;max-width:42rem;margin:3rem auto;padding:0 1rem;color:#1d2b24;background:#fbfdfb}' +
  'h1{font-size:1.4rem;overflow-wrap:anywhere}dt{color:#5b6b62;font-size:.85rem}dd{margin:0 0 .7rem;overflow-wrap:anywhere}' +
  'a{color:#16663f}code{background:#eef4ef;padding:.1rem .3rem;border-radius:.2rem}' +
  '@media(prefers-color-scheme:dark){body{color:#e3ece6;background:#141a17}dt{color:#9db0a5}a{color:#6cc79a}code{background:#22302a}}'

/** Answers with one of the small HTML pages. */
export function sendPage(response: ServerResponse, page: Page): void {
  const body = Buffer.from(renderPage(page))
  response.writeHead(200, {
    'Content-Type': 'text/html; charset=utf-8',
    'Content-Length': body.length,
    'Content-Security-Policy': policy,
    'X-Content-Type-Options': 'nosniff',
    'Referrer-Policy': 'no-referrer',
    'Cache-Control': 'no-store'
  })
  response.end(body)
}

/** The page as HTML; every foreign text is escaped. */
export function renderPage(page: Page): string {
  const facts = page.facts.map(([label, value]) => `<dt>${escapeHtml(label)}</dt><dd>${escapeHtml(value)}</dd>`).join('')
  const link = page.link === null ? '' : `<p><a href="${escapeHtml(page.link)}">Open in Greenroom</a></p>`
  return (
    `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">` +
    `<title>${escapeHtml(page.title)}</title><style>${style}</style></head><body><h1>${escapeHtml(page.title)}</h1><dl>${facts}</dl>${link}` +
    `<p>Tracking URI: <code>${escapeHtml(page.trackingUri)}</code></p></body></html>`
  )
}

/** Makes text harmless in HTML, attributes included. */
export function escapeHtml(text: string): string {
  const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }
  return text.replace(/[&<>"']/g, (character) => entities[character] ?? character)
}

/** A greenroom:// link of this registry; null for databases without an identity. */
export function makeLink(settings: ServiceSettings, ...segments: readonly string[]): string | null {
  return settings.registryId === null ? null : `greenroom://${[settings.registryId, ...segments.map(encodeURIComponent)].join('/')}`
}
