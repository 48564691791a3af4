import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import { readBody } from './body.ts'
import { type BodyAccount, type BodyBudget, createBodyBudget } from './body-budget.ts'
import { retryWhileBusy } from './busy.ts'
import type { RegistryParts } from './closed-registry.ts'
import { limitConnections } from './connections.ts'
import { type Endings, watchEndings } from './endings.ts'
import { describeError, describeGoneClient, type ErrorAnswer, toErrorBody } from './errors.ts'
import { guardingHeaders } from './guarding-headers.ts'
import { checkJsonType, checkRequest, listOwnHosts } from './hosts.ts'
import { parseJsonBody } from './json.ts'
import { type Disabled, findDisabled } from './modes.ts'
import { placeOf, sendErrorPage } from './pages.ts'
import { readQuery } from './query-string.ts'
import type { Exchange, ReadContext, Route, ServiceSettings, StreamRoute, WriteContext } from './route.ts'
import { createRouter, type Match, type Router } from './router.ts'

export interface HttpOptions extends RegistryParts {
  readonly routes: readonly Route[]
  /** '' or '/prefix'. */
  readonly staticPrefix: string
  /** Values of Host that are accepted beside the service's own. */
  readonly allowedHosts: readonly string[]
  readonly settings: ServiceSettings
  /** Bytes of request bodies that are held at once; the budget's usual limit where absent. */
  readonly heldBodyBytes?: number | undefined
  now(): number
  newId(): string
  /** Hears of defects and of every answer from 500 on, but 501: clients ask for uploads in parts as a matter of course. */
  failed(request: string, error: unknown): void
}

const defaultBodyBytes = 4 * 1024 * 1024
const headersLimitMs = 10_000
const idleLimitMs = 120_000
const keepAliveMs = 65_000

/** A server that also tells when the answers under way are through: a connection may be gone before what it asked for is tidied up. */
export type HttpServer = Server & { settle(): Promise<void> }

/** Makes the server; it listens nowhere yet. */
export function createHttpServer(options: HttpOptions): HttpServer {
  const running = new Set<Promise<void>>()
  const router = createRouter(options.routes, options.staticPrefix)
  const server = createServer({ maxHeaderSize: 16_384, connectionsCheckingInterval: 1000 }, (request, response) => {
    const one = answer(request, response).finally(() => running.delete(one))
    running.add(one)
  })
  const serving: Serving = { ...options, bodies: createBodyBudget(options.heldBodyBytes), endings: watchEndings(server) }
  server.headersTimeout = headersLimitMs
  // Bodies have limits of their own: an artifact may take longer than any JSON.
  server.requestTimeout = 0
  server.keepAliveTimeout = keepAliveMs
  server.timeout = idleLimitMs
  limitConnections(server)
  // Asking the socket for its port is a system call; requests come by the thousand.
  let hosts: readonly string[] = []
  server.on('listening', () => {
    hosts = [...listOwnHosts(portOf(server)), ...options.allowedHosts]
  })
  for (const event of ['upgrade', 'connect'] as const)
    server.on(event, (request: IncomingMessage, socket: Duplex) => closeRaw(socket, listAllowed(router, request)))

  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    try {
      const [path = '', search = ''] = splitTarget(request.url ?? '')
      checkRequest(request, hosts, () => router.isPage(path))
      const match = router.match(request.method ?? '', path)
      const disabled = findDisabled(match, options.settings)
      if (disabled) return sendDisabled(request, response, disabled)
      await serve(serving, match, new URLSearchParams(search), request, response)
    } catch (error) {
      const described = describeError(error)
      if (described.status === 405 && !response.headersSent) response.setHeader('Allow', listAllowed(router, request))
      if (described.status >= 500 && described.status !== 501) options.failed(`${request.method} ${request.url?.split('?')[0]}`, error)
      if (described.status !== 403 && wantsPage(request, response, router))
        sendErrorPage(response, placeOf({ settings: options.settings, request }), described.status, described.message)
      else sendError(request, response, described)
    }
  }
  return Object.assign(server, { settle: async () => void (await Promise.all(running)) })
}

interface Serving extends HttpOptions {
  readonly bodies: BodyBudget
  readonly endings: Endings
}

async function serve(
  options: Serving,
  { route, parameters }: Match,
  query: URLSearchParams,
  request: IncomingMessage,
  response: ServerResponse
): Promise<void> {
  const context: ReadContext = { settings: options.settings, parameters, now: options.now() }
  if (route.kind === 'stream') return serveStream(options, route, context, query, request, response)
  const account = options.bodies.open()
  options.endings.whenOver(request, response, account.release)
  const input = route.fields.read(await readInput(route, query, request, account), '')
  if (route.kind === 'search') return sendBody(response, await options.searches.search(route.query, route.prepare(input, context)))
  if (route.kind === 'read') return sendJson(response, await retryWhileBusy(() => route.run(options.db, input, context)))
  const answer = await options.writer.run((db, ports) => {
    const body = route.run(db, input, { ...context, ports, newId: options.newId })
    return JSON.stringify(body ?? {})
  }, readUser(request))
  sendBody(response, answer)
}

async function readInput(
  route: Exclude<Route, StreamRoute>,
  query: URLSearchParams,
  request: IncomingMessage,
  account: BodyAccount
): Promise<unknown> {
  const { method } = request
  if (method === 'POST' || method === 'PATCH') checkJsonType(request.headers['content-type'])
  if (method === 'GET' && query.size > 0) return readQuery(query, route.fields.shape)
  const { maxBodyBytes: limit = defaultBodyBytes, describeTooLarge: describe } = route
  return parseJsonBody(await readBody(request, { limit, describe, account }))
}

async function serveStream(
  options: Serving,
  route: StreamRoute,
  context: ReadContext,
  query: URLSearchParams,
  request: IncomingMessage,
  response: ServerResponse
): Promise<void> {
  const abort = new AbortController()
  options.endings.whenOver(request, response, () => {
    if (!response.writableFinished) abort.abort(describeGoneClient())
  })
  const exchange: Exchange = {
    ...context,
    request,
    response,
    query,
    signal: abort.signal,
    db: options.db,
    write: (work) =>
      options.writer.run((db, ports) => work(db, { ...context, ports, newId: options.newId } satisfies WriteContext), readUser(request))
  }
  // Handlers look things up before they take or send anything.
  const isUntouched = () => !response.headersSent && !request.readableDidRead
  await retryWhileBusy(() => route.run(exchange), isUntouched)
}

/** The name an MLflow client gives as MLFLOW_TRACKING_USERNAME: who acts, for the history; it grants nothing. */
function readUser(request: IncomingMessage): string | null {
  const [scheme, value = ''] = (request.headers.authorization ?? '').split(' ')
  if (scheme?.toLowerCase() !== 'basic') return null
  const name = Buffer.from(value, 'base64').toString('utf8').split(':')[0] ?? ''
  return name !== '' && name.length <= 100 && !/\p{Cc}|\ufffd/u.test(name) ? name : null
}

/** Answers with JSON. */
export function sendJson(response: ServerResponse, body: unknown): void {
  sendBody(response, JSON.stringify(body ?? {}))
}

/** A text leaves in one piece with its head; bytes are for what a worker thread has encoded already. */
function sendBody(response: ServerResponse, body: string | Uint8Array, status = 200, contentType = 'application/json'): void {
  if (response.headersSent || response.destroyed) return
  response.writeHead(status, {
    'Content-Type': contentType,
    'Content-Length': Buffer.byteLength(body),
    ...guardingHeaders,
    'Cache-Control': 'no-store'
  })
  response.end(body)
}

function sendError(request: IncomingMessage, response: ServerResponse, error: ErrorAnswer): void {
  if (response.headersSent || response.destroyed) {
    // Half a stream must not look whole.
    response.destroy()
    return
  }
  // What is left of the body is not worth reading.
  if (!request.complete) response.setHeader('Connection', 'close')
  if (error.status === 503) response.setHeader('Retry-After', '1')
  sendBody(response, JSON.stringify(toErrorBody(error)), error.status)
}

function sendDisabled(request: IncomingMessage, response: ServerResponse, { contentType, body }: Disabled): void {
  if (!request.complete) response.setHeader('Connection', 'close')
  sendBody(response, body, 503, contentType)
}

/** Whether a person looks at the answer: they followed a link or typed an address. */
function wantsPage(request: IncomingMessage, response: ServerResponse, router: Router): boolean {
  if (request.method !== 'GET' || response.headersSent || response.destroyed) return false
  return router.isPage(readPath(request)) || /\btext\/html\b/.test(request.headers.accept ?? '')
}

function readPath(request: IncomingMessage): string {
  return splitTarget(request.url ?? '')[0]
}

/** The value of Allow for what was asked for; empty where nothing is there. */
function listAllowed(router: Router, request: IncomingMessage): string {
  return router.listMethods(readPath(request)).join(', ')
}

function closeRaw(socket: Duplex, allow: string): void {
  socket.end(`HTTP/1.1 405 Method Not Allowed\r\nAllow: ${allow}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`)
}

function splitTarget(target: string): readonly [string, string] {
  const cut = target.indexOf('?')
  return cut < 0 ? [target, ''] : [target.slice(0, cut), target.slice(cut + 1)]
}

function portOf(server: Server): number {
  const address = server.address()
  return typeof address === 'object' && address !== null ? address.port : 0
}
