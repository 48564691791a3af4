import { execFileSync } from 'node:child_process'
import { mkdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import yazl from 'yazl'
import { encodeManifest, hashManifest, parseManifest } from '../../src/main/sources/snapshot/manifest.ts'
import { verifySnapshot } from '../../src/main/sources/snapshot/unpack.ts'
import {
  editDatabase,
  exportHere,
  forge,
  listAll,
  makeRegistry,
  makeSnapshotFolder,
  readArchive,
  refusalOf,
  sampleFile,
  writeEntries
} from '../support/snapshots.ts'

const seed = 20261123

/** Small deterministic generator (mulberry32): the same bytes are tried each time. */
function makeRandom(): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    const a = Math.imul(state ^ (state >>> 15), 1 | state)
    const b = (a + Math.imul(a ^ (a >>> 7), 61 | a)) ^ a
    return ((b ^ (b >>> 14)) >>> 0) / 2 ** 32
  }
}

/** One export serves all tests of this file: each alters a copy of its own. */
const made: { bytes: Buffer | null } = { bytes: null }

async function makeSnapshot(): Promise<{ readonly file: string; readonly folder: string }> {
  const folder = makeSnapshotFolder()
  const file = path.join(folder, 'tests.greenroom')
  made.bytes ??= readFileSync(await exportHere(makeRegistry(), makeSnapshotFolder()))
  writeFileSync(file, made.bytes)
  return { file, folder }
}

/** First entry after the manifest and the databases. */
async function firstArtifact(file: string): Promise<string> {
  return [...(await readArchive(file)).keys()].find((name) => name.startsWith('artifacts/')) ?? ''
}

test('an untouched snapshot is accepted and described, with no file written outside the quarantine', async () => {
  const { file, folder } = await makeSnapshot()
  const manifest = await verifySnapshot({ kind: 'verify', file, workFolder: path.join(folder, 'q') }, () => {})
  expect(manifest).toMatchObject({ formatVersion: 1, registryName: 'Tests', models: ['churn', 'fraud'], versionCount: 3, entryCount: 7 })
  expect(listAll(folder).filter((name) => !name.startsWith('q'))).toEqual([path.basename(file)])
})

test('any one changed byte is refused, wherever it is', async () => {
  const { file, folder } = await makeSnapshot()
  const whole = readFileSync(file)
  const random = makeRandom()
  const changed = path.join(folder, 'changed.greenroom')
  const ends = [...Array(100).keys()].map((index) => whole.length - 1 - index)
  const starts = [...Array(100).keys()]
  const anywhere = Array.from({ length: 300 }, () => Math.floor(random() * whole.length))
  for (const at of [...starts, ...ends, ...anywhere]) {
    const copy = Buffer.from(whole)
    copy[at] = (copy[at] ?? 0) ^ (1 << Math.floor(random() * 8))
    writeFileSync(changed, copy)
    const refusal = await refusalOf(changed, folder)
    expect({ at, code: refusal.code, entry: refusal.details?.['entry'] }).toEqual({
      at,
      code: 'CORRUPT',
      entry: expect.stringMatching(/\S/)
    })
  }
}, 60_000)

test('a changed byte inside a file is reported with that file and both hashes', async () => {
  const { file, folder } = await makeSnapshot()
  const name = await firstArtifact(file)
  const bytes = readFileSync(file)
  const afterManifest = ((await readArchive(file)).get('manifest.json')?.length ?? 0) + 100
  const at = bytes.indexOf(name, afterManifest) + name.length
  bytes[at] = (bytes[at] ?? 0) ^ 1
  writeFileSync(file, bytes)
  const refusal = await refusalOf(file, folder)
  expect(refusal.code).toBe('CORRUPT')
  expect(refusal.message).toContain(name)
  expect(refusal.details).toMatchObject({ entry: name, expected: path.basename(name), found: expect.stringMatching(/^[0-9a-f]{64}$/) })
})

test('cut off anywhere it is refused', async () => {
  const { file, folder } = await makeSnapshot()
  const size = readFileSync(file).length
  for (let part = 49; part >= 0; part -= 1) {
    truncateSync(file, Math.floor((size * part) / 50))
    expect((await refusalOf(file, folder)).code).toBe('CORRUPT')
  }
})

test.each([
  ['bytes before it', (bytes: Buffer) => Buffer.concat([Buffer.from('#!/bin/sh\n'), bytes])],
  ['bytes after it', (bytes: Buffer) => Buffer.concat([bytes, Buffer.from('x')])],
  ['a second end record after it', (bytes: Buffer) => Buffer.concat([bytes, bytes.subarray(-22)])],
  ['bytes between entries and list', (bytes: Buffer) => insertBeforeList(bytes)]
])('%s: refused', async (_what, change) => {
  const { file, folder } = await makeSnapshot()
  writeFileSync(file, change(readFileSync(file)))
  expect((await refusalOf(file, folder)).code).toBe('CORRUPT')
})

/** Moves the central directory by 4 bytes and mends the end record, so that every other reader is content. */
function insertBeforeList(bytes: Buffer): Buffer {
  const end = Buffer.from(bytes.subarray(-22))
  const offset = end.readUInt32LE(16)
  end.writeUInt32LE(offset + 4, 16)
  return Buffer.concat([bytes.subarray(0, offset), Buffer.from('evil'), bytes.subarray(offset, -22), end])
}

test('a missing file is refused by name', async () => {
  const { file, folder } = await makeSnapshot()
  const entries = await readArchive(file)
  const name = await firstArtifact(file)
  entries.delete(name)
  await writeEntries(file, entries)
  expect(await refusalOf(file, folder)).toMatchObject({
    code: 'CORRUPT',
    details: { entry: name },
    message: expect.stringContaining('missing')
  })
})

test.each(['artifacts/extra.bin', '../outside', '/etc/passwd', 'C:x', 'a\\b', 'mlflow.db/x', `artifacts/sha256/${'0'.repeat(64)}`])(
  'an extra file named %s is refused by name',
  async (name) => {
    const { file, folder } = await makeSnapshot()
    await writeEntries(file, [...(await readArchive(file)), [name, Buffer.from('x')]])
    const refusal = await refusalOf(file, folder)
    expect(refusal).toMatchObject({ code: 'CORRUPT', message: expect.stringContaining('extra file') })
    expect(refusal.message).toContain(name)
    expect(listAll(folder)).toEqual([path.basename(file)])
  }
)

test('a file that is there twice, or in another place of the order, is refused', async () => {
  const { file, folder } = await makeSnapshot()
  const entries = [...(await readArchive(file))]
  await writeEntries(file, [...entries, ...entries.slice(-1)])
  expect(await refusalOf(file, folder)).toMatchObject({ code: 'CORRUPT', message: expect.stringContaining('twice') })
  await writeEntries(file, [...entries.slice(0, -2), ...entries.slice(-2).reverse()])
  expect(await refusalOf(file, folder)).toMatchObject({ code: 'CORRUPT', message: expect.stringContaining('out of order') })
  await writeEntries(file, [...entries.slice(1), ...entries.slice(0, 1)])
  expect(await refusalOf(file, folder)).toMatchObject({ code: 'CORRUPT', details: { entry: 'manifest.json' } })
})

test('packed anew by another zip program it is refused: every byte of a snapshot is accounted for', async () => {
  const { file, folder } = await makeSnapshot()
  const zip = new yazl.ZipFile()
  for (const [name, content] of await readArchive(file)) zip.addBuffer(content, name, { compress: false })
  zip.end()
  const chunks: Buffer[] = []
  for await (const chunk of zip.outputStream) chunks.push(chunk as Buffer)
  writeFileSync(file, Buffer.concat(chunks))
  expect((await refusalOf(file, folder)).code).toBe('CORRUPT')
})

test('a symbolic link, an odd file mode, an encrypted or oddly packed entry is refused', async () => {
  const { file, folder } = await makeSnapshot()
  const whole = readFileSync(file)
  const list = whole.readUInt32LE(whole.length - 6)
  const edits: readonly (readonly [number, number])[] = [
    [list + 41, 0xa1],
    [list + 41, 0x89],
    [list + 8, 1],
    [list + 10, 12]
  ]
  for (const [at, value] of edits) {
    const copy = Buffer.from(whole)
    copy[at] = value
    writeFileSync(file, copy)
    expect((await refusalOf(file, folder)).code).toBe('CORRUPT')
  }
})

test('a bomb stops at the size the manifest declares', async () => {
  const { file, folder } = await makeSnapshot()
  const entries = await readArchive(file)
  const manifest = parseManifest(entries.get('manifest.json') as Buffer)
  const declared = manifest.entries.map((entry) => (entry.path === 'mlflow.db' ? { ...entry, size: 1024 } : entry))
  const bomb = Buffer.alloc(100 * 1024 * 1024)
  await writeEntries(file, [...entries.set('manifest.json', encodeManifest({ ...manifest, entries: declared })).set('mlflow.db', bomb)])
  expect(await refusalOf(file, folder)).toMatchObject({ code: 'CORRUPT', details: { entry: 'mlflow.db' } })
})

test('a manifest of a newer Greenroom is told apart from damage', async () => {
  const { file, folder } = await makeSnapshot()
  const entries = await readArchive(file)
  const manifest = JSON.parse(String(entries.get('manifest.json'))) as object
  await writeEntries(file, entries.set('manifest.json', Buffer.from(JSON.stringify({ ...manifest, formatVersion: 2 }))))
  expect(await refusalOf(file, folder)).toMatchObject({ code: 'UNSUPPORTED', message: expect.stringContaining('newer') })
})

test.each([
  ['not JSON', () => '{"formatVersion": 1,'],
  ['a list', () => '[]'],
  ['a path out of the archive', (text: string) => text.replace('"mlflow.db"', '"../mlflow.db"')],
  ['an id that is a path', (text: string) => text.replace(/"snapshotId": "[^"]*"/, '"snapshotId": "../../x"')],
  ['a negative size', (text: string) => text.replace(/"size": \d+/, '"size": -1')],
  ['no entries', (text: string) => text.replace(/"entries": \[[\s\S]*\]/, '"entries": []')]
])('a manifest that is %s is refused', async (_what, change) => {
  const { file, folder } = await makeSnapshot()
  const entries = await readArchive(file)
  await writeEntries(file, entries.set('manifest.json', Buffer.from(change(String(entries.get('manifest.json'))))))
  expect(await refusalOf(file, folder)).toMatchObject({
    code: 'CORRUPT',
    details: { entry: expect.stringMatching(/manifest\.json|mlflow\.db/) }
  })
})

test.each([
  ['a view', 'CREATE VIEW sneaky AS SELECT 1'],
  ['a trigger', 'CREATE TRIGGER sneaky AFTER INSERT ON runs BEGIN DELETE FROM runs; END'],
  ['an extra table', 'CREATE TABLE sneaky (x)'],
  ['a virtual table', 'CREATE VIRTUAL TABLE sneaky USING fts5(x)'],
  ['an index over an expression', 'DROP INDEX index_params_run_uuid; CREATE INDEX index_params_run_uuid ON params (abs(run_uuid))'],
  ['a computed column', "ALTER TABLE runs ADD COLUMN sneaky TEXT AS (upper('x'))"],
  ['a missing table', 'DROP TABLE params'],
  ['text where a number belongs', "UPDATE runs SET start_time = 'yesterday'"],
  ['a row that refers to nothing', "INSERT INTO params (key, value, run_uuid) VALUES ('k', 'v', 'nobody')"],
  [
    'a value its column forbids',
    "UPDATE runs SET status = 'EVIL' WHERE 0; INSERT INTO model_versions (name, version, workspace) VALUES ('nobody', 1, 'default')"
  ]
])('a forged database with %s is refused, although every hash fits', async (_what, sql) => {
  const { file, folder } = await makeSnapshot()
  const forged = path.join(folder, 'forged.greenroom')
  await forge(file, forged, (entries) => entries.set('mlflow.db', editDatabase(entries.get('mlflow.db') as Buffer, folder, sql)))
  expect((await refusalOf(forged, folder)).code).toBe('CORRUPT')
})

test('another revision of MLflow’s schema is named', async () => {
  const { file, folder } = await makeSnapshot()
  const forged = path.join(folder, 'forged.greenroom')
  const sql = "UPDATE alembic_version SET version_num = '0584bdc529eb'"
  await forge(file, forged, (entries) => entries.set('mlflow.db', editDatabase(entries.get('mlflow.db') as Buffer, folder, sql)))
  expect(await refusalOf(forged, folder)).toMatchObject({ code: 'UNSUPPORTED', message: expect.stringContaining('0584bdc529eb') })
})

test.each([
  '../../outside',
  '/etc/outside',
  'C:/outside',
  'a/../../outside',
  'a\\outside',
  'a//outside',
  'CON',
  'x/aux.txt',
  'dot.',
  'bi\u202edi',
  'nul\u0000x'
])('an artifact that would be written to %j is refused', async (name) => {
  const { file, folder } = await makeSnapshot()
  const forged = path.join(folder, 'forged.greenroom')
  const sql = `UPDATE artifact_files SET path = CAST(x'${Buffer.from(name).toString('hex')}' AS TEXT) WHERE path LIKE '7/%'`
  await forge(file, forged, (entries) => entries.set('greenroom.db', editDatabase(entries.get('greenroom.db') as Buffer, folder, sql)))
  expect((await refusalOf(forged, folder)).code).toBe('UNSAFE_PATH')
})

test.each([
  [
    'two names equal but for case',
    "INSERT INTO artifact_files SELECT upper(path), sha256, size FROM artifact_files WHERE path LIKE '%notes.txt'",
    'UNSAFE_PATH'
  ],
  [
    'a file that is a folder too',
    "INSERT INTO artifact_files SELECT path || '/x', sha256, size FROM artifact_files WHERE path LIKE '%notes.txt'",
    'UNSAFE_PATH'
  ],
  ['an artifact without bytes', `INSERT INTO artifact_files VALUES ('x', '${'0'.repeat(64)}', 1)`, 'CORRUPT'],
  ['bytes without an artifact', "DELETE FROM artifact_files WHERE path LIKE '%notes.txt'", 'CORRUPT'],
  ['another size', "UPDATE artifact_files SET size = size + 1 WHERE path LIKE '%notes.txt'", 'CORRUPT']
])('a list of artifacts with %s is refused', async (_what, sql, code) => {
  const { file, folder } = await makeSnapshot()
  const forged = path.join(folder, 'forged.greenroom')
  await forge(file, forged, (entries) => entries.set('greenroom.db', editDatabase(entries.get('greenroom.db') as Buffer, folder, sql)))
  expect((await refusalOf(forged, folder)).code).toBe(code)
})

test('a forged database damaged at random ends in a refusal or sound rows, never in a crash', async () => {
  const { file, folder } = await makeSnapshot()
  const random = makeRandom()
  const forged = path.join(folder, 'forged.greenroom')
  for (let round = 0; round < 12; round += 1) {
    await forge(file, forged, (entries) => {
      const content = Buffer.from(entries.get('mlflow.db') as Buffer)
      for (let flip = 0; flip < 40; flip += 1) content[Math.floor(random() * content.length)] = Math.floor(random() * 256)
      entries.set('mlflow.db', content)
    })
    const outcome = await verifySnapshot({ kind: 'verify', file: forged, workFolder: path.join(folder, 'q') }, () => {}).then(
      () => 'accepted',
      (error: { code?: string }) => error.code
    )
    expect(['CORRUPT', 'UNSUPPORTED', 'accepted']).toContain(outcome)
  }
})

test('what is no snapshot is refused: text, an empty file, another archive, a folder, a pipe, nothing', async () => {
  const folder = makeSnapshotFolder()
  const at = (name: string) => path.join(folder, name)
  writeFileSync(at('empty'), '')
  writeFileSync(at('text'), 'hello '.repeat(100))
  writeFileSync(at('tar.gz'), gzipSync('x'.repeat(1000)))
  mkdirSync(at('folder'))
  execFileSync('mkfifo', [at('pipe')])
  for (const name of ['empty', 'text', 'tar.gz']) expect((await refusalOf(at(name), folder)).code).toBe('CORRUPT')
  for (const name of ['folder', 'pipe']) expect((await refusalOf(at(name), folder)).code).toBe('INVALID')
  expect((await refusalOf(at('nothing'), folder)).code).toBe('NOT_FOUND')
})

test('the shipped sample passes its own checks', async () => {
  const folder = makeSnapshotFolder()
  const manifest = await verifySnapshot({ kind: 'verify', file: sampleFile, workFolder: path.join(folder, 'q') }, () => {})
  expect(manifest.registryName).toBe('Sample registry')
  expect(hashManifest((await readArchive(sampleFile)).get('manifest.json') as Buffer)).toMatch(/^[0-9a-f]{64}$/)
})
