import { execFileSync } from 'node:child_process'
import {
  existsSync,
  linkSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync
} from 'node:fs'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { expect, test } from 'vitest'
import { type ServiceOptions, startService } from '../../src/main/service.ts'
import { locateArtifact, locateOwnPath } from '../../src/main/tracking/artifact-paths.ts'
import { sweepIncoming, writeStream } from '../../src/main/tracking/artifact-writing.ts'
import { deleteTree, listFolder, openForRead, resolveArtifactPath } from '../../src/main/tracking/artifacts.ts'
import { makeFolder } from './registry-fixture.ts'

function put(root: string, path: string, content: string | readonly Uint8Array[], declaredBytes?: number) {
  const chunks = typeof content === 'string' ? [Buffer.from(content)] : content
  return writeStream(locateOwnPath({ root }, path), Readable.from(chunks), { declaredBytes })
}

async function readAll(root: string, path: string): Promise<string> {
  const { handle } = await openForRead(locateOwnPath({ root }, path))
  try {
    return (await handle.readFile()).toString()
  } finally {
    await handle.close()
  }
}

/** Every path below a folder, without the folder for unfinished uploads. */
function tree(root: string): readonly string[] {
  return readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter((path) => !path.startsWith('.incoming'))
    .sort()
}

test('a written file reads back, is private, and leaves nothing unfinished', async () => {
  const root = makeFolder()
  expect(await put(root, '1/run/artifacts/model/MLmodel', 'flavors: {}', 11)).toBe(11)
  expect(await readAll(root, '1/run/artifacts/model/MLmodel')).toBe('flavors: {}')
  expect(statSync(join(root, '1/run/artifacts/model/MLmodel')).mode & 0o777).toBe(0o600)
  expect(statSync(join(root, '1/run')).mode & 0o777).toBe(0o700)
  expect(readdirSync(join(root, '.incoming'))).toEqual([])
  await put(root, '1/run/artifacts/model/MLmodel', 'new')
  expect(await readAll(root, '1/run/artifacts/model/MLmodel')).toBe('new')
})

test.each([
  ['fewer bytes than announced', 10],
  ['more bytes than announced', 3]
])('an upload with %s leaves no file and no folder', async (_, declared) => {
  const root = makeFolder()
  await expect(put(root, '1/run/artifacts/x.bin', 'abcdefgh', declared)).rejects.toMatchObject({ code: 'INVALID' })
  expect(tree(root)).toEqual([])
  expect(readdirSync(join(root, '.incoming'))).toEqual([])
})

test('an upload that breaks off leaves the old file', async () => {
  const root = makeFolder()
  await put(root, 'a/x', 'old')
  async function* breakOff() {
    yield Buffer.from('ne')
    throw new Error('connection lost')
  }
  await expect(writeStream(locateOwnPath({ root }, 'a/x'), breakOff())).rejects.toThrow('connection lost')
  expect(await readAll(root, 'a/x')).toBe('old')
  expect(readdirSync(join(root, '.incoming'))).toEqual([])
})

test('an upload that cannot fit is refused before a byte is written', async () => {
  const root = makeFolder()
  await expect(put(root, 'big', 'x', 1e15)).rejects.toMatchObject({
    code: 'DISK_FULL',
    message: expect.stringContaining('1000000000000000 bytes')
  })
  expect(tree(root)).toEqual([])
})

test('two uploads to one path at once leave one of them whole', async () => {
  const root = makeFolder()
  const contents = Array.from({ length: 8 }, (_, index) => String(index).repeat(100_000))
  await Promise.all(
    contents.map((content) =>
      put(
        root,
        'deep/er/x',
        Array.from({ length: 10 }, (_, at) => Buffer.from(content.slice(at * 10_000, (at + 1) * 10_000)))
      )
    )
  )
  expect(contents).toContain(await readAll(root, 'deep/er/x'))
})

test('names that other platforms hold as one are refused beside each other', async () => {
  const root = makeFolder()
  await put(root, 'run/A.txt', '1')
  await put(root, 'run/caf\u00e9', '1')
  await expect(put(root, 'run/a.txt', '2')).rejects.toMatchObject({ code: 'UNSAFE_PATH', message: expect.stringContaining('A.txt') })
  await expect(put(root, 'run/cafe\u0301', '2')).rejects.toMatchObject({ code: 'UNSAFE_PATH' })
  await expect(put(root, 'RUN/b.txt', '2')).rejects.toMatchObject({ code: 'UNSAFE_PATH' })
  expect(tree(root)).toEqual(['run', 'run/A.txt', 'run/caf\u00e9'])
})

test('an artifacts folder that is itself a link works: the user chose it', async () => {
  const folder = makeFolder()
  mkdirSync(join(folder, 'real'))
  symlinkSync(join(folder, 'real'), join(folder, 'chosen'))
  await put(join(folder, 'chosen'), 'a/x', 'data')
  expect((await listFolder(locateOwnPath({ root: join(folder, 'chosen') }, ''))).entries.map(({ name }) => name)).toEqual(['a'])
  expect(await readAll(join(folder, 'chosen'), 'a/x')).toBe('data')
})

test('a file does not take the place of a folder, nor a folder that of a file', async () => {
  const root = makeFolder()
  await put(root, 'a/b', 'file')
  await expect(put(root, 'a', 'x')).rejects.toMatchObject({ code: 'INVALID' })
  await expect(put(root, 'a/b/c', 'x')).rejects.toMatchObject({ code: 'INVALID' })
  await expect(openForRead(locateOwnPath({ root }, 'a'))).rejects.toMatchObject({ code: 'INVALID' })
  expect(tree(root)).toEqual(['a', 'a/b'])
})

test('links planted by another program are refused on read, write, list and delete, and what they point at stays', async () => {
  const outside = makeFolder()
  writeFileSync(join(outside, 'secret'), 'secret')
  const root = makeFolder()
  mkdirSync(join(root, 'run'))
  symlinkSync(outside, join(root, 'run', 'folder'))
  symlinkSync(join(outside, 'secret'), join(root, 'run', 'file'))
  linkSync(join(outside, 'secret'), join(root, 'run', 'hard'))
  for (const path of ['run/folder/secret', 'run/file', 'run/hard']) {
    const place = locateOwnPath({ root }, path)
    await expect(openForRead(place)).rejects.toMatchObject({ code: 'FORBIDDEN' })
    await expect(put(root, path, 'changed')).rejects.toMatchObject({ code: 'FORBIDDEN' })
    await expect(deleteTree(place)).rejects.toMatchObject({ code: 'FORBIDDEN' })
    await expect(resolveArtifactPath({ root }, 'mlflow-artifacts:/', path)).rejects.toMatchObject({ code: 'FORBIDDEN' })
  }
  await expect(listFolder(locateOwnPath({ root }, 'run/folder'))).rejects.toMatchObject({ code: 'FORBIDDEN' })
  await expect(put(root, 'run/folder/new', 'x')).rejects.toMatchObject({ code: 'FORBIDDEN' })
  expect((await listFolder(locateOwnPath({ root }, 'run'))).entries).toEqual([])
  expect(readFileSync(join(outside, 'secret'), 'utf8')).toBe('secret')
  expect(readdirSync(outside)).toEqual(['secret'])
})

test.skipIf(process.platform === 'win32')('a pipe in place of a file is refused without waiting for its writer', async () => {
  const root = makeFolder()
  execFileSync('mkfifo', [join(root, 'pipe')])
  await expect(openForRead(locateOwnPath({ root }, 'pipe'))).rejects.toMatchObject({ code: 'FORBIDDEN' })
})

test('a folder lists by name in windows, without links and unfinished uploads', async () => {
  const root = makeFolder()
  for (const name of ['b.txt', 'a.txt', 'Z.txt']) await put(root, `run/${name}`, name)
  await put(root, 'run/sub/x', '')
  writeFileSync(join(root, 'run', '.artifact.uploading.1'), '')
  const place = locateOwnPath({ root }, 'run')
  expect(await listFolder(place)).toEqual({
    total: 4,
    entries: [
      { name: 'Z.txt', isDirectory: false, size: 5 },
      { name: 'a.txt', isDirectory: false, size: 5 },
      { name: 'b.txt', isDirectory: false, size: 5 },
      { name: 'sub', isDirectory: true, size: null }
    ]
  })
  expect((await listFolder(place, 1, 2)).entries.map((entry) => entry.name)).toEqual(['a.txt', 'b.txt'])
  expect(await listFolder(locateOwnPath({ root }, 'none'))).toEqual({ total: 0, entries: [] })
  expect(await listFolder(locateOwnPath({ root }, 'run/a.txt'))).toEqual({ total: 0, entries: [] })
  expect((await listFolder(locateOwnPath({ root }, ''))).entries.map((entry) => entry.name)).toEqual(['run'])
})

test('deleting takes a file or a whole folder, never the root, and nothing is fine', async () => {
  const root = makeFolder()
  await put(root, 'run/a/x', '1')
  await put(root, 'run/y', '1')
  await deleteTree(locateOwnPath({ root }, 'run/y'))
  expect(tree(root)).toEqual(['run', 'run/a', 'run/a/x'])
  await deleteTree(locateOwnPath({ root }, 'run'))
  expect(tree(root)).toEqual([])
  await deleteTree(locateOwnPath({ root }, 'run'))
  await expect(deleteTree(locateOwnPath({ root }, ''))).rejects.toMatchObject({ code: 'INVALID' })
  expect(existsSync(root)).toBe(true)
})

/** A folder for unfinished uploads with those of ended processes (this one's number among them), of a living one, and files of others. */
function fillIncoming(root: string): { readonly folder: string; readonly kept: readonly string[]; readonly swept: readonly string[] } {
  const folder = join(root, '.incoming')
  const ended = Number(execFileSync(process.execPath, ['-p', 'process.pid'], { encoding: 'utf8' }))
  const key = 'ab'.repeat(12)
  const swept = [`${ended}-${key}`, `${process.pid}-${key}`, `${ended}-${'0'.repeat(24)}`]
  const foreign = ['notes.txt', '2024 plan', `${ended}`, `${ended}-ab`, `${ended}-${key}.bak`, `0-${key}`, `${'9'.repeat(30)}-${key}`]
  const files = [...foreign, `${process.ppid}-${key}`]
  mkdirSync(join(folder, 'kept'), { recursive: true })
  mkdirSync(join(folder, `${ended}-${'0'.repeat(24)}`, 'sub'), { recursive: true })
  for (const name of [...files, ...swept.slice(0, 2), 'kept/x', `${ended}-${'0'.repeat(24)}/sub/x`]) writeFileSync(join(folder, name), name)
  return { folder, kept: [...files, 'kept'].sort(), swept }
}

test('what ended processes left unfinished is swept; what a living one writes and what others keep there is not', async () => {
  const root = makeFolder()
  const { folder, kept } = fillIncoming(root)
  await sweepIncoming(root)
  expect(readdirSync(folder).sort()).toEqual(kept)
  expect(readdirSync(join(folder, 'kept'))).toEqual(['x'])
  await sweepIncoming(makeFolder())
})

test('a link in place of the folder of unfinished uploads is not followed', async () => {
  const [root, elsewhere] = [makeFolder(), makeFolder()]
  const { folder } = fillIncoming(elsewhere)
  const before = readdirSync(folder)
  symlinkSync(folder, join(root, '.incoming'))
  await sweepIncoming(root)
  expect(readdirSync(folder)).toEqual(before)
})

test('a start sweeps once the database was accepted, or where there is none; a refused one leaves all', async () => {
  const database = join(makeFolder(), 'mlflow.db')
  const artifactsDestination = join(makeFolder(), 'artifacts')
  const { folder, kept, swept } = fillIncoming(artifactsDestination)
  const start = async (more: Partial<ServiceOptions>) => (await startService({ database, artifactsDestination, port: 0, ...more })).close()
  writeFileSync(database, 'no database at all '.repeat(500))
  await expect(start({})).rejects.toMatchObject({ code: 'CORRUPT' })
  expect(readdirSync(folder).sort()).toEqual([...kept, ...swept].sort())
  rmSync(database)
  await start({})
  expect(readdirSync(folder).sort()).toEqual(kept)
  const other = join(makeFolder(), 'artifacts')
  const alone = fillIncoming(other)
  await start({ database: undefined, isArtifactsOnly: true, artifactsDestination: other })
  expect(readdirSync(alone.folder).sort()).toEqual(alone.kept)
})

test('below a folder of the user hard links are read, symbolic links are not', async () => {
  const folder = makeFolder()
  writeFileSync(join(folder, 'x'), 'data')
  linkSync(join(folder, 'x'), join(folder, 'same'))
  symlinkSync(join(folder, 'x'), join(folder, 'link'))
  const store = { root: null, localRoots: [folder] }
  const { handle, size } = await openForRead(locateArtifact(store, folder, 'same'))
  await handle.close()
  expect(size).toBe(4)
  await expect(openForRead(locateArtifact(store, folder, 'link'))).rejects.toMatchObject({ code: 'FORBIDDEN' })
  rmSync(join(folder, 'same'))
  expect(lstatSync(join(folder, 'x')).nlink).toBe(1)
})
