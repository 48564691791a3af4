import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { ModelRow } from '../../src/preload/contract/models.ts'
import type { Prediction } from '../../src/preload/contract/predictions.ts'
import type { PromotionRequest } from '../../src/preload/contract/promotions.ts'
import type { VersionRow } from '../../src/preload/contract/versions.ts'
import { runCommand } from '../support/command-line.ts'

let home = ''
const run = (...args: string[]) => runCommand(home, args)
const sample = (...args: string[]) => run(...args, '--registry', 'sample')
const json = async <T>(...args: string[]): Promise<T> => {
  const ended = await sample(...args, '--json')
  expect(ended.stderr).toBe('')
  expect(ended.code).toBe(0)
  return JSON.parse(ended.stdout) as T
}

beforeAll(async () => {
  home = mkdtempSync(path.join(tmpdir(), 'greenroom-cli-'))
  expect(await run('sample', 'add')).toMatchObject({ code: 0 })
})
afterAll(() => rmSync(home, { recursive: true, force: true, maxRetries: 5 }))

test('--version and --help answer; the help has examples', async () => {
  const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string }
  expect(await run('--version')).toMatchObject({ code: 0, stdout: `${version}\n` })
  const help = await run('--help')
  expect(help.code).toBe(0)
  expect(help.stdout).toContain('greenroom approvals request')
})

test('wrong usage ends with 2 and says what was wrong', async () => {
  const unknown = await run('modles')
  expect(unknown.code).toBe(2)
  expect(unknown.stderr).toContain('modles')
  expect(await run('promote', 'churn', '1', 'Live')).toMatchObject({ code: 2, stderr: expect.stringContaining('“Live” is not a stage') })
  expect(await run('register', 'churn', 'churn')).toMatchObject({ code: 2, stderr: expect.stringContaining('runs:/') })
  expect(await run('predict', 'churn')).toMatchObject({ code: 2, stderr: expect.stringContaining('--input') })
})

test('unknown things end with 1 and name the thing on standard error', async () => {
  expect(await sample('show', 'wine-cultivar', '99')).toMatchObject({ code: 1, stdout: '', stderr: expect.stringContaining('99') })
  expect(await sample('versions', 'nothing-here')).toMatchObject({ code: 1, stderr: expect.stringContaining('nothing-here') })
  expect(await sample('show', 'wine-cultivar', '@nobody')).toMatchObject({ code: 1, stderr: expect.stringContaining('nobody') })
  expect(await run('models', '--registry', path.join(home, 'missing.greenroom'))).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('missing.greenroom')
  })
})

test('models and versions print tables, and one JSON document with --json', async () => {
  const table = await sample('models')
  expect(table.stdout).toContain('wine-cultivar')
  const models = await json<ModelRow[]>('models', 'wine')
  expect(models.map((model) => model.name)).toEqual(['wine-cultivar'])
  const versions = await json<VersionRow[]>('versions', 'wine-cultivar')
  expect(versions.map((version) => version.version)).toEqual(['6', '5', '4', '3', '2', '1'])
  expect(versions.find((version) => version.aliases.includes('champion'))?.stage).toBe('Production')
})

test('a filter in MLflow’s language selects, a wrong one says where', async () => {
  const models = await json<ModelRow[]>('models', "name LIKE 'iris%'")
  expect(models.map((model) => model.name)).toEqual(['iris-species'])
  expect(await sample('models', "nome = 'iris'")).toMatchObject({ code: 1, stderr: expect.stringContaining('nome') })
})

test('compare shows differences only, --all shows everything', async () => {
  const differences = await sample('compare', 'wine-cultivar', '5', '6')
  expect(differences.stdout).toContain('hidden_layers')
  expect(differences.stdout).not.toContain('\nscale ')
  expect((await sample('compare', 'wine-cultivar', '5', '6', '--all')).stdout).toContain('\nscale ')
})

test('promotion by one’s own hand, then by request and approval of another person', async () => {
  expect(await sample('promote', 'wine-cultivar', '4', 'Production')).toMatchObject({ code: 1, stderr: expect.stringContaining('Staging') })
  expect(await sample('promote', 'wine-cultivar', '4', 'Staging', '--keep-existing', '--reason', 'second look')).toMatchObject({ code: 0 })
  const request = await json<PromotionRequest>(
    'approvals',
    'request',
    'wine-cultivar',
    '4',
    'Production',
    '--reason',
    'holds up',
    '--as',
    'ann'
  )
  expect(request).toMatchObject({ status: 'pending', requestedBy: 'ann', toStage: 'Production' })
  const approved = await json<PromotionRequest>('approvals', 'approve', request.id, '--notes', 'agreed', '--as', 'bo')
  expect(approved.status).toBe('applied')
  const versions = await json<VersionRow[]>('versions', 'wine-cultivar')
  expect(versions.filter((version) => version.stage === 'Production').map((version) => version.version)).toEqual(['4'])
  const activity = await sample('activity', 'wine-cultivar')
  expect(activity.stdout).toMatch(/bo\s+command line/)
  expect(activity.stdout).toContain('second look')
})

test('predicts with ONNX from JSON and CSV, and keeps the history', async () => {
  const row = {
    age: 0.02,
    sex: 0.05,
    bmi: 0.06,
    bp: 0.02,
    s1: -0.04,
    s2: -0.03,
    s3: -0.04,
    s4: -0.002,
    s5: 0.02,
    s6: -0.02
  }
  const file = path.join(home, 'rows.json')
  writeFileSync(file, JSON.stringify([row, row]))
  const fromJson = await json<Prediction>('predict', 'diabetes-progression@champion', '--input', file)
  expect(fromJson).toMatchObject({ status: 'ok', rows: 2, version: '4' })
  const csv = path.join(home, 'rows.csv')
  writeFileSync(csv, `${Object.keys(row).join(',')}\n${Object.values(row).join(',')}\n`)
  const fromCsv = await json<Prediction>('predict', 'diabetes-progression/Production', '--input', csv)
  expect(fromCsv.outputRows[0]).toEqual(fromJson.outputRows[0])
  writeFileSync(csv, `${Object.keys(row).join(',')}\n${Object.values(row).join(',').replace('0.06', 'high')}\n`)
  expect(await sample('predict', 'diabetes-progression', '--input', csv)).toMatchObject({ code: 1, stderr: expect.stringContaining('bmi') })
  const history = await sample('history', 'diabetes-progression')
  expect(history.stdout.match(/diabetes-progression v4/g)?.length).toBeGreaterThanOrEqual(2)
})

test('loading code from a file is refused until it is agreed to', async () => {
  const file = path.join(home, 'iris.json')
  writeFileSync(file, '[{"a": 1}]')
  expect(await sample('predict', 'iris-species', '--input', file)).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('--allow-code')
  })
})

test('a snapshot goes out, verifies, opens read-only, and one changed byte is refused by name', async () => {
  const file = path.join(home, 'wine.greenroom')
  expect(await sample('snapshot', 'export', file, 'wine-cultivar')).toMatchObject({ code: 0 })
  expect(await run('snapshot', 'verify', file)).toMatchObject({ code: 0, stdout: expect.stringContaining('is whole') })
  const models = await run('models', '--registry', file, '--json')
  expect((JSON.parse(models.stdout) as ModelRow[]).map((model) => model.name)).toEqual(['wine-cultivar'])
  expect(await run('promote', 'wine-cultivar', '1', 'Staging', '--registry', file)).toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/read-only/i)
  })
  const bytes = readFileSync(file)
  const at = Math.floor(bytes.length / 2)
  bytes[at] = (bytes[at] ?? 0) ^ 1
  writeFileSync(file, bytes)
  const refused = await run('snapshot', 'verify', file)
  expect(refused.code).toBe(1)
  expect(refused.stderr).toMatch(/artifacts\/sha256|mlflow\.db|greenroom\.db/)
})

test('commands at once on one registry all land, and the audit chain stays whole', async () => {
  const moves = [
    ['1', 'None'],
    ['2', 'None'],
    ['3', 'Archived']
  ] as const
  const ended = await Promise.all(
    moves.map(([version, stage]) => sample('promote', 'diabetes-progression', version, stage, '--as', `person ${version}`))
  )
  expect(ended.map((one) => one.stderr)).toEqual(['', '', ''])
  const activity = await sample('activity', 'diabetes-progression')
  for (const [version] of moves) expect(activity.stdout).toContain(`person ${version}`)
  expect(await run('activity', '--verify')).toMatchObject({ code: 0, stdout: expect.stringContaining('whole') })
})
