import { appendFileSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { parse as parseCsvText } from 'csv-parse/sync'
import { beforeAll, describe, expect, test } from 'vitest'
import { createPredictions } from '../../../src/main/core/predictions/predictions.ts'
import { createDispatcher } from '../../../src/main/dispatch.ts'
import { type CallInput, type CallName, type CallValue, calls } from '../../../src/preload/contract/calls.ts'
import { Failure } from '../../../src/preload/contract/reply.ts'
import { ann, bo, makeFolder } from '../../support/core.ts'
import { type CoreHost, openCoreHost, registryId } from '../../support/core-host.ts'
import type { TestRegistry } from '../../support/registry-builder.ts'
import { failureOf, isPythonMissing, makeModels, openScorer, python } from '../../support/scoring.ts'
import { until } from '../../support/until.ts'

let models = ''

/** `flowers` v1 is scikit-learn (pickle, Production), v2 ONNX (@next); `mixed` is ONNX; `probe` a Python class. */
function fill(registry: TestRegistry): void {
  const add = (model: string, version: number, name: string, more: object = {}) => {
    const folder = path.join(models, name)
    const files = readdirSync(folder).filter((file) => statSync(path.join(folder, file)).isFile())
    const source = registry.writeArtifacts(
      `0/${model}-${version}/artifacts/model`,
      Object.fromEntries(files.map((file) => [file, readFileSync(path.join(folder, file))]))
    )
    registry.addVersion({ model, version, source, createdMs: version * 1000, ...more })
  }
  for (const model of ['flowers', 'mixed', 'probe']) registry.addModel(model)
  add('flowers', 1, 'iris', { stage: 'Production' })
  add('flowers', 2, 'iris-onnx', { aliases: ['next'] })
  add('mixed', 1, 'mixed-onnx')
  add('probe', 1, 'probe')
}

interface Host extends CoreHost {
  ask<N extends CallName>(name: N, input: CallInput<N>, more?: { actor?: typeof ann; signal?: AbortSignal }): Promise<CallValue<N>>
}

async function openHost(): Promise<Host> {
  const host = await openCoreHost(fill)
  const handlers = createPredictions({ ...host.deps, scorer: openScorer() })
  const dispatcher = createDispatcher(handlers, { jobsChanged: () => {}, failed: (name, error) => console.error(name, error) })
  let ids = 0
  const ask: Host['ask'] = async (name, input, more = {}) => {
    const reply = await dispatcher.call(name, input, { callId: `call-${ids++}`, actor: more.actor ?? ann, signal: more.signal })
    if (reply.ok) return reply.value
    throw Failure.from(reply.failure)
  }
  return { ...host, ask }
}

const flower = { sepal_length: 6.3, sepal_width: 3.3, petal_length: 6, petal_width: 2.5 }
const at = (model: string, reference: string) => ({ registry: registryId, model, reference })
const row = { plan: 'a', price: 1.5, tenure: 12 }
const records = (...rows: Record<string, unknown>[]) => ({ kind: 'records', rows }) as const
const audits = (host: Host) =>
  host.store.prepare<[], { actor: string; action: string; object_key: string; summary: string }>('SELECT * FROM audit').all()

describe.skipIf(isPythonMissing)('predictions (models made by GREENROOM_TEST_PYTHON)', () => {
  beforeAll(async () => {
    models = await makeModels()
  })

  test('a pickle is loaded only after somebody agreed to these bytes; the consent is remembered and audited once', async () => {
    const host = await openHost()
    const target = await host.ask('predictions.prepare', at('flowers', 'Production'))
    expect(target).toMatchObject({
      model: 'flowers',
      version: '1',
      needsConsent: true,
      isLoaded: false,
      python: { path: python, problem: null }
    })
    const refused = await failureOf(host.ask('predictions.run', { ...at('flowers', '1'), body: records(flower) }))
    expect(refused).toMatchObject({
      code: 'CONSENT_NEEDED',
      message: expect.stringContaining('runs code'),
      details: { digest: target.digest }
    })
    expect((await failureOf(host.ask('predictions.reload', at('flowers', '1')))).code).toBe('CONSENT_NEEDED')
    expect(await host.ask('predictions.loaded', {})).toEqual([])

    const wrong = { ...at('flowers', '1'), digest: '0'.repeat(64) }
    expect((await failureOf(host.ask('predictions.consent', wrong))).code).toBe('CONFLICT')
    expect(audits(host)).toEqual([])
    const consent = { ...at('flowers', '1'), digest: target.digest ?? '' }
    await host.ask('predictions.consent', consent, { actor: bo })
    await host.ask('predictions.consent', consent)
    expect(audits(host)).toMatchObject([
      {
        actor: 'Bo',
        action: 'prediction.consented',
        object_key: target.digest,
        summary: expect.stringMatching(/^agreed that loading flowers v1/)
      }
    ])
    expect(host.events).toContain('activity.changed')

    const prediction = await host.ask('predictions.run', { ...at('flowers', 'Production'), body: records(flower) })
    expect(prediction).toMatchObject({
      model: 'flowers',
      version: '1',
      status: 'ok',
      by: 'Ann',
      rows: 1,
      input: JSON.stringify([flower]),
      output: '{"predictions": [2]}',
      outputSummary: '2',
      artifactDigest: target.digest,
      warnings: [],
      problem: null
    })
    expect(prediction.loadMs).toBeGreaterThan(0)
    expect(await host.ask('predictions.get', { id: prediction.id })).toEqual(prediction)
    expect(await host.ask('predictions.loaded', {})).toMatchObject([{ registryId, model: 'flowers', version: '1', engine: 'python' }])
    expect(await host.ask('predictions.prepare', at('flowers', '1'))).toMatchObject({ needsConsent: false, isLoaded: true })

    // Other bytes are another question.
    appendFileSync(path.join(host.registry.artifacts, '0/flowers-1/artifacts/model/model.pkl'), 'x')
    await host.ask('predictions.unload', at('flowers', '1'))
    expect(await host.ask('predictions.loaded', {})).toEqual([])
    expect((await failureOf(host.ask('predictions.run', { ...at('flowers', '1'), body: records(flower) }))).code).toBe('CORRUPT')
    expect(await host.ask('predictions.prepare', at('flowers', '1'))).toMatchObject({ needsConsent: true })
    expect((await failureOf(host.ask('predictions.run', { ...at('flowers', '1'), body: records(flower) }))).code).toBe('CONSENT_NEEDED')
  })

  test('ONNX needs neither consent nor Python; alias, number and latest choose the version', async () => {
    const host = await openHost()
    for (const reference of ['@next', '2', 'latest']) {
      const prediction = await host.ask('predictions.run', { ...at('flowers', reference), body: records(flower) })
      expect(prediction).toMatchObject({
        version: '2',
        status: 'ok',
        outputColumns: ['output_label', 'output_probability.0', 'output_probability.1', 'output_probability.2']
      })
    }
    expect(await host.ask('predictions.prepare', at('flowers', '@next'))).toMatchObject({
      python: null,
      needsConsent: false,
      isLoaded: true
    })
    expect(await host.ask('predictions.reload', at('flowers', '2'))).toMatchObject({ engine: 'onnx', version: '2' })
  })

  test('a mismatch names the field, the expected and the given type, and nothing is written down', async () => {
    const host = await openHost()
    const failing = (body: CallInput<'predictions.run'>['body']) => failureOf(host.ask('predictions.run', { ...at('mixed', '1'), body }))
    expect(await failing(records(row, { ...row, tenure: 1.5 }))).toMatchObject({
      code: 'INVALID',
      message: '“tenure”, row 2: long is expected, double 1.5 is given.',
      details: { field: 'tenure', expected: 'long', given: 'double 1.5', row: 2 }
    })
    expect((await failing(records({ plan: 'a', tenure: 1 }))).message).toBe('The input lacks “price” (double).')
    expect(
      (await failing({ kind: 'json', text: '{"dataframe_split": {"columns": ["tenure", "price"], "data": [[1, "x"]]}}' })).message
    ).toBe('“price”, row 1: double is expected, string “x” is given.')
    expect((await failing({ kind: 'json', text: `${'['.repeat(5000)}${']'.repeat(5000)}` })).message).toContain('nested')
    expect((await failing({ kind: 'json', text: '{' })).message).toContain('not JSON')
    expect((await host.ask('predictions.list', {})).total).toBe(0)
  })

  test('the history keeps inputs as sent, finds words anywhere in a row, and pages', async () => {
    const host = await openHost()
    const text = ' [ {"tenure": 9007199254740991, "price": 1e0, "plan": "Gold"} ] '
    const gold = await host.ask('predictions.run', { ...at('mixed', '1'), body: { kind: 'json', text } })
    expect(gold.input).toBe(text)
    await host.ask('predictions.run', { ...at('mixed', '1'), body: records({ ...row, plan: 'silver' }), params: { depth: 3 } })
    const iris = await host.ask('predictions.run', { ...at('flowers', '2'), body: records(flower, flower) })
    const find = (query: string, more: object = {}) => host.ask('predictions.list', { query, ...more })

    expect((await find('')).rows.map(({ id }) => id)).toEqual([iris.id, expect.any(String), gold.id])
    expect((await find('gold mixed')).rows).toMatchObject([{ id: gold.id, inputSummary: 'tenure=9007199254740991, price=1, plan=Gold' }])
    expect((await find('gold silver')).total).toBe(0)
    expect((await find('18014398509481982')).rows.map(({ id }) => id)).toEqual([gold.id])
    expect((await find('v2 ok')).rows).toMatchObject([{ id: iris.id, rows: 2 }])
    expect((await find('100%')).total).toBe(0)
    expect(await find('', { model: 'mixed', limit: 1, offset: 1 })).toMatchObject({ total: 2, offset: 1, rows: [{ id: gold.id }] })
    expect(host.events.filter((name) => name === 'predictions.changed')).toHaveLength(3)
  })

  test('a CSV file predicts row by row; its text is the input and can be rerun without the file', async () => {
    const host = await openHost()
    const file = path.join(makeFolder(), 'rows.csv')
    const text = 'tenure,price,plan,extra\n1,1.5,a,z\n2,2.5,,z\n'
    writeFileSync(file, text)
    const run = (csv: string) => {
      writeFileSync(file, csv)
      return host.ask('predictions.run', { ...at('mixed', '1'), body: { kind: 'csv', file } })
    }
    expect((await failureOf(run(text))).message).toBe('Column “plan”, row 2: string is expected, nothing is given.')
    const whole = text.replace(',,', ',b,')
    const prediction = await run(whole)
    expect(prediction).toMatchObject({ rows: 2, input: whole, warnings: ['Not in the signature, and ignored: “extra”.'] })
    expect(prediction.outputRows).toEqual([
      [2, 2.25, 'a'],
      [4, 6.25, 'b']
    ])
    writeFileSync(file, 'gone')
    const again = await host.ask('predictions.rerun', { id: prediction.id })
    expect(again).toMatchObject({ input: whole, output: prediction.output, loadMs: null })
    expect(again.id).not.toBe(prediction.id)
    expect(
      await failureOf(
        host.ask('predictions.run', { ...at('mixed', '1'), body: { kind: 'csv', file: path.join(makeFolder(), 'none.csv') } })
      )
    ).toMatchObject({
      code: 'NOT_FOUND'
    })
  })

  test('a rerun may take another version; a version made anew under the same number is not the old one', async () => {
    const host = await openHost()
    const { id } = await host.ask('predictions.run', { ...at('flowers', '2'), body: records(flower) })
    expect((await failureOf(host.ask('predictions.rerun', { id, reference: '1' }))).code).toBe('CONSENT_NEEDED')
    const { digest } = await host.ask('predictions.prepare', at('flowers', '1'))
    await host.ask('predictions.consent', { ...at('flowers', '1'), digest: digest ?? '' })
    expect(await host.ask('predictions.rerun', { id, reference: '1' })).toMatchObject({ version: '1', output: '{"predictions": [2]}' })
    host.registry.db.exec('UPDATE model_versions SET creation_time = creation_time + 1 WHERE version = 2')
    expect((await failureOf(host.ask('predictions.rerun', { id }))).code).toBe('CONFLICT')
    expect((await failureOf(host.ask('predictions.rerun', { id: 'nobody' }))).code).toBe('NOT_FOUND')
  })

  test('failures and cancels of the model are in the history with their reason, and the application goes on', async () => {
    const host = await openHost()
    const { digest } = await host.ask('predictions.prepare', at('probe', '1'))
    await host.ask('predictions.consent', { ...at('probe', '1'), digest: digest ?? '' })
    const run = (act: string, more: object = {}, signal?: AbortSignal) =>
      host.ask('predictions.run', { ...at('probe', '1'), body: records({ act, ...more }) }, signal ? { signal } : {})

    const raised = await failureOf(run('raise'))
    expect(raised).toMatchObject({ code: 'WORKER_FAILED', message: expect.stringContaining('no such customer') })
    const kept = await host.ask('predictions.get', { id: String(raised.details?.['predictionId']) })
    expect(kept).toMatchObject({
      status: 'failed',
      problem: expect.stringContaining('no such customer'),
      output: null,
      durationMs: null,
      outputRows: []
    })

    expect((await failureOf(run('exit'))).code).toBe('WORKER_FAILED')
    const where = path.join(makeFolder(), 'pids')
    const cancel = new AbortController()
    const cancelled = failureOf(run('hang', { where }, cancel.signal))
    await until(() => readdirSync(path.dirname(where)).length > 0, 'the model is busy', 20_000)
    cancel.abort()
    expect((await cancelled).code).toBe('CANCELLED')
    expect((await host.ask('predictions.list', {})).rows.map(({ status }) => status)).toEqual(['cancelled', 'failed', 'failed'])
    expect(await run('x', { x: 4 })).toMatchObject({ status: 'ok', output: '{"predictions": [{"x": 8.0}]}' })
  })

  test('exports hold what the list shows: JSON with outputs as they were, CSV without formulas', async () => {
    const host = await openHost()
    const text = '{"inputs": {"tenure": ["4611686018427387903"], "price": [1], "plan": ["=cmd()"]}}'
    await host.ask('predictions.run', { ...at('mixed', '1'), body: { kind: 'json', text } })
    await host.ask('predictions.run', { ...at('flowers', '2'), body: records(flower) })
    const file = path.join(makeFolder(), 'history.csv')
    writeFileSync(file, 'tenure,price,plan\n-1,1,a\n')
    await host.ask('predictions.run', { ...at('mixed', '1'), body: { kind: 'csv', file } })

    expect(await host.ask('predictions.export', { model: 'mixed', format: 'csv', target: file })).toEqual({ rows: 2 })
    const lines = parseCsvText(readFileSync(file), { columns: true }) as Record<string, string>[]
    expect(lines).toMatchObject([{ model: 'mixed', status: 'ok', rows: '1', input: 'tenure,price,plan\n-1,1,a\n' }, { input: text }])
    expect(lines.map((line) => Object.values(line).filter((cell) => /^[=+@-]/.test(cell)))).toEqual([[], []])

    expect(await host.ask('predictions.export', { query: 'cmd', format: 'json', target: file })).toEqual({ rows: 1 })
    const json = readFileSync(file, 'utf8')
    expect(JSON.parse(json)).toMatchObject([{ model: 'mixed', input: text, status: 'ok' }])
    expect(json).toContain('"months": 9223372036854775806')
    expect(await host.ask('predictions.export', { query: 'nothing', format: 'json', target: file })).toEqual({ rows: 0 })
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual([])
    expect(readdirSync(path.dirname(file))).toEqual(['history.csv'])
  })

  test('the interpreter that the user names is remembered; what is no Python is refused and changes nothing', async () => {
    const host = await openHost()
    const setting = () => host.store.prepare<[], { value: string }>("SELECT value FROM settings WHERE key = 'python'").get()?.value
    expect(await host.ask('predictions.setPython', { file: python })).toMatchObject({ path: python, mlflowVersion: '3.17.2' })
    expect(setting()).toBe(JSON.stringify(python))
    const file = path.join(makeFolder(), 'notes.txt')
    writeFileSync(file, 'not a program')
    expect((await failureOf(host.ask('predictions.setPython', { file }))).code).toBe('INVALID')
    expect(setting()).toBe(JSON.stringify(python))
    expect(await host.ask('predictions.python', {})).toMatchObject({ path: python })
    await host.ask('predictions.setPython', { file: null })
    expect(setting()).toBeUndefined()
  })

  test('every call of the contract on predictions is answered', async () => {
    const host = await openHost()
    const named = Object.keys(calls).filter((name) => name.startsWith('predictions.'))
    expect(Object.keys(createPredictions(host.deps)).sort()).toEqual(named.sort())
  })
})
