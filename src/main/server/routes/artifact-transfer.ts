import { Failure } from '../../../preload/contract/reply.ts'
import { locateArtifact, locateOwnPath } from '../../tracking/artifact-paths.ts'
import { writeStream } from '../../tracking/artifact-writing.ts'
import { deleteTree } from '../../tracking/artifacts.ts'
import { getLoggedModel } from '../../tracking/logged-models.ts'
import { listVersionAddresses } from '../../tracking/model-version-sources.ts'
import { getModelVersion } from '../../tracking/model-versions.ts'
import { getRunInfo } from '../../tracking/runs.ts'
import { sendArtifact } from '../artifact-answer.ts'
import { message, required, runId, text } from '../fields.ts'
import { sendJson } from '../http.ts'
import { defineStream, type Exchange, type Method, type Mount, type Route } from '../route.ts'
import { readFields, storeOf } from './artifacts.ts'

/** Bytes of an `upload-artifact` body at most (mlflow/server/handlers.py). */
const uploadLimit = 10 * 1024 * 1024

function at(methods: readonly Method[], mount: Mount, path: string) {
  return { methods, path, mounts: [mount], access: 'open on loopback' } as const
}

/** Downloads, uploads and deletions of artifact files. */
export const artifactTransferRoutes: readonly Route[] = [
  defineStream({
    ...at(['GET'], 'root', '/get-artifact'),
    run: async (exchange) => {
      const input = readFields(message({ run_id: runId, path: required(text) }), exchange.query)
      const root = getRunInfo(exchange.db, input.run_id).artifactUri
      await sendArtifact(exchange, locateArtifact(storeOf(exchange.settings), root, input.path))
    }
  }),
  defineStream({
    ...at(['GET'], 'root', '/model-versions/get-artifact'),
    run: async (exchange) => {
      const input = readFields(message({ name: required(text), version: required(text), path: required(text) }), exchange.query)
      await sendVersionArtifact(exchange, input)
    }
  }),
  defineStream({
    ...at(['GET'], 'ajax', '/mlflow/logged-models/{model_id}/artifacts/files'),
    run: async (exchange) => {
      const input = readFields(message({ artifact_file_path: required(text) }), exchange.query)
      const root = getLoggedModel(exchange.db, exchange.parameters['model_id'] ?? '').artifactLocation
      await sendArtifact(exchange, locateArtifact(storeOf(exchange.settings), root, input.artifact_file_path))
    }
  }),
  defineStream({
    ...at(['GET'], 'api', '/mlflow-artifacts/artifacts/{path...}'),
    run: (exchange) => sendArtifact(exchange, placeOf(exchange))
  }),
  defineStream({
    ...at(['PUT'], 'api', '/mlflow-artifacts/artifacts/{path...}'),
    run: async (exchange) => {
      await receive(exchange, placeOf(exchange))
      exchange.response.writeHead(200, { 'Content-Length': 0, 'X-Content-Type-Options': 'nosniff' }).end()
    }
  }),
  defineStream({
    ...at(['DELETE'], 'api', '/mlflow-artifacts/artifacts/{path...}'),
    run: async (exchange) => {
      await deleteTree(placeOf(exchange))
      sendJson(exchange.response, {})
    }
  }),
  defineStream({
    ...at(['POST'], 'ajax', '/mlflow/upload-artifact'),
    run: async (exchange) => {
      const input = readFields(message({ run_uuid: required(text), path: required(text) }), exchange.query)
      if (exchange.request.headers['content-length'] === '0') throw new Failure('INVALID', 'Request must specify data.')
      const root = getRunInfo(exchange.db, input.run_uuid).artifactUri
      await receive(exchange, locateArtifact(storeOf(exchange.settings), root, input.path), uploadLimit)
      sendJson(exchange.response, {})
    }
  }),
  ...['create', 'complete', 'abort'].map((act) => refuseMultipart('POST', `mpu/${act}`, 'Multipart upload')),
  refuseMultipart('GET', 'presigned', 'Multipart download')
]

/** Our store is a folder: as MLflow on local storage, clients fall back to plain uploads and downloads at 501. */
function refuseMultipart(method: Method, path: string, what: string): Route {
  return defineStream({
    ...at([method], 'api', `/mlflow-artifacts/${path}/{path...}`),
    run: () => {
      throw new Failure('UNSUPPORTED', `${what} is not supported for the current artifact repository`)
    }
  })
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
      return await sendArtifact(exchange, locateArtifact(storeOf(exchange.settings), address, input.path))
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
