import { execFileSync } from 'node:child_process'
import { mkdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import yazl from 'yazl'
import { encodeManifest, hashManifest, parseManifest } from '../../src/main/sources/snapshot/manifest.ts'
import { verifySnapshot } from '../../src/main/sources/snapshot/unpack.ts'
import { makeRandom, makeSnapshot } from '../support/snapshot-copies.ts'
import { listAll, makeSnapshotFolder, readArchive, refusalOf, sampleFile, writeEntries } from '../support/snapshots.ts'

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
