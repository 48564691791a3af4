import { fork } from 'node:child_process'
import { once } from 'node:events'
import path from 'node:path'
import { expect, test } from 'vitest'
import { verifyAuditPage } from '../../src/main/store/audit.ts'
import { genesisHash } from '../../src/main/store/audit-hash.ts'
import { openStoreDatabase } from '../../src/main/store/database.ts'
import { setSetting } from '../../src/main/store/settings.ts'
import { writeStore, writeStoreNow } from '../../src/main/store/transactions.ts'
import { makeFolder, openTestStore } from '../support/core.ts'

test('three processes write at once: one chain, nothing lost, every outcome known', async () => {
  const folder = makeFolder()
  const store = openTestStore(folder)
  const script = path.join(import.meta.dirname, 'append-many.ts')
  const children = ['a', 'b', 'c'].map((name) =>
    fork(script, [path.join(folder, 'greenroom.db'), name, '60'], { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] })
  )
  const codes = await Promise.all(children.map(async (child) => (await once(child, 'exit'))[0]))
  expect(codes).toEqual([0, 0, 0])
  expect(verifyAuditPage(store, { seq: 0, hash: genesisHash }, 1000)).toMatchObject({ checked: 180, firstBadSeq: null })
  expect(store.prepare('SELECT state, count(*) AS n FROM intents GROUP BY state').all()).toEqual([{ state: 'done', n: 180 }])
})

test('a write waits for another process without blocking, and happens as soon as it may', async () => {
  const folder = makeFolder()
  const store = openTestStore(folder)
  const other = openStoreDatabase(path.join(folder, 'greenroom.db'))
  other.exec('BEGIN IMMEDIATE')
  let turns = 0
  const timer = setInterval(() => {
    turns += 1
    if (turns === 3) other.exec('COMMIT')
  }, 5)
  await writeStore(store, () => setSetting(store, 'columns', ['a']))
  clearInterval(timer)
  other.close()
  expect(turns).toBeGreaterThanOrEqual(3)
})

test('a write that may not wait gives up with BUSY and leaves nothing', () => {
  const folder = makeFolder()
  const store = openTestStore(folder)
  const other = openStoreDatabase(path.join(folder, 'greenroom.db'))
  other.exec('BEGIN IMMEDIATE')
  expect(() => writeStoreNow(store, () => setSetting(store, 'columns', ['a']))).toThrow(expect.objectContaining({ code: 'BUSY' }))
  other.exec('ROLLBACK')
  other.close()
  expect(store.prepare('SELECT count(*) AS n FROM settings').get()).toEqual({ n: 0 })
})
