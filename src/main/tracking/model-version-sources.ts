import { Failure } from '../../preload/contract/reply.ts'
import { checkNames } from './artifact-names.ts'
import { type ArtifactStore, isLocalAddress, locateArtifact } from './artifact-paths.ts'
import type { ReadableDb } from './database.ts'
import { checkLength } from './identifiers.ts'
import { findLoggedModelRow, type LoggedModelRow } from './logged-model-rows.ts'
import { cut, invalid } from './messages.ts'
import { findVersionRow } from './model-version-rows.ts'
import { findVersionNumber, readModelsUri } from './models-uri.ts'
import { findModelRow } from './registered-model-rows.ts'
import { checkModelName, registryLimits } from './registry-names.ts'
import { joinArtifactLocation } from './schema.ts'
import { promptTag } from './search/target.ts'

export interface SourceRequest {
  /**
   * `mlflow-artifacts:/…`, `models:/m-…`, `models:/name/1` (or /stage, /latest, @alias), `runs:/<run>/<path>`, a path below a folder of
   * `store`, or an address of any scheme below that of the run or logged model.
   */
  readonly source: string
  /** undefined where the request did not name it. */
  readonly runId?: string | undefined
  readonly modelId?: string | undefined
  readonly store?: ArtifactStore | undefined
}
export interface ResolvedSource {
  readonly source: string
  /** Where the files lie, as far as it is known now. */
  readonly storageLocation: string
  readonly runId: string | undefined
  readonly modelId: string | undefined
}

/** What MLflow's own senders name as the source of a prompt, which has no files. */
const promptSources = ['dummy-source', 'prompt-template']

/**
 * Decides what a new version's source means, by the rules of MLflow 3.17's server (handlers.py, _validate_source_run and
 * _validate_source_model) and ours: only addresses in this registry, below the artifacts of runs and models it knows, or below a folder
 * that the user named.
 */
export function resolveSource(db: ReadableDb, request: SourceRequest): ResolvedSource {
  const { source } = request
  checkLength('source', registryLimits.source, source)
  if (isLocalAddress(source)) return resolveContained(db, request)
  if (source.startsWith('models://')) throw refuseForeignRegistry(source)
  if (source.startsWith('models:')) return resolveModelsUri(db, request)
  if (hidesTraversal(source)) throw refuseRelative(source)
  if (source.startsWith('runs:')) return resolveRunsUri(request)
  if (/^mlflow-artifacts:(?!\/\/[^/])/.test(source)) return resolveContained(db, request)
  return resolveForeign(db, request)
}

/** The source of a prompt's version: one of MLflow's placeholders and nothing else, whatever tags a request carries. */
export function resolvePromptSource(db: ReadableDb, { source, runId, modelId }: SourceRequest): ResolvedSource {
  if (!promptSources.includes(source))
    throw invalid(`Invalid prompt source: '${cut(source)}'. Prompt sources must use an MLflow placeholder.`)
  const runOfModel = !runId && modelId ? (findLoggedModelRow(db, modelId).sourceRunId ?? undefined) : runId
  return { source, storageLocation: source, runId: runOfModel ?? '', modelId }
}

/** `mlflow-artifacts:/…` or a local path: must lie within the artifacts of the named run or logged model. */
function resolveContained(db: ReadableDb, request: SourceRequest): ResolvedSource {
  const { source, store = { root: '/' } } = request
  const isLocal = isLocalAddress(source)
  if (!request.modelId && !request.runId) throw isLocal ? refuseLocal(request) : refuseOutside(request)
  const root = request.modelId ? lookUpModel(db, request.modelId)?.artifactLocation : lookUpRunAddress(db, request.runId ?? '')
  if (!root) throw refuseOutside(request)
  // MLflow shows the path that a file address stands for.
  const refusal = isLocal ? refuseLocal({ ...request, source: source.replace(/^file:\/\/(?=\/)/, '') }) : refuseOutside(request)
  const place = locateOrRefuse(store, withoutEnd(source), refusal)
  const container = locateOrRefuse(store, root, refusal)
  const isWithin = place.root === container.root && container.names.every((name, index) => place.names[index] === name)
  if (!isWithin) throw refusal
  return { source, storageLocation: source, runId: request.runId || sourceRunOf(db, request.modelId), modelId: request.modelId }
}

/**
 * An address of a store that clients reach themselves, as `s3://…`: must lie below the address of the run or logged model that the
 * request names. Only its text counts: nobody here ever opens it.
 */
function resolveForeign(db: ReadableDb, request: SourceRequest): ResolvedSource {
  const { source, runId, modelId } = request
  if (!runId && !modelId)
    throw new Failure('INVALID', `Invalid model version source: '${cut(source)}'.`, {
      remedy:
        'This registry takes mlflow-artifacts:/, runs:/ and models:/ addresses, and others below the artifacts of the run or logged model that the request names.'
    })
  const model = modelId ? lookUpModel(db, modelId) : null
  const roots = [model?.artifactLocation, runId ? lookUpRunAddress(db, runId) : null]
  const isKnown = !modelId || model !== null
  if (!isKnown || !roots.some((root) => root && isBelow(root, source))) throw refuseOutside(request)
  return { source, storageLocation: source, runId: runId || (model?.sourceRunId ?? undefined), modelId }
}

/** Whether an address is another or names something below it, letter by letter; what clients could read as anything but a path is not. */
function isBelow(root: string, source: string): boolean {
  const [base, address] = [withoutEnd(root), withoutEnd(source)]
  // A whole bucket or host is no folder of one run.
  if (!/^[a-z][a-z0-9+.-]*:(?:\/\/[^/]+)?\/[^/]/i.test(base) || /[?#;\\]/.test(source)) return false
  if (address === base) return true
  if (!address.startsWith(`${base}/`)) return false
  try {
    return checkNames(address.slice(base.length + 1), false).length > 0
  } catch {
    return false
  }
}

function resolveRunsUri(request: SourceRequest): ResolvedSource {
  const match = /^runs:\/([A-Za-z0-9][\w-]{0,255})(?:\/(.*))?$/s.exec(request.source)
  if (!match || request.modelId || match[1] !== request.runId) throw refuseOutside(request)
  checkNames((match[2] ?? '').replace(/\/$/, ''), true)
  return { source: request.source, storageLocation: request.source, runId: request.runId, modelId: undefined }
}

function resolveModelsUri(db: ReadableDb, request: SourceRequest): ResolvedSource {
  const named = readModelsUri(request.source)
  if (!named) throw refuseOutside(request, 'model_id')
  if (named.kind === 'logged') {
    if (hidesTraversal(request.source)) throw refuseRelative(request.source)
    if (request.modelId !== named.modelId) throw refuseOutside(request, 'model_id')
    const model = findLoggedModelRow(db, named.modelId)
    const runId = request.runId || (model.sourceRunId ?? undefined)
    return { source: request.source, storageLocation: model.artifactLocation, runId, modelId: named.modelId }
  }
  return resolveCopy(db, request, named.name, named.reference)
}

/** `models:/name/…`: a copy of a registered version, with its run; an explicit run must be the same. */
function resolveCopy(db: ReadableDb, request: SourceRequest, name: string, reference: string): ResolvedSource {
  checkModelName(name)
  findModelRow(db, name)
  if (isPromptModel(db, name))
    throw invalid(`Invalid model version source: '${cut(request.source)}'. Prompt versions cannot be used as model version sources.`)
  const original = findVersionRow(db, name, findVersionNumber(db, name, reference))
  const hasOtherRun = request.runId !== undefined && request.runId !== (original.runId ?? '')
  if (hasOtherRun || (request.modelId ?? '') !== '')
    throw invalid(
      `Invalid model version source: '${cut(request.source)}'. The run_id and model_id request parameters must match the referenced model version.`
    )
  return {
    source: `models:/${name}/${original.version}`,
    storageLocation: original.storageLocation ?? original.source ?? '',
    runId: original.runId ?? undefined,
    modelId: undefined
  }
}

/**
 * The addresses under which a version's files may lie, likeliest first: `runs:/` and `models:/` are followed. Usually one; for
 * `runs:/<run>/<name>` the run's folder and then the run's logged models of that name, as MLflow's client tries them.
 */
export function listVersionAddresses(
  db: ReadableDb,
  version: { readonly storageLocation: string | null; readonly source: string | null }
): readonly string[] {
  return followAddress(db, version.storageLocation || version.source || '', 8)
}

function followAddress(db: ReadableDb, address: string, left: number): readonly string[] {
  if (left === 0) return []
  const named = readModelsUri(address)
  if (named?.kind === 'logged') return [findLoggedModelRow(db, named.modelId).artifactLocation]
  if (named?.kind === 'registered') {
    const row = findVersionRow(db, named.name, findVersionNumber(db, named.name, named.reference))
    return followAddress(db, row.storageLocation || row.source || '', left - 1)
  }
  const run = /^runs:\/([^/]+)(?:\/(.*))?$/s.exec(address)
  if (!run) return [withoutEnd(address)]
  const path = (run[2] ?? '').replace(/\/$/, '')
  const root = lookUpRunAddress(db, run[1] ?? '')
  const models = db
    .prepare<[string, string], { location: string }>(
      `SELECT artifact_location AS location FROM logged_models
       WHERE source_run_id = ? AND name = ? AND lifecycle_stage <> 'deleted' ORDER BY creation_timestamp_ms DESC`
    )
    .all(run[1] ?? '', path)
  return [...(root ? [path === '' ? root : joinArtifactLocation(root, path)] : []), ...models.map(({ location }) => location)]
}

/** Whether a registered model is a prompt. */
export function isPromptModel(db: ReadableDb, name: string): boolean {
  const select = `SELECT value FROM registered_model_tags WHERE workspace = 'default' AND name = ? AND key = ?`
  return db.prepare<[string, string], { value: string | null }>(select).get(name, promptTag)?.value?.toLowerCase() === 'true'
}

/** An address without the slash at its end, which MLflow keeps in the source of a version. */
function withoutEnd(address: string): string {
  return address.replace(/(?<=[^/:])\/$/, '')
}

function lookUpRunAddress(db: ReadableDb, runId: string): string | null {
  const select = 'SELECT artifact_uri AS address FROM runs WHERE run_uuid = ?'
  return db.prepare<[string], { address: string | null }>(select).get(runId)?.address ?? null
}

function lookUpModel(db: ReadableDb, modelId: string): LoggedModelRow | null {
  try {
    return findLoggedModelRow(db, modelId)
  } catch (error) {
    if (error instanceof Failure && error.code === 'NOT_FOUND') return null
    throw error
  }
}

function sourceRunOf(db: ReadableDb, modelId: string | undefined): string | undefined {
  return modelId ? (lookUpModel(db, modelId)?.sourceRunId ?? undefined) : undefined
}

function locateOrRefuse(store: ArtifactStore, address: string, refusal: Failure) {
  try {
    return locateArtifact(store, address)
  } catch (error) {
    if (error instanceof Failure && error.code !== 'UNSUPPORTED') throw refusal
    throw error
  }
}

/** True where a source leads upwards, in any number of percent-encodings: clients decode what the server does not. */
function hidesTraversal(source: string): boolean {
  let text = source
  for (let round = 0; round < 10; round++) {
    if (text.includes('\0') || text.split(/[/\\?#;]/).includes('..')) return true
    const decoded = text.replace(/%[0-9a-f]{2}/gi, (code) => String.fromCharCode(Number.parseInt(code.slice(1), 16)))
    if (decoded === text) return false
    text = decoded
  }
  return true
}

function refuseRelative(source: string): Failure {
  return invalid(
    `Invalid model version source: '${cut(source)}'. If supplying a source as an http, https, local file path, ftp, objectstore, or mlflow-artifacts uri, an absolute path must be provided without relative path references present. Please provide an absolute path.`
  )
}

function refuseForeignRegistry(source: string): Failure {
  return invalid(`Invalid model version source: '${cut(source)}'. Registered model sources must use the active model registry.`)
}

function refuseLocal({ source, modelId }: SourceRequest): Failure {
  const id = modelId ? 'model_id' : 'run_id'
  return invalid(
    `Invalid model version source: '${cut(source)}'. To use a local path as a model version source, the ${id} request parameter has to be specified and the local path has to be contained within the artifact directory of the run specified by the ${id}.`
  )
}

function refuseOutside({ source, modelId }: SourceRequest, id = modelId ? 'model_id' : 'run_id'): Failure {
  return invalid(
    `Invalid model version source: '${cut(source)}'. The ${id} request parameter must identify the resource that contains the source.`
  )
}
