import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { expect, test } from 'vitest'
import { openTrackingDatabase } from '../../src/main/tracking/database.ts'
import { createdRevision, probeTrackingDatabase } from '../../src/main/tracking/revision.ts'
import {
  createTrackingDatabase,
  ensureRegistryFolder,
  fillEmptyDatabase,
  joinArtifactLocation,
  readRegistryId
} from '../../src/main/tracking/schema.ts'
import { makeFolder } from './registry-fixture.ts'

test('a new registry folder holds database, artifacts and identity, for the owner alone', () => {
  const folder = join(makeFolder(), 'registry')
  const registry = ensureRegistryFolder(folder)
  expect(readdirSync(folder).sort()).toEqual(['artifacts', 'mlflow.db', 'registry.json'])
  expect(registry.id).toMatch(/^[0-9a-f-]{36}$/)
  if (process.platform !== 'win32') {
    expect(statSync(folder).mode & 0o777).toBe(0o700)
    expect(statSync(registry.artifacts).mode & 0o777).toBe(0o700)
    expect(statSync(registry.database).mode & 0o777).toBe(0o600)
    expect(statSync(join(folder, 'registry.json')).mode & 0o777).toBe(0o600)
  }
})

test('asking again changes nothing', () => {
  const folder = join(makeFolder(), 'registry')
  const first = ensureRegistryFolder(folder)
  const bytes = readFileSync(first.database)
  expect(ensureRegistryFolder(folder)).toEqual(first)
  expect(readFileSync(first.database).equals(bytes)).toBe(true)
})

test('a new database has MLflow’s revision, workspace and Default experiment, and is sound', () => {
  const file = join(makeFolder(), 'mlflow.db')
  createTrackingDatabase(file, { artifactRoot: 'mlflow-artifacts:/', now: 1234 })
  const db = openTrackingDatabase(file, { readOnly: true })
  expect(db.prepare('SELECT * FROM experiments').all()).toEqual([
    {
      experiment_id: 0,
      name: 'Default',
      artifact_location: 'mlflow-artifacts:/0',
      lifecycle_stage: 'active',
      creation_time: 1234,
      last_update_time: 1234,
      workspace: 'default'
    }
  ])
  expect(db.prepare('SELECT name FROM workspaces').all()).toEqual([{ name: 'default' }])
  expect(db.pragma('journal_mode', { simple: true })).toBe('wal')
  expect(db.pragma('integrity_check', { simple: true })).toBe('ok')
  expect(probeTrackingDatabase(db)).toEqual({
    revision: createdRevision,
    hasWorkspaces: true,
    hasStorageLocation: true,
    hasAliases: true,
    hasLoggedModels: true,
    hasInputSteps: true
  })
  db.close()
})

test('an existing file is never replaced, and a failed creation leaves nothing behind', () => {
  const folder = makeFolder()
  const file = join(folder, 'mlflow.db')
  writeFileSync(file, 'precious')
  expect(() => createTrackingDatabase(file)).toThrow(/already a file/)
  expect(readFileSync(file, 'utf8')).toBe('precious')
  expect(() => createTrackingDatabase(join(folder, 'other.db'), { schemaFile: join(folder, 'missing.sql') })).toThrow()
  expect(existsSync(join(folder, 'other.db'))).toBe(false)
  expect(readdirSync(folder)).toEqual(['mlflow.db'])
})

test('a file of 0 bytes becomes a database, once, with the permissions that it has', () => {
  const folder = makeFolder()
  const file = join(folder, 'empty.db')
  writeFileSync(file, '', { mode: 0o640 })
  const { mode, ino } = statSync(file)
  fillEmptyDatabase(file, { now: 1234 })
  expect(statSync(file)).toMatchObject({ mode, ino })
  const bytes = readFileSync(file)
  fillEmptyDatabase(file)
  expect(readFileSync(file).equals(bytes)).toBe(true)
  expect(readdirSync(folder)).toEqual(['empty.db'])
  const db = openTrackingDatabase(file, { readOnly: true })
  expect(db.pragma('journal_mode', { simple: true })).toBe('wal')
  expect(db.prepare('SELECT name, creation_time FROM experiments').all()).toEqual([{ name: 'Default', creation_time: 1234 }])
  expect(probeTrackingDatabase(db).revision).toBe(createdRevision)
  db.close()
})

test('only an empty file is filled: not one with a byte, a folder, one with a log beside it, or one that cannot be filled whole', () => {
  const folder = makeFolder()
  const file = join(folder, 'mlflow.db')
  fillEmptyDatabase(folder)
  fillEmptyDatabase(file)
  expect(readdirSync(folder)).toEqual([])
  writeFileSync(file, '\0')
  fillEmptyDatabase(file)
  expect(readFileSync(file, 'utf8')).toBe('\0')
  for (const suffix of ['-wal', '-journal']) {
    const other = join(folder, `with${suffix}.db`)
    writeFileSync(other, '')
    writeFileSync(other + suffix, 'what it held')
    expect(() => fillEmptyDatabase(other)).toThrow(new RegExp(`is empty, but beside it is “.*${suffix}”`))
    expect([statSync(other).size, readFileSync(other + suffix, 'utf8')]).toEqual([0, 'what it held'])
  }
  const whole = join(folder, 'whole.db')
  const schemaFile = join(folder, 'broken.sql')
  writeFileSync(whole, '')
  writeFileSync(schemaFile, 'CREATE TABLE experiments (experiment_id); CREATE TABLE')
  expect(() => fillEmptyDatabase(whole, { schemaFile })).toThrow(/incomplete input/)
  expect([statSync(whole).size, readdirSync(folder).filter((name) => name.startsWith('whole'))]).toEqual([0, ['whole.db']])
})

test('databases that are not MLflow’s are refused with what they lack', () => {
  const file = join(makeFolder(), 'other.db')
  const db = new Database(file)
  expect(() => probeTrackingDatabase(db)).toThrow(/no table “experiments”/)
  db.exec('CREATE TABLE experiments (experiment_id, name, artifact_location)')
  expect(() => probeTrackingDatabase(db)).toThrow(/“experiments” has no column “lifecycle_stage”/)
  db.close()
})

test('a damaged or newer registry.json is refused', () => {
  const file = join(makeFolder(), 'registry.json')
  writeFileSync(file, '{"id":"not hex","format":1}')
  expect(() => readRegistryId(file)).toThrow(/does not name a registry/)
  writeFileSync(file, '{"id":"0b0e7d5a-0000-4000-8000-000000000000","format":2}')
  expect(() => readRegistryId(file)).toThrow(/format 2/)
})

test.each([
  ['mlflow-artifacts:/', ['5'], 'mlflow-artifacts:/5'],
  ['mlflow-artifacts:/5', ['r', 'artifacts'], 'mlflow-artifacts:/5/r/artifacts'],
  ['s3://b/p?q=1', ['r', 'artifacts'], 's3://b/p/r/artifacts?q=1'],
  ['/data/x?y', ['1'], '/data/x?y/1'],
  ['file:///data', ['1'], 'file:///data/1']
])('%s + %j', (address, segments, joined) => {
  expect(joinArtifactLocation(address, ...segments)).toBe(joined)
})
