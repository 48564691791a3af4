import { createHash } from 'node:crypto'
import type { ServerResponse } from 'node:http'
import { guardingHeaders } from './guarding-headers.ts'
import { type Content, html, type Markup } from './html.ts'
import { clip } from './page-parts.ts'
import { pageStyle } from './page-style.ts'
import type { Exchange, ServiceSettings } from './route.ts'

export interface Page {
  readonly title: string
  /** The title with marks of its own. */
  readonly heading?: Content
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
  /** Path of the request as it was written. */
  readonly path: string
}

// No script can run on these pages, nothing is loaded, and nobody may frame them.
const styleHash = createHash('sha256').update(pageStyle).digest('base64')
const policy = `default-src 'none'; style-src 'sha256-${styleHash}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`
const pageHeaders = {
  'Content-Security-Policy': policy,
  ...guardingHeaders,
  // The same as frame-ancestors, for browsers that do not know it.
  'X-Frame-Options': 'DENY',
  'Referrer-Policy': 'no-referrer',
  'Cache-Control': 'no-store'
} as const

/** Answers with one of the small HTML pages. */
export function sendPage(response: ServerResponse, place: PagePlace, page: Page, status = 200): void {
  const body = Buffer.from(renderPage(place, page))
  response.writeHead(status, {
    'Content-Type': 'text/html; charset=utf-8',
    'Content-Length': body.length,
    ...pageHeaders
  })
  response.end(body)
}

/** Answers a browser that is to look elsewhere: on the page that all others lead back to. */
export function sendHome(response: ServerResponse, settings: ServiceSettings): void {
  response.writeHead(302, { Location: makePath(settings), 'Content-Length': 0, ...pageHeaders })
  response.end()
}

/** Answers a browser that followed a link with the reason why there is nothing to see. */
export function sendErrorPage(response: ServerResponse, place: PagePlace, status: number, message: string): void {
  const { title, reason } = describeMiss(place, status)
  // What the service says of an address is for programs; of its own trouble it says more than we can here.
  const note = status < 500 ? html`Address: <bdi>${clip(place.path, 300)}</bdi>` : clip(message)
  const body = html`<section><p class="message">${reason}</p><p class="note">${note}</p></section><p><a href="${makePath(place.settings)}">Newest runs and models</a></p>`
  sendPage(response, place, { title, body }, status)
}

interface Miss {
  readonly title: string
  readonly reason: string
}

/** Why there is nothing to see, in words for people; the service's own words are for programs. */
function describeMiss({ settings, path }: PagePlace, status: number): Miss {
  const [noun, first = '', second = ''] = readSegments(path.slice(settings.staticPrefix.length))
  if (status === 404 && noun === 'runs' && first !== '') return describeLost(`Run ${first.slice(0, 8)}`, 'run', 'deleted for good')
  if (status === 404 && noun === 'models' && second !== '')
    return describeLost(`${clip(first, 80)} v${clip(second, 20)}`, 'model version', 'deleted')
  if (status === 404) return { title: 'Page not found', reason: 'There is nothing at this address.' }
  if (status === 400 && noun === 'models' && second !== '')
    return {
      title: `Not a version of ${clip(first, 80)}`,
      reason: 'The address must end with the number of a version, such as 1. It may have been changed when it was copied.'
    }
  if (status === 400) return { title: 'This address cannot be read', reason: 'It may have been cut off or changed when it was copied.' }
  if (status === 503) return { title: 'Busy at the moment', reason: 'The registry is in use. Load this page again in a moment.' }
  if (status < 500) return { title: 'Nothing to see here', reason: 'This address is for MLflow clients; there is no page at it.' }
  return { title: 'Something went wrong', reason: 'The service could not show this page.' }
}

function describeLost(thing: string, noun: string, deleted: string): Miss {
  return {
    title: `${thing} not found`,
    reason: `This ${noun} is not in this registry. It may have been ${deleted}, or belong to another registry.`
  }
}

function readSegments(path: string): readonly string[] {
  try {
    return path.split('/').slice(1).map(decodeURIComponent)
  } catch {
    return []
  }
}

/** The page as HTML. */
export function renderPage(place: PagePlace, { title, heading = title, badges = null, link = null, body }: Page): string {
  const open = link === null ? null : html`<a class="open" href="${link}">Open in Greenroom</a>`
  const crumbs = html`<nav><a href="${makePath(place.settings)}">${homeTitle}</a></nav>`
  const { registryName: name } = place.settings
  const served = name === null ? null : html`<span class="registry" title="${name}"><bdi>${name}</bdi></span>`
  const beside = badges === null ? null : html`<div class="badges">${badges}</div>`
  return html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title} — ${name === null ? null : `${name} — `}Greenroom</title><style>${trust(pageStyle)}</style></head>
<body><header><a href="${makePath(place.settings)}">${mark} Greenroom</a>${served}<p>Tracking URI <code tabindex="0">${trackingUri(place)}</code></p></header>
<main>${title === homeTitle ? null : crumbs}<div class="title"><div class="heading"><h1>${heading}</h1>${beside}</div>${open}</div>
${body}</main></body></html>
`.markup
}

/** Title of the page that all others lead back to. */
export const homeTitle = 'Tracking service'

/** Where the request was sent to. */
export function placeOf({ settings, request }: Pick<Exchange, 'settings' | 'request'>): PagePlace {
  return { settings, host: request.headers.host ?? '', path: (request.url ?? '').split('?')[0] ?? '' }
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
