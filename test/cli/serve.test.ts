import { statSync, truncateSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import Database from 'better-sqlite3'
import { beforeEach, expect, onTestFinished, test, vi } from 'vitest'
import { runProgram } from '../../src/main/cli/program.ts'
import type { ServeOptions } from '../../src/main/cli/serve-options.ts'
import { serveRegistry } from '../../src/main/cli-core.ts'
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
  for (const [flags, problem] of [
    [['--artifacts-destination', file], /a file stands where a folder is needed/],
    [['--artifacts-destination', 'file:%zz'], /“file:%zz” is not the address of a folder/],
    [['--default-artifact-root', 'file:%zz'], /“file:%zz” is not the address of a folder/],
    [['--port', '65536'], /“65536” is not a port.*or 0 for any free port/s]
  ] as const)
    expect([flags, await serve(flags)]).toEqual([flags, { code: 1, stdout: '', stderr: expect.stringMatching(problem) }])
})
