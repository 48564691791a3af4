import { copyFileSync, readFileSync, renameSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { type CheckpointOptions, createCheckpoints } from '../../src/main/server/checkpoints.ts'
import { openTrackingDatabase, setDurable } from '../../src/main/tracking/database.ts'
import { makeRegistry } from '../tracking/registry-fixture.ts'

const entry = join(import.meta.dirname, '../../src/main/workers/checkpoint.ts')

/** A registry with its writer's handle, whose commits the checkpoints follow. */
function makeLogged(options: Partial<CheckpointOptions> = {}) {
  const { database } = makeRegistry()
  const db = openTrackingDatabase(database)
  setDurable(db)
  const checkpoints = createCheckpoints({ db, database, entry, ...options })
  onTestFinished(async () => {
    await checkpoints.close()
    db.close()
  })
  let next = 0
  const write = (rows: number) => {
    const insert = db.prepare<[string], never>('INSERT INTO experiment_tags (key, value, experiment_id) VALUES (?, zeroblob(500), 0)')
    db.transaction(() => {
      for (let row = 0; row < rows; row += 1) insert.run(`k${next++}`)
    })()
    checkpoints.afterCommit()
  }
  /** Frames in the log since it last began, and those of them that are in the database. */
  const look = () => {
    const [state] = db.pragma('wal_checkpoint(NOOP)') as { log: number; checkpointed: number }[]
    return state as { log: number; checkpointed: number }
  }
  return { database, db, write, look }
}

test('the log is copied beside the writes, and begins anew instead of growing', async () => {
  const { write, look } = makeLogged()
  let highest = 0
  let begunAnew = 0
  for (let before = 0; begunAnew < 3; before = look().log) {
    write(200)
    // The thread answers between two turns of the event loop.
    await new Promise(setImmediate)
    const { log } = look()
    if (log < before) begunAnew += 1
    highest = Math.max(highest, log)
  }
  expect(highest).toBeGreaterThan(900)
})

test('a file put in the place of the database is left alone', async () => {
  const failed = Promise.withResolvers<unknown>()
  const { database, db, write } = makeLogged({ failed: failed.resolve })
  renameSync(database, `${database}.kept`)
  const other = makeRegistry().database
  copyFileSync(other, database)
  for (let turn = 0; turn < 200; turn += 1) write(100)
  expect(String(await failed.promise)).toContain('replaced by another file')
  expect(readFileSync(database)).toEqual(readFileSync(other))
  expect(db.pragma('wal_autocheckpoint', { simple: true })).toBe(1000)
})

test('a thread that cannot work leaves the checkpoints to SQLite', async () => {
  const failures: unknown[] = []
  const failed = Promise.withResolvers<void>()
  const { db, write } = makeLogged({
    database: join(import.meta.dirname, 'no', 'such', 'file.db'),
    failed: (error) => {
      failures.push(error)
      failed.resolve()
    }
  })
  expect(db.pragma('wal_autocheckpoint', { simple: true })).toBe(0)
  for (let turn = 0; turn < 200; turn += 1) write(100)
  await failed.promise
  expect(failures).toHaveLength(1)
  expect(db.pragma('wal_autocheckpoint', { simple: true })).toBe(1000)
})
