import { writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { expect, onTestFinished, test } from 'vitest'
import { createSearchPool } from '../../src/main/server/search-pool.ts'
import { makeFolder, makeRegistry } from '../tracking/registry-fixture.ts'

const realEntry = join(import.meta.dirname, '../../src/main/workers/search.ts')
const decode = (bytes: Uint8Array) => JSON.parse(new TextDecoder().decode(bytes))

/** A pool of real threads; `entry` may be one that misbehaves. */
function makePool(entry = realEntry, limitMs?: number) {
  const { database } = makeRegistry()
  const pool = createSearchPool({ entry, database, limitMs })
  onTestFinished(() => pool.close())
  return pool
}
const everything = { filter: '', viewType: 'ALL', maxResults: 10, orderBy: [] }

test('a search answers with MLflow’s JSON, and what it refuses comes back as it was thrown', async () => {
  const { search } = makePool()
  expect(decode(await search('experiments.search', everything)).experiments[0].name).toBe('Default')
  await expect(search('experiments.search', { ...everything, filter: 'nonsense' })).rejects.toMatchObject({
    code: 'INVALID',
    message: expect.stringContaining('Invalid clause(s)')
  })
  for (const name of ['nothing', 'constructor', '__proto__']) await expect(search(name, {})).rejects.toMatchObject({ code: 'INTERNAL' })
})

test('many searches at once all get their own answer', async () => {
  const { search } = makePool()
  const limits = Array.from({ length: 100 }, (_, index) => index)
  const answers = await Promise.allSettled(limits.map((maxResults) => search('experiments.search', { ...everything, maxResults })))
  expect(answers.map(({ status }) => status)).toEqual(limits.map((limit) => (limit === 0 ? 'rejected' : 'fulfilled')))
})

test('a thread that dies fails its own search alone; the next one gets a new thread', async () => {
  const entry = join(makeFolder(), 'fragile.mjs')
  writeFileSync(
    entry,
    `import { parentPort } from 'node:worker_threads'
parentPort.on('message', ({ id, query }) => {
  if (query === 'die') process.exit(3)
  parentPort.postMessage({ id, bytes: new TextEncoder().encode('{"ok":true}') })
})`
  )
  const { search } = makePool(entry)
  const [first, second] = await Promise.allSettled([search('die', null), search('live', null)])
  expect(first).toMatchObject({ status: 'rejected', reason: { code: 'WORKER_FAILED' } })
  expect(second?.status).toBe('fulfilled')
  for (let round = 0; round < 3; round += 1) expect(decode(await search('live', null))).toEqual({ ok: true })
})

test('searches that SQLite will not stop pile up no threads: the others wait, and run when one is done', async () => {
  const file = join(makeFolder(), 'locked.db')
  const entry = join(makeFolder(), 'stuck.mjs')
  const driver = createRequire(import.meta.url).resolve('better-sqlite3')
  writeFileSync(
    entry,
    `import { createRequire } from 'node:module'
import { parentPort } from 'node:worker_threads'
const Database = createRequire(import.meta.url)(${JSON.stringify(driver)})
parentPort.on('message', ({ id, query }) => {
  if (query === 'stick') new Database(${JSON.stringify(file)}, { timeout: 600_000 }).exec('BEGIN IMMEDIATE; COMMIT')
  parentPort.postMessage({ id, bytes: new TextEncoder().encode('{"ok":true}') })
})`
  )
  const lock = new Database(file)
  onTestFinished(() => void lock.close())
  lock.exec('BEGIN IMMEDIATE')
  const threads: unknown[] = []
  const count = (worker: unknown) => void threads.push(worker)
  process.on('worker', count)
  onTestFinished(() => void process.off('worker', count))
  const { search } = makePool(entry, 1000)
  const stuck = await Promise.allSettled(['a', 'b', 'c'].map(() => search('stick', null)))
  expect(stuck.map((one) => one.status === 'rejected' && one.reason.code)).toEqual(Array(3).fill('TIMEOUT'))
  const waiting = search('live', null)
  // New threads are told of in the next turn.
  await new Promise((resolve) => setImmediate(resolve))
  expect(threads).toHaveLength(3)
  lock.exec('COMMIT')
  expect(decode(await waiting)).toEqual({ ok: true })
})

test('closing ends what waits instead of leaving it hanging', async () => {
  const entry = join(makeFolder(), 'deaf.mjs')
  writeFileSync(entry, `import { parentPort } from 'node:worker_threads'\nparentPort.on('message', () => undefined)`)
  const pool = makePool(entry)
  const waiting = Array.from({ length: 5 }, () => pool.search('anything', null))
  const settled = Promise.allSettled(waiting)
  await pool.close()
  expect((await settled).map((one) => one.status === 'rejected' && one.reason.code)).toEqual(Array(5).fill('BUSY'))
})

test('more waiting searches than the limit are refused at once', async () => {
  const entry = join(makeFolder(), 'deaf.mjs')
  writeFileSync(entry, `import { parentPort } from 'node:worker_threads'\nparentPort.on('message', () => undefined)`)
  const { search } = makePool(entry)
  const waiting = Array.from({ length: 258 }, () => search('anything', null))
  for (const one of waiting) one.catch(() => undefined)
  await expect(search('one more', null)).rejects.toMatchObject({ code: 'BUSY', message: expect.stringContaining('256') })
})

test('a question by key is answered while slow searches hold every thread', async () => {
  const entry = join(makeFolder(), 'some-answer.mjs')
  writeFileSync(
    entry,
    `import { parentPort } from 'node:worker_threads'
parentPort.on('message', ({ id, query }) => {
  if (query !== 'slow') parentPort.postMessage({ id, bytes: new TextEncoder().encode(JSON.stringify({ query })) })
})`
  )
  const { search } = makePool(entry)
  const slow = Array.from({ length: 5 }, () => search('slow', null))
  for (const one of slow) one.catch(() => undefined)
  expect(decode(await search('metrics.history', null))).toEqual({ query: 'metrics.history' })
  expect(decode(await search('model-versions.search', null))).toEqual({ query: 'model-versions.search' })
})
