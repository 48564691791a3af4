import { copyFileSync, mkdirSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { listActivity } from '../../src/main/store/activity.ts'
import { saveForeignHistory } from '../../src/main/store/foreign-history.ts'
import { findForeignRequest, listForeignRequests } from '../../src/main/store/foreign-requests.ts'
import { listKnownRegistries } from '../../src/main/store/registries.ts'
import { makeFolder, migrationsFolder, openTestStore, openTestWorkers } from '../support/core.ts'

const entry = (atMs: number, model: string) => ({
  at_ms: atMs,
  actor: 'Zoe',
  origin: 'window',
  action: 'x.y',
  model,
  summary: `at ${atMs}`
})
const request = (id: string, requestedMs: number, more: object = {}) => ({
  id,
  model: 'churn',
  version: '2',
  version_created_ms: 1,
  from_stage: 'None',
  to_stage: 'Production',
  archive_existing: 1,
  reason: '',
  requested_by_id: 'zoe',
  requested_by: 'Zoe',
  requested_ms: requestedMs,
  status: 'pending',
  approvals_needed: 1,
  may_self_approve: 0,
  artifact_digest: null,
  incumbent: null,
  problem: null,
  closed_ms: null,
  ...more
})
const event = (requestId: string, kind: string, actor: string) => ({
  request_id: requestId,
  at_ms: 5,
  actor_id: actor,
  actor,
  kind,
  note: ''
})
const rows = [
  ...[entry(10, 'churn'), entry(30, 'fraud'), entry(20, 'churn')].map((row, place) => ({ kind: 'audit', seq: place + 1, row }) as const),
  ...[
    request('a', 10),
    request('b', 30, { status: 'rejected' }),
    request('c', 20, { model: 'fraud' }),
    request('d', 40, { status: 'odd' })
  ].map((row, place) => ({ kind: 'request', seq: place + 1, row }) as const),
  ...[event('a', 'requested', 'zoe'), event('a', 'approved', 'zoe'), event('a', 'approved', 'bo'), event('b', 'rejected', 'bo')].map(
    (row, place) => ({ kind: 'request_event', seq: place + 1, row }) as const
  )
].map((one) => ({ ...one, row: JSON.stringify(one.row) }))
const broken = { kind: 'audit', seq: 9, row: 'not json' } as const

/** A store that took the history in, or one of before the typed columns that had it already. */
const stores = {
  'taken in': (folder: string) => {
    const store = openTestStore(folder)
    saveForeignHistory(store, 'snap', [...rows, broken])
    return store
  },
  migrated: (folder: string) => {
    const before = path.join(folder, 'before')
    mkdirSync(before)
    copyFileSync(path.join(migrationsFolder, '0001.sql'), path.join(before, '0001.sql'))
    const old = openTestStore(folder, before)
    const insert = old.prepare('INSERT INTO foreign_history (registry_id, kind, seq, row) VALUES (?, ?, ?, ?)')
    for (const { kind, seq, row } of [...rows, broken]) insert.run('snap', kind, seq, row)
    old.close()
    return openTestStore(folder)
  }
}

test.each(Object.entries(stores))('entries %s are shown in order of time, of a model or all', (_how, open) => {
  const store = open(makeFolder())
  const list = (more: object = {}) =>
    listActivity(store, { registryId: 'snap', model: null, version: null, words: [], offset: 0, limit: 2, ...more })
  expect(list()).toMatchObject({ total: 3, rows: [{ seq: -2, summary: 'at 30' }, { seq: -3 }] })
  expect(list({ offset: 2 })).toMatchObject({ total: 3, rows: [{ seq: -1 }] })
  expect(list({ model: 'churn' })).toMatchObject({ total: 2, rows: [{ seq: -3 }, { seq: -1 }] })
  expect(list({ words: ['zoe', '30'] })).toMatchObject({ total: 1, rows: [{ seq: -2 }] })
})

test.each(Object.entries(stores))(
  'requests %s are listed and found with their timeline; one that is not understood is left out',
  (_how, open) => {
    const store = open(makeFolder())
    const list = (more: object = {}) =>
      listForeignRequests(store, { registryId: 'snap', model: null, show: 'all', offset: 0, limit: 10, ...more })
    expect(list().rows.map((one) => one.id)).toEqual(['snap/b', 'snap/c', 'snap/a'])
    expect(list({ show: 'closed' }).rows.map((one) => one.id)).toContain('snap/b')
    expect(list({ show: 'open', limit: 1 })).toMatchObject({ total: 2, rows: [{ id: 'snap/c', approvals: 0 }] })
    expect(list({ show: 'open', model: 'churn' })).toMatchObject({ total: 1, rows: [{ id: 'snap/a', approvals: 1 }] })
    expect(findForeignRequest(store, 'snap/a')?.events.map(({ kind, actor }) => `${kind} ${actor}`)).toEqual([
      'requested zoe',
      'approved zoe',
      'approved bo'
    ])
    expect(findForeignRequest(store, 'snap/d')).toBeNull()
    expect(findForeignRequest(store, 'other/a')).toBeNull()
  }
)

test('a long history is written by the worker: readers see all of it or nothing, and closing forgets it', async () => {
  const folder = makeFolder()
  const store = openTestStore(folder)
  const { writer, reader } = openTestWorkers(folder)
  const count = 5001
  const many = Array.from({ length: count }, (_, seq) => ({ kind: 'audit', seq, row: JSON.stringify(entry(seq, 'churn')) }) as const)
  const registry = { id: 'snap', kind: 'snapshot', name: 'Snap', location: '/snap', isOpen: true } as const
  const query = { registryId: 'snap', model: null, version: null, words: [], offset: 0, limit: 1 }
  let isSaved = false
  const saving = writer.saveOpenedHistory({ registry, openedMs: 7, rows: many, predictions: [] }).then(() => {
    isSaved = true
  })
  const seen = new Set<number>()
  while (!isSaved) seen.add((await reader.read('listActivity', query)).total)
  await saving
  expect([...seen].filter((total) => total !== 0 && total !== count)).toEqual([])
  expect(await reader.read('listActivity', query)).toMatchObject({ total: count, rows: [{ summary: `at ${count - 1}` }] })
  expect(listKnownRegistries(store, 'snapshot')).toMatchObject([{ id: 'snap', isOpen: true, openedMs: 7 }])

  await writer.closeSnapshot({ registryId: 'snap' })
  expect((await reader.read('listActivity', query)).total).toBe(0)
  expect(listKnownRegistries(store, 'snapshot')).toMatchObject([{ id: 'snap', isOpen: false }])
})
