import { failWith } from './errors.ts'
import type { Mount, Route } from './route.ts'

export interface Match {
  readonly route: Route
  /** Decoded values of `{name}` segments. */
  readonly parameters: Readonly<Record<string, string>>
  /** The whole path that matched, its `{name}` segments as they were written. */
  readonly rule: string
  /** Whether it is one of the few that MLflow serves without a static prefix. */
  readonly isOutsidePrefix: boolean
}
export interface Router {
  /** Finds the route of a method and a raw path; 404 or 405 as a Failure. */
  match(method: string, path: string): Match
  /** The methods that a raw path takes, in order; none where there is no such path. */
  listMethods(path: string): readonly string[]
  /** Whether a path is one of the HTML pages. */
  isPage(path: string): boolean
}

const prefixes: Readonly<Record<Mount, readonly string[]>> = {
  api: ['/api/2.0', '/ajax-api/2.0'],
  api3: ['/api/3.0', '/ajax-api/3.0'],
  ajax: ['/ajax-api/2.0'],
  root: ['']
}
const noParameters: Readonly<Record<string, string>> = {}

interface Template {
  readonly route: Route
  readonly rule: string
  readonly pattern: RegExp
  readonly names: readonly string[]
}

/** Builds the table: fixed paths by look-up, templates in order. `staticPrefix` ('' or '/x') stands before every path. */
export function createRouter(routes: readonly Route[], staticPrefix: string): Router {
  const fixed = new Map<string, Route[]>()
  const templates: Template[] = []
  const add = (route: Route, path: string) => {
    if (route.path.includes('{')) templates.push(compileTemplate(route, path))
    else fixed.set(path, [...(fixed.get(path) ?? []), route])
  }
  for (const route of routes)
    for (const prefix of route.mounts.flatMap((mount) => prefixes[mount])) {
      add(route, `${staticPrefix}${prefix}${route.path}`)
      // People paste the tracking URI, which ends without a slash.
      if (route.path === '/' && staticPrefix !== '') add(route, staticPrefix)
      if (route.isAlsoUnprefixed && staticPrefix !== '') add(route, `${prefix}${route.path}`)
    }
  const isOutside = (route: Route, rule: string) =>
    route.isAlsoUnprefixed === true && (staticPrefix === '' || !rule.startsWith(`${staticPrefix}/`))
  const listTemplates = (path: string) => templates.filter(({ pattern }) => pattern.test(path)).map(({ route }) => route)
  const listMethods = (path: string) => {
    // Beside the prefix MLflow knows nothing but what it serves there.
    if (staticPrefix !== '' && !path.startsWith(`${staticPrefix}/`)) return []
    return [...new Set([...(fixed.get(path) ?? []), ...listTemplates(path)].flatMap((route) => route.methods))].sort()
  }
  return {
    match: (method, path) => {
      const known = fixed.get(path)?.find((route) => route.methods.includes(method as never))
      if (known) return { route: known, parameters: noParameters, rule: path, isOutsidePrefix: isOutside(known, path) }
      const template = templates.find(({ route, pattern }) => route.methods.includes(method as never) && pattern.test(path))
      if (template) {
        const { route, rule } = template
        return { route, parameters: readParameters(template, path), rule, isOutsidePrefix: isOutside(route, rule) }
      }
      throw describeMiss(method, path, listMethods(path))
    },
    listMethods,
    isPage: (path) => (fixed.get(path) ?? listTemplates(path)).some((route) => route.kind === 'stream' && route.isPage === true)
  }
}

function compileTemplate(route: Route, path: string): Template {
  const names: string[] = []
  const pattern = path.replace(/[.*+?^$()|[\]\\]/g, '\\$&').replace(/\{(\w+)(\\\.\\\.\\\.)?\}/g, (_, name: string, rest?: string) => {
    names.push(name)
    return rest ? '(.+)' : '([^/]+)'
  })
  return { route, rule: path, names, pattern: new RegExp(`^${pattern}$`) }
}

function readParameters({ pattern, names }: Template, path: string): Readonly<Record<string, string>> {
  const values = pattern.exec(path) ?? []
  return Object.fromEntries(names.map((name, index) => [name, decodeOnce(values[index + 1] ?? '')]))
}

function decodeOnce(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    throw failWith('INVALID', 'INVALID_PARAMETER_VALUE', 'The path is not valid percent-encoded UTF-8.')
  }
}

function describeMiss(method: string, path: string, allowed: readonly string[]): Error {
  const shown = `${method} ${path.slice(0, 200)}`
  if (allowed.length === 0) {
    // Clients show the sentence to people, who may think that their traces are lost.
    const hint = /\/mlflow\/traces(\/|$)/.test(path) ? ' Traces are not part of this service.' : ''
    return failWith('NOT_FOUND', 'ENDPOINT_NOT_FOUND', `There is no endpoint ${shown}.${hint}`)
  }
  return failWith('UNSUPPORTED', 'BAD_REQUEST', `${shown}: this endpoint takes ${allowed.join(', ')}.`, 405)
}
