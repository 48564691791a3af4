import { expect, test } from 'vitest'
import { allRoutes } from '../../../src/main/server/all-routes.ts'
import { runId } from '../../support/filled-home.ts'
import { api, expectRefusal, json, startGuarded } from './guarded.ts'

const prefixes = { api: '/api/2.0', api3: '/api/3.0', ajax: '/ajax-api/2.0', root: '' } as const
/** Routes that read a JSON body. */
const bodied = allRoutes.flatMap((route) => {
  const path = `${prefixes[route.mounts[0] ?? 'root']}${route.path.replace(/\{[^}]+\}/g, 'x')}`
  return route.kind === 'stream' ? [] : route.methods.filter((method) => method !== 'GET').map((method) => [method, path] as const)
})

const noMessages: readonly (readonly [string, string | Buffer])[] = [
  ['B091', '[]'],
  ['B091', '[{}]'],
  ['B091', '"x"'],
  ['B091', '1'],
  ['B091', 'true'],
  ['B091', '{}{}'],
  ['B091', '{"name":"x",}'],
  ['B091', '\ufeff{}'],
  ['B091', "{'name':'x'}"],
  ['B091', '{name:"x"}'],
  ['B091', '{"name":"x"} // comment'],
  ['B091', Buffer.from('{"name":"x"}', 'utf16le')],
  ['B091', Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d])],
  ['B091', Buffer.from([0x7b, 0x7d, 0x00])],
  ['B092', `${'['.repeat(10_000)}${']'.repeat(10_000)}`],
  ['B092', `${'{"a":'.repeat(10_000)}1${'}'.repeat(10_000)}`],
  ['B092', `{"a":${'['.repeat(1_000_000)}`],
  ['B100', '{"name":NaN}'],
  ['B100', '{"name":-Infinity}'],
  ['B100', '{"name":01}'],
  ['B100', '{"name":+1}'],
  ['B100', '{"name":.5}']
]

test('what is no JSON message is refused by every route that reads one', { timeout: 60_000 }, async () => {
  const guarded = await startGuarded()
  for (const [method, path] of bodied)
    for (const [row, body] of noMessages) {
      const answer = await guarded.send(method, path, body, json)
      expectRefusal(answer, 400, `${row} ${method} ${path} ${body.toString().slice(0, 20)}`)
    }
  await guarded.expectUntouched()
})

test('B092, B098: an enormous key, very many keys and very many elements are refused or ignored, and others are served', {
  timeout: 60_000
}, async () => {
  const guarded = await startGuarded()
  const keys = Array.from({ length: 100_000 }, (_, at) => `"k${at}":1`).join(',')
  const bodies = [
    `{"${'k'.repeat(1_000_000)}":1}`,
    `{${keys}}`,
    `{"name":[${'1,'.repeat(500_000)}1]}`,
    `{"name":"${'\\u0041'.repeat(600_000)}"}`,
    `{"tags":[${'{},'.repeat(500_000)}{}]}`
  ]
  for (const body of bodies)
    for (const path of ['registered-models/create', 'runs/log-batch', 'experiments/create']) {
      const [answer, beside] = await Promise.all([guarded.send('POST', `${api}/${path}`, body, json), guarded.send('GET', '/health')])
      expectRefusal(answer, [400, 413], `${path} ${body.slice(0, 12)}`)
      expect(beside.status).toBe(200)
    }
  await guarded.expectUntouched()
})

test('CVE-2025-0453: ten thousand things in one request are refused with the limit', async () => {
  const guarded = await startGuarded()
  const many = <T>(make: (at: number) => T) => Array.from({ length: 10_000 }, (_, at) => make(at))
  for (const batch of [
    { metrics: many((at) => ({ key: 'm', value: at, timestamp: 1, step: at })) },
    { params: many((at) => ({ key: `p${at}`, value: '1' })) },
    { tags: many((at) => ({ key: `t${at}`, value: '1' })) }
  ])
    expectRefusal(await guarded.call('POST', 'runs/log-batch', { run_id: runId, ...batch }), 400, Object.keys(batch).join(), /1000|100/)
  await guarded.expectUntouched()
})

test('B093, B095: of a doubled key the one that is checked is the one that is kept, and unknown fields are not kept', async () => {
  const { send, call, ...guarded } = await startGuarded()
  expect(
    (await send('POST', `${api}/registered-models/create`, '{"name":"a/b","name":"kept","unknown":{"x":[1]},"Name":"other"}', json)).status
  ).toBe(200)
  expect((await call('GET', 'registered-models/get', { name: 'kept' })).bytes.toString()).not.toMatch(/unknown|other/)
  guarded.accept()
  expectRefusal(
    await send('POST', `${api}/registered-models/create`, '{"name":"kept2","name":"a/b"}', json),
    400,
    'the last one counts',
    /'a\/b'/
  )
  await guarded.expectUntouched()
})

test('B094: prototype members change nothing of the service', async () => {
  const guarded = await startGuarded()
  for (const body of [
    '{"__proto__":{"name":"x","polluted":1}}',
    '{"constructor":{"prototype":{"polluted":1}}}',
    '{"__proto__":null}',
    '{"name":{"__proto__":{}}}'
  ])
    expectRefusal(await guarded.send('POST', `${api}/registered-models/create`, body, json), 400, body, /name/)
  expect(({} as Record<string, unknown>)['polluted']).toBeUndefined()
  await guarded.expectUntouched()
})

test('B096: two spellings of one field are refused together', async () => {
  const guarded = await startGuarded()
  expectRefusal(
    await guarded.call('POST', 'experiments/create', { name: 'x', artifactLocation: 's3://a', artifact_location: 's3://b' }),
    400,
    'artifact_location',
    /artifact_location/
  )
  expectRefusal(await guarded.call('POST', 'runs/log-batch', { run_id: runId, runId: 'other' }), [400], 'run_id', /run/i)
  await guarded.expectUntouched()
})

test('B097: integers beyond 64 bits are refused, as numbers and as text', async () => {
  const guarded = await startGuarded()
  for (const value of [
    '9223372036854775808',
    '-9223372036854775809',
    '"9223372036854775808"',
    '1e19',
    '" 1"',
    '"١"',
    '1.5',
    '"abc"',
    '{}',
    '[]'
  ])
    for (const [path, field] of [
      ['runs/create', 'start_time'],
      ['runs/search', 'max_results'],
      ['experiments/search', 'max_results']
    ] as const)
      expectRefusal(
        await guarded.send('POST', `${api}/${path}`, `{"experiment_id":"0","experiment_ids":["0"],"${field}":${value}}`, json),
        400,
        `${path} ${value}`,
        new RegExp(field)
      )
  await guarded.expectUntouched()
})

test('B099: a lone surrogate is refused wherever text is taken', async () => {
  const guarded = await startGuarded()
  for (const [path, body] of [
    ['experiments/create', '{"name":"\\ud800"}'],
    ['runs/create', '{"experiment_id":"0","run_name":"\\udc00x"}'],
    ['runs/set-tag', `{"run_id":"${runId}","key":"k","value":"a\\ud83d"}`],
    ['runs/log-parameter', `{"run_id":"${runId}","key":"\\ud800","value":"1"}`],
    ['registered-models/create', '{"name":"x","description":"\\ud800"}'],
    ['registered-models/set-tag', '{"name":"churn","key":"k","value":"\\ud800"}']
  ] as const)
    expectRefusal(await guarded.send('POST', `${api}/${path}`, body, json), 400, `${path} ${body}`)
  await guarded.expectUntouched()
})
