import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Source } from '../../src/main/sources/source.ts'
import { fillLargeRegistry } from '../support/large-registry.ts'
import { neverAborted, openTestSource } from '../support/local-source.ts'
import { createTestRegistry, type TestRegistry } from '../support/registry-builder.ts'

const versionCount = 20_000
let registry: TestRegistry
let source: Source

beforeAll(() => {
  registry = createTestRegistry()
  fillLargeRegistry(registry.db, { experiments: 1, runs: versionCount, models: 1, versions: versionCount, keysPerRun: 1 })
  source = openTestSource(registry)
})

afterAll(async () => {
  await source.close()
  registry.remove()
})

async function readAllPages(key: string, descending: boolean, filter = '') {
  const rows = []
  for (let offset = 0; ; offset += 1000) {
    const page = await source.listVersions(
      { model: 'model-0000', filter, sort: { key, descending }, metrics: ['metric0'], offset, limit: 1000 },
      neverAborted()
    )
    rows.push(...page.rows)
    expect(page.offset).toBe(offset)
    if (offset + page.rows.length >= page.total) return rows
  }
}

test('paging through 20,000 versions meets each once, newest first', async () => {
  const rows = await readAllPages('version', true)
  expect(rows.map((row) => Number(row.version))).toEqual(Array.from({ length: versionCount }, (_, index) => versionCount - index))
})

test('paging by a metric is one total order, and each row shows the value it was sorted by', async () => {
  const rows = await readAllPages('metrics.metric0', false)
  expect(new Set(rows.map((row) => row.version)).size).toBe(versionCount)
  const values = rows.map((row) => row.metrics['metric0'] as number)
  expect(values.every((value, index) => index === 0 || value >= (values[index - 1] as number))).toBe(true)
})

test('paging through a filter keeps to what it asks for', async () => {
  const rows = await readAllPages('version', false, "tags.note = 'n5'")
  expect(rows.map((row) => Number(row.version))).toEqual(
    Array.from({ length: versionCount }, (_, index) => index + 1).filter((version) => (version - 1) % 13 === 5)
  )
})

test('a search that was cancelled ends at once, and the next ones answer', async () => {
  const query = { experiments: [], filter: 'value user text', sort: { key: 'metrics.metric0', descending: true }, offset: 0, limit: 10 }
  const aborts = Array.from({ length: 6 }, () => new AbortController())
  const searches = Promise.allSettled(aborts.map((abort, index) => source.listRuns({ ...query, filter: `value ${index}` }, abort.signal)))
  for (const abort of aborts) abort.abort()
  for (const outcome of await searches) expect(outcome).toMatchObject({ status: 'rejected', reason: { code: 'CANCELLED' } })
  expect((await source.listRuns({ ...query, filter: '' }, neverAborted())).total).toBe(versionCount)
})
