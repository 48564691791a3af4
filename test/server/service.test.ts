import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir, userInfo } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { expect, onTestFinished, test } from 'vitest'
import { startService } from '../../src/main/service.ts'
import { forkNode, type NodeChild } from '../../src/main/spawn-node.ts'
import { ensurePerson } from '../../src/main/store/people.ts'
import { openTrackingDatabase } from '../../src/main/tracking/database.ts'
import { makeFolder } from '../tracking/registry-fixture.ts'
import { startRegistry } from './registry-client.ts'

const entry = join(import.meta.dirname, '../../src/main/service.ts')
const json = { 'Content-Type': 'application/json' }

interface Message {
  readonly kind: string
  readonly port?: number
  readonly message?: string
}

/** The service as a process of its own, as the application starts it. */
function spawnService(options: object) {
  const home = mkdtempSync(join(tmpdir(), 'greenroom-process-'))
  const child: NodeChild = forkNode(entry, { name: 'service', args: [`--options=${JSON.stringify({ home, port: 0, ...options })}`] })
  const messages: Message[] = []
  const waiting = new Set<() => void>()
  child.onMessage((message) => {
    messages.push(message as Message)
    for (const look of waiting) look()
  })
  const ended = new Promise<number | null>((resolve) => child.onExit(resolve))
  onTestFinished(async () => {
    child.kill()
    await ended
    rmSync(home, { recursive: true, force: true })
  })
  const hear = (kind: string) =>
    new Promise<Message>((resolve, reject) => {
      const look = () => {
        const found = messages.find((message) => message.kind === kind)
        if (found) {
          waiting.delete(look)
          resolve(found)
        }
      }
      waiting.add(look)
      void ended.then(() => setImmediate(() => reject(new Error(`it ended without “${kind}”: ${child.stderrTail()}`))))
      look()
    })
  return { home, child, ended, hear }
}

test('as a process it says where it listens, announces changes, and stops with what was queued written', async () => {
  const { home, child, ended, hear } = spawnService({})
  const { port } = await hear('listening')
  const create = (name: string) =>
    fetch(`http://127.0.0.1:${port}/api/2.0/mlflow/experiments/create`, { method: 'POST', headers: json, body: JSON.stringify({ name }) })
  // fetch of Node sends Sec-Fetch-Mode alone, which is no browser's.
  expect((await create('first')).status).toBe(200)
  await hear('changed')
  child.post({ kind: 'stop' })
  expect(await ended).toBe(0)
  const db = openTrackingDatabase(join(home, 'registry', 'mlflow.db'), { readOnly: true })
  expect(db.prepare("SELECT count(*) AS n FROM experiments WHERE name = 'first'").get()).toEqual({ n: 1 })
  db.close()
})

test('a port in use is named, with what to do', async () => {
  const blocker = createServer()
  const port = await new Promise<number>((resolve) =>
    blocker.listen(0, '127.0.0.1', () => resolve((blocker.address() as { port: number }).port))
  )
  onTestFinished(() => void blocker.close())
  const { ended, hear } = spawnService({ port })
  expect((await hear('failed')).message).toBe(`Port ${port} is in use by another program. Stop that program or choose another port.`)
  expect(await ended).toBe(1)
})

test('changes made through the service are in the history under the name the client gives', async () => {
  const { home, send } = await startRegistry()
  const create = (name: string, headers: Record<string, string> = {}) =>
    send('POST', '/api/2.0/mlflow/registered-models/create', JSON.stringify({ name }), { ...json, ...headers })
  expect((await create('by ada', { Authorization: `Basic ${btoa('ada:secret')}` })).status).toBe(200)
  expect((await create('by owner')).status).toBe(200)
  const store = new Database(join(home, 'greenroom.db'), { readonly: true })
  const rows = store.prepare('SELECT actor, origin, action, model FROM audit ORDER BY seq').all()
  store.close()
  expect(rows).toEqual([
    { actor: 'ada', origin: 'service', action: 'model.created', model: 'by ada' },
    { actor: userInfo().username, origin: 'service', action: 'model.created', model: 'by owner' }
  ])
})

test('a person has one id, whether they act through the service or elsewhere', async () => {
  const { home, send } = await startRegistry()
  const store = new Database(join(home, 'greenroom.db'))
  onTestFinished(() => void store.close())
  const ada = ensurePerson(store, 'Ada', { newId: () => 'id-of-ada', now: () => 1 })
  for (const [name, user] of [
    ['first', 'ada'],
    ['second', 'bo'],
    ['third', 'bo']
  ] as const) {
    const headers = { ...json, Authorization: `Basic ${btoa(`${user}:`)}` }
    expect((await send('POST', '/api/2.0/mlflow/registered-models/create', JSON.stringify({ name }), headers)).status).toBe(200)
  }
  const bo = ensurePerson(store, 'Bo', { newId: () => 'never asked', now: () => 1 })
  expect(store.prepare('SELECT actor_id, actor FROM audit ORDER BY seq').all()).toEqual([
    { actor_id: ada.id, actor: 'Ada' },
    { actor_id: bo.id, actor: 'bo' },
    { actor_id: bo.id, actor: 'bo' }
  ])
})

test('a database of an MLflow before 3.10 is refused before anything listens', async () => {
  const database = join(makeFolder(), 'mlflow.db')
  const service = await startService({ database, port: 0 })
  await service.close()
  const db = new Database(database)
  db.exec("UPDATE alembic_version SET version_num = '0584bdc529eb'; DROP TABLE logged_model_tags; DROP TABLE logged_models")
  db.close()
  await expect(startService({ database, port: 0 })).rejects.toMatchObject({
    code: 'UNSUPPORTED',
    message: expect.stringMatching(/revision 0584bdc529eb, of an MLflow before 3.10/),
    remedy: expect.stringContaining('mlflow db upgrade')
  })
})

test('a schema that another program changes meanwhile is written to if it still fits, else not at all', async () => {
  const { home, call } = await startRegistry()
  const db = new Database(join(home, 'registry', 'mlflow.db'))
  onTestFinished(() => void db.close())
  const create = (name: string) => call('POST', 'experiments/create', { name })
  expect((await create('before')).status).toBe(200)
  db.exec('ALTER TABLE experiments ADD COLUMN cost FLOAT; CREATE TABLE newer_things (x)')
  expect((await create('fits')).status).toBe(200)
  db.exec('ALTER TABLE metrics RENAME COLUMN step TO stage')
  expect(await create('other')).toMatchObject({ status: 501, body: { message: expect.stringContaining('“metrics” has no column “step”') } })
  db.exec('ALTER TABLE metrics RENAME COLUMN stage TO step')
  expect((await create('fits again')).status).toBe(200)
  const names = db.prepare('SELECT name FROM experiments WHERE experiment_id > 0 ORDER BY 1').pluck().all()
  expect(names).toEqual(['before', 'fits', 'fits again'])
})

test('a registry given by its file keeps artifact root and destination of the flags', async () => {
  const folder = makeFolder()
  const service = await startService({
    database: join(folder, 'sub', 'mlflow.db'),
    artifactRoot: 'mlflow-artifacts:/team',
    artifactsDestination: join(folder, 'files'),
    port: 0
  })
  onTestFinished(() => service.close())
  const answer = await fetch(`${service.uri}/api/2.0/mlflow/experiments/get?experiment_id=0`)
  expect(await answer.json()).toMatchObject({ experiment: { artifact_location: 'mlflow-artifacts:/team/0' } })
})

test('reads and writes go on while a slow search runs', async () => {
  const { call } = await startRegistry()
  const run = (await call('POST', 'runs/create', { experiment_id: '0', start_time: 1 })).body.run.info.run_id
  for (let batch = 0; batch < 20; batch += 1)
    await call('POST', 'runs/log-batch', {
      run_id: run,
      metrics: Array.from({ length: 1000 }, (_, index) => ({ key: 'm', value: index, timestamp: batch, step: index }))
    })
  const order: string[] = []
  const slow = Promise.all(
    Array.from({ length: 4 }, () =>
      call('GET', 'metrics/get-history', { run_id: run, metric_key: 'm' }).then(({ body }) => {
        order.push('search')
        return body.metrics.length
      })
    )
  )
  await call('POST', 'runs/log-metric', { run_id: run, key: 'quick', value: 1, timestamp: 1 })
  order.push('write')
  expect(await slow).toEqual([20_000, 20_000, 20_000, 20_000])
  expect(order.indexOf('write')).toBeLessThan(4)
})
