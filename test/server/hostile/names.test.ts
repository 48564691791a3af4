import { expect, test } from 'vitest'
import { runId } from '../../support/filled-home.ts'
import { api, expectRefusal, json, startGuarded } from './guarded.ts'

const notAName: readonly (readonly [string, unknown])[] = [
  ['B081', ''],
  ['B081', ' '],
  ['B081', '\t\n'],
  ['B081', ' lead'],
  ['B081', 'trail '],
  ['B081', 'n'.repeat(257)],
  ['B081', 'a\nb'],
  ['B081', 'a\tb'],
  ['B081', 'a\u0000b'],
  ['B081', 'a\u0085b'],
  ['B081', 'a\u2028b'],
  ['B082', 'a/b'],
  ['B082', 'a:b'],
  ['B082', '/'],
  ['B083, CVE-2024-3099', '%2F'],
  ['B083, CVE-2024-3099', 'a%20b'],
  ['B083, CVE-2024-3099', 'a%252Fb'],
  ['B083, CVE-2024-3099', '%63hurn'],
  ['B084', '.'],
  ['B084', '..'],
  ['B084', '../churn'],
  ['B099', 'a\ud800'],
  ['of another type', 7],
  ['of another type', ['churn']],
  ['of another type', { name: 'churn' }],
  ['of another type', true]
]

test('no model gets a name that is empty, hidden, too long, a path, or another name in disguise', async () => {
  const guarded = await startGuarded()
  for (const [row, name] of notAName) {
    const title = `${row} ${JSON.stringify(name)?.slice(0, 40)}`
    expectRefusal(await guarded.call('POST', 'registered-models/create', { name }), 400, title, /name/i)
    expectRefusal(
      await guarded.call('POST', 'registered-models/rename', { name: 'churn', new_name: name }),
      400,
      `rename, ${title}`,
      /name/i
    )
  }
  await guarded.expectUntouched()
})

const inert = [
  '-rf',
  '$(x)',
  ';x',
  '{{7*7}}',
  '<img src=x onerror=alert(1)>',
  "' OR 1=1 --",
  '__proto__',
  'constructor',
  'toString',
  'hasOwnProperty',
  'null',
  'undefined',
  '0',
  'NaN',
  '😀',
  'אבג',
  `e${'\u0301'.repeat(200)}`,
  '\u202eabc',
  'сhurn',
  'CHURN',
  '%',
  '%zz',
  'a%',
  'ﬁ'
]

test('B084 to B087: odd names are ordinary names, each of them a model of its own, its bytes kept', async () => {
  const { call } = await startGuarded()
  for (const name of inert) {
    expect([
      name,
      (await call('POST', 'registered-models/create', { name, description: name, tags: [{ key: 'k', value: name }] })).body.registered_model
        ?.name
    ]).toEqual([name, name])
    expect(
      (await call('POST', 'model-versions/create', { name, source: `runs:/${runId}/m`, run_id: runId })).body.model_version
    ).toMatchObject({ name, version: '1' })
    expect((await call('GET', 'registered-models/get', { name })).body.registered_model).toMatchObject({
      name,
      description: name,
      tags: [{ value: name }]
    })
  }
  const { registered_models: all } = (await call('GET', 'registered-models/search', { max_results: '1000' })).body
  expect(all.map((one: { name: string }) => one.name).toSorted()).toEqual([...inert, 'churn', 'pricing'].toSorted())
  expect(({} as Record<string, unknown>)['polluted']).toBeUndefined()
})

test('B085: prototype words are ordinary keys of metrics, params and tags', async () => {
  const { call } = await startGuarded()
  const run_id = (await call('POST', 'runs/create', { experiment_id: '0', start_time: 1 })).body.run.info.run_id
  const keys = ['__proto__', 'constructor', 'toString', 'prototype', 'valueOf']
  await call('POST', 'runs/log-batch', {
    run_id,
    metrics: keys.map((key, at) => ({ key, value: at, timestamp: 1, step: 0 })),
    params: keys.map((key) => ({ key, value: key })),
    tags: keys.map((key) => ({ key, value: key }))
  })
  const { data } = (await call('GET', 'runs/get', { run_id })).body.run
  for (const kind of ['metrics', 'params', 'tags'])
    expect(data[kind].map((one: { key: string }) => one.key)).toEqual(expect.arrayContaining(keys))
  for (const [at, key] of keys.entries())
    expect((await call('GET', 'metrics/get-history', { run_id, metric_key: key })).body.metrics).toMatchObject([{ key, value: at }])
})

test('CVE-2024-6838, B088: names, places, keys and values have limits, and the answer names them', async () => {
  const guarded = await startGuarded()
  const long = (count: number) => 'x'.repeat(count)
  const run = { run_id: runId }
  const rows: readonly (readonly [string, object, RegExp])[] = [
    ['experiments/create', { name: long(501) }, /500/],
    ['experiments/create', { name: 'e', artifact_location: `s3://b/${long(2048)}` }, /2048/],
    ['experiments/update', { experiment_id: '0', new_name: long(501) }, /500/],
    ['experiments/set-experiment-tag', { experiment_id: '0', key: long(251), value: 'x' }, /250/],
    ['runs/log-metric', { ...run, key: long(251), value: 1, timestamp: 1 }, /250/],
    ['runs/log-parameter', { ...run, key: long(251), value: '1' }, /250/],
    ['runs/set-tag', { ...run, key: long(251), value: 'x' }, /250/],
    ['registered-models/set-tag', { name: 'churn', key: long(251), value: 'x' }, /250/],
    ['registered-models/set-tag', { name: 'churn', key: 'k', value: long(100_001) }, /100000/],
    ['registered-models/alias', { name: 'churn', version: '1', alias: long(256) }, /255/],
    ['model-versions/create', { name: 'churn', source: `runs:/${runId}/${long(3000)}`, run_id: runId }, /2048/]
  ]
  for (const [path, body, limit] of rows)
    expectRefusal(await guarded.call('POST', path, body), 400, `${path} ${JSON.stringify(body).slice(0, 60)}`, limit)
  await guarded.expectUntouched()
})

test('B034, B035: versions, stages and aliases that are none are refused', async () => {
  const guarded = await startGuarded()
  for (const version of ['0', '-1', '1.0', '9999999999999999999', '1e3', '0x1', '١', 'latest', '1;2', '../1', 'null'])
    for (const [method, path, more] of [
      ['GET', 'model-versions/get', {}],
      ['POST', 'model-versions/transition-stage', { stage: 'Staging' }],
      ['DELETE', 'model-versions/delete', {}],
      ['POST', 'registered-models/alias', { alias: 'x' }],
      ['POST', 'model-versions/set-tag', { key: 'k', value: 'v' }]
    ] as const)
      expectRefusal(await guarded.call(method, path, { name: 'churn', version, ...more }), [400, 404], `${path} ${version}`)
  for (const stage of ['Live', '', 'production ', 'None;', '__proto__', 'constructor'])
    expectRefusal(
      await guarded.call('POST', 'model-versions/transition-stage', { name: 'churn', version: '3', stage }),
      400,
      `stage ${stage}`
    )
  for (const alias of ['latest', 'LATEST', 'V3', 'v10', 'a b', '', 'a/b', '@x', '..'])
    expectRefusal(await guarded.call('POST', 'registered-models/alias', { name: 'churn', version: '3', alias }), 400, `alias ${alias}`)
  await guarded.expectUntouched()
})

test('B031, B032: what was deleted takes no more', async () => {
  const guarded = await startGuarded()
  const run_id = (await guarded.call('POST', 'runs/create', { experiment_id: '0', start_time: 1 })).body.run.info.run_id
  const experiment = (await guarded.call('POST', 'experiments/create', { name: 'gone' })).body.experiment_id
  await guarded.call('POST', 'runs/delete', { run_id })
  await guarded.call('POST', 'experiments/delete', { experiment_id: experiment })
  guarded.accept()
  expectRefusal(
    await guarded.call('POST', 'runs/log-metric', { run_id, key: 'a', value: 1, timestamp: 1 }),
    400,
    'metric',
    /deleted|active/
  )
  expectRefusal(await guarded.call('POST', 'runs/log-parameter', { run_id, key: 'a', value: '1' }), 400, 'param', /deleted|active/)
  expectRefusal(await guarded.call('POST', 'runs/set-tag', { run_id, key: 'a', value: '1' }), 400, 'tag', /deleted|active/)
  expectRefusal(await guarded.call('POST', 'runs/log-batch', { run_id, tags: [{ key: 'a', value: '1' }] }), 400, 'batch', /deleted|active/)
  expectRefusal(await guarded.call('POST', 'runs/update', { run_id, status: 'FINISHED' }), 400, 'update', /deleted|active/)
  expectRefusal(
    await guarded.call('POST', 'runs/create', { experiment_id: experiment }),
    [400, 404],
    'a run of a deleted experiment',
    /active|deleted/
  )
  await guarded.expectUntouched()
})

test('B089, B090: extreme numbers are exact, and what is no number is refused', async () => {
  const guarded = await startGuarded()
  const { send, call } = guarded
  const run_id = (await call('POST', 'runs/create', { experiment_id: '0', start_time: 1 })).body.run.info.run_id
  const log = (key: string, text: string) => send('POST', `${api}/runs/log-metric`, `{"run_id":"${run_id}","key":"${key}",${text}}`, json)
  const values = [
    ['"NaN"', '"NaN"'],
    ['"Infinity"', '1.7976931348623157e+308'],
    ['"-Infinity"', '-1.7976931348623157e+308'],
    ['"1"', '1'],
    ['5e-324', '5e-324'],
    ['1.7976931348623157e308', '1.7976931348623157e+308']
  ] as const
  for (const [at, [sent, kept]] of values.entries()) {
    expect((await log(`v${at}`, `"value":${sent},"timestamp":1`)).status).toBe(200)
    const history = (await call('GET', 'metrics/get-history', { run_id, metric_key: `v${at}` })).bytes.toString()
    expect.soft(/"value":\s*([^,}]+)/.exec(history)?.[1], sent).toBe(kept)
  }
  // MLflow takes no timestamp before 1970.
  for (const [timestamp, step] of [
    ['9223372036854775807', '-9223372036854775808'],
    ['0', '9223372036854775807'],
    ['9007199254740993', '-9007199254740993'],
    ['253402300799000', '-1']
  ] as const) {
    expect((await log(`i${step}`, `"value":0.5,"timestamp":${timestamp},"step":${step}`)).status).toBe(200)
    const history = (await call('GET', 'metrics/get-history', { run_id, metric_key: `i${step}` })).bytes.toString()
    expect.soft([/"timestamp":\s*(-?\d+)/.exec(history)?.[1], /"step":\s*(-?\d+)/.exec(history)?.[1]]).toEqual([timestamp, step])
  }
  guarded.accept()
  for (const text of [
    '"value":1e400,"timestamp":1',
    '"value":true,"timestamp":1',
    '"value":null,"timestamp":1',
    '"value":"1e400","timestamp":1',
    '"value":"0x10","timestamp":1',
    '"value":[],"timestamp":1',
    '"value":1,"timestamp":1.5',
    '"value":1,"timestamp":9223372036854775808',
    '"value":1,"timestamp":"9223372036854775808"',
    '"value":1,"timestamp":1,"step":-9223372036854775809',
    '"value":1,"timestamp":1,"step":1e30',
    '"value":1,"timestamp":1,"step":true',
    '"value":NaN,"timestamp":1',
    '"value":Infinity,"timestamp":1'
  ])
    expectRefusal(await log('bad', text), 400, text)
  await guarded.expectUntouched()
})

test('B081, B088: what MLflow cuts to its limit is cut here too, and kept so', async () => {
  const { call } = await startGuarded()
  const run_id = (await call('POST', 'runs/create', { experiment_id: '0', start_time: 1 })).body.run.info.run_id
  expect((await call('POST', 'runs/log-parameter', { run_id, key: 'long', value: 'x'.repeat(6001) })).status).toBe(200)
  expect((await call('POST', 'runs/set-tag', { run_id, key: 'long', value: 'x'.repeat(8001) })).status).toBe(200)
  const { params, tags } = (await call('GET', 'runs/get', { run_id })).body.run.data
  const lengthOf = (pairs: readonly { key: string; value: string }[]) => pairs.find(({ key }) => key === 'long')?.value.length
  expect([lengthOf(params), lengthOf(tags)]).toEqual([6000, 8000])
})
