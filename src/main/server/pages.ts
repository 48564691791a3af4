import { createHash } from 'node:crypto'
import type { ServerResponse } from 'node:http'
import { type Content, html, type Markup } from './html.ts'
import { pageStyle } from './page-style.ts'
import type { Exchange, ServiceSettings } from './route.ts'

export interface Page {
  readonly title: string
  /** Badges beside the title. */
  readonly badges?: Content
  /** Link that opens the thing in the application, if it may be linked. */
  readonly link?: string | null
  readonly body: Content
}
/** Where a page stands: what its links and its tracking URI begin with. */
export interface PagePlace {
  readonly settings: ServiceSettings
  /** Value of the Host header, which was checked: one of our own. */
  readonly host: string
}

// No script can run on these pages, nothing is loaded, and nobody may frame them.
const styleHash = createHash('sha256').update(pageStyle).digest('base64')
const policy = `default-src 'none'; style-src 'sha256-${styleHash}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`

/** Answers with one of the small HTML pages. */
export function sendPage(response: ServerResponse, place: PagePlace, page: Page, status = 200): void {
  const body = Buffer.from(renderPage(place, page))
  response.writeHead(status, {
    'Content-Type': 'text/html; charset=utf-8',
    'Content-Length': body.length,
    'Content-Security-Policy': policy,
    'X-Content-Type-Options': 'nosniff',
    'Referrer-Policy': 'no-referrer',
    'Cache-Control': 'no-store'
  })
  response.end(body)
}

/** Answers a browser that followed a link with the reason why there is nothing to see. */
export function sendErrorPage(response: ServerResponse, place: PagePlace, status: number, message: string): void {
  const title = status === 404 ? 'Not found' : status < 500 ? 'This cannot be shown' : 'Something went wrong'
  const body = html`<section><p class="message">${message}</p></section><p><a href="${makePath(place.settings)}">Newest runs and models</a></p>`
  sendPage(response, place, { title, body }, status)
}

/** The page as HTML. */
export function renderPage(place: PagePlace, { title, badges = null, link = null, body }: Page): string {
  const open = link === null ? null : html`<a class="open" href="${link}">Open in Greenroom</a>`
  const crumbs = html`<nav><a href="${makePath(place.settings)}">Registry service</a></nav>`
  return html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title} — Greenroom</title><style>${trust(pageStyle)}</style></head>
<body><header><a href="${makePath(place.settings)}">${mark} Greenroom</a><p>Tracking URI <code tabindex="0">${trackingUri(place)}</code></p></header>
<main>${title === homeTitle ? null : crumbs}<div class="title"><h1>${title}</h1>${badges}${open}</div>
${body}</main></body></html>
`.markup
}

/** Title of the page that all others lead back to. */
export const homeTitle = 'Registry service'

/** Where the request was sent to. */
export function placeOf({ settings, request }: Pick<Exchange, 'settings' | 'request'>): PagePlace {
  return { settings, host: request.headers.host ?? '' }
}

/** The address for MLFLOW_TRACKING_URI. */
export function trackingUri({ settings, host }: PagePlace): string {
  return `http://${host}${settings.staticPrefix}`
}

/** The path of one of the pages, encoded. */
export function makePath(settings: ServiceSettings, ...segments: readonly string[]): string {
  return `${settings.staticPrefix}/${segments.map(encodeURIComponent).join('/')}`
}

/** A greenroom:// link of this registry; null for databases without an identity. */
export function makeLink(settings: ServiceSettings, ...segments: readonly string[]): string | null {
  return settings.registryId === null ? null : `greenroom://${[settings.registryId, ...segments.map(encodeURIComponent)].join('/')}`
}

/** Our own text, which needs no escaping. */
function trust(markup: string): Markup {
  return { markup }
}

const mark = trust(
  '<svg viewBox="0 0 16 16" aria-hidden="true"><circle cx="8" cy="8" r="6.5" fill="none" stroke="currentColor" stroke-width="2"/><circle cx="8" cy="8" r="2.5" fill="currentColor"/></svg>'
)
