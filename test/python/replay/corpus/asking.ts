import type { Body, Step } from '../step.ts'

type More = Partial<Omit<Step, 'title' | 'path' | 'body' | 'query'>>
type Query = NonNullable<Step['query']>

/** Ways to write steps whose paths begin alike: `post` sends a body, `get` a query. */
export function askBelow(prefix: string) {
  return {
    post: (title: string, path: string, body: Body, more: More = {}): Step => ({ title, path: `${prefix}${path}`, body, ...more }),
    get: (title: string, path: string, query: Query = {}, more: More = {}): Step => ({ title, path: `${prefix}${path}`, query, ...more }),
    raw: (title: string, path: string, raw: string | Uint8Array, headers: Readonly<Record<string, string>>, more: More = {}): Step => ({
      title,
      path: `${prefix}${path}`,
      raw,
      headers,
      ...more
    })
  }
}

/** A time that no server made. */
export const longAgo = 1_700_000_000_000
export const json = { 'Content-Type': 'application/json' } as const
