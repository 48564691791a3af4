import { Failure } from '../../preload/contract/reply.ts'
import { type Environment, type GivenFlags, nameOrigin, readTruth, readVariable } from './given.ts'
import { UsageError } from './text.ts'
import { listNotes, refuseUnmet } from './unmet-flags.ts'

/** Flags of `greenroom serve`, named as those of `mlflow server`. */
export interface ServeOptions {
  readonly host: string
  readonly port: number
  readonly backendStoreUri?: string
  readonly defaultArtifactRoot?: string
  readonly artifactsDestination?: string
  readonly staticPrefix?: string
  /** False: clients go to the artifact root themselves. */
  readonly serveArtifacts: boolean
  /** True: the artifact proxy alone. */
  readonly artifactsOnly: boolean
  /** Values of the Host header to accept beside the service's own. */
  readonly allowedHosts: readonly string[]
  /** Python's regular expression for the sources of model versions. */
  readonly sourcePattern?: string
  /** Adds Greenroom's indexes to the database of --backend-store-uri. */
  readonly addsIndexes: boolean
  /** Serves the sample registry instead of the embedded one. */
  readonly sample: boolean
  /** A busy port may be exchanged for a free one: nobody asked for this very port, or it is the sample. */
  readonly fallsBack: boolean
  /** The variables that values came from; what a flag gave is not in it. */
  readonly origins: Origins
  /** What to tell about flags and variables that change nothing here. */
  readonly notes: readonly string[]
}

/** Variables of `mlflow server` (mlflow/cli, utils/cli_args.py); a flag goes before its variable. */
const variables = {
  host: 'MLFLOW_HOST',
  port: 'MLFLOW_PORT',
  backendStoreUri: 'MLFLOW_BACKEND_STORE_URI',
  registryStoreUri: 'MLFLOW_REGISTRY_STORE_URI',
  defaultArtifactRoot: 'MLFLOW_DEFAULT_ARTIFACT_ROOT',
  artifactsDestination: 'MLFLOW_ARTIFACTS_DESTINATION',
  serveArtifacts: 'MLFLOW_SERVE_ARTIFACTS',
  artifactsOnly: 'MLFLOW_ARTIFACTS_ONLY',
  staticPrefix: 'MLFLOW_STATIC_PREFIX',
  allowedHosts: 'MLFLOW_SERVER_ALLOWED_HOSTS'
} as const
/** Variables by the option that they stand for. */
export type Origins = { readonly [K in keyof typeof variables]?: string }

const sourcePatternVariable = 'MLFLOW_CREATE_MODEL_VERSION_SOURCE_VALIDATION_REGEX'

/** For the help text. */
export const variableNames: readonly string[] = [...Object.values(variables), sourcePatternVariable]

/** Decides what to serve from the flags given on the command line and the environment. Throws UsageError or a Failure that says what to do. */
export function readServeOptions(flags: GivenFlags, registry: string, environment: Environment): ServeOptions {
  refuseUnmet(flags, environment)
  const byVariable = readEnvironment(environment)
  const given = { ...byVariable, ...dropAbsent(flags) }
  const origins = findOrigins(flags, byVariable)
  const { host = '127.0.0.1', backendStoreUri, defaultArtifactRoot, artifactsDestination, staticPrefix, allowedHosts } = texts(given)
  nameOrigin([origins.host], () => refuseOtherHost(host))
  refuseSecondWish(flags, given, registry, origins)
  const artifactsOnly = given['artifactsOnly'] === true
  const sample = flags['sample'] === true || readRegistry(registry)
  const pattern = environment[sourcePatternVariable]
  return {
    host,
    port: readPort(given['port']),
    ...dropAbsent({ backendStoreUri: sample ? undefined : backendStoreUri, defaultArtifactRoot, artifactsDestination, staticPrefix }),
    serveArtifacts: given['serveArtifacts'] !== false,
    artifactsOnly,
    allowedHosts: nameOrigin([origins.allowedHosts], () => readHosts(allowedHosts)),
    ...(pattern ? { sourcePattern: pattern } : {}),
    addsIndexes: flags['addIndexes'] === true,
    sample,
    fallsBack: sample || given['port'] === undefined,
    origins,
    notes: [...listNotes(flags, environment), ...(sample ? noteUnheard(artifactsOnly, origins) : [])]
  }
}

function findOrigins(flags: GivenFlags, byVariable: GivenFlags): Origins {
  return Object.fromEntries(Object.entries(variables).filter(([key]) => flags[key] === undefined && byVariable[key] !== undefined))
}

function refuseOtherHost(host: string): void {
  if (!['127.0.0.1', 'localhost', '::1'].includes(host))
    throw new Failure('FORBIDDEN', `The service does not listen on ${host}: anyone on the network could change the registry.`, {
      remedy: 'Use --host 127.0.0.1.'
    })
}

/** One thing is served: a registry, a database, or artifacts alone. */
function refuseSecondWish(flags: GivenFlags, given: GivenFlags, registry: string, origins: Origins): void {
  const { registryStoreUri, backendStoreUri } = texts(given)
  nameOrigin([origins.registryStoreUri, origins.backendStoreUri], () => {
    if (registryStoreUri !== undefined && registryStoreUri !== backendStoreUri)
      throw new Failure('UNSUPPORTED', 'Runs and models are kept in one database: --registry-store-uri names another.', {
        remedy: 'Leave it out, or give the same as --backend-store-uri.'
      })
  })
  nameOrigin([origins.artifactsOnly, origins.backendStoreUri], () => {
    if (given['artifactsOnly'] === true && backendStoreUri !== undefined)
      throw new UsageError('Give --artifacts-only or --backend-store-uri, not both: artifacts alone need no database.')
  })
  // A registry that was named goes before a variable; a flag beside it is one wish too many.
  const named = registry !== 'embedded' ? '--registry' : flags['sample'] === true ? '--sample' : null
  if (named !== null && flags['backendStoreUri'] !== undefined) throw new UsageError(`Give ${named} or --backend-store-uri, not both.`)
}

/** What is not followed where the sample was named. */
function noteUnheard(artifactsOnly: boolean, origins: Origins): readonly string[] {
  if (artifactsOnly) return [`${origins.artifactsOnly ?? '--artifacts-only'}: the sample is not served.`]
  return origins.backendStoreUri === undefined ? [] : [`Not followed, ${origins.backendStoreUri}: the sample registry is served.`]
}

function texts(given: GivenFlags): Readonly<Record<string, string | undefined>> {
  return Object.fromEntries(Object.entries(given).map(([key, value]) => [key, typeof value === 'string' ? value : undefined]))
}

function readEnvironment(environment: Environment): GivenFlags {
  const found = Object.entries(variables).map(([flag, name]) => {
    const isTruth = flag === 'serveArtifacts' || flag === 'artifactsOnly'
    return [flag, isTruth ? readTruth(environment, name) : readVariable(environment, name)] as const
  })
  return dropAbsent(Object.fromEntries(found))
}

/** The flag is a number, the variable still its text. */
function readPort(given: GivenFlags[string]): number {
  const port = typeof given === 'string' && /^\d+$/.test(given) ? Number(given) : (given ?? 5500)
  if (typeof port === 'number' && Number.isInteger(port) && port >= 0 && port <= 65_535) return port
  const fact = typeof given === 'string' ? `${variables.port} is “${given}”, which is not a port.` : `“${String(port)}” is not a port.`
  throw new UsageError(fact, 'Give a number from 1 to 65535, or 0 for any free port.')
}

/** Patterns would let names in that nobody thought of: a page of another site could be among them. */
function readHosts(list: string | undefined): readonly string[] {
  const hosts = (list ?? '').split(',').map((host) => host.trim())
  const odd = hosts.find((host) => host !== '' && !/^[\w.-]+(:\d{1,5})?$|^\[[\da-f:.]+\](:\d{1,5})?$/i.test(host))
  if (odd !== undefined)
    throw new UsageError(
      `“${odd}” is not a value of the Host header; patterns are not accepted.`,
      'Give names with their ports as clients send them: --allowed-hosts mlflow.example.com,10.0.0.7:5500'
    )
  return hosts.filter((host) => host !== '')
}

/** Whether `--registry` names the sample. What cannot be logged to is refused: nobody is to write to another registry than the one they named. */
function readRegistry(registry: string): boolean {
  if (registry === 'embedded' || registry === 'sample') return registry === 'sample'
  throw new Failure('READ_ONLY', `“${registry}” cannot be served: a snapshot is read-only, nothing can be logged to it.`, {
    remedy:
      'Serve your own registry without --registry, a database with --backend-store-uri sqlite:///FILE, or the sample with --registry sample.'
  })
}

function dropAbsent<T extends object>(values: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as never
}
