import { copyFileSync, cpSync, linkSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import type { Scorer, ScoringTarget } from '../../src/main/scoring/worker.ts'
import { failureOf, isPythonMissing, limits, makeFolder, makeModels, openScorer, rowsOf, targetOf } from '../support/scoring.ts'

const flower = { sepal_length: 6.3, sepal_width: 3.3, petal_length: 6, petal_width: 2.5 }

describe.skipIf(isPythonMissing)('the ONNX worker (models made by GREENROOM_TEST_PYTHON)', () => {
  let models: string
  beforeAll(async () => {
    models = await makeModels()
  })
  const onnx = (name: string): Promise<ScoringTarget> => targetOf(path.join(models, name), 'onnx')
  /** A copy of a model that a test may spoil. */
  function copy(name: string): string {
    const folder = path.join(makeFolder(), name)
    cpSync(path.join(models, name), folder, { recursive: true })
    return folder
  }
  const load = async (scorer: Scorer, folder: string) => failureOf(scorer.load(await targetOf(folder, 'onnx'), limits))

  test('a scikit-learn classifier answers as MLflow’s own ONNX flavor does, without Python', async () => {
    const rows = rowsOf(flower, { ...flower, petal_length: 1.4, petal_width: 0.2 })
    const withoutPython = openScorer({ interpreter: '/nowhere/python' })
    const ours = await withoutPython.predict(await onnx('iris-onnx'), rows, limits)
    const stock = await openScorer().predict(await targetOf(path.join(models, 'iris-onnx'), 'python'), rows, limits)
    const [mine, theirs] = [ours, stock].map(({ output }) => JSON.parse(output).predictions as Record<string, unknown>[])
    expect(mine).toHaveLength(2)
    for (const [place, record] of (theirs ?? []).entries()) {
      expect(mine?.[place]?.['output_label']).toBe(record['output_label'])
      const [left, right] = [mine?.[place]?.['output_probability'], record['output_probability']] as Record<string, number>[]
      expect(Object.keys(left ?? {})).toEqual(Object.keys(right ?? {}))
      for (const label of Object.keys(right ?? {})) expect(left?.[label]).toBeCloseTo(right?.[label] ?? Number.NaN, 5)
    }
    expect(ours.columns).toEqual(['output_label', 'output_probability.0', 'output_probability.1', 'output_probability.2'])
    expect(ours.columns).toEqual(stock.columns)
    expect(withoutPython.loaded()).toMatchObject([{ engine: 'onnx', runtime: expect.stringMatching(/^onnxruntime \d/) }])
  })

  test('several inputs get a column each, in their own types; int64 keep every digit', async () => {
    const mixed = await onnx('mixed-onnx')
    const scorer = openScorer()
    const rows = rowsOf({ plan: 'a', price: 1.5, tenure: 12, other: 1 }, { plan: 'b', price: 2, tenure: '9007199254740993' })
    const result = await scorer.predict(mixed, rows, limits)
    expect(result.output).toBe(
      '{"predictions": [{"months": 24, "cost": 2.25, "name": "a"}, {"months": 18014398509481986, "cost": 4, "name": "b"}]}'
    )
    expect(result.rows).toEqual([
      [24, 2.25, 'a'],
      ['18014398509481986', 4, 'b']
    ])
    const columns = JSON.stringify({ inputs: { tenure: [1], price: [1], plan: ['a'] } })
    expect((await scorer.predict(mixed, { kind: 'json', text: columns }, limits)).rows).toEqual([[2, 1, 'a']])
  })

  test('a value that an input cannot hold is named with its column and row', async () => {
    const scorer = openScorer()
    const mixed = await onnx('mixed-onnx')
    const row = { plan: 'a', price: 1.5, tenure: 12 }
    const failing = (wrong: object) => failureOf(scorer.predict(mixed, rowsOf(row, { ...row, ...wrong }), limits))
    expect((await failing({ tenure: 1.5 })).message).toBe('Column “tenure”, row 2: int64 is expected, number 1.5 is given.')
    expect((await failing({ price: 'dear' })).message).toBe('Column “price”, row 2: float64 is expected, string "dear" is given.')
    expect((await failing({ plan: 3 })).message).toContain('row 2: string is expected')
    expect((await failing({ tenure: null })).message).toContain('nothing is given')
  })

  test('tensors go in and come out whole; a wrong shape names both shapes', async () => {
    const scorer = openScorer()
    const tensor = await onnx('tensor-onnx')
    const ask = (inputs: unknown) => scorer.predict(tensor, { kind: 'json', text: JSON.stringify({ inputs }) }, limits)
    const whole = await ask([
      [5.1, 3.5, 1.4, 0.2],
      [6.3, 3.3, 6, 2.5]
    ])
    expect(JSON.parse(whole.output).predictions.variable).toEqual([[expect.closeTo(-0.08, 1)], [expect.closeTo(2.24, 1)]])
    expect(await failureOf(ask([[1, 2, 3]]))).toMatchObject({ code: 'INVALID', details: { expected: '[any, 4]', given: '[1, 3]' } })
    expect((await failureOf(ask([[1, 2], [3]]))).message).toContain('different lengths')
  })

  test('bodies that are none of the scoring protocol’s are refused', async () => {
    const scorer = openScorer()
    const iris = await onnx('iris-onnx')
    const failing = (text: string) => failureOf(scorer.predict(iris, { kind: 'json', text }, limits))
    expect((await failing('{"rows": []}')).message).toContain('exactly one of dataframe_split')
    expect((await failing('{"dataframe_records": [{"sepal_length": 1}]}')).message).toContain('“sepal_width”')
    expect((await failing('[}')).message).toContain('not JSON')
    expect((await failing('{"dataframe_records": []}')).message).toContain('no rows')
  })

  test('tensors beside the model are read from its folder and from nowhere else', async () => {
    const scorer = openScorer()
    expect((await scorer.predict(await onnx('external-onnx'), rowsOf({ a: 1, b: 2 }), limits)).rows).toEqual([[9]])

    const outside = copy('external-onnx')
    const model = path.join(outside, 'model.onnx')
    const bytes = readFileSync(model)
    bytes.write('../eights.b', bytes.indexOf('weights.bin'))
    writeFileSync(model, bytes)
    copyFileSync(path.join(outside, 'weights.bin'), path.join(outside, '../eights.b'))
    expect(await load(scorer, outside)).toMatchObject({ code: 'UNSAFE_PATH', message: expect.stringContaining('“../eights.b”') })
  })

  test.skipIf(process.platform === 'win32')('links among the model’s files are refused', async () => {
    const scorer = openScorer()
    const linked = copy('external-onnx')
    const target = await targetOf(linked, 'onnx')
    const weights = path.join(linked, 'weights.bin')
    copyFileSync(weights, path.join(linked, '../weights.bin'))
    rmSync(weights)
    linkSync(path.join(linked, '../weights.bin'), weights)
    expect((await failureOf(scorer.load(target, limits))).message).toContain('hard link')
    rmSync(weights)
    symlinkSync(path.join(linked, '../weights.bin'), weights)
    expect((await failureOf(scorer.load(target, limits))).code).toBe('UNSAFE_PATH')
  })

  test('MLmodel may not name a file outside its folder', async () => {
    const folder = copy('tensor-onnx')
    const file = path.join(folder, 'MLmodel')
    writeFileSync(file, readFileSync(file, 'utf8').replaceAll('data: model.onnx', 'data: ../model.onnx'))
    copyFileSync(path.join(folder, 'model.onnx'), path.join(folder, '../model.onnx'))
    expect((await load(openScorer(), folder)).code).toBe('UNSAFE_PATH')
  })

  test('a damaged model is a clear failure, whatever the damage', async () => {
    const scorer = openScorer()
    const folder = copy('tensor-onnx')
    const file = path.join(folder, 'model.onnx')
    const whole = readFileSync(file)
    const damages = [
      Buffer.alloc(0),
      Buffer.from('not a model at all'),
      whole.subarray(0, whole.length / 2),
      Buffer.concat([whole, Buffer.from([255])])
    ]
    for (const bytes of damages) {
      writeFileSync(file, bytes)
      expect(await load(scorer, folder)).toMatchObject({ code: 'CORRUPT', message: expect.stringContaining('model.onnx') })
    }
    const changed = await targetOf(folder, 'onnx')
    writeFileSync(file, whole)
    expect((await failureOf(scorer.load(changed, limits))).message).toContain('changed since they were checked')
    expect((await scorer.predict(await onnx('tensor-onnx'), { kind: 'json', text: '[[1, 2, 3, 4]]' }, limits)).rows).toHaveLength(1)
  })

  test('an operator that nobody knows is said to be unsupported', async () => {
    const folder = copy('tensor-onnx')
    const file = path.join(folder, 'model.onnx')
    const bytes = readFileSync(file)
    for (let at = bytes.indexOf('LinearRegressor'); at >= 0; at = bytes.indexOf('LinearRegressor')) bytes.write('LinearRegressoX', at)
    writeFileSync(file, bytes)
    expect(await load(openScorer(), folder)).toMatchObject({ code: 'UNSUPPORTED', message: expect.stringContaining('LinearRegressoX') })
  })

  test('a model that never ends is ended by the time limit and by a cancel; the next request is answered', async () => {
    const scorer = openScorer()
    const endless = await onnx('endless-onnx')
    await scorer.load(endless, limits)
    expect((await failureOf(scorer.predict(endless, rowsOf({ x: 0 }), { ...limits, timeoutMs: 500 }))).code).toBe('TIMEOUT')
    const cancel = new AbortController()
    const failing = failureOf(scorer.predict(endless, rowsOf({ x: 0 }), { ...limits, signal: cancel.signal }))
    const waiting = scorer.predict(await onnx('mixed-onnx'), rowsOf({ plan: 'a', price: 1, tenure: 1 }), limits)
    cancel.abort()
    expect((await failing).code).toBe('CANCELLED')
    expect((await waiting).rows).toEqual([[2, 1, 'a']])
  })
})
