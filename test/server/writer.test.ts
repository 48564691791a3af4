import { expect, onTestFinished, test } from 'vitest'
import { describeError } from '../../src/main/server/errors.ts'
import { createWriter } from '../../src/main/server/writer.ts'
import type { ChangeLog, RegistryChange } from '../../src/main/tracking/changes.ts'
import { openTrackingDatabase, setDurable, type WritableDb } from '../../src/main/tracking/database.ts'
import { createRegisteredModel } from '../../src/main/tracking/registered-models.ts'
import { Failure } from '../../src/preload/contract/reply.ts'
import { makeRegistry } from '../tracking/registry-fixture.ts'

/** A writer on a real database, a second connection that sees what is committed, and a log that notes what it hears. */
function makeWriter(log: Partial<ChangeLog> = {}) {
  const { database } = makeRegistry()
  const db = openTrackingDatabase(database)
  setDurable(db)
  const other = openTrackingDatabase(database)
  const heard: string[] = []
  let commits = 0
  const count = () => other.prepare<[], { n: number }>('SELECT count(*) AS n FROM experiment_tags').get()?.n
  const writer = createWriter({
    db,
    // Time stands still: a group does not end early on a computer that is busy.
    clock: () => 0,
    logFor: (user) => ({
      guard: () => undefined,
      begin: (changes: readonly RegistryChange[]) => {
        heard.push(`begin ${user} ${changes.map(({ action, model }) => `${action} ${model}`).join(', ')}; ${countModels()} committed`)
        return 'intent'
      },
      finish: (_intent: string, outcome: string) => void heard.push(`${outcome}; ${countModels()} committed`),
      ...log
    }),
    committed: () => {
      commits += 1
    },
    failed: (error) => void heard.push(`lost: ${error instanceof Error ? error.message : error}`)
  })
  const countModels = () => other.prepare<[], { n: number }>('SELECT count(*) AS n FROM registered_models').get()?.n
  onTestFinished(async () => {
    await writer.close()
    db.close()
    other.close()
  })
  return { writer, db, other, heard, count, countModels, commits: () => commits }
}

const tag = (key: string) => (db: WritableDb) =>
  void db.prepare<[string], never>("INSERT INTO experiment_tags (key, value, experiment_id) VALUES (?, 'v', 0)").run(key)

test('what is asked for in one turn shares a commit, and each answer comes after it', async () => {
  const { writer, count, commits } = makeWriter()
  const seen = await Promise.all(['a', 'b', 'c'].map((key) => writer.run(tag(key)).then(count)))
  expect(seen).toEqual([3, 3, 3])
  expect(commits()).toBe(1)
})

test('a commit waits for requests that keep coming in, turn after turn, and not for ever', async () => {
  const { writer, count, commits } = makeWriter()
  const ask = (turns: number, key: string): Promise<void>[] => {
    const asked: Promise<void>[] = []
    const next = (left: number) => {
      // As with sockets, the next one is there before the writer looks again.
      if (left > 1) setImmediate(() => next(left - 1))
      asked.push(writer.run(tag(`${key}${left}`)))
    }
    setImmediate(() => next(turns))
    return asked
  }
  const few = ask(3, 'few')
  while (few.length < 3) await new Promise(setImmediate)
  await Promise.all(few)
  expect([count(), commits()]).toEqual([3, 1])
  const many = ask(200, 'many')
  while (many.length < 200) await new Promise(setImmediate)
  await Promise.all(many)
  expect(count()).toBe(203)
  expect(commits()).toBeGreaterThan(20)
})

test('a request that fails is undone alone', async () => {
  const { writer, count } = makeWriter()
  const failing = writer.run((db) => {
    tag('half')(db)
    throw new Failure('INVALID', 'no')
  })
  const [first, second, third] = await Promise.allSettled([writer.run(tag('a')), failing, writer.run(tag('b'))])
  expect([first?.status, second?.status, third?.status]).toEqual(['fulfilled', 'rejected', 'fulfilled'])
  expect(count()).toBe(2)
})

test('changes of the registry are written down before the commit and closed after it, for each user', async () => {
  const { writer, heard } = makeWriter()
  const create = (name: string) => (db: WritableDb, ports: Parameters<Parameters<typeof writer.run>[0]>[1]) =>
    createRegisteredModel(db, { name, description: null, tags: [] }, ports, 1)
  await Promise.all([writer.run(create('x'), 'ada'), writer.run(create('y'), null), writer.run(create('z'), 'ada')])
  expect(heard).toEqual([
    'begin ada model.created x, model.created z; 0 committed',
    'begin null model.created y; 0 committed',
    'done; 3 committed',
    'done; 3 committed'
  ])
})

test('when the history cannot be written the change does not happen, and what needs no history does', async () => {
  const { writer, count, countModels } = makeWriter({
    begin: () => {
      throw new Failure('DISK_FULL', 'no room for history')
    }
  })
  const change = writer.run((db, ports) => createRegisteredModel(db, { name: 'x', description: null, tags: [] }, ports, 1))
  const [refused, kept] = await Promise.allSettled([change, writer.run(tag('a'))])
  expect(refused).toMatchObject({ status: 'rejected', reason: { code: 'DISK_FULL' } })
  expect(kept?.status).toBe('fulfilled')
  expect([countModels(), count()]).toEqual([0, 1])
})

test('while the history is locked no change is made and nothing waits for it; then the change happens once', async () => {
  let locked = 3
  const found: number[] = []
  const { writer, other, count, countModels } = makeWriter({
    begin: () => {
      if (locked === 0) return 'intent'
      locked -= 1
      throw new Failure('BUSY', 'history is locked')
    }
  })
  const change = writer.run((db, ports) => {
    found.push(other.prepare<[], { n: number }>('SELECT count(*) AS n FROM registered_models').get()?.n ?? -1)
    return createRegisteredModel(db, { name: 'x', description: null, tags: [] }, ports, 1)
  })
  await Promise.all([change, writer.run(tag('a'))])
  expect(found, 'tries that saw no model').toEqual([0, 0, 0, 0])
  expect([countModels(), count()]).toEqual([1, 1])
})

test('a guard refuses a change before it is made', async () => {
  const { writer, countModels } = makeWriter({
    guard: ({ model }) => {
      if (model === 'locked') throw new Failure('FORBIDDEN', 'locked')
    }
  })
  const create = (name: string) => writer.run((db, ports) => createRegisteredModel(db, { name, description: null, tags: [] }, ports, 1))
  await expect(create('locked')).rejects.toMatchObject({ code: 'FORBIDDEN' })
  await create('free')
  expect(countModels()).toBe(1)
})

test('another program’s lock is waited for without holding up the event loop', async () => {
  const { writer, other, count } = makeWriter()
  other.exec('BEGIN IMMEDIATE')
  let ticks = 0
  const ticking = setInterval(() => {
    ticks += 1
    if (ticks === 20) other.exec('COMMIT')
  }, 5)
  await writer.run(tag('a'))
  clearInterval(ticking)
  expect(ticks).toBeGreaterThanOrEqual(20)
  expect(count()).toBe(1)
})

test('a full disk fails the requests with 507 and nothing half-written; later ones work again', async () => {
  const { writer, db, count } = makeWriter()
  await writer.run(tag('before'))
  const pages = db.pragma('page_count', { simple: true }) as number
  db.pragma(`max_page_count = ${pages}`)
  const fill = (key: string) => (handle: WritableDb) =>
    void handle
      .prepare<[string, string], never>('INSERT INTO experiment_tags (key, value, experiment_id) VALUES (?, ?, 0)')
      .run(key, 'x'.repeat(1_000_000))
  const error = await writer.run(fill('big')).catch((reason: unknown) => reason)
  expect(describeError(error)).toMatchObject({
    status: 507,
    isDefect: false,
    message: expect.stringContaining('disk of the registry is full')
  })
  expect(count()).toBe(1)
  db.pragma('max_page_count = 1000000')
  await writer.run(fill('big'))
  expect(count()).toBe(2)
})

test('a group that cannot be committed fails whole and is told to the log', async () => {
  const { writer, heard, count } = makeWriter()
  const orphan = writer.run((db) => {
    db.exec('PRAGMA defer_foreign_keys = ON')
    db.exec("INSERT INTO experiment_tags (key, value, experiment_id) VALUES ('k', 'v', 999)")
  })
  const settled = await Promise.allSettled([orphan, writer.run(tag('a'))])
  expect(settled.map((one) => one.status)).toEqual(['rejected', 'rejected'])
  expect(heard).toEqual([expect.stringMatching(/^lost: .*FOREIGN KEY/)])
  await writer.run(tag('a'))
  expect(count()).toBe(1)
})

test('closing finishes what is queued and refuses what comes later', async () => {
  const { writer, count } = makeWriter()
  const queued = Array.from({ length: 50 }, (_, index) => writer.run(tag(`k${index}`)))
  await writer.close()
  await Promise.all(queued)
  expect(count()).toBe(50)
  await expect(writer.run(tag('late'))).rejects.toMatchObject({ code: 'BUSY' })
})
