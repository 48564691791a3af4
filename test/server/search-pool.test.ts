import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { createSearchPool } from '../../src/main/server/search-pool.ts'
import { makeFolder, makeRegistry } from '../tracking/registry-fixture.ts'

const realEntry = join(import.meta.dirname, '../../src/main/workers/search.ts')
const decode = (bytes: Uint8Array) => JSON.parse(new TextDecoder().decode(bytes))

/** A pool of real threads; `entry` may be one that misbehaves. */
function makePool(entry = realEntry) {
  const { database } = makeRegistry()
  const pool = createSearchPool({ entry, database })
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
