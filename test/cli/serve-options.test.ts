import { expect, test } from 'vitest'
import type { Environment, GivenFlags } from '../../src/main/cli/given.ts'
import { readServeOptions, variableNames } from '../../src/main/cli/serve-options.ts'
import { UsageError } from '../../src/main/cli/text.ts'
import type { Failure } from '../../src/preload/contract/reply.ts'

const read = (flags: GivenFlags = {}, environment: Environment = {}, registry = 'embedded') =>
  readServeOptions(flags, registry, environment)

test('without flags the embedded registry is served on a port that may move', () => {
  expect(read()).toEqual({
    host: '127.0.0.1',
    port: 5500,
    serveArtifacts: true,
    artifactsOnly: false,
    allowedHosts: [],
    addsIndexes: false,
    sample: false,
    fallsBack: true,
    origins: {},
    notes: []
  })
})

test('variables of mlflow server count where no flag is given', () => {
  const environment = {
    MLFLOW_HOST: 'localhost',
    MLFLOW_PORT: '7001',
    MLFLOW_BACKEND_STORE_URI: 'sqlite:///a.db',
    MLFLOW_REGISTRY_STORE_URI: 'sqlite:///a.db',
    MLFLOW_DEFAULT_ARTIFACT_ROOT: 'file:///tmp/root',
    MLFLOW_ARTIFACTS_DESTINATION: 'kept',
    MLFLOW_SERVE_ARTIFACTS: 'False',
    MLFLOW_ARTIFACTS_ONLY: 'no',
    MLFLOW_STATIC_PREFIX: '/pre',
    MLFLOW_SERVER_ALLOWED_HOSTS: 'mlflow.example.com, 10.0.0.7:5500',
    MLFLOW_CREATE_MODEL_VERSION_SOURCE_VALIDATION_REGEX: '^mlflow-artifacts:'
  }
  expect(Object.keys(environment).sort()).toEqual([...variableNames].sort())
  expect(read({}, environment)).toEqual({
    host: 'localhost',
    port: 7001,
    backendStoreUri: 'sqlite:///a.db',
    defaultArtifactRoot: 'file:///tmp/root',
    artifactsDestination: 'kept',
    staticPrefix: '/pre',
    serveArtifacts: false,
    artifactsOnly: false,
    allowedHosts: ['mlflow.example.com', '10.0.0.7:5500'],
    sourcePattern: '^mlflow-artifacts:',
    addsIndexes: false,
    sample: false,
    fallsBack: false,
    origins: {
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
    },
    notes: []
  })
  const flagged = read({ port: 7002, serveArtifacts: true }, environment)
  expect(flagged).toMatchObject({ port: 7002, serveArtifacts: true, origins: { host: 'MLFLOW_HOST' } })
  expect(Object.keys(flagged.origins)).not.toEqual(expect.arrayContaining(['port']))
  expect(read({}, { MLFLOW_PORT: '', MLFLOW_STATIC_PREFIX: ' ' })).toEqual(read())
})

test('a registry that was named goes before the variable of another', () => {
  const environment = { MLFLOW_BACKEND_STORE_URI: 'sqlite:///a.db' }
  for (const options of [read({}, environment, 'sample'), read({ sample: true }, environment)]) {
    const notes = ['Not followed, MLFLOW_BACKEND_STORE_URI: the sample registry is served.']
    expect(options).toMatchObject({ sample: true, fallsBack: true, notes })
    expect(options).not.toHaveProperty('backendStoreUri')
  }
})

test('flags that have nothing to act on are named and change nothing', () => {
  const options = read({ workers: '4', gunicornOpts: '--timeout 10', xFrameOptions: 'DENY', disableWorkspaces: true })
  expect(options.notes).toEqual([
    'Not needed, --workers: one process answers all.',
    'Not needed, --gunicorn-opts: no gunicorn runs.',
    'Not needed, --x-frame-options DENY: the pages refuse every frame as they are.'
  ])
  expect({ ...options, notes: [] }).toEqual(read())
})

test('their variables are named too, unless the flag is there', () => {
  const environment = { MLFLOW_WORKERS: '4', MLFLOW_GUNICORN_OPTS: '--timeout 10', MLFLOW_UVICORN_OPTS: '' }
  expect(read({}, environment).notes).toEqual([
    'Not needed, MLFLOW_WORKERS: one process answers all.',
    'Not needed, MLFLOW_GUNICORN_OPTS: no gunicorn runs.'
  ])
  expect(read({ workers: '2' }, { MLFLOW_WORKERS: '4' }).notes).toEqual(['Not needed, --workers: one process answers all.'])
})

test('a variable that says no, nothing, or less than its flag is no wish', () => {
  const environment = {
    MLFLOW_SERVER_DISABLE_SECURITY_MIDDLEWARE: 'false',
    MLFLOW_ENABLE_WORKSPACES: '0',
    MLFLOW_SERVER_CORS_ALLOWED_ORIGINS: '',
    MLFLOW_EXPOSE_PROMETHEUS: ' ',
    MLFLOW_SERVER_X_FRAME_OPTIONS: 'SAMEORIGIN'
  }
  expect(read({}, environment)).toEqual(read())
  const overruled = { MLFLOW_ENABLE_WORKSPACES: 'true', MLFLOW_SERVER_X_FRAME_OPTIONS: 'NONE' }
  expect(read({ disableWorkspaces: true, xFrameOptions: 'SAMEORIGIN' }, overruled)).toEqual(read())
})

test('the remedy is to leave out the flag, or to unset the variable', () => {
  const remedy = (flags: GivenFlags, environment: Environment) => {
    try {
      return read(flags, environment)
    } catch (error) {
      return (error as Failure).remedy
    }
  }
  expect(remedy({ corsAllowedOrigins: '*' }, {})).toBe('Leave it out; scripts and notebooks need none.')
  expect(remedy({}, { MLFLOW_SERVER_CORS_ALLOWED_ORIGINS: '*' })).toBe('Unset it; scripts and notebooks need none.')
  expect(remedy({ xFrameOptions: 'NONE' }, {})).toBe('Leave it out.')
  expect(remedy({}, { MLFLOW_SERVER_X_FRAME_OPTIONS: 'NONE' })).toBe('Unset it.')
})

const impossible: readonly (readonly [string, GivenFlags, RegExp, Environment?])[] = [
  ['another host', { host: '0.0.0.0' }, /does not listen on 0\.0\.0\.0/],
  ['another host by its variable', {}, /^MLFLOW_HOST: The service does not listen on 0\.0\.0\.0/, { MLFLOW_HOST: '0.0.0.0' }],
  ['a port out of range', { port: 70_000 }, /“70000” is not a port/],
  ['a port that is none, by its variable', {}, /^MLFLOW_PORT is “abc”, which is not a port/, { MLFLOW_PORT: 'abc' }],
  ['a port out of range, by its variable', {}, /^MLFLOW_PORT is “70000”/, { MLFLOW_PORT: '70000' }],
  ['a truth that is none', {}, /MLFLOW_SERVE_ARTIFACTS is “maybe”/, { MLFLOW_SERVE_ARTIFACTS: 'maybe' }],
  ['a pattern of hosts', { allowedHosts: 'a.example,*.example' }, /“\*\.example” is not a value of the Host header/],
  ['every host', { allowedHosts: '*' }, /“\*”/],
  ['every host, by its variable', {}, /^MLFLOW_SERVER_ALLOWED_HOSTS: “\*”/, { MLFLOW_SERVER_ALLOWED_HOSTS: '*' }],
  ['a second database by its variable', {}, /^MLFLOW_REGISTRY_STORE_URI: Runs and models/, { MLFLOW_REGISTRY_STORE_URI: 'sqlite:///b.db' }],
  [
    'artifacts alone with the database of a variable',
    { artifactsOnly: true },
    /^MLFLOW_BACKEND_STORE_URI: Give .*not both/,
    { MLFLOW_BACKEND_STORE_URI: 'sqlite:///a.db' }
  ],
  [
    'artifacts alone and a database, both by their variables',
    {},
    /^MLFLOW_ARTIFACTS_ONLY, MLFLOW_BACKEND_STORE_URI: Give/,
    { MLFLOW_ARTIFACTS_ONLY: 'true', MLFLOW_BACKEND_STORE_URI: 'sqlite:///a.db' }
  ],
  ['a second database', { backendStoreUri: 'sqlite:///a.db', registryStoreUri: 'sqlite:///b.db' }, /kept in one database/],
  ['a replica', { readReplicaBackendStoreUri: 'sqlite:///b.db' }, /no replicas/],
  ['origins', { corsAllowedOrigins: '*' }, /--cors-allowed-origins/],
  ['no checks', { disableSecurityMiddleware: true }, /cannot be switched off/],
  ['frames', { xFrameOptions: 'none' }, /^--x-frame-options NONE: .* in a frame/],
  ['metrics', { exposePrometheus: 'm' }, /--expose-prometheus/],
  ['plugins', { appName: 'basic-auth' }, /--app-name/],
  ['workspaces', { enableWorkspaces: true }, /default workspace/],
  [
    'a replica by its variable',
    {},
    /^MLFLOW_READ_REPLICA_BACKEND_STORE_URI: .*no replicas/,
    { MLFLOW_READ_REPLICA_BACKEND_STORE_URI: 'x' }
  ],
  ['origins by their variable', {}, /^MLFLOW_SERVER_CORS_ALLOWED_ORIGINS: .*origin/, { MLFLOW_SERVER_CORS_ALLOWED_ORIGINS: '*' }],
  [
    'no checks by their variable',
    {},
    /^MLFLOW_SERVER_DISABLE_SECURITY_MIDDLEWARE: .*off/,
    { MLFLOW_SERVER_DISABLE_SECURITY_MIDDLEWARE: '1' }
  ],
  ['checks or not', {}, /MLFLOW_SERVER_DISABLE_SECURITY_MIDDLEWARE is “maybe”/, { MLFLOW_SERVER_DISABLE_SECURITY_MIDDLEWARE: 'maybe' }],
  ['frames by their variable', {}, /^MLFLOW_SERVER_X_FRAME_OPTIONS=None: .* in a frame/, { MLFLOW_SERVER_X_FRAME_OPTIONS: 'None' }],
  ['metrics by their variable', {}, /^MLFLOW_EXPOSE_PROMETHEUS: /, { MLFLOW_EXPOSE_PROMETHEUS: 'm' }],
  ['trace archives', { traceArchivalConfig: 'a.yaml' }, /--trace-archival-config: .*no traces/],
  ['trace archives by their variable', {}, /^MLFLOW_TRACE_ARCHIVAL_CONFIG: .*no traces/, { MLFLOW_TRACE_ARCHIVAL_CONFIG: 'a.yaml' }],
  ['workspaces by their variable', {}, /^MLFLOW_ENABLE_WORKSPACES: .*default workspace/, { MLFLOW_ENABLE_WORKSPACES: 'true' }],
  ['another store of workspaces', {}, /^MLFLOW_WORKSPACE_STORE_URI: .*default workspace/, { MLFLOW_WORKSPACE_STORE_URI: 'x' }],
  ['artifacts alone with a database', { artifactsOnly: true, backendStoreUri: 'sqlite:///a.db' }, /not both/]
]
test('what cannot be had is refused with a message that says so', () => {
  for (const [name, flags, problem, environment] of impossible) expect(() => read(flags, environment), name).toThrow(problem)
})

test('a snapshot is not served, nor two registries at once', () => {
  expect(() => read({}, {}, 'review.greenroom')).toThrow(/read-only/)
  expect(() => read({ backendStoreUri: 'sqlite:///a.db' }, {}, 'sample')).toThrow(/--registry or --backend-store-uri, not both/)
  expect(() => read({ backendStoreUri: 'sqlite:///a.db', sample: true })).toThrow(/--sample or --backend-store-uri, not both/)
})

test('a port or a Host that is none is wrong usage', () => {
  for (const flags of [{ port: 99_999 }, { allowedHosts: '*' }]) expect(() => read(flags)).toThrow(UsageError)
  for (const [name, value] of [
    ['MLFLOW_PORT', 'abc'],
    ['MLFLOW_SERVER_ALLOWED_HOSTS', '*']
  ] as const)
    expect(() => read({}, { [name]: value })).toThrow(UsageError)
})
