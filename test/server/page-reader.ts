import { startRegistry } from './registry-client.ts'

const browser = { Accept: 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8', 'Upgrade-Insecure-Requests': '1' }
/** What Chromium sends for a click on a link of another site. */
export const click = {
  ...browser,
  'Sec-Fetch-Site': 'cross-site',
  'Sec-Fetch-Mode': 'navigate',
  'Sec-Fetch-Dest': 'document',
  'Sec-Fetch-User': '?1'
}
/** The same for an address that was typed. */
export const typed = { ...click, 'Sec-Fetch-Site': 'none' }

/** Starts a registry and gives the ways to its pages. */
export async function startPages(staticPrefix = '') {
  const registry = await startRegistry({ staticPrefix })
  const { send } = registry
  const open = async (path: string, headers: Record<string, string> = click) => {
    const answer = await send('GET', path, undefined, headers)
    return { ...answer, page: String(answer.bytes) }
  }
  const call = (method: string, path: string, body: unknown = {}) =>
    send(method, `${staticPrefix}/api/2.0/mlflow/${path}`, JSON.stringify(body), { 'Content-Type': 'application/json' })
  return { ...registry, open, call }
}
