import { randomBytes } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { net, protocol, type Session } from 'electron'

const scheme = 'app'
/** The only origin that our page has. */
export const pageOrigin = `${scheme}://main`

/** Must run before the app is ready. */
export function registerPageScheme(): void {
  protocol.registerSchemesAsPrivileged([
    { scheme, privileges: { standard: true, secure: true, supportFetchAPI: true, corsEnabled: true, stream: true, codeCache: true } }
  ])
}

/** Serves the built page from `folder` under app://main, with a fresh style nonce for each load; everything else is 404. */
export function servePage(session: Session, folder: string): void {
  session.protocol.handle(scheme, async (request) => {
    const file = resolvePageFile(folder, request.url)
    if (!file) return new Response('Not found', { status: 404 })
    if (path.basename(file) !== 'index.html') return net.fetch(pathToFileURL(file).href)
    const nonce = randomBytes(16).toString('base64')
    const html = (await readFile(file, 'utf8')).replaceAll('NONCE', nonce)
    return new Response(html, { headers: { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' } })
  })
}

/** The file below `folder` that a page URL names, or null for anything outside it. */
function resolvePageFile(folder: string, address: string): string | null {
  const url = new URL(address)
  if (url.host !== 'main') return null
  const relative = decodeURIComponent(url.pathname)
  const file = path.resolve(folder, `.${relative === '/' ? '/index.html' : relative}`)
  return file.startsWith(folder + path.sep) ? file : null
}
