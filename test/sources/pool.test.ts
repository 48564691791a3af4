import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import path from 'node:path'
import Database from 'better-sqlite3'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { createPool, type Pool } from '../../src/main/sources/pool.ts'

const answer = path.resolve(import.meta.dirname, '../../src/main/workers/answer.ts')
let folder: string
let entry: string
const pools: Pool[] = []

// A real worker whose jobs do what queries and file jobs can do at worst.
const worker = `
import { createRequire } from 'node:module'
import { parentPort, threadId } from 'node:worker_threads'
import { Failure } from ${JSON.stringify(path.resolve(import.meta.dirname, '../../src/preload/contract/reply.ts'))}
import { answerJobs } from ${JSON.stringify(answer)}
const jobs = {
  thread: () => threadId,
  double: (input) => input * 2,
  crash: () => process.exit(3),
  throwLate: () => new Promise(() => setTimeout(() => { throw new Error('out of nowhere') }, 0)),
  refuse: () => { throw new Failure('NOT_FOUND', 'no such thing', { remedy: 'look again', details: { thing: 'x' } }) },
  system: () => { throw Object.assign(new Error('disk'), { code: 'SQLITE_FULL' }) },
  hang: () => { Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0) },
  write: (file) => {
    const Database = createRequire(import.meta.url)(${JSON.stringify(createRequire(import.meta.url).resolve('better-sqlite3'))})
    const db = new Database(file, { timeout: 600_000 })
    db.exec('CREATE TABLE written (x)')
    db.close()
  },
  untilCancelled: (_, { signal, progress }) => new Promise((resolve, reject) => {
    progress(1, 2)
    signal.addEventListener('abort', () => { reject(signal.reason) })
  })
}
answerJobs(parentPort, (name) => jobs[name])
`

beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'greenroom-pool-'))
  entry = path.join(folder, 'worker.mts')
  writeFileSync(entry, worker)
})

afterAll(async () => {
  await Promise.all(pools.map((pool) => pool.close()))
  rmSync(folder, { recursive: true, force: true })
})

function makePool(more: { readonly size?: number; readonly jobsPerWorker?: number; readonly waitsForCleanUp?: boolean } = {}): Pool {
  const pool = createPool({
    entry,
    workerData: { database: '', artifacts: '' },
    size: 2,
    jobsPerWorker: 1,
    waitsForCleanUp: false,
    ...more
  })
  pools.push(pool)
  return pool
}

test('jobs run off this thread and give their values', async () => {
  const pool = makePool()
  expect(await Promise.all([1, 2, 3, 4, 5].map((n) => pool.run('double', n)))).toEqual([2, 4, 6, 8, 10])
  expect(await pool.run('thread', null)).not.toBe(0)
})

test('failures keep code, remedy and details; system errors keep their code', async () => {
  const pool = makePool()
  await expect(pool.run('refuse', null)).rejects.toMatchObject({ code: 'NOT_FOUND', remedy: 'look again', details: { thing: 'x' } })
  await expect(pool.run('system', null)).rejects.toMatchObject({ code: 'SQLITE_FULL', message: 'disk' })
  await expect(pool.run('nothing', null)).rejects.toMatchObject({ code: 'INTERNAL' })
})

test('a crash fails its own job alone, and the next job has a new worker', async () => {
  const pool = makePool({ size: 1 })
  const crash = pool.run('crash', null)
  const waiting = pool.run('double', 4)
  await expect(crash).rejects.toMatchObject({ code: 'WORKER_FAILED', message: expect.stringContaining('crash') })
  expect(await waiting).toBe(8)
  await expect(pool.run('throwLate', null)).rejects.toMatchObject({
    code: 'WORKER_FAILED',
    message: expect.stringContaining('out of nowhere')
  })
  expect(await pool.run('double', 5)).toBe(10)
})

test('a cancelled job is over at once, and one that hangs does not hold up the next', async () => {
  const pool = makePool({ size: 1 })
  const abort = new AbortController()
  const hanging = pool.run('hang', null, abort.signal)
  const waitingAbort = new AbortController()
  const waiting = pool.run('double', 1, waitingAbort.signal)
  waitingAbort.abort()
  await expect(waiting).rejects.toMatchObject({ code: 'CANCELLED' })
  abort.abort()
  await expect(hanging).rejects.toMatchObject({ code: 'CANCELLED' })
  expect(await pool.run('double', 6)).toBe(12)
})

/** A database that is being read, so that writing has to wait for it; `isWaitedFor` tells that a writer waits: nobody else may read by then. */
function lockForWriting(name: string) {
  const file = path.join(folder, name)
  const reader = new Database(file)
  const probe = new Database(file, { timeout: 0 })
  onTestFinished(() => void [reader.close(), probe.close()])
  reader.exec('CREATE TABLE held (x); BEGIN; SELECT * FROM held')
  const isWaitedFor = () => {
    try {
      probe.exec('SELECT * FROM held')
      return false
    } catch {
      return true
    }
  }
  return { file, reader, isWaitedFor }
}

test('cancelled queries that SQLite will not stop pile up no threads: others wait, and run when one is done', async () => {
  const pool = makePool({ size: 1 })
  const threads: unknown[] = []
  const count = (worker: unknown) => void threads.push(worker)
  process.on('worker', count)
  onTestFinished(() => void process.off('worker', count))
  const locks = [lockForWriting('first.db'), lockForWriting('second.db')]
  for (const { file, isWaitedFor } of locks) {
    const abort = new AbortController()
    const writing = pool.run('write', file, abort.signal)
    await expect.poll(isWaitedFor, { timeout: 10_000 }).toBe(true)
    abort.abort()
    await expect(writing).rejects.toMatchObject({ code: 'CANCELLED' })
  }
  for (let round = 0; round < 3; round += 1) {
    const abort = new AbortController()
    const waiting = pool.run('double', 1, abort.signal)
    abort.abort()
    await expect(waiting).rejects.toMatchObject({ code: 'CANCELLED' })
  }
  const answer = pool.run('double', 6)
  // New threads are told of in the next turn.
  await new Promise((resolve) => setImmediate(resolve))
  expect(threads).toHaveLength(2)
  for (const { reader } of locks) reader.exec('COMMIT')
  expect(await answer).toBe(12)
})

test('a job that was cancelled before it began never runs', async () => {
  const pool = makePool()
  await expect(pool.run('crash', null, AbortSignal.abort())).rejects.toMatchObject({ code: 'CANCELLED' })
  expect(await pool.run('double', 1)).toBe(2)
})

test('a job that cleans up hears the cancel; its progress arrives', async () => {
  const pool = makePool({ size: 1, jobsPerWorker: 4, waitsForCleanUp: true })
  const abort = new AbortController()
  const heard: unknown[] = []
  const work = pool.run('untilCancelled', null, abort.signal, (done, total) => {
    heard.push([done, total])
    abort.abort()
  })
  await expect(work).rejects.toMatchObject({ code: 'CANCELLED' })
  expect(heard).toEqual([[1, 2]])
  const others = [pool.run('double', 2), pool.run('double', 3)]
  expect(await Promise.all(others)).toEqual([4, 6])
})

test('after closing, waiting jobs are cancelled and new ones refused', async () => {
  const pool = makePool({ size: 1 })
  const outcomes = Promise.allSettled([pool.run('hang', null), pool.run('double', 1)])
  await pool.close()
  const cancelled = { status: 'rejected', reason: { code: 'CANCELLED' } }
  expect(await outcomes).toMatchObject([cancelled, cancelled])
  await expect(pool.run('double', 1)).rejects.toMatchObject({ code: 'OFFLINE' })
})
