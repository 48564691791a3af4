import { Failure } from '../../preload/contract/reply.ts'
import { UsageError } from './text.ts'

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
  /** What to tell about flags that change nothing here. */
  readonly notes: readonly string[]
}

/** The flags as they were given, under commander's names. */
export type GivenFlags = Readonly<Record<string, string | number | boolean | undefined>>
export type Environment = Readonly<Record<string, string | undefined>>

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
const sourcePatternVariable = 'MLFLOW_CREATE_MODEL_VERSION_SOURCE_VALIDATION_REGEX'

/** For the help text. */
export const variableNames: readonly string[] = [...Object.values(variables), sourcePatternVariable]

/** Flags of `mlflow server` that have nothing to act on here. */
const idle: Readonly<Record<string, string>> = {
  workers: '--workers: one process answers all',
  gunicornOpts: '--gunicorn-opts: no gunicorn runs',
  uvicornOpts: '--uvicorn-opts: no uvicorn runs',
  waitressOpts: '--waitress-opts: no waitress runs',
  dev: '--dev: there is no code to reload',
  secretsCacheTtl: '--secrets-cache-ttl: no secrets are kept',
  secretsCacheMaxSize: '--secrets-cache-max-size: no secrets are kept'
}

/** Flags of `mlflow server` whose wish cannot be met: starting without it would mislead. */
const refused: Readonly<Record<string, readonly [fact: string, remedy: string]>> = {
  readReplicaBackendStoreUri: ['--read-replica-backend-store-uri: there are no replicas of a file.', 'Leave it out.'],
  corsAllowedOrigins: [
    '--cors-allowed-origins: the service answers no web page of another origin.',
    'Leave it out; scripts and notebooks need none.'
  ],
  disableSecurityMiddleware: ['--disable-security-middleware: the checks of Host and Origin cannot be switched off.', 'Leave it out.'],
  exposePrometheus: ['--expose-prometheus: the service has no metrics of its own.', 'Leave it out.'],
  appName: ['--app-name: the service has no plugins.', 'Leave it out.'],
  traceArchivalConfig: ['--trace-archival-config: the service keeps no traces.', 'Leave it out.'],
  workspaceStoreUri: ['--workspace-store-uri: the service serves the default workspace.', 'Leave it out.'],
  enableWorkspaces: ['--enable-workspaces: the service serves the default workspace.', 'Leave it out.']
}

/** Decides what to serve from the flags given on the command line and the environment. Throws UsageError or a Failure that says what to do. */
export function readServeOptions(flags: GivenFlags, registry: string, environment: Environment): ServeOptions {
  refuseUnmet(flags)
  const given = { ...readEnvironment(environment), ...dropAbsent(flags) }
  const { host = '127.0.0.1', backendStoreUri, defaultArtifactRoot, artifactsDestination, staticPrefix } = texts(given)
  if (!['127.0.0.1', 'localhost', '::1'].includes(host))
    throw new Failure('FORBIDDEN', `The service does not listen on ${host}: anyone on the network could change the registry.`, {
      remedy: 'Use --host 127.0.0.1.'
    })
  const { registryStoreUri } = texts(given)
  if (registryStoreUri !== undefined && registryStoreUri !== backendStoreUri)
    throw new Failure('UNSUPPORTED', 'Runs and models are kept in one database: --registry-store-uri names another.', {
      remedy: 'Leave it out, or give the same as --backend-store-uri.'
    })
  const artifactsOnly = given['artifactsOnly'] === true
  if (artifactsOnly && backendStoreUri !== undefined)
    throw new UsageError('Give --artifacts-only or --backend-store-uri, not both: artifacts alone need no database.')
  // A registry that was named goes before a variable; a flag beside it is one wish too many.
  if (registry !== 'embedded' && flags['backendStoreUri'] !== undefined)
    throw new UsageError('Give --registry or --backend-store-uri, not both.')
  const sample = flags['sample'] === true || readRegistry(registry)
  const pattern = environment[sourcePatternVariable]
  return {
    host,
    port: readPort(given['port']),
    ...dropAbsent({ backendStoreUri: sample ? undefined : backendStoreUri, defaultArtifactRoot, artifactsDestination, staticPrefix }),
    serveArtifacts: given['serveArtifacts'] !== false,
    artifactsOnly,
    allowedHosts: readHosts(texts(given).allowedHosts),
    ...(pattern ? { sourcePattern: pattern } : {}),
    addsIndexes: flags['addIndexes'] === true,
    sample,
    fallsBack: sample || given['port'] === undefined,
    notes: [...listNotes(flags), ...(sample && artifactsOnly ? ['--artifacts-only: the sample is not served.'] : [])]
  }
}

function texts(given: GivenFlags): Readonly<Record<string, string | undefined>> {
  return Object.fromEntries(Object.entries(given).map(([key, value]) => [key, typeof value === 'string' ? value : undefined]))
}

/** As click reads variables: an empty one is not set. */
function readEnvironment(environment: Environment): GivenFlags {
  const found = Object.entries(variables).flatMap(([flag, name]) => {
    const text = environment[name]?.trim()
    return text ? [[flag, readVariable(flag, name, text)] as const] : []
  })
  return Object.fromEntries(found)
}

function readVariable(flag: string, name: string, text: string): string | number | boolean {
  if (flag === 'port') return Number(text)
  if (flag !== 'serveArtifacts' && flag !== 'artifactsOnly') return text
  if (/^(1|true|t|yes|y|on)$/i.test(text)) return true
  if (/^(0|false|f|no|n|off)$/i.test(text)) return false
  throw new UsageError(`${name} is “${text}”: give true or false.`)
}

function readPort(given: GivenFlags[string]): number {
  const port = given ?? 5500
  if (typeof port !== 'number' || !Number.isInteger(port) || port < 0 || port > 65_535)
    throw new Failure('INVALID', `“${String(port)}” is not a port.`, { remedy: 'Give a number from 1 to 65535, or 0 for any free port.' })
  return port
}

/** Patterns would let names in that nobody thought of: a page of another site could be among them. */
function readHosts(list: string | undefined): readonly string[] {
  const hosts = (list ?? '').split(',').map((host) => host.trim())
  const odd = hosts.find((host) => host !== '' && !/^[\w.-]+(:\d{1,5})?$|^\[[\da-f:.]+\](:\d{1,5})?$/i.test(host))
  if (odd !== undefined)
    throw new Failure('INVALID', `“${odd}” is not a value of the Host header; patterns are not accepted.`, {
      remedy: 'Give names with their ports as clients send them: --allowed-hosts mlflow.example.com,10.0.0.7:5500'
    })
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

function refuseUnmet(flags: GivenFlags): void {
  for (const [flag, [fact, remedy]] of Object.entries(refused))
    if (flags[flag] !== undefined && flags[flag] !== false) throw new Failure('UNSUPPORTED', fact, { remedy })
  if (String(flags['xFrameOptions']).toUpperCase() === 'NONE')
    throw new Failure('UNSUPPORTED', '--x-frame-options NONE: no other page may show the service in a frame.', { remedy: 'Leave it out.' })
}

function listNotes(flags: GivenFlags): readonly string[] {
  return Object.entries(idle).flatMap(([flag, note]) =>
    flags[flag] === undefined || flags[flag] === false ? [] : [`Not needed, ${note}.`]
  )
}

function dropAbsent<T extends object>(values: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as never
}
