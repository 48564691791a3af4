import { cpSync, existsSync, statSync } from 'node:fs'
import { request } from 'node:http'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { createRun, startRegistry } from '../server/registry-client.ts'
import { type AppHost, makeHome, openApp } from '../support/app-host.ts'
import { runCommand } from '../support/command-line.ts'
import { canMount, fillDisk, mountSmallDisk } from '../support/disks.ts'
import { makeFilledHome, runId } from '../support/filled-home.ts'
import { describeHome } from '../support/home-facts.ts'

/** Bytes left free: the disk runs full at another write each time. */
const spared = [0, 4096, 16_384, 32_768, 49_152, 65_536, 98_304]
const full = { code: 'DISK_FULL', message: expect.stringMatching(/disk of .* full/i), remedy: expect.stringMatching(/[Ff]ree some space/) }
const row = { age: 0, sex: 0, bmi: 0, bp: 0, s1: 0, s2: 0, s3: 0, s4: 0, s5: 0, s6: 0 }

const makeDisk = (mebibytes = 24) => path.join(mountSmallDisk(mebibytes), 'home 家')

/** What people believe of the registry: stages, and how many acts the log knows as done or under way. */
async function readTruth(host: AppHost, registry: string) {
  const { rows } = await host.call('versions.list', { registry, model: 'churn' })
  const predictions = await host.call('predictions.list', {})
  const facts = describeHome(host.home)
  return {
    stages: rows.map(({ version, stage }) => `${version} ${stage}`),
    predictions: predictions.total,
    registry: facts['registry/mlflow.db: model_versions']
  }
}

/** Uploads without saying how much: only writing finds out that there is no room. */
function uploadInChunks(port: number, address: string): Promise<{ readonly status: number; readonly body: unknown }> {
  return new Promise((resolve, reject) => {
    const outgoing = request({ host: '127.0.0.1', port, method: 'PUT', path: address }, async (response) => {
      const text = (await response.toArray()).join('')
      resolve({ status: response.statusCode ?? 0, body: text === '' ? null : JSON.parse(text) })
    })
    outgoing.on('error', reject)
    for (let part = 0; part < 480; part += 1) outgoing.write(Buffer.alloc(50_000))
    outgoing.end()
  })
}

/** Unpacking the sample wants a gigabyte to stay free, which no test disk has: it is added elsewhere and the home moved here. */
async function makeSampleHome(home: string): Promise<string> {
  const roomy = await openApp(makeHome())
  await roomy.call('registries.addSample', {})
  await roomy.close()
  cpSync(roomy.home, home, { recursive: true })
  return home
}

async function findSample(host: AppHost): Promise<string> {
  return (await host.call('registries.list', {})).find(({ kind }) => kind === 'sample')?.id ?? ''
}

describe.skipIf(!canMount)('a full disk (needs the right to mount: root, or sudo without a password)', () => {
  test('a promotion fails whole wherever the room ends, and works once there is some', async () => {
    const host = await openApp(makeFilledHome(makeDisk()))
    const registry = await host.embedded()
    const promote = { registry, model: 'churn', version: '3', stage: 'Staging', reason: 'r'.repeat(3000) } as const
    const before = await readTruth(host, registry)
    let refusals = 0
    for (const bytes of spared) {
      const free = fillDisk(path.dirname(host.home), bytes)
      const failure = await host.refuse('promotions.promote', promote).catch(() => null)
      free()
      if (failure === null) break
      refusals += 1
      expect(failure).toMatchObject(full)
      expect(failure.message).toContain('home 家')
      expect(await readTruth(host, registry)).toEqual(before)
      expect(await host.call('activity.verify', {})).toMatchObject({ isIntact: true })
    }
    expect(refusals).toBeGreaterThan(0)
    if ((await host.call('versions.get', { registry, model: 'churn', reference: '3' })).stage === 'None')
      expect(await host.call('promotions.promote', promote)).toMatchObject({ stage: 'Staging', archived: ['2'] })
    expect((await readTruth(host, registry)).stages).toEqual(['3 Staging', '2 Archived', '1 Production'])
    // What ran full at the last word of an act is told apart from what is done; the next act has room for all its words.
    await host.call('models.setAlias', { registry, model: 'churn', alias: 'roomy', version: '3' })
    expect((await host.call('activity.list', { registry, model: 'churn' })).rows[0]).toMatchObject({ action: 'alias.set', outcome: 'done' })
    expect(await host.call('activity.verify', {})).toMatchObject({ isIntact: true })
  })

  test('an approval that cannot be written is not given, and can be given later', async () => {
    const host = await openApp(makeFilledHome(makeDisk()))
    const registry = await host.embedded()
    const { id } = await host.call('promotions.request', { registry, model: 'churn', version: '2', stage: 'Production', reason: 'better' })
    const free = fillDisk(path.dirname(host.home))
    const before = describeHome(host.home)
    expect(await host.refuse('promotions.approve', { id, notes: 'n'.repeat(4000) })).toMatchObject(full)
    expect(describeHome(host.home)).toEqual(before)
    expect(await host.call('promotions.get', { id })).toMatchObject({ status: 'pending', approvals: 0 })
    free()
    expect(await host.call('promotions.approve', { id })).toMatchObject({ status: 'applied' })
  })

  test('a prediction that the history cannot keep is refused, and the history stays whole', async () => {
    const host = await openApp(await makeSampleHome(makeDisk(48)))
    const registry = await findSample(host)
    const target = { registry, model: 'diabetes-progression', reference: '@champion' }
    await host.call('predictions.run', { ...target, body: { kind: 'records', rows: [row] } })
    const free = fillDisk(path.dirname(host.home))
    const before = describeHome(host.home)
    const many = { kind: 'records', rows: Array.from({ length: 2000 }, () => row) } as const
    expect(await host.refuse('predictions.run', { ...target, body: many })).toMatchObject(full)
    expect(describeHome(host.home)).toEqual(before)
    expect((await host.call('predictions.list', {})).total).toBe(1)
    free()
    expect(await host.call('predictions.run', { ...target, body: many })).toMatchObject({ status: 'ok', rows: 2000 })
    expect((await host.call('predictions.list', {})).total).toBe(2)
  })

  test('an export that does not fit leaves the older file and nothing else, whether its own disk or the home’s is full', async () => {
    const host = await openApp(makeFilledHome(makeDisk()))
    const registry = await host.embedded()
    const disk = mountSmallDisk(4)
    const file = path.join(disk, 'review.greenroom')
    const target = host.target(file)
    await host.call('snapshots.export', { registry, target })
    const older = statSync(file)
    for (const folder of [disk, path.dirname(host.home)]) {
      const free = fillDisk(folder, 8192)
      const before = { ...describeHome(host.home), ...describeHome(disk) }
      const failure = await host.refuse('snapshots.export', { registry, target })
      expect(failure).toMatchObject(full)
      expect(failure.message).toContain(folder === disk ? 'review.greenroom' : 'home 家')
      expect({ ...describeHome(host.home), ...describeHome(disk) }).toEqual(before)
      expect(statSync(file)).toMatchObject({ ino: older.ino, size: older.size })
      free()
    }
    expect(await host.call('snapshots.export', { registry, target })).toMatchObject({ file })
  })

  test('the history’s export and a download name the disk and leave nothing behind', async () => {
    const host = await openApp(makeFilledHome(makeHome()))
    const registry = await host.embedded()
    const disk = mountSmallDisk(1)
    fillDisk(disk)
    const before = describeHome(disk)
    const root = { kind: 'version', model: 'churn', version: '1' }
    const copy = path.join(disk, 'copy')
    for (const [call, input] of [
      ['artifacts.download', { registry, root, path: '', target: host.target(copy) }],
      ['artifacts.download', { registry, root, path: 'MLmodel', target: host.target(copy) }],
      ['predictions.export', { format: 'csv', target: host.target(copy) }]
    ] as const) {
      const failure = await host.refuse(call, input)
      expect(failure).toMatchObject(full)
      expect(failure.message).toContain(copy)
      expect(describeHome(disk)).toEqual(before)
    }
  })

  test('the service answers 507 to writes and uploads, reads go on, and nothing acknowledged is lost', async () => {
    const home = makeFilledHome(makeDisk(40))
    const { call, send, port } = await startRegistry({ home })
    const created = await createRun(call)
    const proxy = `/api/2.0/mlflow-artifacts/artifacts/0/${created}/artifacts`
    const set = (key: string) => call('POST', 'runs/set-tag', { run_id: created, key, value: 'v'.repeat(8000) })
    const noRoom = {
      status: 507,
      body: { error_code: 'INTERNAL_ERROR', message: expect.stringMatching(/disk of .*(full|no room).*[Ff]ree some space/s) }
    }
    const acknowledged: string[] = []
    for (const [round, bytes] of spared.entries()) {
      const free = fillDisk(path.dirname(home), bytes)
      for (let at = 0; at < 30; at += 1) {
        const answer = await set(`t${round}-${at}`)
        if (answer.status === 200) acknowledged.push(`t${round}-${at}`)
        else expect(answer).toMatchObject(noRoom)
      }
      const before = describeHome(home)
      expect(await call('POST', 'registered-models/create', { name: `m${round}`, description: 'd'.repeat(100_000) })).toMatchObject(noRoom)
      expect(await send('PUT', `${proxy}/new/big.bin`, Buffer.alloc(200_000))).toMatchObject(noRoom)
      expect(await uploadInChunks(port, `${proxy}/new/big.bin`)).toMatchObject(noRoom)
      expect(describeHome(home)).toEqual(before)
      expect((await call('GET', 'runs/get', { run_id: runId })).status).toBe(200)
      free()
    }
    // Room enough to begin, not to end.
    const free = fillDisk(path.dirname(home), 18_000_000)
    const before = describeHome(home)
    expect(await uploadInChunks(port, `${proxy}/new/big.bin`)).toMatchObject(noRoom)
    expect(describeHome(home)).toEqual(before)
    free()
    expect((await set('after')).status).toBe(200)
    expect((await send('PUT', `${proxy}/new/big.bin`, Buffer.alloc(200_000))).status).toBe(200)
    const tags = (await call('GET', 'runs/get', { run_id: created })).body.run.data.tags.map(({ key }: { key: string }) => key)
    expect(tags).toEqual(expect.arrayContaining([...acknowledged, 'after']))
    expect(tags.filter((key: string) => /^t\d/.test(key))).toHaveLength(acknowledged.length)
  })

  test('a first start without room says so, leaves no half of a home, and works once there is room', { timeout: 120_000 }, async () => {
    const disk = mountSmallDisk(8)
    const home = path.join(disk, 'home')
    const free = fillDisk(disk, 200_000)
    const ended = await runCommand(home, ['models', '--json'])
    expect(ended).toMatchObject({ code: 1, stdout: '' })
    expect(JSON.parse(ended.stderr.trim().split('\n').at(-1) ?? '')).toMatchObject({ message: expect.stringMatching(/disk of .*full.*/s) })
    expect(existsSync(path.join(home, 'registry', 'mlflow.db'))).toBe(false)
    free()
    expect(await runCommand(home, ['models', '--json'])).toMatchObject({ code: 0, stdout: '[]\n', stderr: '' })
  })

  test('a command on a full disk names it and changes nothing', { timeout: 120_000 }, async () => {
    const home = makeFilledHome(makeDisk())
    expect(await runCommand(home, ['models'])).toMatchObject({ code: 0 })
    const before = describeHome(home)
    const free = fillDisk(path.dirname(home))
    expect(await runCommand(home, ['promote', 'churn', '3', 'Staging'])).toMatchObject({
      code: 1,
      stdout: '',
      stderr: expect.stringMatching(/disk of .*home 家.* full.*Free some space/s)
    })
    free()
    expect(describeHome(home)).toEqual(before)
    expect(await runCommand(home, ['promote', 'churn', '3', 'Staging'])).toMatchObject({ code: 0 })
  })
})
