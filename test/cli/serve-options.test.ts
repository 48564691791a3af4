import { expect, test } from 'vitest'
import { type Environment, type GivenFlags, readServeOptions, variableNames } from '../../src/main/cli/serve-options.ts'

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
    notes: []
  })
  expect(read({ port: 7002, serveArtifacts: true }, environment)).toMatchObject({ port: 7002, serveArtifacts: true })
  expect(read({}, { MLFLOW_PORT: '', MLFLOW_STATIC_PREFIX: ' ' })).toEqual(read())
})

test('a registry that was named goes before the variable of another', () => {
  const environment = { MLFLOW_BACKEND_STORE_URI: 'sqlite:///a.db' }
  const options = read({}, environment, 'sample')
  expect(options).toMatchObject({ sample: true, fallsBack: true })
  expect(options).not.toHaveProperty('backendStoreUri')
})

test('flags that have nothing to act on are named and change nothing', () => {
  const options = read({ workers: '4', gunicornOpts: '--timeout 10', xFrameOptions: 'DENY', disableWorkspaces: true })
  expect(options.notes).toEqual(['Not needed, --workers: one process answers all.', 'Not needed, --gunicorn-opts: no gunicorn runs.'])
  expect({ ...options, notes: [] }).toEqual(read())
})

const impossible: readonly (readonly [string, GivenFlags, RegExp, Environment?])[] = [
  ['another host', { host: '0.0.0.0' }, /does not listen on 0\.0\.0\.0/],
  ['another host by its variable', {}, /does not listen on 0\.0\.0\.0/, { MLFLOW_HOST: '0.0.0.0' }],
  ['a port out of range', { port: 70_000 }, /“70000” is not a port/],
  ['a port that is none, by its variable', {}, /“NaN” is not a port/, { MLFLOW_PORT: 'x' }],
  ['a truth that is none', {}, /MLFLOW_SERVE_ARTIFACTS is “maybe”/, { MLFLOW_SERVE_ARTIFACTS: 'maybe' }],
  ['a pattern of hosts', { allowedHosts: 'a.example,*.example' }, /“\*\.example” is not a value of the Host header/],
  ['every host', { allowedHosts: '*' }, /“\*”/],
  ['a second database', { backendStoreUri: 'sqlite:///a.db', registryStoreUri: 'sqlite:///b.db' }, /kept in one database/],
  ['a replica', { readReplicaBackendStoreUri: 'sqlite:///b.db' }, /no replicas/],
  ['origins', { corsAllowedOrigins: '*' }, /--cors-allowed-origins/],
  ['no checks', { disableSecurityMiddleware: true }, /cannot be switched off/],
  ['frames', { xFrameOptions: 'none' }, /in a frame/],
  ['metrics', { exposePrometheus: 'm' }, /--expose-prometheus/],
  ['plugins', { appName: 'basic-auth' }, /--app-name/],
  ['workspaces', { enableWorkspaces: true }, /default workspace/],
  ['artifacts alone with a database', { artifactsOnly: true, backendStoreUri: 'sqlite:///a.db' }, /not both/]
]
test('what cannot be had is refused with a message that says so', () => {
  for (const [name, flags, problem, environment] of impossible) expect(() => read(flags, environment), name).toThrow(problem)
})

test('a snapshot is not served, nor two registries at once', () => {
  expect(() => read({}, {}, 'review.greenroom')).toThrow(/read-only/)
  expect(() => read({ backendStoreUri: 'sqlite:///a.db' }, {}, 'sample')).toThrow(/not both/)
})
