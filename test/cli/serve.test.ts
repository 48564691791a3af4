import { writeFileSync } from 'node:fs'
import path from 'node:path'
import Database from 'better-sqlite3'
import { beforeEach, expect, onTestFinished, test, vi } from 'vitest'
import { runProgram } from '../../src/main/cli/program.ts'
import type { ServeOptions } from '../../src/main/cli/serve-options.ts'
import { serveRegistry } from '../../src/main/cli-core.ts'
import { startService } from '../../src/main/service.ts'
import { ownIndexes } from '../../src/main/tracking/own-indexes.ts'
import { createTrackingDatabase } from '../../src/main/tracking/schema.ts'
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
  const write = (text: string) => {
    stdout += text
    if (text.startsWith('Serving ')) stop.abort()
  }
  const code = await runProgram(['serve', ...flags], {
    version: places.version,
    openCore: () => Promise.reject(new Error('serving opens no application')),
    serve: (options) => serveRegistry(places, adjust(options), stop.signal, write),
    signal: stop.signal,
    write,
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
