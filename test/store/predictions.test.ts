import { copyFileSync, mkdirSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import type { ReadableDb } from '../../src/main/store/database.ts'
import { insertPrediction, type KeptPrediction, listPredictionPage } from '../../src/main/store/predictions.ts'
import { makeFolder, migrationsFolder, openTestStore, openTestWorkers } from '../support/core.ts'

const prediction = (id: string, more: Partial<KeptPrediction> = {}): KeptPrediction => ({
  id,
  registryId: 'r1',
  model: 'churn',
  version: '1',
  versionCreatedMs: 1,
  atMs: 1,
  by: 'Ann',
  rows: 1,
  inputSummary: '',
  outputSummary: '',
  durationMs: 1,
  status: 'ok',
  bodyKind: 'json',
  input: '[1]',
  params: {},
  output: '{}',
  outputColumns: [],
  outputRows: [],
  loadMs: null,
  warnings: [],
  problem: null,
  artifactDigest: null,
  ...more
})
const page = { words: [], offset: 0, limit: 2 }

/** The steps by which SQLite answers what `ask` prepares. */
function planOf(db: ReadableDb, ask: (db: ReadableDb) => unknown): readonly string[] {
  const asked: string[] = []
  ask({
    pragma: db.pragma.bind(db),
    prepare: (sql) => {
      asked.push(sql)
      return db.prepare(sql)
    }
  })
  return asked.flatMap((sql) => {
    const values = Array.from(sql.matchAll(/\?/g), () => null)
    return db
      .prepare<unknown[], { detail: string }>(`EXPLAIN QUERY PLAN ${sql}`)
      .all(...values)
      .map((step) => step.detail)
  })
}

test('the history of a store from before its index is listed newest first, by registry, model and words', async () => {
  const folder = makeFolder()
  const before = path.join(folder, 'before')
  mkdirSync(before)
  copyFileSync(path.join(migrationsFolder, '0001.sql'), path.join(before, '0001.sql'))
  const old = openTestStore(folder, before)
  insertPrediction(old, prediction('a'))
  insertPrediction(old, prediction('b', { registryId: 'r2', input: '["needle"]' }))
  insertPrediction(old, prediction('c', { model: 'fraud', status: 'failed' }))
  insertPrediction(old, prediction('d'))
  old.close()

  openTestStore(folder)
  const { reader } = openTestWorkers(folder)
  const list = async (query: Partial<Parameters<typeof listPredictionPage>[1]>) => {
    const found = await reader.read('listPredictionPage', { ...page, ...query })
    return [found.rows.map((row) => row.id).join(''), found.total]
  }
  expect(await list({})).toEqual(['dc', 4])
  expect(await list({ offset: 2 })).toEqual(['ba', 4])
  expect(await list({ registryId: 'r1', offset: 1 })).toEqual(['ca', 3])
  expect(await list({ registryId: 'r1', model: 'churn' })).toEqual(['da', 2])
  expect(await list({ words: ['NEEDLE'] })).toEqual(['b', 1])
  expect(await list({ words: ['failed', 'fraud'] })).toEqual(['c', 1])
})

test('a reader sees what was written before it asks', async () => {
  const folder = makeFolder()
  const store = openTestStore(folder)
  const { reader } = openTestWorkers(folder)
  for (const [place, id] of ['a', 'b', 'c'].entries()) {
    insertPrediction(store, prediction(id))
    expect((await reader.read('listPredictionPage', page)).total).toBe(place + 1)
  }
})

test.each([{}, { registryId: 'r1' }, { registryId: 'r1', model: 'churn' }])(
  'a page of %j is read in its order: nothing is sorted',
  (query) => {
    const plan = planOf(openTestStore(makeFolder()), (db) => listPredictionPage(db, { ...page, ...query }))
    expect(plan.filter((step) => step.includes('TEMP B-TREE'))).toEqual([])
    expect(plan.every((step) => step.includes('INDEX'))).toBe(true)
  }
)

test('long texts are written and read in the worker, exactly as they were', async () => {
  const folder = makeFolder()
  const store = openTestStore(folder)
  const { reader, writer } = openTestWorkers(folder)
  const long = prediction('long', {
    input: JSON.stringify(['ä"\u0001', 'x'.repeat(3_000_000)]),
    output: `{"predictions": [${'9007199254740993,'.repeat(100_000)}1]}`,
    outputColumns: ['0'],
    outputRows: [[1], ['NaN'], [null]],
    warnings: ['w'],
    params: { depth: 2 },
    problem: null
  })
  await writer.insertPrediction(long)
  expect(await reader.read('findPrediction', 'long')).toEqual(long)
  expect(await reader.read('findPrediction', 'none')).toBeNull()
  insertPrediction(store, prediction('next'))
  const page = await reader.read('readPredictionPage', { words: [], before: null, limit: 1 })
  expect(page.predictions.map((one) => one.id)).toEqual(['next'])
  expect((await reader.read('readPredictionPage', { words: [], before: page.next, limit: 5 })).predictions).toEqual([long])
})
