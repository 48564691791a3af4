import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Service, startService } from '../../../src/main/service.ts'
import { type StockServer, startStockServer } from '../../support/stock-server.ts'
import { allowedDifferences, bugsNotShared, mostAllowed, securityDifferences } from './allowed.ts'
import { compareAnswers, listMeant } from './compare.ts'
import { allParts } from './corpus/all.ts'
import { type HeaderDifference, headerDifferences } from './differences/headers.ts'
import { createMasks } from './mask.ts'
import { playPart } from './play.ts'
import { describeFailure } from './report.ts'

const python = process.env['GREENROOM_TEST_PYTHON'] ?? ''
const isMissing = python === '' && process.env['CI'] === undefined
const leastRequests = 400
const known = [...allowedDifferences, ...securityDifferences, ...bugsNotShared]

test('the corpus is large, its titles are unique, and few differences are allowed', () => {
  const titles = allParts.flatMap((part) => part.steps.map((step) => `${part.name}: ${step.title}`))
  expect(titles.filter((title, index) => titles.indexOf(title) !== index)).toEqual([])
  expect(titles.length).toBeGreaterThanOrEqual(leastRequests)
  expect(allowedDifferences.length).toBeLessThanOrEqual(mostAllowed)
  const listed = known.flatMap(({ steps }) => steps)
  expect(listed.filter((title, index) => listed.indexOf(title) !== index || !titles.includes(title))).toEqual([])
})

describe.skipIf(isMissing)('played to stock mlflow 3.17.2 and to ours (needs GREENROOM_TEST_PYTHON)', () => {
  const masks = createMasks(Date.now())
  const shown = new Set<HeaderDifference>()
  let folder: string
  let stock: StockServer
  let ours: Service

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'greenroom-replay-'))
    const artifacts = join(folder, 'artifacts')
    mkdirSync(artifacts)
    stock = await startStockServer({ python, database: join(folder, 'mlflow.db'), artifacts })
    ours = await startService({ home: join(folder, 'home'), port: 0 })
  }, 180_000)
  afterAll(async () => {
    stock?.close()
    await ours?.close()
    rmSync(folder, { recursive: true, force: true })
  })

  test.each(allParts.map((part) => [part.name, part] as const))('%s', { timeout: 300_000 }, async (_name, part) => {
    const [theirs, own] = await Promise.all([playPart(part, stock.port), playPart(part, ours.port)])
    const failures = theirs.flatMap((one, index) => {
      const other = own[index] as typeof one
      const title = `${part.name}: ${one.step.title}`
      masks.addStep(title, 'stock', one.answer.sent, one.answer.received)
      masks.addStep(title, 'ours', other.answer.sent, other.answer.received)
      for (const difference of listMeant(one.answer, other.answer)) shown.add(difference)
      const differences = compareAnswers(one.step, one.answer, other.answer, masks)
      const failure = describeFailure({ title, stock: one, ours: other, differences }, known)
      return failure === null ? [] : [failure]
    })
    expect(failures.join('\n\n'), `${failures.length} of ${part.steps.length} steps`).toBe('')
  })

  test('every known difference in headers showed in some step', () => {
    const gone = headerDifferences.filter((difference) => !shown.has(difference))
    expect(gone.map(({ header, reason }) => `${header}: ${reason}`)).toEqual([])
  })
})
