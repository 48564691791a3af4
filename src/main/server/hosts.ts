import type { IncomingMessage } from 'node:http'
import { type ErrorCode, failWith } from './errors.ts'

/** Addresses that may be listened on: nobody but this computer reaches them. */
export const loopbackHosts = ['127.0.0.1', 'localhost', '::1'] as const

const maxHeaders = 100

/** Refuses requests before routing that no MLflow client sends: foreign Host (DNS rebinding), any Origin or browser fetch (cross-site), odd methods and targets. `hosts` are the values of Host that are answered; `isPage` tells whether the path is one of the HTML pages, which a click may open. */
export function checkRequest(request: IncomingMessage, hosts: readonly string[], isPage: () => boolean): void {
  const target = request.url ?? ''
  if (!target.startsWith('/')) throw refuse(400, 'BAD_REQUEST', 'The request target must be a path.')
  if (request.rawHeaders.length > maxHeaders * 2) throw refuse(431, 'BAD_REQUEST', `A request can have at most ${maxHeaders} headers.`)
  const count = countHeader(request.rawHeaders, 'host')
  if (count !== 1) throw refuse(400, 'BAD_REQUEST', `A request must have exactly one Host header; this one has ${count}.`)
  if (!hosts.includes(request.headers.host ?? ''))
    throw refuse(403, 'PERMISSION_DENIED', `Invalid Host header: the service answers to ${hosts.join(', ')} only.`)
  if (request.method === 'OPTIONS') throw refuse(403, 'PERMISSION_DENIED', 'Cross-origin request blocked.')
  checkOrigin(request, isPage)
  const encoding = request.headers['content-encoding']
  if (encoding !== undefined && encoding.toLowerCase() !== 'identity')
    throw refuse(415, 'INVALID_PARAMETER_VALUE', 'Bodies must not be compressed: send no Content-Encoding.')
}

/** Checks the type of a JSON body. A missing or form-like type could come from any web page without preflight: 415; other types get MLflow's 400. */
export function checkJsonType(type: string | undefined): void {
  if (type === undefined) throw refuse(415, 'INVALID_PARAMETER_VALUE', 'Bad Request. Content-Type header is missing.')
  if (type === 'application/json') return
  const [mime = '', ...parameters] = type.split(';')
  const charset = parameters
    .map((one) => one.trim().toLowerCase())
    .find((one) => one.startsWith('charset='))
    ?.slice('charset='.length)
    .replaceAll('"', '')
  // To the letter, as MLflow compares it.
  const isJson = mime === 'application/json'
  if (isJson && (charset === undefined || charset === 'utf-8' || charset === 'utf8')) return
  const isSimple = ['', 'text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data'].includes(mime.trim().toLowerCase())
  const status = isSimple || isJson ? 415 : 400
  throw refuse(status, 'INVALID_PARAMETER_VALUE', "Bad Request. Content-Type must be one of ['application/json'].")
}

function checkOrigin(request: IncomingMessage, isPage: () => boolean): void {
  const { origin } = request.headers
  const site = request.headers['sec-fetch-site']
  if (origin === undefined && (site === undefined || site === 'none')) return
  const isNavigation =
    request.method === 'GET' &&
    origin === undefined &&
    request.headers['sec-fetch-mode'] === 'navigate' &&
    request.headers['sec-fetch-dest'] === 'document'
  if (!isNavigation || !isPage()) throw refuse(403, 'PERMISSION_DENIED', 'Cross-origin request blocked.')
}

/** The names by which this computer reaches the service. */
export function listOwnHosts(port: number): readonly string[] {
  return [`127.0.0.1:${port}`, `localhost:${port}`, `[::1]:${port}`]
}

function countHeader(rawHeaders: readonly string[], name: string): number {
  let count = 0
  for (let index = 0; index < rawHeaders.length; index += 2)
    if (rawHeaders[index]?.length === name.length && rawHeaders[index]?.toLowerCase() === name) count += 1
  return count
}

function refuse(status: number, errorCode: ErrorCode, message: string): Error {
  return failWith('FORBIDDEN', errorCode, message, status)
}
