import { request } from 'node:http'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { allRoutes } from '../../src/main/server/all-routes.ts'
import { startRegistry } from '../server/registry-client.ts'
import { canMount, fillDisk, mountSmallDisk } from '../support/disks.ts'
import { makeFilledHome, runId } from '../support/filled-home.ts'
import { describeHome } from '../support/home-facts.ts'

type Registry = Awaited<ReturnType<typeof startRegistry>>
type Write = readonly [method: 'POST' | 'PATCH' | 'DELETE', path: string, body: object]

const noRoom = {
  status: 507,
  body: { error_code: 'INTERNAL_ERROR', message: expect.stringMatching(/disk of .*(full|no room).*[Ff]ree some space/s) }
}
const run = { run_id: runId }
const churn = { name: 'churn', version: '3' }
const pair = { key: 'k', value: 'v' }

/** What the writes below need: one thing for each that takes something away or back. */
function listPreparations(loggedModel: string): readonly Write[] {
  const logged = { model_id: loggedModel, ...pair }
  return [
    ['POST', 'experiments/create', { name: 'plain', tags: [pair] }],
    ['POST', 'experiments/create', { name: 'deleted' }],
    ['POST', 'experiments/delete', { experiment_id: '2' }],
    ['POST', 'runs/set-tag', { ...run, ...pair }],
    ...['renamed', 'deleted', 'tagged'].map((name): Write => ['POST', 'registered-models/create', { name, tags: [pair] }]),
    ['POST', 'registered-models/alias', { ...churn, alias: 'old' }],
    ['POST', 'model-versions/set-tag', { ...churn, ...pair }],
    ['PATCH', `logged-models/${loggedModel}/tags`, { ...logged, tags: [pair] }]
  ]
}

/** One request of every route that writes; each works once there is room, in this order. */
function listWrites(loggedModel: string): readonly Write[] {
  const logged = `logged-models/${loggedModel}`
  const model_id = loggedModel
  const other = { key: 'other', value: 'v' }
  const mlmodel = JSON.stringify({ artifact_path: 'm', run_id: runId, utc_time_created: '2026', flavors: {} })
  return [
    ['POST', 'experiments/create', { name: 'roomy' }],
    ['POST', 'experiments/update', { experiment_id: '1', new_name: 'roomier' }],
    ['POST', 'experiments/set-experiment-tag', { experiment_id: '1', ...other }],
    ['POST', 'experiments/delete-experiment-tag', { experiment_id: '1', key: 'k' }],
    ['POST', 'experiments/delete', { experiment_id: '1' }],
    ['POST', 'experiments/restore', { experiment_id: '2' }],
    ['POST', 'runs/create', { experiment_id: '0', start_time: 1 }],
    ['POST', 'runs/log-metric', { ...run, key: 'roomy', value: 1, timestamp: 1 }],
    ['POST', 'runs/log-parameter', { ...run, key: 'roomy', value: '1' }],
    ['POST', 'runs/set-tag', { ...run, ...other }],
    ['POST', 'runs/delete-tag', { ...run, key: 'k' }],
    ['POST', 'runs/log-batch', { ...run, metrics: [{ key: 'roomy', value: 2, timestamp: 2, step: 2 }], tags: [pair] }],
    ['POST', 'runs/log-model', { ...run, model_json: mlmodel }],
    ['POST', 'runs/log-inputs', { ...run, datasets: [{ dataset: { name: 'd', digest: 'x', source_type: 'local', source: '{}' } }] }],
    ['POST', 'runs/outputs', { ...run, models: [{ model_id, step: 0 }] }],
    ['POST', 'runs/update', { ...run, status: 'FAILED', end_time: 9 }],
    ['POST', 'runs/delete', run],
    ['POST', 'runs/restore', run],
    ['POST', 'registered-models/create', { name: 'roomy' }],
    ['POST', 'registered-models/rename', { name: 'renamed', new_name: 'roomier' }],
    ['PATCH', 'registered-models/update', { name: 'tagged', description: 'd' }],
    ['POST', 'registered-models/set-tag', { name: 'tagged', ...other }],
    ['DELETE', 'registered-models/delete-tag', { name: 'tagged', key: 'k' }],
    ['POST', 'registered-models/alias', { ...churn, alias: 'new' }],
    ['DELETE', 'registered-models/alias', { ...churn, alias: 'old' }],
    ['DELETE', 'registered-models/delete', { name: 'deleted' }],
    ['POST', 'model-versions/create', { name: 'churn', source: `runs:/${runId}/m`, run_id: runId }],
    ['PATCH', 'model-versions/update', { ...churn, description: 'd' }],
    ['POST', 'model-versions/set-tag', { ...churn, ...other }],
    ['DELETE', 'model-versions/delete-tag', { ...churn, key: 'k' }],
    ['POST', 'model-versions/transition-stage', { ...churn, stage: 'Archived' }],
    ['DELETE', 'model-versions/delete', { name: 'churn', version: '2' }],
    ['POST', 'logged-models', { experiment_id: '0', name: 'm' }],
    ['POST', `${logged}/params`, { model_id, params: [pair] }],
    ['PATCH', `${logged}/tags`, { model_id, tags: [other] }],
    ['DELETE', `${logged}/tags/k`, { model_id, tag_key: 'k' }],
    ['PATCH', logged, { model_id, status: 'LOGGED_MODEL_READY' }],
    ['DELETE', logged, { model_id }]
  ]
}

/** Takes the last byte: writes go on until the database itself finds no room for one page more. */
async function exhaust({ call }: Registry, disk: string): Promise<() => void> {
  const free = fillDisk(disk)
  for (const size of [8000, 1]) {
    let status = 200
    for (let at = 0; status === 200; at += 1)
      ({ status } = await call('POST', 'runs/set-tag', { ...run, key: `filler${size}-${at}`, value: 'v'.repeat(size) }))
    expect(status).toBe(507)
  }
  return free
}

async function readBack({ call, send }: Registry): Promise<void> {
  for (const [method, name, body] of [
    ['GET', 'runs/get', run],
    ['GET', 'registered-models/get', { name: 'churn' }],
    ['GET', 'model-versions/get', churn],
    ['GET', 'experiments/get', { experiment_id: '0' }],
    ['POST', 'runs/search', { experiment_ids: ['0'] }],
    ['GET', 'model-versions/search', { filter: "name = 'churn'" }],
    ['GET', 'artifacts/list', run]
  ] as const)
    expect([name, (await call(method, name, body)).status]).toEqual([name, 200])
  expect((await send('GET', `/get-artifact?run_id=${runId}&path=pricing/MLmodel`)).status).toBe(200)
  expect((await send('GET', '/')).status).toBe(200)
}

describe.skipIf(!canMount)('the service on a full disk (needs the right to mount: root, or sudo without a password)', () => {
  test('every route that writes answers 507, reads go on, and all work again once there is room, without a restart', {
    timeout: 60_000
  }, async () => {
    const disk = mountSmallDisk(24)
    const home = makeFilledHome(path.join(disk, 'home 家'))
    const registry = await startRegistry({ home })
    const { call } = registry
    const made = await call('POST', 'logged-models', { experiment_id: '0', name: 'first' })
    const writes = listWrites(made.body.model.info.model_id)
    for (const [method, name, body] of listPreparations(made.body.model.info.model_id))
      expect([name, await call(method, name, body)]).toMatchObject([name, { status: 200 }])
    const free = await exhaust(registry, disk)
    const before = describeHome(home)
    for (const [method, name, body] of writes) {
      const answer = await call(method, name, body)
      expect.soft({ name, status: answer.status, body: answer.body }).toMatchObject({ name, ...noRoom })
    }
    await readBack(registry)
    expect(describeHome(home)).toEqual(before)
    free()
    for (const [method, name, body] of writes) expect([name, await call(method, name, body)]).toMatchObject([name, { status: 200 }])
    await readBack(registry)
  })

  test('no route that writes was forgotten', () => {
    const routes = allRoutes.flatMap((route) => (route.kind === 'write' ? route.methods.map((method) => `${method} ${route.path}`) : []))
    const tried = new Set(listWrites('{model_id}').map(([method, name]) => `${method} /mlflow/${name.replace('tags/k', 'tags/{tag_key}')}`))
    expect(routes.filter((route) => !tried.has(route))).toEqual([])
  })

  test('B061: an artifact that does not fit is refused with 507 before it is sent, by both ways up, and nothing stays', async () => {
    const disk = mountSmallDisk(24)
    const home = makeFilledHome(path.join(disk, 'home'))
    const { send, port } = await startRegistry({ home })
    const before = describeHome(home)
    const ways = [
      ['PUT', `/api/2.0/mlflow-artifacts/artifacts/0/${runId}/artifacts/new/big.bin`],
      ['POST', `/ajax-api/2.0/mlflow/upload-artifact?run_uuid=${runId}&path=new/big.bin`]
    ] as const
    for (const [method, address] of ways) expect(await announce(port, method, address, 9_000_000)).toBe(507)
    for (const [method, address] of ways) {
      const free = fillDisk(disk)
      expect(await send(method, address, Buffer.alloc(100_000))).toMatchObject(noRoom)
      expect(describeHome(home)).toEqual(before)
      free()
      expect((await send(method, address, Buffer.alloc(100_000))).status).toBe(200)
      expect((await send('GET', `/get-artifact?run_id=${runId}&path=new/big.bin`)).bytes).toHaveLength(100_000)
      // A file can be taken back even where there is no room for another.
      const full = fillDisk(disk)
      expect((await send('DELETE', `/api/2.0/mlflow-artifacts/artifacts/0/${runId}/artifacts/new`)).status).toBe(200)
      full()
      expect(describeHome(home)).toEqual(before)
    }
  })
})

/** Announces an upload without sending it: the status that comes all the same. */
function announce(port: number, method: string, address: string, bytes: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const outgoing = request({ host: '127.0.0.1', port, method, path: address, headers: { 'Content-Length': bytes } }, (response) => {
      resolve(response.statusCode ?? 0)
      outgoing.destroy()
    })
    outgoing.on('error', reject)
    outgoing.flushHeaders()
  })
}
