import { existsSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { type OpenedSnapshot, openSnapshotFile, removeOpened, verifySnapshotFile } from '../../src/main/sources/snapshot/open-snapshot.ts'
import { createNotedContext } from '../support/local-source.ts'
import { exportHere, listAll, makeRegistry, makeSnapshotFolder, never, openAs, readTree, toolsFor } from '../support/snapshots.ts'

test('an opened snapshot is shown by the ordinary source, read-only, with files to predict from', async () => {
  const home = makeSnapshotFolder()
  const opened = await openSnapshotFile(toolsFor(home), await exportHere(makeRegistry(), makeSnapshotFolder()), never)
  expect(opened).toMatchObject({ registryId: opened.manifest.snapshotId, name: 'Tests', wasReused: false })
  const source = openAs('snapshot', opened)
  const signal = never.signal
  const versions = await source.listVersions(
    { model: 'churn', filter: '', sort: { key: 'version', descending: true }, offset: 0, limit: 10, metrics: ['accuracy'] },
    signal
  )
  expect(versions.rows.map((row) => [row.version, row.metrics['accuracy'], row.aliases])).toEqual([
    ['2', 0.7, ['champion']],
    ['1', 0.6, []]
  ])
  expect(readFileSync(path.join(await source.versionFolder('churn', '2'), 'MLmodel'), 'utf8')).toBe('version: 2\n')
  await expect(source.createModel({ model: 'new', description: '' }, createNotedContext())).rejects.toMatchObject({ code: 'READ_ONLY' })
})

test('only the user may read an unpacked snapshot, and it lies where nothing else does', async () => {
  const home = makeSnapshotFolder()
  const opened = await openSnapshotFile(toolsFor(home), await exportHere(makeRegistry(), makeSnapshotFolder()), never)
  expect(path.dirname(opened.folder)).toBe(path.join(home, 'opened'))
  expect(statSync(opened.folder).mode & 0o777).toBe(0o700)
  expect(statSync(opened.database).mode & 0o777).toBe(0o600)
  expect(listAll(path.join(home, 'work'))).toEqual([])
  expect(listAll(opened.folder).filter((name) => !name.startsWith('artifacts'))).toEqual([
    'complete.json',
    'greenroom.db',
    'manifest.json',
    'mlflow.db'
  ])
})

test('opened again, the same contents are not unpacked again; a copy that lost a file is', async () => {
  const home = makeSnapshotFolder()
  const file = await exportHere(makeRegistry(), makeSnapshotFolder())
  const first = await openSnapshotFile(toolsFor(home), file, never)
  const tree = readTree(first.artifacts)
  expect(await openSnapshotFile(toolsFor(home), file, never)).toMatchObject({ folder: first.folder, wasReused: true })
  rmSync(path.join(first.artifacts, [...tree.keys()][0] ?? ''))
  expect(await openSnapshotFile(toolsFor(home), file, never)).toMatchObject({ folder: first.folder, wasReused: false })
  expect(readTree(first.artifacts)).toEqual(tree)
})

test('a file that was altered after it was opened once is refused the next time', async () => {
  const home = makeSnapshotFolder()
  const file = await exportHere(makeRegistry(), makeSnapshotFolder())
  await openSnapshotFile(toolsFor(home), file, never)
  const bytes = readFileSync(file)
  const at = bytes.indexOf('version: 2\n')
  bytes[at] = (bytes[at] ?? 0) ^ 32
  writeFileSync(file, bytes)
  await expect(openSnapshotFile(toolsFor(home), file, never)).rejects.toMatchObject({
    code: 'CORRUPT',
    details: { entry: expect.stringMatching(/^artifacts\/sha256\//) }
  })
  await expect(verifySnapshotFile(toolsFor(home), file, never)).rejects.toMatchObject({ code: 'CORRUPT' })
})

test('a refused snapshot leaves nothing behind', async () => {
  const home = makeSnapshotFolder()
  const file = await exportHere(makeRegistry(), makeSnapshotFolder())
  const bytes = readFileSync(file)
  bytes[bytes.length - 30] = (bytes[bytes.length - 30] ?? 0) ^ 1
  writeFileSync(file, bytes)
  await expect(openSnapshotFile(toolsFor(home), file, never)).rejects.toMatchObject({ code: 'CORRUPT' })
  expect(listAll(home)).toEqual(['work'])
})

test('closing removes the unpacked copy of that snapshot alone', async () => {
  const home = makeSnapshotFolder()
  const registry = makeRegistry()
  const [a, b] = ['3f2b8c1e-0000-4000-8000-00000000000a', '3f2b8c1e-0000-4000-8000-00000000000b']
  const opened: OpenedSnapshot[] = []
  for (const snapshotId of [a, b])
    opened.push(await openSnapshotFile(toolsFor(home), await exportHere(registry, makeSnapshotFolder(), { snapshotId }), never))
  await removeOpened(home, a)
  expect(opened.map(({ folder }) => existsSync(folder))).toEqual([false, true])
})
