import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import type { z } from 'zod'
import { createActivity } from '../../../src/main/core/activity/activity.ts'
import { anchorChain } from '../../../src/main/core/activity/anchor.ts'
import { createChangeLog } from '../../../src/main/core/activity/change-log.ts'
import type { Actor } from '../../../src/main/core/deps.ts'
import { saveForeignHistory } from '../../../src/main/store/foreign-history.ts'
import type { RegistryChange } from '../../../src/main/tracking/changes.ts'
import type { listActivityInput } from '../../../src/preload/contract/activity.ts'
import { ann, bo, contextOf, makeClock, makeFolder, openTestStore, openTestWorkers } from '../../support/core.ts'

function setUp() {
  const home = makeFolder()
  const store = openTestStore(home)
  const clock = makeClock()
  const handlers = createActivity({ store, reader: openTestWorkers(home).reader, home })
  const logOf = (actor: Actor, registryId = 'r1') => createChangeLog({ store, registryId, actor, now: clock.now })
  return {
    home,
    store,
    clock,
    logOf,
    tag: (actor: Actor, model: string, value: string, registryId?: string) => {
      const log = logOf(actor, registryId)
      log.finish(log.begin([tagSet(model, value)]), 'done')
    },
    list: async (input: Partial<z.output<typeof listActivityInput>> = {}) =>
      handlers['activity.list']({ query: '', offset: 0, limit: 100, ...input }, contextOf(ann)),
    verify: (signal?: AbortSignal) => handlers['activity.verify']({}, contextOf(ann, signal)),
    tamper: (sql: string) =>
      store.exec(`DROP TRIGGER IF EXISTS audit_no_update; DROP TRIGGER IF EXISTS audit_no_delete; PRAGMA foreign_keys = OFF; ${sql}`)
  }
}

const tagSet = (model: string, value: string): RegistryChange => ({
  action: 'model.tagSet',
  model,
  version: null,
  versionCreatedMs: null,
  key: 'team',
  before: null,
  after: value
})

test('an act is open until its outcome is known', async () => {
  const { logOf, list } = setUp()
  const log = logOf(bo)
  const outcomes = async () => (await list()).rows.map((row) => row.outcome)
  const first = log.begin([tagSet('churn', 'a'), tagSet('churn', 'b')])
  expect(await outcomes()).toEqual(['open', 'open'])
  log.finish(first, 'done')
  expect(await outcomes()).toEqual(['done', 'done'])
  log.finish(log.begin([tagSet('churn', 'c')]), 'failed')
  expect(await outcomes()).toEqual(['failed', 'done', 'done'])
})

test('entries come newest first, page by page, filtered by registry, model and words', async () => {
  const { tag, list } = setUp()
  for (let index = 1; index <= 7; index++) tag(index % 2 ? ann : bo, index < 6 ? 'churn' : 'fraud_1%', `value-${index}`)
  tag(ann, 'churn', 'elsewhere', 'r2')
  const seqs = async (input: Parameters<typeof list>[0]) => (await list(input)).rows.map((row) => row.seq)
  expect(await list({ offset: 2, limit: 2 })).toMatchObject({ total: 8, offset: 2, rows: [{ seq: 6 }, { seq: 5 }] })
  expect(await seqs({ registry: 'r2' })).toEqual([8])
  expect(await seqs({ registry: 'r1', model: 'fraud_1%' })).toEqual([7, 6])
  expect(await seqs({ query: 'BO value' })).toEqual([6, 4, 2])
  expect(await seqs({ query: 'fraud_1%' })).toEqual([7, 6])
  expect(await seqs({ query: '%' })).toEqual([7, 6])
  expect(await seqs({ query: "x' OR 1=1 --" })).toEqual([])
})

test('history that came inside a snapshot is shown with its registry among our own, and not as ours', async () => {
  const { tag, list, store } = setUp()
  tag(ann, 'churn', 'ours', 'snap')
  const row = {
    at_ms: 1_000,
    actor: 'Zoe',
    origin: 'window',
    action: 'stage.changed',
    model: 'churn',
    version: '3',
    summary: 'moved v3',
    before: 'None',
    after: 'Staging',
    reason: 'good'
  }
  saveForeignHistory(store, 'snap', [
    { kind: 'audit', seq: 4, row: JSON.stringify(row) },
    { kind: 'audit', seq: 5, row: JSON.stringify({ ...row, at_ms: 9e15, origin: 'mars', model: 'other', version: 3 }) },
    { kind: 'request', seq: 1, row: '{}' },
    { kind: 'audit', seq: 6, row: 'not json' }
  ])
  const page = await list({ registry: 'snap' })
  expect(page.total).toBe(3)
  expect(page.rows.map((one) => [one.seq, one.actor, one.origin])).toEqual([
    [-5, 'Zoe', 'elsewhere'],
    [1, 'Ann', 'window'],
    [-4, 'Zoe', 'window']
  ])
  expect(page.rows[2]).toMatchObject({
    registryId: 'snap',
    version: '3',
    before: 'None',
    after: 'Staging',
    reason: 'good',
    outcome: 'done'
  })
  expect((await list({ registry: 'snap', model: 'other' })).rows.map((one) => one.seq)).toEqual([-5])
  expect((await list({ registry: 'snap', query: 'zoe' })).total).toBe(2)
  expect((await list()).total).toBe(1)
})

test('a whole log verifies, however long', async () => {
  const { store, logOf, verify } = setUp()
  expect(await verify()).toEqual({ isIntact: true, entries: 0, firstBadSeq: null, anchor: 'none' })
  const log = logOf(ann)
  log.begin(Array.from({ length: 501 }, (_, index) => tagSet('churn', String(index))))
  expect(await verify()).toEqual({ isIntact: true, entries: 501, firstBadSeq: null, anchor: 'none' })
  expect(store.prepare('SELECT count(*) AS n FROM intents').get()).toEqual({ n: 501 })
})

test('verifying can be cancelled', async () => {
  const { tag, verify } = setUp()
  tag(ann, 'churn', 'a')
  await expect(verify(AbortSignal.abort(new Error('stop')))).rejects.toThrow('stop')
})

test('a changed entry is named', async () => {
  const { tag, tamper, verify } = setUp()
  for (const value of ['a', 'b', 'c']) tag(ann, 'churn', value)
  tamper("UPDATE audit SET actor = 'Eve' WHERE seq = 2")
  expect(await verify()).toEqual({ isIntact: false, entries: 1, firstBadSeq: 2, anchor: 'none' })
})

test('a cut-off tail, an old copy put back, a chain made anew and slipped-in entries differ from what is remembered outside', async () => {
  for (const [sql, bad] of [
    ['DELETE FROM audit WHERE seq = 3', 3],
    ['DELETE FROM audit WHERE seq > 1', 2],
    ['DELETE FROM audit', 1],
    [
      'INSERT INTO audit SELECT 0, at_ms, mono_ms, actor_id, actor, origin, action, registry_id, model, version, version_created_ms, object_key, before, after, reason, summary, prev_hash, hash FROM audit WHERE seq = 1',
      0
    ]
  ] as const) {
    const { tag, tamper, verify, home, store } = setUp()
    for (const value of ['a', 'b', 'c']) tag(ann, 'churn', value)
    anchorChain({ home, store })
    tamper(sql)
    expect(await verify()).toMatchObject({ isIntact: false, firstBadSeq: bad })
  }
  const { tag, tamper, verify, home, store } = setUp()
  for (const value of ['a', 'b', 'c']) tag(ann, 'churn', value)
  anchorChain({ home, store })
  tamper('DELETE FROM intents; DELETE FROM audit')
  for (const value of ['a', 'b', 'x']) tag(ann, 'churn', value)
  expect(await verify()).toMatchObject({ isIntact: false, firstBadSeq: 3 })
})

test('evidence is kept: what is remembered is not replaced while the chain does not fit it', async () => {
  const { tag, tamper, verify, home, store } = setUp()
  for (const value of ['a', 'b']) tag(ann, 'churn', value)
  await verify()
  const file = path.join(home, 'audit-anchor.json')
  const remembered = readFileSync(file, 'utf8')
  tamper('DELETE FROM intents; DELETE FROM audit WHERE seq = 2')
  tag(bo, 'churn', 'c')
  anchorChain({ home, store })
  expect(readFileSync(file, 'utf8')).toBe(remembered)
  expect(existsSync(`${file}.${process.pid}.part`)).toBe(false)
  expect((await verify()).isIntact).toBe(false)
})

test('an anchor that is damaged is told apart from none, kept as evidence, and made anew by verifying', async () => {
  for (const damage of ['', '{"seq":2}', '{"seq":2,"hash":"x"}', 'null']) {
    const { tag, verify, home, store } = setUp()
    for (const value of ['a', 'b']) tag(ann, 'churn', value)
    expect(await verify()).toMatchObject({ isIntact: true, anchor: 'none' })
    expect(await verify()).toMatchObject({ isIntact: true, anchor: 'fits' })
    const file = path.join(home, 'audit-anchor.json')
    writeFileSync(file, damage)
    expect(() => anchorChain({ home, store })).toThrow('is damaged')
    expect(readFileSync(file, 'utf8')).toBe(damage)
    expect(await verify()).toEqual({ isIntact: true, entries: 2, firstBadSeq: null, anchor: 'damaged' })
    expect(readFileSync(`${file}.damaged`, 'utf8')).toBe(damage)
    expect(await verify()).toMatchObject({ isIntact: true, anchor: 'fits' })
  }
})
