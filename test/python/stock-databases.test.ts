import { expect, onTestFinished, test } from 'vitest'
import { startService } from '../../src/main/service.ts'
import { checkDatabase, describeDatabase, keepWriteAheadLog, makeStockDatabase, runStock, writeEverything } from './stock-database.ts'

const isFull = process.env['GREENROOM_FULL'] !== undefined
/** SQLAlchemy leaves the journal as SQLite makes it; whoever runs a server beside other readers turns it to a write-ahead log. */
const releases = [
  { release: '3.17.2', variable: 'GREENROOM_TEST_PYTHON', journal: 'delete', isAsked: true },
  { release: '3.12.0', variable: 'GREENROOM_TEST_PYTHON_312', journal: 'wal', isAsked: isFull },
  { release: '3.10.1', variable: 'GREENROOM_TEST_PYTHON_310', journal: 'delete', isAsked: isFull }
]

for (const { release, variable, journal, isAsked } of releases) {
  const python = process.env[variable] ?? ''
  const isMissing = python === '' && process.env['CI'] === undefined
  test.skipIf(!isAsked || isMissing)(
    `a database of stock MLflow ${release} with the journal ${journal} is served in place, and that MLflow finds all that was written and writes on (needs ${variable})`,
    { timeout: 400_000 },
    async () => {
      const { database, ...stock } = await makeStockDatabase(python)
      if (journal === 'wal') keepWriteAheadLog(database)
      const before = describeDatabase(database)
      expect(before.journal).toBe(journal)
      const service = await startService({ database, port: 0 })
      onTestFinished(() => service.close())
      const ours = await writeEverything(service.uri, stock)
      await service.close()
      expect(describeDatabase(database)).toEqual(before)
      checkDatabase(database)

      const found = await runStock(python, 'read', database)
      expect(found.experiments).toEqual({
        Default: { stage: 'active', tags: {} },
        'by stock': { stage: 'active', tags: { owner: 'stock' } },
        'by greenroom': { stage: 'active', tags: { owner: 'us' } },
        doomed: { stage: 'deleted', tags: {} }
      })
      const logged = { ours: 'один', more: '2' }
      const [first = '', second = '', third = ''] = stock.runs
      const stockLosses = [0, 1, 2, 3, 4].map((step) => [step, 1 / (step + 1)])
      expect(Object.keys(found.runs).sort()).toEqual([...stock.runs, ours.run, ours.doomed].sort())
      expect(found.runs[first]).toMatchObject({
        params: { lr: '0.1', kind: 'стандарт', ...logged },
        metrics: { loss: '0.25', odd: 'nan', best: expect.stringMatching(/inf|1\.797/) },
        tags: { by: 'stock', note: 'a\nb', team: 'ours' },
        datasets: [['customers', { 'mlflow.data.context': 'train' }]],
        losses: [...stockLosses, [50, 0.25]]
      })
      expect(found.runs[second]).toMatchObject({ name: 'renamed', status: 'FAILED', losses: stockLosses })
      expect(found.runs[third]).toMatchObject({ name: 'stock 2', status: 'RUNNING', losses: stockLosses })
      expect(found.runs[ours.run]).toMatchObject({
        name: 'ours',
        stage: 'active',
        params: logged,
        models: [ours.model],
        losses: [[50, 0.25]]
      })
      expect(found.runs[ours.doomed]).toMatchObject({ stage: 'deleted' })
      expect(found.models[stock.model]).toMatchObject({ name: 'stock-model', tags: { a: 'b' }, params: { p: '1' } })
      expect(found.models[ours.model]).toMatchObject({
        name: 'ours',
        status: expect.stringContaining('READY'),
        tags: { kept: 'x' },
        params: { depth: '7' }
      })
      expect(Object.keys(found.models)).toHaveLength(2)
      expect(found.registered).toEqual({
        'stock-models': { description: 'made by stock', tags: { team: 'x', seen: 'yes' }, aliases: { first: '1' } },
        ours: { description: 'made by greenroom', tags: { kind: 'ours', kept: 'x' }, aliases: { champion: '2' } }
      })
      expect(found.versions).toEqual({
        'stock-models/1': { stage: 'None', description: null, tags: { n: '1' }, run: first },
        'stock-models/2': { stage: 'None', description: null, tags: { n: '1' }, run: second },
        'ours/1': { stage: 'Archived', description: expect.toBeOneOf([null, '']), tags: { n: '0' }, run: ours.run },
        'ours/2': { stage: 'Production', description: 'the good one', tags: { n: '1', kept: 'x' }, run: ours.run }
      })
      checkDatabase(database)
      expect(describeDatabase(database).journal).toBe(journal)
    }
  )
}
