import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import Database from 'better-sqlite3'
import { expect, onTestFinished, test } from 'vitest'
import { startService } from '../../src/main/service.ts'
import { openTrackingDatabase } from '../../src/main/tracking/database.ts'
import { addOwnIndexes } from '../../src/main/tracking/own-indexes.ts'
import { createdRevision, probeTrackingDatabase } from '../../src/main/tracking/revision.ts'
import { checkDatabase, makeStockDatabase, runStock, writeEverything } from './stock-database.ts'

const isFull = process.env['GREENROOM_FULL'] !== undefined
const [older = '', newer = ''] = [process.env['GREENROOM_TEST_PYTHON_312'], process.env['GREENROOM_TEST_PYTHON']]
const isMissing = (older === '' || newer === '') && process.env['CI'] === undefined

test.skipIf(!isFull || isMissing)(
  'mlflow db upgrade runs over what we wrote and over indexes of ours, and the service goes on (needs GREENROOM_TEST_PYTHON_312)',
  { timeout: 600_000 },
  async () => {
    const { database, ...stock } = await makeStockDatabase(older)
    const db = openTrackingDatabase(database)
    onTestFinished(() => void db.close())
    addOwnIndexes(db)
    db.exec(`CREATE INDEX greenroom_test_metrics ON metrics (run_uuid, "key", timestamp DESC);
      CREATE INDEX greenroom_test_latest ON latest_metrics ("key", value DESC, run_uuid);
      CREATE INDEX greenroom_test_sources ON model_versions (run_id, workspace)`)
    const listOwn = () => db.prepare("SELECT name, sql FROM sqlite_master WHERE name LIKE 'greenroom_%' ORDER BY name").all()
    const own = listOwn()
    expect(own.length).toBeGreaterThanOrEqual(5)
    const service = await startService({ database, port: 0 })
    onTestFinished(() => service.close())
    const ours = await writeEverything(service.uri, stock)

    // Beside a service that is idle: MLflow asks only that nobody writes.
    await promisify(execFile)(newer, ['-m', 'mlflow', 'db', 'upgrade', `sqlite:///${database}`], { timeout: 400_000 })
    expect(probeTrackingDatabase(db).revision).toBe(createdRevision)
    expect(listOwn()).toEqual(own)
    expect(new Database(database, { readonly: true }).prepare('SELECT note FROM of_somebody').pluck().all()).toEqual(['kept'])
    checkDatabase(database)

    const create = { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: '{"name":"after the upgrade"}' }
    expect((await fetch(`${service.uri}/api/2.0/mlflow/experiments/create`, create)).status).toBe(200)
    await service.close()
    const found = await runStock(newer, 'read', database)
    expect(found.experiments).toMatchObject({ 'after the upgrade': { stage: 'active' }, 'by greenroom': { tags: { owner: 'us' } } })
    expect(found.runs[ours.run]).toMatchObject({ name: 'ours', losses: [[50, 0.25]], models: [ours.model] })
    expect(found.versions['ours/2']).toMatchObject({ stage: 'Production' })
    checkDatabase(database)
  }
)
