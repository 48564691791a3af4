import { existsSync, linkSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import Database from 'better-sqlite3'
import { expect, test } from 'vitest'
import { type ExportRequest, exportSnapshotFile, openSnapshotFile } from '../../src/main/sources/snapshot/open-snapshot.ts'
import { sweepWorkFolder } from '../../src/main/sources/snapshot/run-job.ts'
import { forkNode } from '../../src/main/spawn-node.ts'
import type { TestRegistry } from '../support/registry-builder.ts'
import {
  exportHere,
  hugeExperiment,
  listAll,
  makeRegistry,
  makeSnapshotFolder,
  never,
  readArchive,
  readRows,
  readTree,
  toolsFor,
  unpackHere
} from '../support/snapshots.ts'

const run = (name: string) => name.padEnd(32, '0')

function requestOf(registry: TestRegistry, target: string, more: Partial<ExportRequest> = {}): ExportRequest {
  return {
    registry: { id: 'registry-of-tests', name: 'Tests', database: registry.database, artifacts: registry.artifacts },
    store: null,
    selection: { kind: 'registry' },
    withPredictions: false,
    snapshotId: '3f2b8c1e-0000-4000-8000-000000000001',
    madeMs: 1_760_000_000_000,
    madeBy: 'Ann',
    appVersion: '0.1.0',
    target,
    ...more
  }
}

test('a whole registry comes back with every row, id, time and file as it was', async () => {
  const registry = makeRegistry()
  const home = makeSnapshotFolder()
  const target = path.join(home, 'all.greenroom')
  const written = await exportSnapshotFile(toolsFor(home), requestOf(registry, target), never)
  expect(written).toMatchObject({
    file: target,
    size: statSync(target).size,
    manifest: { models: ['churn', 'fraud'], versionCount: 3, runCount: 4 }
  })

  const opened = await openSnapshotFile(toolsFor(home), target, never)
  const rows = readRows(opened.database)
  expect(rows).toEqual(readRows(registry.database))
  expect(rows.get('experiments')?.some((row) => row.includes(`${hugeExperiment}n`))).toBe(true)
  expect(rows.get('metrics')).toHaveLength(10)
  expect(readTree(opened.artifacts)).toEqual(readTree(registry.artifacts))
})

test('the database inside is an ordinary one: rollback journal, sound, stamped with MLflow’s revision', async () => {
  const registry = makeRegistry()
  const folder = makeSnapshotFolder()
  const entries = await readArchive(await exportHere(registry, folder))
  const file = path.join(folder, 'inside.db')
  writeFileSync(file, entries.get('mlflow.db') as Buffer)
  const db = new Database(file, { readonly: true })
  expect(db.pragma('journal_mode', { simple: true })).toBe('delete')
  expect(db.pragma('integrity_check', { simple: true })).toBe('ok')
  expect(db.pragma('foreign_key_check')).toEqual([])
  expect(db.pragma('freelist_count', { simple: true })).toBe(0)
  expect(db.prepare('SELECT version_num FROM alembic_version').pluck().get()).toBe('dc11669786a5')
  db.close()
})

test('one chosen model travels with its runs, experiments and files, and nothing of the others', async () => {
  const registry = makeRegistry()
  const home = makeSnapshotFolder()
  const file = await exportHere(registry, home, { selection: { kind: 'models', models: ['churn'] } })
  const opened = await unpackHere(file, home)

  expect(opened.manifest).toMatchObject({ models: ['churn'], versionCount: 2, runCount: 2 })
  const db = new Database(opened.database, { readonly: true })
  const list = (sql: string) => db.prepare(sql).pluck().all()
  expect(list('SELECT name FROM registered_models')).toEqual(['churn'])
  expect(list('SELECT run_uuid FROM runs ORDER BY 1')).toEqual([run('c1'), run('c2')])
  expect(list('SELECT name FROM experiments ORDER BY 1')).toEqual(['Default', 'migrated'])
  expect(list('SELECT alias FROM registered_model_aliases')).toEqual(['champion'])
  expect(list('SELECT count(*) FROM logged_models')).toEqual([0])
  expect(list('SELECT DISTINCT run_uuid FROM metrics ORDER BY 1')).toEqual([run('c1'), run('c2')])
  db.close()
  const kept = [...readTree(registry.artifacts)].filter(([name]) => name.startsWith(`${hugeExperiment}/`))
  expect([...readTree(opened.artifacts)]).toEqual(kept)
})

test('a version that names its files through a logged model brings that model and its run along', async () => {
  const registry = makeRegistry()
  const home = makeSnapshotFolder()
  const file = await exportHere(registry, home, { selection: { kind: 'models', models: ['fraud'] } })
  const opened = await unpackHere(file, home)
  const db = new Database(opened.database, { readonly: true })
  expect(db.prepare('SELECT model_id FROM logged_models').pluck().all()).toEqual([`m-${'f'.repeat(32)}`])
  expect(db.prepare('SELECT metric_value FROM logged_model_metrics').pluck().all()).toEqual([0.9])
  expect(db.prepare('SELECT run_uuid FROM runs').pluck().all()).toEqual([run('f1')])
  db.close()
  expect([...readTree(opened.artifacts).keys()]).toEqual([
    `0/models/m-${'f'.repeat(32)}/artifacts/MLmodel`,
    `0/models/m-${'f'.repeat(32)}/artifacts/conda.yaml`
  ])
})

test('equal files are stored once, by their hash, and any zip program can read the archive', async () => {
  const registry = makeRegistry()
  const entries = await readArchive(await exportHere(registry, makeSnapshotFolder()))
  expect([...entries.keys()].slice(0, 3)).toEqual(['manifest.json', 'mlflow.db', 'greenroom.db'])
  expect(readTree(registry.artifacts).size).toBe(7)
  expect([...entries.keys()].filter((name) => name.startsWith('artifacts/sha256/'))).toHaveLength(5)
  const manifest = JSON.parse(String(entries.get('manifest.json'))) as { entries: { path: string; size: number }[] }
  for (const { path: name, size } of manifest.entries) expect(entries.get(name)?.length).toBe(size)
})

test('equal contents give equal bytes', async () => {
  const registry = makeRegistry()
  const [first, second] = [await exportHere(registry, makeSnapshotFolder()), await exportHere(registry, makeSnapshotFolder())]
  expect(readFileSync(first).equals(readFileSync(second))).toBe(true)
})

test('an unknown model is refused by name and an older file of that name stays as it was', async () => {
  const registry = makeRegistry()
  const home = makeSnapshotFolder()
  const target = path.join(home, 'kept.greenroom')
  writeFileSync(target, 'older')
  const request = requestOf(registry, target, { selection: { kind: 'models', models: ['churn', 'nobody'] } })
  await expect(exportSnapshotFile(toolsFor(home), request, never)).rejects.toMatchObject({
    code: 'NOT_FOUND',
    message: expect.stringContaining('“nobody”')
  })
  expect(readFileSync(target, 'utf8')).toBe('older')
  expect(listAll(path.join(home, 'work'))).toEqual([])
})

test.each(['symbolic link', 'hard link'])('a %s among the artifacts is refused by name, not followed', async (kind) => {
  const registry = makeRegistry()
  const folder = makeSnapshotFolder()
  writeFileSync(path.join(folder, 'secret'), 'outside')
  const link = path.join(registry.artifacts, '7', run('e1'), 'artifacts', 'link.txt')
  if (kind === 'hard link') linkSync(path.join(folder, 'secret'), link)
  else symlinkSync(path.join(folder, 'secret'), link)
  await expect(exportHere(registry, folder)).rejects.toMatchObject({ code: 'UNSAFE_PATH', message: expect.stringContaining('link.txt') })
})

test.each(['CON.txt', 'a:b', 'dot.', 'x\u202egpj.exe'])(
  'a file named %j, which not every system can hold, is refused by name',
  async (name) => {
    const registry = makeRegistry()
    registry.writeArtifacts(`7/${run('e1')}/artifacts`, { [name]: 'x' })
    await expect(exportHere(registry, makeSnapshotFolder())).rejects.toMatchObject({ code: 'UNSAFE_PATH' })
  }
)

test('names that differ only by case cannot travel together', async () => {
  const registry = makeRegistry()
  registry.writeArtifacts(`7/${run('e1')}/artifacts`, { 'Notes.txt': 'x' })
  await expect(exportHere(registry, makeSnapshotFolder())).rejects.toMatchObject({
    code: 'UNSAFE_PATH',
    message: expect.stringMatching(/Notes\.txt/i)
  })
})

test('a version whose files lie elsewhere still travels and the manifest says so', async () => {
  const registry = makeRegistry()
  registry.addVersion({ model: 'fraud', version: 2, source: 's3://bucket/model' })
  const entries = await readArchive(await exportHere(registry, makeSnapshotFolder()))
  expect(JSON.parse(String(entries.get('manifest.json')))).toMatchObject({ versionCount: 4, versionsWithoutFiles: ['fraud/2'] })
})

test('another connection may write meanwhile; the snapshot is of one moment', async () => {
  const registry = makeRegistry()
  const home = makeSnapshotFolder()
  const target = path.join(home, 'busy.greenroom')
  const exporting = exportSnapshotFile(toolsFor(home), requestOf(registry, target), never)
  const done = exporting.then(() => true)
  let runs = 0
  while (!(await Promise.race([done, new Promise<boolean>((resolve) => setImmediate(() => resolve(false)))]))) {
    runs += 1
    registry.addRun({ id: `a${String(runs).padStart(31, '0')}`, metrics: { m: runs } })
  }
  const opened = await unpackHere(target, home)
  const db = new Database(opened.database, { readonly: true })
  const count = (table: string) => db.prepare(`SELECT count(*) FROM ${table} WHERE run_uuid LIKE 'a%'`).pluck().get()
  expect(count('latest_metrics')).toBe(count('runs'))
  db.close()
  expect(runs).toBeGreaterThan(0)
})

test('cancelling leaves no file, no part of one and no work folder', async () => {
  const registry = makeRegistry()
  const home = makeSnapshotFolder()
  const target = path.join(home, 'cancelled.greenroom')
  const abort = new AbortController()
  const options = { signal: abort.signal, progress: () => abort.abort() }
  await expect(exportSnapshotFile(toolsFor(home), requestOf(registry, target), options)).rejects.toMatchObject({ code: 'CANCELLED' })
  expect(listAll(home)).toEqual(['work'])
})

test('a killed export leaves the target as it was, and what is left over goes at the next start', async () => {
  const registry = makeRegistry()
  const home = makeSnapshotFolder()
  const target = path.join(home, 'killed.greenroom')
  writeFileSync(target, 'older')
  const killing = {
    ...toolsFor(home),
    spawnNode: (...args: Parameters<typeof forkNode>) => {
      const child = forkNode(...args)
      child.onMessage(() => child.kill())
      return child
    }
  }
  await expect(exportSnapshotFile(killing, requestOf(registry, target), never)).rejects.toMatchObject({ code: 'WORKER_FAILED' })
  expect(readFileSync(target, 'utf8')).toBe('older')
  expect(listAll(home)).toEqual(['killed.greenroom', 'work'])

  const deadPid = 2 ** 22 + 1
  const leftover = path.join(home, `.greenroom-${deadPid}-x.part`)
  writeFileSync(leftover, 'half')
  writeFileSync(path.join(home, 'work', `${deadPid}-x`), 'half')
  writeFileSync(path.join(home, 'work', `${process.pid}-mine`), 'in use')
  await sweepWorkFolder(home)
  await exportSnapshotFile(toolsFor(home), requestOf(registry, target), never)
  expect(existsSync(leftover)).toBe(false)
  expect(readdirSync(path.join(home, 'work'))).toEqual([`${process.pid}-mine`])
})

test('a folder that does not exist is refused before any work', async () => {
  const home = makeSnapshotFolder()
  const request = requestOf(makeRegistry(), path.join(home, 'no', 'where.greenroom'))
  await expect(exportSnapshotFile(toolsFor(home), request, never)).rejects.toMatchObject({ code: 'NOT_FOUND' })
  const folder = requestOf(makeRegistry(), home)
  await expect(exportSnapshotFile(toolsFor(home), folder, never)).rejects.toMatchObject({ code: 'INVALID' })
})
