import path from 'node:path'
import Database from 'better-sqlite3'
import { expect, test } from 'vitest'
import { historySchema, historyTables } from '../../src/main/sources/snapshot/history-schema.ts'
import { exportSnapshotFile } from '../../src/main/sources/snapshot/open-snapshot.ts'
import { appendAudit } from '../../src/main/store/audit.ts'
import { deleteForeignPredictions, saveForeignPredictions } from '../../src/main/store/foreign-predictions.ts'
import { findPrediction, insertPrediction, listPredictions } from '../../src/main/store/predictions.ts'
import { insertRequestEvent } from '../../src/main/store/request-events.ts'
import { insertRequest } from '../../src/main/store/requests.ts'
import { ann, openTestStore } from '../support/core.ts'
import { exportHere, makeRegistry, makeSnapshotFolder, never, sampleFile, toolsFor, unpackHere } from '../support/snapshots.ts'

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
  const leftOut: Readonly<Record<string, readonly string[]>> = {
    predictions: ['search_text'],
    foreign_history: ['at_ms', 'model', 'request_id']
  }
  for (const { table } of historyTables)
    expect([...list(inside, table), ...(leftOut[table] ?? [])].sort(), table).toEqual(list(store, table).sort())
  inside.close()
})
