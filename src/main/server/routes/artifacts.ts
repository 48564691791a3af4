import type { ServerResponse } from 'node:http'
import { fileURLToPath } from 'node:url'
import { Failure } from '../../../preload/contract/reply.ts'
import { checkNames } from '../../tracking/artifact-names.ts'
import { type ArtifactPlace, type ArtifactStore, isLocalAddress, locateArtifact, locateOwnPath } from '../../tracking/artifact-paths.ts'
import { type FolderEntry, listFolder } from '../../tracking/artifacts.ts'
import type { ReadableDb } from '../../tracking/database.ts'
import type { Int64 } from '../../tracking/int64.ts'
import { getLoggedModel } from '../../tracking/logged-models.ts'
import { getRunInfo } from '../../tracking/runs.ts'
import { makePageToken, readPageToken } from '../../tracking/search/page-token.ts'
import { int64, type MessageField, message, required, runId, text, withDefault } from '../fields.ts'
import { sendJson } from '../http.ts'
import { readQuery } from '../query-string.ts'
import { defineRead, defineStream, type Route, type ServiceSettings } from '../route.ts'

/** Entries of one answer of the listings that can be continued by a token. */
const pageSize = 10_000
const optionalText = withDefault(text, '')
/** Seconds, as cloud stores allow. */
const longestExpiration = 604_800

/** Where this service keeps artifacts: the folder behind its proxy, and the root for new experiments where that is a folder. */
export function storeOf(settings: ServiceSettings): ArtifactStore {
  const { artifactRoot } = settings
  const local = isLocalAddress(artifactRoot) ? [artifactRoot.startsWith('file:') ? fileURLToPath(artifactRoot) : artifactRoot] : []
  return { root: settings.artifactsDestination, localRoots: local }
}

/** The place of a file that a client asked for. Messages name it as MLflow does: by its path below the proxy's folder where it lies there. */
export function locateFile(settings: ServiceSettings, address: string, relative: string): ArtifactPlace {
  const place = locateArtifact(storeOf(settings), address, relative)
  return place.isOwn ? { ...place, shown: `${place.names.join('/')}${relative === '' ? '/' : ''}` } : place
}

/** Listings of artifacts (mlflow/protos/service.proto, mlflow_artifacts.proto). */
export const artifactRoutes: readonly Route[] = [
  defineStream({
    methods: ['GET'],
    path: '/mlflow/artifacts/list',
    mounts: ['api'],
    access: 'open on loopback',
    run: async ({ db, query, response, settings }) => {
      const input = readFields(message({ run_id: runId, path: optionalText, page_token: text }), query)
      const root = getRunInfo(db, input.run_id).artifactUri
      await sendListing(response, root, locateArtifact(storeOf(settings), root, input.path), input)
    }
  }),
  defineStream({
    methods: ['GET'],
    path: '/mlflow/logged-models/{model_id}/artifacts/directories',
    mounts: ['api'],
    access: 'open on loopback',
    run: async ({ db, query, parameters, response, settings }) => {
      const input = readFields(message({ artifact_directory_path: optionalText, page_token: text }), query)
      const root = getLoggedModel(db, parameters['model_id'] ?? '').artifactLocation
      const path = input.artifact_directory_path
      await sendListing(response, root, locateArtifact(storeOf(settings), root, path), { path, page_token: input.page_token })
    }
  }),
  defineStream({
    methods: ['GET'],
    path: '/mlflow-artifacts/artifacts',
    mounts: ['api'],
    access: 'open on loopback',
    needs: 'artifacts',
    run: async ({ query, response, settings }) => {
      const input = readFields(message({ path: optionalText }), query)
      // Paths are names here, and clients know no token: everything goes in one answer.
      const { entries } = await listFolder(locateOwnPath(storeOf(settings), input.path))
      sendJson(response, writeFiles(entries, ''))
    }
  }),
  defineRead({
    methods: ['POST'],
    path: '/mlflow/artifacts/presigned-upload-url',
    mounts: ['api'],
    access: 'open on loopback',
    fields: message({ run_id: optionalText, model_id: optionalText, path: required(text), expiration: int64 }),
    run: (db, input) => refusePresignedUpload(db, input)
  }),
  defineRead({
    methods: ['POST'],
    path: '/mlflow/artifacts/presigned-download-url',
    mounts: ['api'],
    access: 'open on loopback',
    fields: message({ run_id: required(text), path: required(text), expiration: withDefault(int64, 900) }),
    run: (db, input) => refusePresignedDownload(db, input)
  })
]

/** Reads the fields of a request that has no body. */
export function readFields<I>(fields: MessageField<I>, query: URLSearchParams): I {
  return fields.read(readQuery(query, fields.shape), '') as I
}

async function sendListing(
  response: ServerResponse,
  root: string,
  place: ArtifactPlace,
  input: { readonly path: string; readonly page_token: string | undefined }
): Promise<void> {
  const offset = readPageToken(input.page_token)
  const { entries, total } = await listFolder(place, offset, pageSize)
  const next = offset + pageSize < total ? { next_page_token: makePageToken(offset + pageSize) } : {}
  sendJson(response, { root_uri: root, ...writeFiles(entries, input.path), ...next })
}

/** MLflow's FileInfo: no size for folders and empty files; an empty list is left out. */
function writeFiles(entries: readonly FolderEntry[], folder: string): Record<string, unknown> {
  if (entries.length === 0) return {}
  const files = entries.map((entry) => ({
    path: folder === '' ? entry.name : `${folder}/${entry.name}`,
    is_dir: entry.isDirectory,
    ...(entry.size ? { file_size: entry.size } : {})
  }))
  return { files }
}

function refusePresignedUpload(
  db: ReadableDb,
  { run_id: ofRun, model_id: ofModel, path }: { readonly run_id: string; readonly model_id: string; readonly path: string }
): never {
  if ((ofRun === '') === (ofModel === '')) throw new Failure('INVALID', 'Exactly one of run_id and model_id must be provided.')
  checkNames(path, true)
  const scheme = schemeOf(ofRun === '' ? getLoggedModel(db, ofModel).artifactLocation : getRunInfo(db, ofRun).artifactUri)
  if (scheme !== 'mlflow-artifacts')
    throw new Failure('UNSUPPORTED', 'Presigned upload is not supported for the current artifact repository')
  throw new Failure(
    'INVALID',
    `Presigned upload is not supported for proxied artifact storage (artifact URI scheme: ${scheme}). This endpoint requires a direct cloud storage artifact URI.`
  )
}

function refusePresignedDownload(
  db: ReadableDb,
  input: { readonly run_id: string; readonly path: string; readonly expiration: Int64 }
): never {
  checkNames(input.path, true)
  if (input.expiration < 1 || input.expiration > longestExpiration)
    throw new Failure('INVALID', `expiration must be between 1 and ${longestExpiration} seconds (got ${input.expiration}).`)
  const scheme = schemeOf(getRunInfo(db, input.run_id).artifactUri)
  if (scheme !== 'mlflow-artifacts')
    throw new Failure('UNSUPPORTED', 'Presigned download is not supported for the current artifact repository')
  throw new Failure(
    'INVALID',
    `Presigned download is not supported for runs with proxied artifact storage (artifact URI scheme: ${scheme}). This endpoint requires a run with a direct cloud storage artifact URI.`
  )
}

function schemeOf(address: string): string {
  return /^([a-z][a-z0-9+.-]*):/i.exec(address)?.[1] ?? ''
}
