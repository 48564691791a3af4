import { Failure } from '../../preload/contract/reply.ts'
import { type Environment, type GivenFlags, readTruth, readVariable } from './given.ts'

/** A flag of `mlflow server` that Greenroom does not follow, under commander's name. */
interface Unmet {
  readonly flag: string
  readonly option: string
  readonly fact: string
  /** What `mlflow server` reads where the flag is not given (mlflow/cli, utils/cli_args.py). */
  readonly variable?: string
  /** The variable says true or false. */
  readonly isTruth?: boolean
  /** The flag that says the opposite, and so goes before the variable. */
  readonly opposite?: string
  /** Goes on after “Leave it out”. */
  readonly advice?: string
}

/** Flags that have nothing to act on here. */
const idle: readonly Unmet[] = [
  { flag: 'workers', option: '--workers', variable: 'MLFLOW_WORKERS', fact: 'one process answers all' },
  { flag: 'gunicornOpts', option: '--gunicorn-opts', variable: 'MLFLOW_GUNICORN_OPTS', fact: 'no gunicorn runs' },
  { flag: 'uvicornOpts', option: '--uvicorn-opts', variable: 'MLFLOW_UVICORN_OPTS', fact: 'no uvicorn runs' },
  { flag: 'waitressOpts', option: '--waitress-opts', fact: 'no waitress runs' },
  { flag: 'dev', option: '--dev', fact: 'there is no code to reload' },
  { flag: 'secretsCacheTtl', option: '--secrets-cache-ttl', fact: 'no secrets are kept' },
  { flag: 'secretsCacheMaxSize', option: '--secrets-cache-max-size', fact: 'no secrets are kept' }
]

/** Flags whose wish cannot be met: starting without it would mislead. */
const refused: readonly Unmet[] = [
  {
    flag: 'readReplicaBackendStoreUri',
    option: '--read-replica-backend-store-uri',
    variable: 'MLFLOW_READ_REPLICA_BACKEND_STORE_URI',
    fact: 'there are no replicas of a file.'
  },
  {
    flag: 'corsAllowedOrigins',
    option: '--cors-allowed-origins',
    variable: 'MLFLOW_SERVER_CORS_ALLOWED_ORIGINS',
    fact: 'the service answers no web page of another origin.',
    advice: '; scripts and notebooks need none'
  },
  {
    flag: 'disableSecurityMiddleware',
    option: '--disable-security-middleware',
    variable: 'MLFLOW_SERVER_DISABLE_SECURITY_MIDDLEWARE',
    isTruth: true,
    fact: 'the checks of Host and Origin cannot be switched off.'
  },
  {
    flag: 'exposePrometheus',
    option: '--expose-prometheus',
    variable: 'MLFLOW_EXPOSE_PROMETHEUS',
    fact: 'the service has no metrics of its own.'
  },
  { flag: 'appName', option: '--app-name', fact: 'the service has no plugins.' },
  {
    flag: 'traceArchivalConfig',
    option: '--trace-archival-config',
    variable: 'MLFLOW_TRACE_ARCHIVAL_CONFIG',
    fact: 'the service keeps no traces.'
  },
  {
    flag: 'workspaceStoreUri',
    option: '--workspace-store-uri',
    variable: 'MLFLOW_WORKSPACE_STORE_URI',
    fact: 'the service serves the default workspace.'
  },
  {
    flag: 'enableWorkspaces',
    option: '--enable-workspaces',
    variable: 'MLFLOW_ENABLE_WORKSPACES',
    isTruth: true,
    opposite: 'disableWorkspaces',
    fact: 'the service serves the default workspace.'
  }
]

const frames: Unmet = {
  flag: 'xFrameOptions',
  option: '--x-frame-options',
  variable: 'MLFLOW_SERVER_X_FRAME_OPTIONS',
  fact: 'no other page may show the service in a frame.'
}

/** Refuses, by the name of the flag or variable, what cannot be had. Throws UNSUPPORTED with what to do. */
export function refuseUnmet(flags: GivenFlags, environment: Environment): void {
  for (const unmet of refused) {
    const name = findWish(unmet, flags, environment)
    if (name !== null) throw describeUnmet(unmet, name)
  }
  const framing = findFraming('NONE', flags, environment)
  if (framing !== null) throw describeUnmet(frames, framing)
}

/** The flag or variable that asks for this value of X-Frame-Options, with it; null where neither does. */
function findFraming(value: 'NONE' | 'DENY', flags: GivenFlags, environment: Environment): string | null {
  const { flag, option, variable = '' } = frames
  const given = flags[flag] ?? readVariable(environment, variable)
  if (String(given).toUpperCase() !== value) return null
  return flags[flag] === undefined ? `${variable}=${given}` : `${option} ${value}`
}

/** What to tell about flags and variables that change nothing here. */
export function listNotes(flags: GivenFlags, environment: Environment): readonly string[] {
  const denial = findFraming('DENY', flags, environment)
  const denied = denial === null ? [] : [`Not needed, ${denial}: the pages refuse every frame as they are.`]
  const others = idle.flatMap((unmet) => {
    const name = findWish(unmet, flags, environment)
    return name === null ? [] : [`Not needed, ${name}: ${unmet.fact}.`]
  })
  return [...others, ...denied]
}

/** The flag or else the variable that wishes it; null where neither does. */
function findWish({ flag, option, variable, isTruth, opposite }: Unmet, flags: GivenFlags, environment: Environment): string | null {
  if (flags[flag] !== undefined && flags[flag] !== false) return option
  if (variable === undefined || (opposite !== undefined && flags[opposite] === true)) return null
  return (isTruth ? readTruth : readVariable)(environment, variable) ? variable : null
}

function describeUnmet({ option, fact, advice = '' }: Unmet, name: string): Failure {
  return new Failure('UNSUPPORTED', `${name}: ${fact}`, { remedy: `${name.startsWith(option) ? 'Leave it out' : 'Unset it'}${advice}.` })
}
