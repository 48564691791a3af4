import path from 'node:path'
import { expect, test } from 'vitest'
import { allRoutes } from '../../src/main/server/all-routes.ts'
import { calls, windowCalls } from '../../src/preload/contract/calls.ts'
import { startRegistry } from '../server/registry-client.ts'
import { type AppHost, openApp } from '../support/app-host.ts'
import { makeFilledHome, runId } from '../support/filled-home.ts'

/** Values that no page sends on purpose, for any field. */
const odd: readonly unknown[] = [
  null,
  true,
  -1,
  0.5,
  1e300,
  Number.NaN,
  2 ** 53,
  10n ** 30n,
  '',
  ' ',
  '\0',
  '\u202egnp.exe',
  '\ud800',
  "'; DROP TABLE runs; --",
  '%_\\',
  '../../../etc/passwd',
  '__proto__',
  '9'.repeat(400),
  'x'.repeat(300_000),
  '@',
  [],
  [null],
  Array.from({ length: 5000 }, (_, at) => `v${at}`),
  {},
  JSON.parse('{"__proto__": {"kind": "run"}}'),
  new Date(0),
  new Map([['kind', 'run']]),
  Symbol.iterator,
  () => 1
]

/** Right values of each field, by its name. */
function makeFields(host: AppHost, registry: string): Readonly<Record<string, unknown>> {
  return {
    registry,
    model: 'churn',
    // v1 is in Production: no value in another field can delete it.
    version: '1',
    reference: '1',
    runId,
    runIds: [runId, '2'.repeat(32)],
    metrics: ['accuracy'],
    metric: 'accuracy',
    alias: 'odd',
    key: 'columns',
    value: 'a',
    stage: 'Staging',
    reason: 'odd',
    notes: '',
    id: 'none',
    name: 'Odd',
    description: '',
    typedName: 'churn v1',
    filter: '',
    sort: { key: 'created', descending: false },
    offset: 0,
    limit: 10,
    experiments: ['0'],
    root: { kind: 'run', runId },
    path: 'model/MLmodel',
    versions: ['1', '2'].map((version) => ({ model: 'churn', version })),
    body: { kind: 'records', rows: [{ tenure: 1, plan: 'a' }] },
    params: {},
    timeoutMs: 1000,
    query: '',
    show: 'open',
    format: 'csv',
    digest: 'a'.repeat(64),
    models: ['churn'],
    withPredictions: false,
    archiveExisting: true,
    tags: {},
    metadata: {},
    approvalFor: [],
    approvalsNeeded: 1,
    maySelfApprove: true,
    productionOnlyFromStaging: true,
    port: 5501,
    file: host.handle(path.join(host.home, 'none')),
    target: host.target(path.join(host.home, 'none', 'file'))
  }
}

/** Starting a service or copying a registry for each value would take minutes; their inputs are strings and numbers like the others. */
const left: ReadonlySet<string> = new Set([
  ...windowCalls,
  'service.start',
  'service.stop',
  'registries.addSample',
  'registries.removeSample',
  'snapshots.export',
  'snapshots.verify',
  'registries.open',
  'predictions.setPython'
])

test('every call takes any value in any field without a defect of ours: it answers or refuses with what to do', {
  timeout: 120_000
}, async () => {
  const host = await openApp(makeFilledHome())
  const fields = makeFields(host, await host.embedded())
  const defects: string[] = []
  let asked = 0
  for (const name of Object.keys(calls).filter((name) => !left.has(name))) {
    const shape = Object.keys((calls[name as keyof typeof calls].input as { shape?: object }).shape ?? {})
    const right = Object.fromEntries(shape.filter((field) => field in fields).map((field) => [field, fields[field]]))
    for (const field of shape) {
      for (const value of odd) {
        asked += 1
        const reply = await host.app.dispatcher.callUnknown(name, { ...right, [field]: value }, { callId: 'odd', actor: host.app.actor })
        if (reply.ok || (reply.failure.code !== 'INTERNAL' && (reply.failure.remedy || reply.failure.code === 'CANCELLED'))) continue
        defects.push(
          `${name} ${field}=${String(value?.toString()).slice(0, 40)}: ${reply.failure.code} ${reply.failure.message.slice(0, 200)} | ${reply.failure.remedy}`
        )
      }
    }
  }
  expect(asked).toBeGreaterThan(5000)
  expect(defects).toEqual([])
  expect(({} as { kind?: unknown }).kind).toBeUndefined()
  expect(await host.call('activity.verify', {})).toMatchObject({ isIntact: true })
})

/** Right values of the service's fields, by their names. */
const wire: Readonly<Record<string, unknown>> = {
  experiment_id: '0',
  experiment_ids: ['0'],
  experiment_name: 'Default',
  run_id: runId,
  run_uuid: runId,
  run_ids: [runId],
  name: 'churn',
  new_name: 'churned',
  version: '1',
  stage: 'Staging',
  alias: 'odd',
  key: 'team',
  value: 'a',
  metric_key: 'accuracy',
  timestamp: 1,
  step: 1,
  source: `runs:/${runId}/model`,
  filter: '',
  max_results: 5,
  path: 'model',
  metrics: [{ key: 'a', value: 1, timestamp: 1, step: 0 }],
  params: [{ key: 'p', value: 'v' }],
  tags: [{ key: 't', value: 'v' }]
}

const prefixes = { api: '/api/2.0', api3: '/api/3.0', ajax: '/ajax-api/2.0', root: '' } as const

test('every route takes any value in any field: it answers, or refuses in MLflow’s form, and never fails', {
  timeout: 120_000
}, async () => {
  const { send } = await startRegistry({ home: makeFilledHome() })
  // What JSON can say of them.
  const values = odd.filter((value) => typeof value !== 'bigint' && JSON.stringify(value) !== undefined)
  const defects: string[] = []
  for (const route of allRoutes) {
    if (route.kind === 'stream') continue
    const method = route.methods.includes('GET') ? 'GET' : (route.methods[0] ?? 'POST')
    const path = `${prefixes[route.mounts[0] ?? 'root']}${route.path.replace(/\{[^}]+\}/g, 'm-none')}`
    const shape = Object.keys(route.fields.shape)
    const right = Object.fromEntries(shape.filter((field) => field in wire).map((field) => [field, wire[field]]))
    for (const field of shape) {
      const answers = await Promise.all(
        values.map((value) => send(method, path, JSON.stringify({ ...right, [field]: value }), { 'Content-Type': 'application/json' }))
      )
      answers.forEach(({ status, body }, at) => {
        const isRight =
          status === 200 || (((status >= 400 && status < 500) || isOfParts(path, status)) && body?.error_code && body?.message)
        if (!isRight)
          defects.push(
            `${method} ${path} ${field}=${JSON.stringify(values[at])?.slice(0, 40)}: ${status} ${JSON.stringify(body)?.slice(0, 200)}`
          )
      })
    }
  }
  expect(defects).toEqual([])
  expect((await send('GET', '/health')).status).toBe(200)
})

/** Uploads in parts are answered as MLflow answers them on local storage; its clients then send the file whole. */
function isOfParts(path: string, status: number): boolean {
  return status === 501 && /\/(mpu|presigned)\//.test(path)
}
