import { appendFileSync, cpSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { digestFolder } from '../../src/main/scoring/onnx/files.ts'
import { createScorer } from '../../src/main/scoring/scorer.ts'
import type { Scorer, ScoringTarget } from '../../src/main/scoring/worker.ts'
import { limitMemory, readMemoryLimit } from '../../src/main/scoring/worker-limits.ts'
import { forkNode } from '../../src/main/spawn-node.ts'
import {
  entries,
  failureOf,
  isAlive,
  isPythonMissing,
  limits,
  makeFolder,
  makeModels,
  openScorer,
  python,
  rowsOf,
  targetOf
} from '../support/scoring.ts'
import { until } from '../support/until.ts'

describe.skipIf(isPythonMissing)('the Python worker (needs GREENROOM_TEST_PYTHON)', () => {
  let models: string
  let probe: ScoringTarget
  /** One for all tests that leave it whole: importing MLflow takes seconds. */
  let scorer: Scorer
  beforeAll(async () => {
    models = await makeModels()
    probe = await targetOf(path.join(models, 'probe'), 'python')
    const workFolder = mkdtempSync(path.join(tmpdir(), 'greenroom-scoring-'))
    scorer = createScorer({ spawnNode: forkNode, ...entries, interpreter: python, env: process.env, workFolder })
    return async () => {
      await scorer.close()
      rmSync(workFolder, { recursive: true })
    }
  })

  test('a scikit-learn model predicts rows, JSON bodies and bare lists alike, and is loaded once', async () => {
    const iris = await targetOf(path.join(models, 'iris'), 'python')
    const row = { sepal_length: 6.3, sepal_width: 3.3, petal_length: 6, petal_width: 2.5 }
    const first = await scorer.predict(iris, rowsOf(row, { ...row, petal_length: 1.4, petal_width: 0.2 }), limits)
    expect(first).toMatchObject({ output: '{"predictions": [2, 0]}', columns: ['prediction'], rows: [[2], [0]], warnings: [] })
    expect(first.loadMs).toBeGreaterThan(0)
    expect(first.durationMs).toBeGreaterThan(0)

    const split = JSON.stringify({ dataframe_split: { columns: Object.keys(row), data: [Object.values(row)] } })
    for (const text of [split, JSON.stringify([row]), JSON.stringify({ instances: [row] }), JSON.stringify({ dataframe_records: [row] })])
      expect(await scorer.predict(iris, { kind: 'json', text }, limits)).toMatchObject({ output: '{"predictions": [2]}', loadMs: null })

    expect(scorer.loaded()).toMatchObject([
      { key: iris.key, engine: 'python', runtime: expect.stringMatching(/^Python 3\.\d+\.\d+, mlflow 3\.17\.2$/) }
    ])
    await scorer.unload(iris.key)
    expect(scorer.loaded()).toEqual([])
  })

  test('columns get the types of the signature; optional ones that are empty are left out', async () => {
    const types = await targetOf(path.join(models, 'types'), 'python')
    const row = {
      boolean: true,
      integer: 3,
      long: null,
      float: 1,
      double: 2,
      string: '3',
      datetime: '2026-03-01',
      binary: 'YWI=',
      extra: 1
    }
    const { rows, columns } = await scorer.predict(types, rowsOf(row), limits)
    expect(Object.fromEntries(columns.map((name, place) => [name, String(rows[0]?.[place])]))).toEqual({
      boolean: expect.stringMatching(/^bool .*True/),
      integer: expect.stringMatching(/^int32 .*3/),
      float: expect.stringMatching(/^float32 .*1\.0/),
      double: expect.stringMatching(/^float64 .*2\.0/),
      string: expect.stringMatching(/'3'$/),
      datetime: expect.stringMatching(/^datetime64\[ns\] Timestamp\('2026-03-01/),
      binary: expect.stringMatching(/b'ab'$/)
    })
    const whole = await scorer.predict(types, rowsOf({ ...row, long: '9007199254740993' }), limits)
    expect(whole.rows[0]?.[whole.columns.indexOf('long')]).toMatch(/^int64 .*9007199254740993/)
  })

  test('NaN and infinities come by name, integers beyond 2^53 with every digit, the rest as MLflow writes it', async () => {
    const { output, rows } = await scorer.predict(probe, rowsOf({ act: 'odd' }), limits)
    expect(output).toBe(
      '{"predictions": ["NaN", "Infinity", "-Infinity", null, 9223372036854775807, "YWI=\\n", "2026-01-02T03:04:05", {"a": [1]}]}'
    )
    expect(rows.map(([cell]) => cell).slice(0, 5)).toEqual(['NaN', 'Infinity', '-Infinity', null, '9223372036854775807'])
  })

  test('parameters reach the model with its defaults; a warning is told once', async () => {
    const answer = await scorer.predict(probe, rowsOf({ act: 'params' }), { ...limits, params: { scale: 3 } })
    expect(JSON.parse(String(answer.rows[0]?.[0]))).toEqual({ scale: 3, mode: 'plain' })
    expect((await scorer.predict(probe, rowsOf({ act: 'warn' }), limits)).warnings).toEqual(['the scale is unknown'])
  })

  test('a model sees neither tokens nor our folder, only a fresh one of mode 0700', async () => {
    const scorer = openScorer({
      env: { ...process.env, MLFLOW_TRACKING_TOKEN: 'secret', AWS_SECRET_ACCESS_KEY: 'secret', PYTHONPATH: '/tmp' }
    })
    const { rows } = await scorer.predict(probe, rowsOf({ act: 'environment' }), limits)
    const { names, cwd, mode } = JSON.parse(String(rows[0]?.[0])) as { names: string[]; cwd: string; mode: string }
    expect(names).toContain('PATH')
    expect(names.filter((name) => /TOKEN|SECRET|PYTHONPATH|NODE|npm_/i.test(name))).toEqual([])
    expect(mode).toBe('0o700')
    expect(cwd).not.toBe(process.cwd())
    await scorer.close()
    expect(existsSync(cwd)).toBe(false)
  })

  test.skipIf(process.platform === 'win32')('a model may use most of the memory, not all of it, nor write files without end', async () => {
    const ask = async (act: string, where = '') => scorer.predict(probe, rowsOf({ act, where }), limits)
    const pid = (await ask('pid')).output
    const memory = readMemoryLimit()
    const [said] = (JSON.parse((await ask('limits')).output) as { predictions: [string] }).predictions
    expect(JSON.parse(said)).toMatchObject({ CORE: [0, 0], FSIZE: [4 * 1024 ** 3, 4 * 1024 ** 3], NOFILE: [4096, 4096] })
    expect(await failureOf(ask('file'))).toMatchObject({ code: 'WORKER_FAILED', message: expect.stringContaining('File too large') })
    // macOS takes the limit and does not keep to it.
    if (process.platform !== 'linux') return
    expect(JSON.parse(said)).toMatchObject({ DATA: [memory, memory] })
    const refused = await failureOf(ask('memory', String(memory)))
    expect(refused).toMatchObject({ code: 'WORKER_FAILED', message: expect.stringContaining(`${(memory / 1024 ** 3).toFixed(1)} GiB`) })
    expect((await ask('memory', String(Math.floor(memory / 4)))).output).toContain(String(Math.floor(memory / 4)))
    expect((await ask('pid')).output).toBe(pid)
  })

  test.each([
    [1, 2],
    [2, 2],
    [8, 6],
    [64, 48]
  ])('of %d GiB a worker may use %d', (total, most) => {
    expect(limitMemory(total * 1024 ** 3)).toBe(most * 1024 ** 3)
  })

  test('an exception in the model is its words, not a broken worker', async () => {
    const before = (await scorer.predict(probe, rowsOf({ act: 'pid' }), limits)).rows
    const failure = await failureOf(scorer.predict(probe, rowsOf({ act: 'raise' }), limits))
    expect(failure).toMatchObject({ code: 'WORKER_FAILED', message: 'The model failed while predicting: ValueError: no such customer' })
    expect(failure.details?.['traceback']).toContain('ValueError')
    expect(await failureOf(scorer.predict(probe, rowsOf({ act: 'quit' }), limits))).toMatchObject({
      message: expect.stringContaining('SystemExit')
    })
    expect((await scorer.predict(probe, rowsOf({ act: 'pid' }), limits)).rows).toEqual(before)
  })

  test('a crash fails the request in flight with what was said last; those waiting are answered by a new worker', async () => {
    await scorer.load(probe, limits)
    const crashing = failureOf(scorer.predict(probe, rowsOf({ act: 'crash' }), limits))
    const waiting = scorer.predict(probe, rowsOf({ act: 'x', x: 4 }), limits)
    const failure = await crashing
    expect(failure).toMatchObject({ code: 'WORKER_FAILED', message: expect.stringContaining('SIGSEGV') })
    expect(failure.details?.['output']).toContain('about to crash')
    expect(await waiting).toMatchObject({ output: '{"predictions": [{"x": 8.0}]}', columns: ['x'], rows: [[8]] })
  })

  test('what a model writes on the protocol or on its output breaks nothing for others', async () => {
    expect(await scorer.predict(probe, rowsOf({ act: 'noise', x: 1 }), limits)).toMatchObject({ rows: [[2]] })
    expect(await failureOf(scorer.predict(probe, rowsOf({ act: 'forge' }), limits))).toMatchObject({
      code: 'WORKER_FAILED',
      message: expect.stringContaining('no answer')
    })
    expect(await failureOf(scorer.predict(probe, rowsOf({ act: 'large' }), limits))).toMatchObject({ code: 'TOO_LARGE' })
    expect(await scorer.predict(probe, rowsOf({ act: 'x', x: 1 }), limits)).toMatchObject({ rows: [[2]] })
  })

  test('a time-out ends the worker with all it started, also one that left its group, and the next request is answered', async () => {
    await scorer.load(probe, limits)
    const where = path.join(makeFolder(), 'pids')
    const failure = await failureOf(scorer.predict(probe, rowsOf({ act: 'hang', where }), { ...limits, timeoutMs: 1500 }))
    expect(failure).toMatchObject({ code: 'TIMEOUT', message: expect.stringContaining('1.5 seconds') })
    const pids = readFileSync(where, 'utf8').split(' ').slice(0, 2).map(Number)
    await until(() => pids.every((pid) => !isAlive(pid)), 'the worker and its child are gone')
    expect(await scorer.predict(probe, rowsOf({ act: 'x', x: 1 }), limits)).toMatchObject({ rows: [[2]] })
  })

  test('a cancel ends native code that holds the interpreter’s lock', async () => {
    await scorer.load(probe, limits)
    const where = path.join(makeFolder(), 'pid')
    const cancel = new AbortController()
    const failing = failureOf(scorer.predict(probe, rowsOf({ act: 'native', where }), { ...limits, signal: cancel.signal }))
    await until(() => existsSync(where) && readFileSync(where, 'utf8') !== '', 'the model is busy')
    cancel.abort()
    expect((await failing).code).toBe('CANCELLED')
    await until(() => !isAlive(Number(readFileSync(where, 'utf8'))), 'the worker is gone')
  })

  test('a cancelled request that was still waiting leaves the others alone', async () => {
    const cancel = new AbortController()
    const first = scorer.predict(probe, rowsOf({ act: 'pid' }), limits)
    const second = failureOf(scorer.predict(probe, rowsOf({ act: 'pid' }), { ...limits, signal: cancel.signal }))
    cancel.abort()
    expect((await second).code).toBe('CANCELLED')
    expect((await scorer.predict(probe, rowsOf({ act: 'pid' }), limits)).rows).toEqual((await first).rows)
  })

  test('bytes that are not those agreed to are not loaded', async () => {
    const folder = path.join(makeFolder(), 'iris')
    cpSync(path.join(models, 'iris'), folder, { recursive: true })
    const target = await targetOf(folder, 'python')
    appendFileSync(path.join(folder, 'model.pkl'), 'x')
    expect(await failureOf(scorer.load(target, limits))).toMatchObject({ code: 'CORRUPT', details: { expected: target.digest } })
  })

  test('running code from the model’s own folder leaves its files as they are', async () => {
    const coded = await targetOf(path.join(models, 'coded'), 'python')
    const { rows } = await scorer.predict(coded, rowsOf({ a: 1 }), limits)
    expect(rows).toEqual([[path.join(coded.folder, 'code', 'greenroom_helper.py')]])
    expect(await digestFolder(coded.folder)).toBe(coded.digest)
  })

  test('a missing package is named with the interpreter and the command, as the model’s requirements pin it', async () => {
    const absent = await targetOf(path.join(models, 'absent'), 'python')
    const failure = await failureOf(scorer.load(absent, limits))
    expect(failure).toMatchObject({ code: 'UNSUPPORTED', details: { python } })
    expect(failure.message).toContain('“absent_package” is missing')
    expect(failure.remedy).toBe(`Install it with: "${python}" -m pip install "Absent.Package[extra]==1.2.3"`)
    expect(await failureOf(scorer.predict(probe, rowsOf({ act: 'import' }), limits))).toMatchObject({
      code: 'UNSUPPORTED',
      remedy: `Install it with: "${python}" -m pip install "package_that_is_absent"`
    })
  })

  test('what MLflow’s schema enforcement refuses is refused in its words', async () => {
    expect(await failureOf(scorer.predict(probe, { kind: 'json', text: '{"dataframe_records": [{"x": 1}]}' }, limits))).toMatchObject({
      code: 'INVALID',
      message: expect.stringContaining("missing inputs ['act']")
    })
    expect(await failureOf(scorer.predict(probe, { kind: 'json', text: '{"rows": []}' }, limits))).toMatchObject({ code: 'INVALID' })
  })
})
