import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { openTrackingDatabase } from '../../../src/main/tracking/database.ts'
import { createRandom } from '../../support/random.ts'
import { makeRegistry } from '../../tracking/registry-fixture.ts'
import { listCases } from './cases.ts'
import { agree } from './compare.ts'
import { differences } from './differences.ts'
import { makeGenerator } from './generate.ts'
import { askOurs } from './ours.ts'
import type { Answer, Query } from './query.ts'
import { fillRegistry } from './registry.ts'
import { openStockStores } from './stock.ts'

const python = process.env['GREENROOM_TEST_PYTHON'] ?? ''
const isMissing = python === '' && process.env['CI'] === undefined
const isFull = process.env['GREENROOM_FULL'] === '1'
/** What `npm test` generates from, so that it tests the same each time; GREENROOM_FULL takes another each time and tells it. */
const fixedSeed = 6
/** How many expressions of each kind are generated. */
const shares = { runs: 800, experiments: 400, models: 400, versions: 450, logged: 450 } as const
const batch = 100
/** Failing expressions that are told at most. */
const shown = 40

/** One failing expression with both answers. */
function describe({ query, stock, ours }: { readonly query: Query; readonly stock: Answer; readonly ours: Answer }): string {
  const { kind, filter, ...more } = query
  return `${kind} ${JSON.stringify(filter)} ${JSON.stringify(more)}\n  stock: ${JSON.stringify(stock)}\n  ours:  ${JSON.stringify(ours)}`
}

test.skipIf(isMissing)(
  'searches answer generated filters and orders as stock MLflow’s stores do',
  async () => {
    const seed = Number(process.env['GREENROOM_FILTERS_SEED'] ?? (isFull ? Date.now() % 1_000_000 : fixedSeed))
    console.log(`GREENROOM_FILTERS_SEED=${seed}`)
    const registry = makeRegistry()
    const random = createRandom(seed)
    const filled = fillRegistry(registry.db, random)
    registry.db.close()
    const db = openTrackingDatabase(registry.database, { readOnly: true })
    const stock = await openStockStores(python, join(import.meta.dirname, 'filters_store.py'), registry.database, registry.artifacts)
    onTestFinished(() => {
      stock.close()
      db.close()
    })
    const generate = makeGenerator(random, filled)
    const generated = (Object.keys(shares) as (keyof typeof shares)[]).flatMap((kind) =>
      Array.from({ length: shares[kind] * (isFull ? 10 : 1) }, () => generate(kind))
    )
    const fixed = listCases(filled)
    const queries: readonly Query[] = [...fixed, ...generated]
    const failing: string[] = []
    const used = new Set<string>()
    let found = 0
    for (let at = 0; at < queries.length; at += batch) {
      const part = queries.slice(at, at + batch)
      const answers = await stock.ask(part)
      for (const [index, query] of part.entries()) {
        const pair = { query, stock: answers[index] as Answer, ours: askOurs(db, query) }
        if ('pages' in pair.stock && pair.stock.pages.some((page) => page.length > 0)) found += 1
        if (agree(pair.stock, pair.ours)) continue
        const known = differences.find((difference) => difference.matches(pair.query, pair.stock, pair.ours))
        if (known && at + index < fixed.length) used.add(known.title)
        if (!known) failing.push(describe(pair))
      }
    }
    expect(failing.slice(0, shown).join('\n'), `${failing.length} of ${queries.length} differ (seed ${seed})`).toBe('')
    // Expressions that find nothing prove little.
    expect(found).toBeGreaterThan(queries.length / 4)
    expect(differences.map(({ title }) => title).filter((title) => !used.has(title))).toEqual([])
  },
  isFull ? 3_000_000 : 600_000
)
