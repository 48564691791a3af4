import { createHash } from 'node:crypto'
import { linkSync, mkdtempSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { beforeEach, expect, onTestFinished, test } from 'vitest'
import { createHashMemory, type HashMemory } from '../../src/main/sources/local/hash-memory.ts'
import { locateArtifact } from '../../src/main/tracking/artifact-paths.ts'

const sha = (text: string) => createHash('sha256').update(text).digest('hex')
const never = new AbortController().signal
/** Long after the files were written: their file system's clock has moved on. */
const later = () => Date.now() + 60_000
let folder: string
let file: string

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'greenroom-hash-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  file = path.join(folder, 'weights.bin')
  writeFileSync(file, 'aaa')
})

/** The hash, and whether the file was read for it. */
async function ask(memory: HashMemory): Promise<readonly [string, 'read' | 'known']> {
  let bytes = 0
  const place = locateArtifact({ root: folder, localRoots: [folder] }, `mlflow-artifacts:/${path.basename(file)}`)
  const { sha256 } = await memory(place, never, (count) => {
    bytes = count
  })
  return [sha256, bytes > 0 ? 'read' : 'known']
}

test('a file that stayed as it was is read once', async () => {
  const memory = createHashMemory(later)
  expect(await ask(memory)).toEqual([sha('aaa'), 'read'])
  expect(await ask(memory)).toEqual([sha('aaa'), 'known'])
})

test('other bytes of the same size are noticed, also with the old time put back', async () => {
  const memory = createHashMemory(later)
  await ask(memory)
  const { atime, mtime } = statSync(file)
  const other = path.join(folder, 'other')
  writeFileSync(other, 'bbb')
  utimesSync(other, atime, mtime)
  renameSync(other, file)
  expect(await ask(memory)).toEqual([sha('bbb'), 'read'])
})

test('a file that was just written is not remembered: its next change may have the same time', async () => {
  const memory = createHashMemory()
  await ask(memory)
  expect(await ask(memory)).toEqual([sha('aaa'), 'read'])
})

test('what may not be opened is refused, known or not', async () => {
  const memory = createHashMemory(later)
  await ask(memory)
  linkSync(file, path.join(folder, 'second name'))
  await expect(ask(memory)).rejects.toMatchObject({ code: 'FORBIDDEN' })
  rmSync(file)
  await expect(ask(memory)).rejects.toMatchObject({ code: 'NOT_FOUND' })
})
