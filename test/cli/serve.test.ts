import { existsSync, statSync, truncateSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import Database from 'better-sqlite3'
import { beforeEach, expect, onTestFinished, test, vi } from 'vitest'
import { runProgram } from '../../src/main/cli/program.ts'
import type { ServeOptions } from '../../src/main/cli/serve-options.ts'
import { serveRegistry } from '../../src/main/cli-core.ts'
import { homeFolder } from '../../src/main/home.ts'
import { startService } from '../../src/main/service.ts'
import { ownIndexes } from '../../src/main/tracking/own-indexes.ts'
import { createTrackingDatabase, ensureRegistryFolder, readRegistryId } from '../../src/main/tracking/schema.ts'
import { occupyPort } from '../support/ports.ts'
import { makeFolder } from '../tracking/registry-fixture.ts'

const root = path.resolve(import.meta.dirname, '../..')
const places = { root, version: '0.0.0', entries: path.join(root, 'src/main'), extension: 'ts' as const, nativeBinding: undefined }

beforeEach(() => {
  vi.stubEnv('GREENROOM_HOME', makeFolder())
  onTestFinished(() => void vi.unstubAllEnvs())
})

/** Runs `greenroom serve` with its real service until it serves or fails; `adjust` changes what the flags gave. */
async function serve(flags: readonly string[], adjust: (options: ServeOptions) => ServeOptions = (options) => options) {
  const stop = new AbortController()
  let [stdout, stderr] = ['', '']
  const code = await runProgram(['serve', ...flags], {
    version: places.version,
    command: 'greenroom',
    openCore: () => Promise.reject(new Error('serving opens no application')),
    serve: (options, report) =>
      serveRegistry(places, adjust(options), stop.signal, (event) => {
        report(event)
        if (event.kind === 'listening') stop.abort()
      }),
    signal: stop.signal,
    write: (text) => {
      stdout += text
    },
    writeError: (text) => {
      stderr += text
    }
  })
  return { code, stdout, stderr }
}

function listIndexes(file: string): readonly unknown[] {
  const db = new Database(file, { readonly: true })
  try {
    return db.prepare("SELECT name FROM sqlite_master WHERE name LIKE 'greenroom_%' ORDER BY name").pluck().all()
  } finally {
    db.close()
  }
}

test('--add-indexes reaches the service: a database of another program has our indexes afterwards, and without it none', async () => {
  const database = path.join(makeFolder(), 'mlflow.db')
  createTrackingDatabase(database, { isPlain: true })
  const flags = ['--backend-store-uri', `sqlite:///${database}`, '--artifacts-destination', makeFolder(), '--port', '0']
  const served = { code: 0, stderr: '', stdout: expect.stringMatching(/^Serving \/.* at http:\/\/127\.0\.0\.1:[1-9]\d*/) }
  expect(await serve(flags)).toMatchObject(served)
  expect(listIndexes(database)).toEqual([])
  expect(await serve([...flags, '--add-indexes'])).toMatchObject(served)
  expect(listIndexes(database)).toEqual(Object.keys(ownIndexes).sort())
})

test('a busy port that nobody asked for falls to a free one; one that was asked for does not', async () => {
  const { port, release } = await occupyPort()
  onTestFinished(release)
  await expect(startService({ home: makeFolder(), port })).rejects.toMatchObject({ code: 'CONFLICT', details: { port } })
  const asked = await serve(['--port', String(port)])
  expect(asked).toMatchObject({ code: 1, stdout: '', stderr: expect.stringContaining(`Port ${port} is in use`) })
  const fallen = await serve([], (options) => ({ ...options, port }))
  expect(fallen).toMatchObject({ code: 0, stderr: '' })
  expect(fallen.stdout).toMatch(new RegExp(`^Port ${port} is in use; taking a free one\\.\\nServing your registry \\(.*\\) at http://127`))
})

const readLines = (stdout: string): readonly unknown[] =>
  stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as unknown)

test('with --json each line is one object, and the last one says where it listens and what it serves', async () => {
  const { port, release } = await occupyPort()
  onTestFinished(release)
  const ended = await serve(['--workers', '4', '--json'], (options) => ({ ...options, port }))
  expect(ended).toMatchObject({ code: 0, stderr: '' })
  const lines = readLines(ended.stdout)
  const listening = lines.at(-1) as { readonly port: number; readonly database: string }
  const folder = path.dirname(listening.database)
  expect(lines).toEqual([
    { kind: 'note', message: `Port ${port} is in use; taking a free one.` },
    { kind: 'note', message: 'Not needed, --workers: one process answers all.' },
    {
      kind: 'listening',
      uri: `http://127.0.0.1:${listening.port}`,
      port: expect.any(Number),
      serves: 'embedded',
      registry: readRegistryId(path.join(folder, 'registry.json')),
      database: path.join(folder, 'mlflow.db'),
      isNew: true,
      artifacts: path.join(folder, 'artifacts'),
      artifactRoot: 'mlflow-artifacts:/'
    }
  ])
  expect(listening.port).not.toBe(port)
  const artifacts = makeFolder()
  const alone = await serve(['--artifacts-only', '--artifacts-destination', artifacts, '--port', '0', '--json'])
  expect(readLines(alone.stdout)).toEqual([
    expect.objectContaining({ kind: 'listening', serves: 'artifacts', registry: null, database: null, isNew: false, artifacts })
  ])
})

test('an empty file becomes the database, and the first line says so', async () => {
  const database = path.join(makeFolder(), 'empty.db')
  writeFileSync(database, '')
  const flags = ['--backend-store-uri', `sqlite:///${database}`, '--no-serve-artifacts', '--port', '0']
  const first = await serve(flags)
  expect(first).toMatchObject({ code: 0, stderr: '', stdout: expect.stringMatching(/^Serving \/.*empty\.db \(new\) at http/) })
  const again = await serve([...flags, '--json'])
  expect(readLines(again.stdout)).toEqual([
    expect.objectContaining({ serves: 'database', database, isNew: false, registry: null, artifacts: null })
  ])
})

test('an empty file in a registry of ours has lost its models: it is refused and stays', async () => {
  const { database } = ensureRegistryFolder(path.join(makeFolder(), 'registry'))
  truncateSync(database)
  const ended = await serve(['--backend-store-uri', `sqlite:///${database}`, '--port', '0'])
  expect(ended).toMatchObject({ code: 1, stdout: '', stderr: expect.stringMatching(/not an MLflow database/) })
  expect(statSync(database).size).toBe(0)
})

test('what else stands against a start is not taken for a busy port', async () => {
  const file = path.join(makeFolder(), 'a file')
  writeFileSync(file, '')
  for (const [code, flags, problem] of [
    [1, ['--artifacts-only', '--artifacts-destination', file], /a file stands where a folder is needed/],
    [1, ['--artifacts-only', '--artifacts-destination', 'file:%zz'], /“file:%zz” is not the address of a folder/],
    [1, ['--default-artifact-root', 'file:%zz'], /“file:%zz” is not the address of a folder/],
    [2, ['--port', '65536'], /“65536” is not a port.*or 0 for any free port/s],
    [2, ['--static-prefix', 'mlflow'], /“mlflow” is no path prefix.*Start it with/s],
    [2, ['--allowed-hosts', '*'], /“\*” is not a value/]
  ] as const)
    expect([flags, await serve(flags)]).toEqual([flags, { code, stdout: '', stderr: expect.stringMatching(problem) }])
})

test.each([
  ['MLFLOW_BACKEND_STORE_URI', 'postgresql://x', 1, []],
  ['MLFLOW_DEFAULT_ARTIFACT_ROOT', 'file:%zz', 1, []],
  ['MLFLOW_ARTIFACTS_DESTINATION', 's3://bucket', 1, ['--artifacts-only']],
  ['MLFLOW_STATIC_PREFIX', 'mlflow', 2, []]
] as const)('a refused value of %s is told with its name', async (name, value, code, flags) => {
  vi.stubEnv(name, value)
  const stderr = expect.stringMatching(new RegExp(`^${name}: .*“${value}`))
  expect(await serve(['--port', '0', ...flags])).toMatchObject({ code, stdout: '', stderr })
})

test('a registry of ours keeps its artifacts: a variable for another folder is not followed, a flag is refused', async () => {
  const own = path.join(homeFolder(), 'registry', 'artifacts')
  const other = makeFolder()
  expect(await serve(['--port', '0', '--artifacts-destination', other])).toEqual({
    code: 2,
    stdout: '',
    stderr: `--artifacts-destination: your registry keeps its artifacts in ${own}; another folder would hide them.
Leave it out: it goes with --backend-store-uri or --artifacts-only.
`
  })
  expect(existsSync(path.dirname(own))).toBe(false)
  const named = await serve(['--port', '0', '--artifacts-destination', own, '--json'])
  expect(readLines(named.stdout)).toEqual([expect.objectContaining({ kind: 'listening', artifacts: own })])
  vi.stubEnv('MLFLOW_ARTIFACTS_DESTINATION', other)
  const followed = await serve(['--port', '0', '--json'])
  expect(readLines(followed.stdout)).toEqual([
    { kind: 'note', message: `Not followed, MLFLOW_ARTIFACTS_DESTINATION: your registry keeps its artifacts in ${own}.` },
    expect.objectContaining({ kind: 'listening', artifacts: own })
  ])
  vi.stubEnv('MLFLOW_ARTIFACTS_DESTINATION', own)
  expect(readLines((await serve(['--port', '0', '--json'])).stdout)).toHaveLength(1)
  // The same registry by the address of its database.
  vi.stubEnv('MLFLOW_ARTIFACTS_DESTINATION', other)
  const address = `sqlite:///${path.join(path.dirname(own), 'mlflow.db')}`
  const byAddress = await serve(['--port', '0', '--json', '--backend-store-uri', address])
  expect(readLines(byAddress.stdout)).toMatchObject([{ kind: 'note' }, { kind: 'listening', artifacts: own }])
})

test('the folder of artifacts is named where it is not a registry of ours', async () => {
  const artifacts = makeFolder()
  const flags = ['--artifacts-destination', artifacts, '--port', '0']
  const database = `sqlite:///${path.join(makeFolder(), 'mlflow.db')}`
  const line = `  artifacts: ${artifacts}`
  const lines = async (more: readonly string[]) => (await serve([...flags, ...more])).stdout.trimEnd().split('\n')
  expect(await lines(['--backend-store-uri', database])).toEqual([expect.anything(), expect.stringContaining('MLFLOW_TRACKING_URI='), line])
  expect(await lines(['--backend-store-uri', database, '--no-serve-artifacts'])).toHaveLength(2)
  expect(await lines(['--artifacts-only'])).toEqual([expect.anything(), line])
})

test('wrong usage of serve leads to its own help, and stray words to the -- of npm', async () => {
  const help = 'greenroom serve --help shows its flags.\n'
  const mistyped = await serve(['--prot', '1'])
  expect(mistyped).toEqual({ code: 2, stdout: '', stderr: `unknown option '--prot'\n(Did you mean --port?)\n${help}` })
  const stray = await serve(['5513'])
  expect(stray).toMatchObject({
    code: 2,
    stdout: '',
    stderr: expect.stringMatching(/5513\.\n.*only after --, as in: npm run -s greenroom -- serve/)
  })
  expect(stray.stderr.endsWith(help)).toBe(true)
  const asJson = JSON.parse((await serve(['--prot', '1', '--json'])).stderr) as unknown
  expect(asJson).toMatchObject({ code: 'INVALID', remedy: help.trimEnd() })
})

test('its help says of --registry and --json what serve does with them', async () => {
  const { code, stdout } = await serve(['--help'])
  expect(code).toBe(0)
  expect(stdout).toMatch(/--registry <which> +embedded or sample\n/)
  expect(stdout).toMatch(/--json +print each event as a line of JSON\n/)
  expect(stdout).not.toMatch(/snapshot file|one JSON document/)
})
