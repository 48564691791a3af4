import type Database from 'better-sqlite3'
import { expect, test } from 'vitest'
import { appendAudit, type ChainHead, verifyAuditPage } from '../../src/main/store/audit.ts'
import { genesisHash, hashAuditRow } from '../../src/main/store/audit-hash.ts'
import { ann, bo, makeFolder, openTestStore } from '../support/core.ts'

const start: ChainHead = { seq: 0, hash: genesisHash }

function fill(store: Database.Database, count: number): void {
  for (let index = 1; index <= count; index++)
    appendAudit(store, {
      atMs: 1_700_000_000_000 + index,
      actor: index % 2 ? ann : bo,
      action: 'stage.changed',
      registryId: 'r1',
      model: 'churn',
      version: String(index),
      versionCreatedMs: index,
      key: null,
      before: 'None',
      after: 'Staging',
      reason: 'because',
      summary: `moved v${index} from None to Staging`
    })
}

/** What somebody with the file in hand can do. */
function tamper(store: Database.Database, sql: string): void {
  store.exec('DROP TRIGGER IF EXISTS audit_no_update; DROP TRIGGER IF EXISTS audit_no_delete;')
  store.exec(sql)
}

function findBad(store: Database.Database): number | null {
  return verifyAuditPage(store, start, 1000).firstBadSeq
}

test('entries form a chain from the first to the last', () => {
  const store = openTestStore(makeFolder())
  fill(store, 5)
  expect(verifyAuditPage(store, start, 1000)).toMatchObject({ checked: 5, firstBadSeq: null, head: { seq: 5 } })
})

test('pages of the check join without a gap', () => {
  const store = openTestStore(makeFolder())
  fill(store, 5)
  const first = verifyAuditPage(store, start, 2)
  const second = verifyAuditPage(store, first.head, 2)
  expect([first.checked, second.checked, verifyAuditPage(store, second.head, 2).checked]).toEqual([2, 2, 1])
})

test('the log takes no changes and no deletions through SQL', () => {
  const store = openTestStore(makeFolder())
  fill(store, 2)
  expect(() => store.exec("UPDATE audit SET actor = 'Eve' WHERE seq = 1")).toThrow('append-only')
  expect(() => store.exec('DELETE FROM audit WHERE seq = 2')).toThrow('append-only')
})

const columns = [
  ['at_ms', '1'],
  ['mono_ms', '1'],
  ['actor_id', "'eve'"],
  ['actor', "'Eve'"],
  ['origin', "'elsewhere'"],
  ['action', "'alias.set'"],
  ['registry_id', "'r2'"],
  ['model', "'other'"],
  ['model', 'NULL'],
  ['version', "'9'"],
  ['version_created_ms', '9'],
  ['object_key', "''"],
  ['before', "'Production'"],
  ['after', 'NULL'],
  ['reason', "''"],
  ['summary', "'nothing happened'"],
  ['prev_hash', `'${'1'.repeat(64)}'`],
  ['hash', `'${'1'.repeat(64)}'`]
] as const

test.each(columns)('a changed %s (%s) is found at its entry', (column, value) => {
  const store = openTestStore(makeFolder())
  fill(store, 4)
  tamper(store, `UPDATE audit SET ${column} = ${value} WHERE seq = 3`)
  expect(findBad(store)).toBe(3)
})

test.each([1, 2, 3])('a deleted entry %i is found where it is missing', (seq) => {
  const store = openTestStore(makeFolder())
  fill(store, 4)
  tamper(store, `DELETE FROM audit WHERE seq = ${seq}`)
  expect(findBad(store)).toBe(seq)
})

test('swapped, doubled and re-numbered entries are found', () => {
  for (const [sql, bad] of [
    ['UPDATE audit SET seq = 100 WHERE seq = 2; UPDATE audit SET seq = 2 WHERE seq = 3; UPDATE audit SET seq = 3 WHERE seq = 100', 2],
    [
      `INSERT INTO audit SELECT 5, at_ms, mono_ms, actor_id, actor, origin, action, registry_id, model, version, version_created_ms, object_key,
      before, after, reason, summary, prev_hash, hash FROM audit WHERE seq = 4`,
      5
    ],
    ['DELETE FROM audit WHERE seq = 2; UPDATE audit SET seq = seq - 1 WHERE seq > 2', 2]
  ] as const) {
    const store = openTestStore(makeFolder())
    fill(store, 4)
    tamper(store, sql)
    expect(findBad(store)).toBe(bad)
  }
})

test('fields cannot be moved into their neighbours without the hash changing', () => {
  const row = {
    seq: 1,
    at_ms: 1,
    mono_ms: 1,
    actor_id: 'ab',
    actor: 'c',
    origin: 'window',
    action: 'a.b',
    registry_id: '',
    model: null,
    version: null,
    version_created_ms: null,
    object_key: null,
    before: null,
    after: null,
    reason: '',
    summary: '',
    prev_hash: genesisHash
  }
  const hashes = [row, { ...row, actor_id: 'a', actor: 'bc' }, { ...row, model: '' }, { ...row, model: '-' }].map(hashAuditRow)
  expect(new Set(hashes).size).toBe(4)
})

test('text that SQLite cannot store as it came still verifies', () => {
  const store = openTestStore(makeFolder())
  appendAudit(store, { atMs: 1, actor: ann, action: 'x.y', registryId: 'r', reason: 'half \ud800 pair, \0 and ünï', summary: '名' })
  expect(findBad(store)).toBeNull()
})
