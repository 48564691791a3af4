import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import Database from 'better-sqlite3'
import { expect, onTestFinished, test } from 'vitest'
import { openSource } from '../../src/main/sources/open.ts'
import { historySchema, historyTables } from '../../src/main/sources/snapshot/history-schema.ts'
import {
  exportSnapshotFile,
  type OpenedSnapshot,
  openSnapshotFile,
  removeOpened,
  verifySnapshotFile
} from '../../src/main/sources/snapshot/open-snapshot.ts'
import { findSample, installSample, readSampleHistory, removeSample } from '../../src/main/sources/snapshot/sample.ts'
import type { Source } from '../../src/main/sources/source.ts'
import { appendAudit } from '../../src/main/store/audit.ts'
import { deleteForeignPredictions, saveForeignPredictions } from '../../src/main/store/foreign-predictions.ts'
import { findPrediction, insertPrediction, listPredictions } from '../../src/main/store/predictions.ts'
import { insertRequestEvent } from '../../src/main/store/request-events.ts'
import { insertRequest } from '../../src/main/store/requests.ts'
import { ann, openTestStore } from '../support/core.ts'
import { createNotedContext, workerEntries } from '../support/local-source.ts'
import {
  exportHere,
  listAll,
  makeRegistry,
  makeSnapshotFolder,
  never,
  readArchive,
  readTree,
  sampleFile,
  toolsFor,
  unpackHere
} from '../support/snapshots.ts'

function openAs(kind: 'sample' | 'snapshot', opened: { readonly database: string; readonly artifacts: string }): Source {
  const source = openSource({
    kind,
    isReadOnly: kind === 'snapshot',
    database: opened.database,
    artifacts: opened.artifacts,
    entries: workerEntries
  })
  onTestFinished(() => source.close())
  return source
}

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

test('approvals and audit of the chosen models travel as foreign history, predictions only when asked for', async () => {
  const folder = makeSnapshotFolder()
  const store = openTestStore(folder)
  const registryId = 'registry-of-tests'
  const entry = { atMs: 5, actor: ann, registryId, action: 'stage.changed' }
  appendAudit(store, { ...entry, model: 'churn', version: '2', summary: 'moved v2 from None to Staging' })
  appendAudit(store, { ...entry, model: 'fraud', version: '1', summary: 'not of the chosen model' })
  appendAudit(store, { ...entry, registryId: 'another', model: 'churn', summary: 'not of this registry' })
  insertRequest(store, {
    id: 'r1',
    registryId,
    model: 'churn',
    version: '2',
    versionCreatedMs: 1_700_000_000_002,
    fromStage: 'Staging',
    toStage: 'Production',
    archiveExisting: true,
    reason: 'better',
    requestedById: 'ann',
    requestedBy: 'Ann',
    requestedMs: 6,
    approvalsNeeded: 1,
    maySelfApprove: false,
    artifactDigest: null,
    incumbent: null
  })
  insertRequestEvent(store, 'r1', { atMs: 6, actorId: 'ann', actor: 'Ann', kind: 'requested', note: 'better' })
  insertPrediction(store, {
    id: 'p1',
    registryId,
    model: 'churn',
    version: '2',
    versionCreatedMs: 1_700_000_000_002,
    atMs: 7,
    by: 'Ann',
    bodyKind: 'json',
    rows: 1,
    status: 'ok',
    durationMs: 1.5,
    loadMs: null,
    artifactDigest: null,
    inputSummary: 'private 1',
    outputSummary: '0.5',
    problem: null,
    warnings: ['odd'],
    params: { t: 1 },
    input: '{"private": 1}',
    output: '{"predictions": [0.5]}',
    outputColumns: ['0'],
    outputRows: [[0.5]]
  })

  const home = makeSnapshotFolder()
  const more = { store: path.join(folder, 'greenroom.db'), selection: { kind: 'models', models: ['churn'] } as const }
  const quiet = await unpackHere(await exportHere(makeRegistry(), makeSnapshotFolder(), more), home)
  const rows = quiet.foreignHistory.map(({ kind, seq, row }) => ({ kind, seq, row: JSON.parse(row) as Record<string, unknown> }))
  expect(rows).toMatchObject([
    {
      kind: 'audit',
      seq: 1,
      row: {
        summary: 'moved v2 from None to Staging',
        actor: 'Ann',
        at_ms: 5,
        outcome: 'done',
        hash: expect.stringMatching(/^[0-9a-f]{64}$/)
      }
    },
    { kind: 'request', seq: 1, row: { id: 'r1', status: 'pending', requested_by: 'Ann' } },
    { kind: 'request_event', seq: 1, row: { request_id: 'r1', note: 'better' } }
  ])
  expect(quiet.predictions).toEqual([])

  const file = await exportHere(makeRegistry(), makeSnapshotFolder(), {
    ...more,
    withPredictions: true,
    snapshotId: '3f2b8c1e-0000-4000-8000-00000000000c'
  })
  const open = await unpackHere(file, home)
  expect(open.manifest.withPredictions).toBe(true)
  expect(open.predictions).toMatchObject([{ id: 'p1', input: '{"private": 1}', model: 'churn' }])

  saveForeignPredictions(store, open.manifest.snapshotId, open.predictions)
  saveForeignPredictions(store, open.manifest.snapshotId, open.predictions)
  const shown = listPredictions(store, { registryId: open.manifest.snapshotId, words: ['private'] }, { offset: 0, limit: 10 })
  expect(shown).toMatchObject([{ registryId: open.manifest.snapshotId, by: 'Ann', inputSummary: 'private 1', status: 'ok' }])
  expect(findPrediction(store, shown[0]?.id ?? '')).toMatchObject({ outputRows: [[0.5]], params: { t: 1 }, warnings: ['odd'] })
  deleteForeignPredictions(store, open.manifest.snapshotId)
  expect(listPredictions(store, { words: [] }, { offset: 0, limit: 10 }).map((row) => row.id)).toEqual(['p1'])
})

test('the sample installs as a writable registry of its own, and goes by one call', async () => {
  const home = makeSnapshotFolder()
  const folder = path.join(home, 'sample')
  const installed = await installSample(toolsFor(home), { snapshotFile: sampleFile, folder }, never)
  expect(installed.name).toBe('Sample registry')
  expect(installed.registryId).not.toBe(installed.manifest.registryId)
  expect(JSON.parse(readFileSync(path.join(folder, 'registry.json'), 'utf8'))).toEqual({ id: installed.registryId, format: 1 })
  expect(await findSample(folder)).toEqual({
    registryId: installed.registryId,
    name: 'Sample registry',
    folder,
    database: installed.database,
    artifacts: installed.artifacts
  })
  expect(installed.foreignHistory.filter((row) => row.kind === 'audit').length).toBeGreaterThan(10)

  expect(readSampleHistory(folder, undefined)).toEqual({ foreignHistory: installed.foreignHistory, predictions: installed.predictions })

  const source = openAs('sample', installed)
  await source.createModel({ model: 'mine', description: '' }, createNotedContext())
  expect(await source.countModels()).toBe(4)
  const db = new Database(installed.database, { readonly: true })
  expect(db.pragma('journal_mode', { simple: true })).toBe('wal')
  db.close()

  await expect(installSample(toolsFor(home), { snapshotFile: sampleFile, folder }, never)).rejects.toMatchObject({ code: 'CONFLICT' })
  await source.close()
  await removeSample(folder)
  expect(await findSample(folder)).toBeNull()
  expect(listAll(home)).toEqual(['work'])
})

test('a sample that cannot be read is not one that was never added', async () => {
  const folder = path.join(makeSnapshotFolder(), 'sample')
  mkdirSync(path.join(folder, 'manifest.json'), { recursive: true })
  await expect(findSample(folder)).rejects.toMatchObject({ code: 'EISDIR' })
})

test('the sample is small and real: three models, five versions and more, histories, ONNX and pickle', async () => {
  expect(statSync(sampleFile).size).toBeLessThan(1_000_000)
  const home = makeSnapshotFolder()
  const opened = await unpackHere(sampleFile, home)
  const source = openAs('snapshot', opened)
  const models = await source.listModels(
    { filter: '', sort: { key: 'name', descending: false }, offset: 0, limit: 10, metrics: [] },
    never.signal
  )
  expect(models.rows.map((row) => [row.name, row.versionCount])).toEqual([
    ['diabetes-progression', 5],
    ['iris-species', 5],
    ['wine-cultivar', 6]
  ])
  for (const { name, versionCount } of models.rows)
    for (let version = 1; version <= versionCount; version += 1) {
      const facts = await source.getVersion(name, `${version}`)
      const contents = await source.readContents(name, `${version}`)
      expect(contents).toMatchObject({
        problem: null,
        engine: name === 'iris-species' ? 'python' : 'onnx',
        loadingRunsCode: name === 'iris-species'
      })
      expect(contents.signature?.inputs.length).toBeGreaterThan(3)
      expect(contents.inputExample).toHaveLength(3)
      const histories = await source.metricHistories(
        { runIds: [facts.runId ?? ''], metrics: Object.keys(facts.metrics), limit: 1000 },
        never.signal
      )
      expect(histories.every((history) => history.points.length >= 8)).toBe(true)
    }
})

test('nothing in the sample names the place where it was made', async () => {
  for (const [name, content] of await readArchive(sampleFile))
    expect({ name, traces: /\/(?:home|root|Users|work|tmp)\/\w|"root"/.exec(content.toString('latin1'))?.[0] ?? null }).toEqual({
      name,
      traces: null
    })
})

test('a snapshot of an opened snapshot still holds the first one’s history', async () => {
  const home = makeSnapshotFolder()
  const store = openTestStore(home)
  const sample = await unpackHere(sampleFile, home)
  const insert = store.prepare('INSERT INTO foreign_history (registry_id, kind, seq, row) VALUES (?, ?, ?, ?)')
  for (const { kind, seq, row } of sample.foreignHistory) insert.run(sample.manifest.snapshotId, kind, seq, row)
  const target = path.join(home, 'again.greenroom')
  const registry = { id: sample.manifest.snapshotId, name: 'Sample', database: sample.database, artifacts: sample.artifacts }
  const facts = {
    withPredictions: false,
    snapshotId: '3f2b8c1e-0000-4000-8000-00000000000d',
    madeMs: 1,
    madeBy: 'Ann',
    appVersion: '0.1.0'
  }
  const request = {
    ...facts,
    registry,
    store: path.join(home, 'greenroom.db'),
    selection: { kind: 'models', models: ['wine-cultivar'] } as const,
    target
  }
  await exportSnapshotFile(toolsFor(home), request, never)
  const again = await unpackHere(target, home)
  const ofWine = sample.foreignHistory.filter(
    (one) => one.kind === 'audit' && (JSON.parse(one.row) as { model: string }).model === 'wine-cultivar'
  )
  expect(ofWine.length).toBeGreaterThan(5)
  expect(again.foreignHistory.filter((one) => one.kind === 'audit').map((one) => one.row)).toEqual(ofWine.map((one) => one.row))
})

test('what a snapshot keeps of our store is what the store has: a new column must be taken along or left out on purpose', () => {
  const folder = makeSnapshotFolder()
  const store = openTestStore(folder)
  const inside = new Database(':memory:')
  inside.exec(historySchema)
  const list = (db: Database.Database, table: string) => db.prepare('SELECT name FROM pragma_table_info(?)').pluck().all(table)
  const leftOut: Readonly<Record<string, readonly string[]>> = { predictions: ['search_text'] }
  for (const { table } of historyTables)
    expect([...list(inside, table), ...(leftOut[table] ?? [])].sort(), table).toEqual(list(store, table).sort())
  inside.close()
})
