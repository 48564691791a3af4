import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import Database from 'better-sqlite3'
import { expect, test } from 'vitest'
import { appendAudit } from '../../src/main/store/audit.ts'
import { openStore, storeApplicationId } from '../../src/main/store/migrate.ts'
import { listPeople } from '../../src/main/store/people.ts'
import { getSetting, setSetting } from '../../src/main/store/settings.ts'
import { ann, makeFolder, migrationsFolder, openTestStore } from '../support/core.ts'

const now = () => 1_700_000_000_000

/** The shipped migrations and the given ones after them. */
function extendMigrations(folder: string, ...more: readonly string[]): string {
  const target = path.join(folder, `migrations-${more.length}`)
  mkdirSync(target)
  const shipped = readdirSync(migrationsFolder).filter((name) => name.endsWith('.sql'))
  for (const name of shipped) copyFileSync(path.join(migrationsFolder, name), path.join(target, name))
  for (const [index, sql] of more.entries())
    writeFileSync(path.join(target, `${String(shipped.length + index + 1).padStart(4, '0')}.sql`), sql)
  return target
}

test('a new store is private to its user, durable and of the newest version', () => {
  const folder = makeFolder()
  const file = path.join(folder, 'home', 'greenroom.db')
  const store = openStore({ file, migrations: migrationsFolder, now })
  expect(store.pragma('journal_mode', { simple: true })).toBe('wal')
  expect(store.pragma('synchronous', { simple: true })).toBe(2)
  expect(store.pragma('application_id', { simple: true })).toBe(storeApplicationId)
  expect(store.pragma('user_version', { simple: true })).toBe(readdirSync(migrationsFolder).length)
  if (process.platform !== 'win32') {
    expect(statSync(file).mode & 0o077).toBe(0)
    expect(statSync(path.dirname(file)).mode & 0o077).toBe(0)
  }
  store.close()
  expect(existsSync(path.join(folder, 'home', 'backups'))).toBe(false)
})

test('an older store is migrated, its rows stay, and a checked copy from before lies in backups', () => {
  const folder = makeFolder()
  const file = path.join(folder, 'greenroom.db')
  const first = openTestStore(folder)
  setSetting(first, 'appearance', { scheme: 'dark' })
  first.close()
  const migrations = extendMigrations(folder, 'CREATE TABLE extra (id INTEGER PRIMARY KEY) STRICT;')
  const second = openStore({ file, migrations, now })
  expect(getSetting(second, 'appearance')).toEqual({ scheme: 'dark' })
  expect(second.prepare('SELECT count(*) AS n FROM extra').get()).toEqual({ n: 0 })
  second.close()
  const backups = readdirSync(path.join(folder, 'backups'))
  expect(backups).toHaveLength(1)
  const copy = new Database(path.join(folder, 'backups', backups[0] ?? ''), { readonly: true })
  expect(copy.prepare('SELECT value FROM settings').get()).toEqual({ value: '{"scheme":"dark"}' })
  expect(copy.pragma('user_version', { simple: true })).toBe(readdirSync(migrationsFolder).length)
  copy.close()
})

test('a migration that fails leaves the store as it was', () => {
  const folder = makeFolder()
  const file = path.join(folder, 'greenroom.db')
  openTestStore(folder).close()
  const migrations = extendMigrations(folder, 'CREATE TABLE half (id INTEGER) STRICT; INSERT INTO nowhere VALUES (1);')
  expect(() => openStore({ file, migrations, now })).toThrow(/nowhere/)
  const again = openTestStore(folder)
  expect(again.prepare("SELECT name FROM sqlite_schema WHERE name = 'half'").all()).toEqual([])
})

test('a store of a newer Greenroom is refused and not touched', () => {
  const folder = makeFolder()
  const file = path.join(folder, 'greenroom.db')
  openStore({ file, migrations: extendMigrations(folder, 'CREATE TABLE later (id INTEGER) STRICT;'), now }).close()
  const before = readFileSync(file)
  expect(() => openTestStore(folder)).toThrow(
    expect.objectContaining({ code: 'UNSUPPORTED', message: expect.stringContaining('newer Greenroom') })
  )
  expect(readFileSync(file).equals(before)).toBe(true)
  expect(existsSync(path.join(folder, 'backups'))).toBe(false)
})

test('another program’s database and a file that is none are refused by name and not touched', () => {
  const folder = makeFolder()
  const file = path.join(folder, 'greenroom.db')
  const foreign = new Database(file)
  foreign.exec('CREATE TABLE runs (id INTEGER)')
  foreign.close()
  const before = readFileSync(file)
  expect(() => openTestStore(folder)).toThrow(expect.objectContaining({ code: 'UNSUPPORTED', message: expect.stringContaining(file) }))
  expect(readFileSync(file).equals(before)).toBe(true)

  writeFileSync(file, 'no database at all '.repeat(300))
  expect(() => openTestStore(folder)).toThrow(expect.objectContaining({ code: 'CORRUPT', message: expect.stringContaining(file) }))
})

test('a start that was killed before the first migration is taken up again', () => {
  const folder = makeFolder()
  const started = new Database(path.join(folder, 'greenroom.db'))
  started.pragma('journal_mode = WAL')
  started.close()
  const store = openTestStore(folder)
  expect(listPeople(store)).toEqual([])
  expect(appendAudit(store, { atMs: 1, actor: ann, action: 'x.y', registryId: '', summary: 'x' })).toBe(1)
})
