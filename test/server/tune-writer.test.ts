import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { tuneWriter } from '../../src/main/server/tune-writer.ts'
import { openTrackingDatabase } from '../../src/main/tracking/database.ts'
import { createTrackingDatabase } from '../../src/main/tracking/schema.ts'
import { makeFolder } from '../tracking/registry-fixture.ts'

const full = 2

function open(journal: 'WAL' | 'DELETE') {
  const file = join(makeFolder(), 'mlflow.db')
  createTrackingDatabase(file)
  const db = openTrackingDatabase(file)
  onTestFinished(() => void db.close())
  db.pragma(`journal_mode = ${journal}`)
  return db
}

test('each commit of a registry of ours is synced before it is answered', () => {
  const db = open('WAL')
  // What SQLite takes where nobody says otherwise would do without.
  db.pragma('synchronous = NORMAL')
  expect(tuneWriter(db)).toBe(true)
  expect(db.pragma('synchronous', { simple: true })).toBe(full)
  expect(db.pragma('journal_mode', { simple: true })).toBe('wal')
})

test('a database of another program keeps its journal, and its commits are synced too', () => {
  const db = open('DELETE')
  db.pragma('synchronous = NORMAL')
  expect(tuneWriter(db)).toBe(false)
  expect(db.pragma('journal_mode', { simple: true })).toBe('delete')
  expect(db.pragma('synchronous', { simple: true })).toBe(full)
})
