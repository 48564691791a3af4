import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { describe, expect, onTestFinished, test } from 'vitest'
import { startService } from '../../src/main/service.ts'
import { startStockServer } from '../support/stock-server.ts'
import { makeFolder } from '../tracking/registry-fixture.ts'
import { type Walk, walkThrough } from './client-walk.ts'

const isFull = process.env['GREENROOM_FULL'] === '1'
const clients = [
  { release: '3.17.2', variable: 'GREENROOM_TEST_PYTHON', isAsked: true },
  { release: '3.12.0', variable: 'GREENROOM_TEST_PYTHON_312', isAsked: isFull },
  { release: '2.22.5', variable: 'GREENROOM_TEST_PYTHON_222', isAsked: isFull }
]
/** The server that ours is to be like, for every client: older servers have faults of their own. */
const stockVariable = 'GREENROOM_TEST_PYTHON'
const stockPython = process.env[stockVariable] ?? ''
const limitMs = 280_000
/** Stock takes some three times as long. */
const stockLimitMs = 580_000

/** Who did what to the model that a named person made, as our history has it. */
function listActs(home: string): readonly unknown[] {
  const store = new Database(join(home, 'greenroom.db'), { readonly: true })
  onTestFinished(() => void store.close())
  return store.prepare("SELECT DISTINCT actor, origin FROM audit WHERE model = 'walk-by-grace' ORDER BY seq").raw().all()
}

function expectWhole(walk: Walk, release: string, shaky: readonly string[] = []): void {
  // The texts name the step and the line where it failed.
  const failed = walk.failed.filter(({ step }) => !shaky.includes(step))
  expect(failed.map(({ step, failure }) => `step: ${step}\n${failure}`)).toEqual([])
  expect(walk.client).toBe(`mlflow ${release}`)
  expect(walk.passed.length).toBeGreaterThan(30)
}

describe.each(clients)('the stock Python client $release', ({ release, variable, isAsked }) => {
  const python = process.env[variable] ?? ''
  const isMissing = python === '' && process.env['CI'] === undefined

  test.skipIf(!isAsked || isMissing)(`works whole against the service (needs ${variable})`, { timeout: limitMs + 20_000 }, async () => {
    const home = makeFolder()
    const troubles: string[] = []
    const service = await startService(
      { home, port: 0 },
      { failed: (request, error) => void troubles.push(`${request}: ${String(error)}`) }
    )
    onTestFinished(() => service.close())
    const walk = await walkThrough({ python, uri: service.uri, home: makeFolder(), limitMs })
    expectWhole(walk, release)
    expect(listActs(home)[0]).toEqual(['grace hopper', 'service'])
    expect(readdirSync(join(home, 'registry', 'artifacts', '.incoming'))).toEqual([])
    // A folder takes no uploads in parts: clients ask, and then send whole files.
    expect(troubles.filter((trouble) => !/mlflow-artifacts\/(mpu|presigned)\//.test(trouble))).toEqual([])
  })

  test.skipIf(!isFull || isMissing || stockPython === '')(
    `finds the same on a stock server, which proves the walk (needs ${variable} and ${stockVariable})`,
    { timeout: stockLimitMs + 60_000 },
    async () => {
      const folder = makeFolder()
      const stock = await startStockServer({
        python: stockPython,
        database: join(folder, 'stock.db'),
        artifacts: join(folder, 'artifacts')
      })
      onTestFinished(() => stock.close())
      const walk = await walkThrough({ python, uri: stock.uri, home: makeFolder(), limitMs: stockLimitMs })
      // On a rollback journal stock now and then refuses one of many writers for good.
      expectWhole(walk, release, ['eight processes log at once, and nothing is lost'])
    }
  )
})
