import { expect, test } from 'vitest'
import type { ReadableDb } from '../../src/main/tracking/database.ts'
import { listNewestRuns, listNewestVersions } from '../../src/main/tracking/overview.ts'
import { makeRegistry } from './registry-fixture.ts'

/** How SQLite would answer what a function asks. */
function plan(ask: (db: ReadableDb) => unknown): readonly string[] {
  const { db } = makeRegistry()
  const texts: string[] = []
  ask({
    pragma: (source, options) => db.pragma(source, options),
    prepare: (sql) => {
      texts.push(sql)
      return db.prepare(sql) as never
    }
  })
  expect(texts).toHaveLength(1)
  return db
    .prepare<[number], { detail: string }>(`EXPLAIN QUERY PLAN ${texts[0]}`)
    .all(5)
    .map(({ detail }) => detail)
}

test('the newest are read from the end of their tables, however long these are', () => {
  for (const list of [listNewestRuns, listNewestVersions]) {
    const steps = plan((db) => list(db, 5))
    expect(steps[0]).toMatch(/^SCAN (runs|model_versions)$/)
    expect(steps.join('\n')).not.toContain('TEMP B-TREE')
  }
})
