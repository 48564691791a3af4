import { Failure } from '../../../preload/contract/reply.ts'
import { checkNames } from '../../tracking/artifact-names.ts'
import { locateArtifact, locateOwnPath } from '../../tracking/artifact-paths.ts'
import { writeStream } from '../../tracking/artifact-writing.ts'
import { deleteTree } from '../../tracking/artifacts.ts'
import { getLoggedModel } from '../../tracking/logged-models.ts'
import { listVersionAddresses } from '../../tracking/model-version-sources.ts'
import { getModelVersion } from '../../tracking/model-versions.ts'
import { getRunInfo } from '../../tracking/runs.ts'
import { sendArtifact } from '../artifact-answer.ts'
import { failWith } from '../errors.ts'
import { int64, list, type MessageField, message, required, text } from '../fields.ts'
import { guardingHeaders } from '../guarding-headers.ts'
import { sendJson } from '../http.ts'
import { defineRead, defineStream, type Exchange, type Method, type Mount, type Route } from '../route.ts'
import { describeMissing } from '../validation.ts'
import { locateFile, storeOf } from './artifacts.ts'

/** Bytes of an `upload-artifact` body at most (mlflow/server/handlers.py). */
const uploadLimit = 10 * 1024 * 1024
const part = message({ part_number: int64, etag: text, url: text })

function at(methods: readonly Method[], mount: Mount, path: string) {
  return { methods, path, mounts: [mount], access: 'open on loopback' } as const
}

/** Downloads, uploads and deletions of artifact files. */
export const artifactTransferRoutes: readonly Route[] = [
  defineStream({
    ...at(['GET'], 'root', '/get-artifact'),
    run: async (exchange) => {
      const path = readPath(exchange.query)
      // Without a run MLflow looks for one of this name.
      const root = getRunInfo(exchange.db, exchange.query.get('run_id') || exchange.query.get('run_uuid') || 'None').artifactUri
      await sendArtifact(exchange, locateFile(exchange.settings, root, path))
    }
  }),
  defineStream({
    ...at(['GET'], 'root', '/model-versions/get-artifact'),
    run: async (exchange) => {
      const [name, version] = [exchange.query.get('name') ?? '', exchange.query.get('version') ?? '']
      await sendVersionArtifact(exchange, { name, version, path: readPath(exchange.query) })
    }
  }),
  defineStream({
    ...at(['GET'], 'ajax', '/mlflow/logged-models/{model_id}/artifacts/files'),
    run: async (exchange) => {
      const path = exchange.query.get('artifact_file_path')
      if (!path) throw failWith('INVALID', 'BAD_REQUEST', 'Request must include the "artifact_file_path" query parameter.')
      const root = getLoggedModel(exchange.db, exchange.parameters['model_id'] ?? '').artifactLocation
      await sendArtifact(exchange, locateFile(exchange.settings, root, path))
    }
  }),
  defineStream({
    ...at(['GET'], 'api', '/mlflow-artifacts/artifacts/{path...}'),
    needs: 'artifacts',
    isAlsoUnprefixed: true,
    run: (exchange) => sendArtifact(exchange, placeOf(exchange))
  }),
  defineStream({
    ...at(['PUT'], 'api', '/mlflow-artifacts/artifacts/{path...}'),
    needs: 'artifacts',
    isAlsoUnprefixed: true,
    run: async (exchange) => {
      await receive(exchange, placeOf(exchange))
      const { request, response, settings } = exchange
      // Below a prefix an older part of MLflow's server answers, which says more.
      if (settings.staticPrefix !== '' && request.url?.startsWith(`${settings.staticPrefix}/`)) sendJson(response, {})
      else response.writeHead(200, { 'Content-Length': 0, ...guardingHeaders }).end()
    }
  }),
  defineStream({
    ...at(['DELETE'], 'api', '/mlflow-artifacts/artifacts/{path...}'),
    needs: 'artifacts',
    run: async ({ settings, parameters, response }) => {
      // A client that deletes everything of a run names its folder with a slash behind.
      const path = (parameters['path'] ?? '').replace(/\/$/, '')
      await deleteTree(locateOwnPath(storeOf(settings), path))
      sendJson(response, {})
    }
  }),
  defineStream({
    ...at(['POST'], 'ajax', '/mlflow/upload-artifact'),
    run: async (exchange) => {
      const { query, request, db, settings, response } = exchange
      const [run, path] = [query.get('run_uuid'), query.get('path')]
      if (!run) throw new Failure('INVALID', 'Request must specify run_uuid.')
      if (!path) throw new Failure('INVALID', 'Request must specify path.')
      checkNames(path, true)
      // A body without length may come in pieces.
      const isEmpty = Number(request.headers['content-length'] ?? 0) === 0 && request.headers['transfer-encoding'] === undefined
      if (isEmpty) throw new Failure('INVALID', 'Request must specify data.')
      await receive(exchange, locateArtifact(storeOf(settings), getRunInfo(db, run).artifactUri, path), uploadLimit)
      response.writeHead(200, { 'Content-Type': 'application/json', 'Content-Length': 0, ...guardingHeaders }).end()
    }
  }),
  refuseParts('create', message({ path: required(text), num_parts: int64 })),
  refuseParts('complete', message({ path: required(text), upload_id: text, parts: required(list(part)) })),
  refuseParts('abort', message({ path: required(text), upload_id: text })),
  defineRead({
    ...at(['GET'], 'api', '/mlflow-artifacts/presigned/{path...}'),
    needs: 'artifacts',
    fields: message({}),
    run: (_db, _input, { parameters }) => refuseOnFolder(parameters['path'] ?? '', 'Multipart download')
  })
]

/** Requests of multipart uploads are checked as MLflow checks them before it refuses. */
function refuseParts(act: string, fields: MessageField<unknown>): Route {
  return defineRead({
    ...at(['POST'], 'api', `/mlflow-artifacts/mpu/${act}/{path...}`),
    needs: 'artifacts',
    fields,
    run: (_db, _input, { parameters }) => refuseOnFolder(parameters['path'] ?? '', 'Multipart upload')
  })
}

/** Our store is a folder: as MLflow on local storage, clients fall back to plain uploads and downloads at 501. */
function refuseOnFolder(path: string, what: string): never {
  checkNames(path, true)
  throw new Failure('UNSUPPORTED', `${what} is not supported for the current artifact repository`)
}

/** The path of a file in a query, which may be empty. */
function readPath(query: URLSearchParams): string {
  const path = query.get('path')
  if (path === null) throw new Failure('INVALID', describeMissing('path'))
  return path
}

function placeOf({ settings, parameters }: Exchange) {
  return locateOwnPath(storeOf(settings), parameters['path'] ?? '')
}

/** A version's files may lie at several addresses; the first that has the file answers. */
async function sendVersionArtifact(
  exchange: Exchange,
  input: { readonly name: string; readonly version: string; readonly path: string }
): Promise<void> {
  const addresses = listVersionAddresses(exchange.db, getModelVersion(exchange.db, input.name, input.version))
  let missing = new Failure('NOT_FOUND', `No such artifact: '${input.path}'`)
  for (const address of addresses) {
    try {
      return await sendArtifact(exchange, locateFile(exchange.settings, address, input.path))
    } catch (error) {
      if (!(error instanceof Failure) || error.code !== 'NOT_FOUND') throw error
      missing = error
    }
  }
  throw missing
}

/** Stores the request's body. A body without length (chunked, as clients send empty files) is taken until its end. */
async function receive(exchange: Exchange, place: Parameters<typeof writeStream>[0], maxBytes?: number): Promise<void> {
  const { request, signal } = exchange
  const length = request.headers['content-length']
  const declaredBytes = length === undefined ? undefined : Number(length)
  if (maxBytes !== undefined && (declaredBytes ?? 0) > maxBytes)
    throw new Failure('INVALID', `Artifact size is too large. Max size is ${maxBytes / 1024 / 1024}MB.`)
  try {
    // A refused upload leaves the connection open: the client is to read why.
    await writeStream(place, request.iterator({ destroyOnReturn: false }), { declaredBytes, maxBytes, signal })
  } catch (error) {
    // A client that went away ends the body early; there is nobody to tell.
    if (request.destroyed && !request.complete) throw new Failure('CANCELLED', 'The upload was broken off; nothing was stored.')
    throw error
  }
}
