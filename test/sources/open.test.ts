import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import Database from 'better-sqlite3'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openSource } from '../../src/main/sources/open.ts'
import { createNotedContext, workerEntries } from '../support/local-source.ts'
import { createTestRegistry } from '../support/registry-builder.ts'

let folder: string

beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'greenroom-open-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const open = (database: string, kind: 'embedded' | 'sample' | 'snapshot' = 'embedded') =>
  openSource({ kind, isReadOnly: false, database, artifacts: path.join(folder, 'artifacts'), entries: workerEntries })

test('a missing file, one that is no database and one that is not MLflow’s are told apart at once', () => {
  expect(() => open(path.join(folder, 'none.db'))).toThrow(
    expect.objectContaining({ code: 'NOT_FOUND', message: expect.stringContaining('none.db') })
  )
  writeFileSync(path.join(folder, 'text.db'), 'x'.repeat(5000))
  expect(() => open(path.join(folder, 'text.db'))).toThrow(
    expect.objectContaining({ code: 'CORRUPT', message: expect.stringContaining('text.db') })
  )
  new Database(path.join(folder, 'other.db')).exec('CREATE TABLE things (x)').close()
  expect(() => open(path.join(folder, 'other.db'))).toThrow(expect.objectContaining({ code: 'UNSUPPORTED' }))
})

test('a snapshot is read-only whatever was asked', async () => {
  const registry = createTestRegistry()
  const source = open(registry.database, 'snapshot')
  try {
    expect(source).toMatchObject({ kind: 'snapshot', isReadOnly: true })
    expect(await source.countModels()).toBe(0)
    await expect(source.createModel({ model: 'x', description: '' }, createNotedContext())).rejects.toMatchObject({ code: 'READ_ONLY' })
  } finally {
    await source.close()
    registry.remove()
  }
})

test('a registry whose tables are not those of MLflow 3.10 or newer can be read, and writing to it is refused', async () => {
  const registry = createTestRegistry()
  registry.db.exec(
    `UPDATE alembic_version SET version_num = 'ffffffffffff'; ALTER TABLE registered_models RENAME COLUMN description TO about`
  )
  const source = open(registry.database)
  try {
    expect(await source.countModels()).toBe(0)
    await expect(source.createModel({ model: 'x', description: '' }, createNotedContext())).rejects.toMatchObject({ code: 'UNSUPPORTED' })
  } finally {
    await source.close()
    registry.remove()
  }
})
