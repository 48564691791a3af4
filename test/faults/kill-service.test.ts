import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { openTrackingDatabase } from '../../src/main/tracking/database.ts'
import { openApp } from '../support/app-host.ts'
import { listFiles } from '../support/home-facts.ts'
import { chooseSeed, createRandom } from '../support/random.ts'
import { startServiceProcess } from '../support/service-process.ts'
import { makeFolder } from '../tracking/registry-fixture.ts'
import { findContradictions } from './acknowledged.ts'
import { type Act, hashOf, makeBytes, type Owner, placeOf } from './mixed-acts.ts'
import { type Trigger, writeUntilKilled } from './mixed-writers.ts'

const rounds = process.env['GREENROOM_FULL'] ? 100 : 20
const writers = 8
const triggers: readonly Trigger[] = ['answered', 'sent', 'half a file']
const json = { 'Content-Type': 'application/json' }
const seed = chooseSeed()

/** What is on the disk below the artifacts' folder. */
const readFolder = (home: string) => listFiles(join(home, 'registry', 'artifacts'))

/** Compares the files that the service lists, those on the disk and the bytes of the chosen ones with what writers were told. */
async function findWrongFiles(
  port: number,
  home: string,
  runId: string,
  acts: readonly Act[],
  isRead: (act: Act) => boolean
): Promise<readonly string[]> {
  const folder = placeOf(runId)
  const base = `http://127.0.0.1:${port}/api/2.0/mlflow-artifacts/artifacts`
  const answer = await fetch(`${base}?path=${folder}`)
  const listed = new Set(((await answer.json()) as { files?: { path: string }[] }).files?.map(({ path }) => path))
  const problems: string[] = []
  /** Which acts may have the last word on a file; null where it may be absent. */
  const allowed = new Map<string, Set<number | null>>()
  const read = new Set<string>()
  for (const act of acts) {
    const { kind, target, serial, isAcknowledged } = act
    if (kind !== 'file' && kind !== 'latest') continue
    if (isRead(act)) read.add(target)
    allowed.set(target, isAcknowledged ? new Set([serial]) : new Set([...(allowed.get(target) ?? [null]), serial]))
  }
  for (const [name, serials] of allowed) {
    if (!listed.has(name) && !serials.has(null)) problems.push(`${name}: acknowledged and not listed`)
    if (!read.has(name)) continue
    const got = await fetch(`${base}/${folder}/${name}`)
    const bytes = new Uint8Array(await got.arrayBuffer())
    const now = got.status === 200 ? hashOf(bytes) : null
    const isWhole = [...serials].some((one) => now === (one === null ? null : hashOf(makeBytes(one))))
    if (!isWhole) problems.push(`${name}: ${bytes.length} bytes that nobody sent whole, status ${got.status}`)
    if (listed.has(name) !== (now !== null)) problems.push(`${name}: listed ${listed.has(name)}, status ${got.status}`)
  }
  const unasked = readFolder(home).filter((file) => !allowed.has(file.slice(folder.length + 1)) || !file.startsWith(folder))
  return [...problems, ...unasked.map((file) => `${file}: nobody asked for it`)]
}

test(`a service killed ${rounds} times under ${writers} writers keeps all that it acknowledged and no half of anything (seed ${seed})`, {
  timeout: 1_800_000
}, async () => {
  const home = makeFolder()
  const random = createRandom(seed)
  const owners = Array.from({ length: writers }, (_, name): Owner => ({ name, runs: [], models: [], versions: [] }))
  const acts: Act[] = []
  let serial = 0
  let checked = 0
  let leftovers = 0
  let runId = ''
  for (let round = 0; round <= rounds; round += 1) {
    const service = await startServiceProcess(home)
    onTestFinished(service.kill)
    const db = openTrackingDatabase(join(home, 'registry', 'mlflow.db'), { readOnly: true })
    try {
      expect([round, findContradictions(db, acts, runId)]).toEqual([round, []])
    } finally {
      db.close()
    }
    if (runId === '') {
      const body = JSON.stringify({ experiment_id: '0', start_time: 0 })
      const created = await fetch(`http://127.0.0.1:${service.port}/api/2.0/mlflow/runs/create`, { method: 'POST', headers: json, body })
      runId = ((await created.json()) as { run: { info: { run_id: string } } }).run.info.run_id
    }
    // After each kill the files of the last round, at the end every one.
    const isRead = ({ serial: one }: Act) => round === rounds || one > checked
    expect([round, await findWrongFiles(service.port, home, runId, acts, isRead)]).toEqual([round, []])
    if (round === rounds) {
      await service.kill()
      break
    }
    checked = serial
    const trigger = triggers[round % triggers.length] as Trigger
    acts.push(
      ...(await writeUntilKilled({ service, runId, owners, random, trigger, patience: 10 + random.below(90), nextSerial: () => ++serial }))
    )
    leftovers += readFolder(home).filter((file) => file.startsWith('.incoming/')).length
  }
  const acknowledged = acts.filter(({ isAcknowledged }) => isAcknowledged)
  expect(acknowledged.length).toBeGreaterThan(rounds * 10)
  expect(acts.length).toBeGreaterThan(acknowledged.length)
  // Uploads were cut off in the middle, and each start swept what they left.
  expect(leftovers).toBeGreaterThan(0)
  await expectHistory(home, acknowledged)
})

/** Of every acknowledged change of the registry the history tells that it was made, and its chain is whole. */
async function expectHistory(home: string, acknowledged: readonly Act[]): Promise<void> {
  const host = await openApp(home)
  onTestFinished(() => host.close())
  expect(await host.call('activity.verify', {})).toMatchObject({ isIntact: true })
  const registry = await host.embedded()
  const actions = { version: 'version.created', alias: 'alias.set', stage: 'stage.changed' } as const
  const told = new Set<string>()
  const models = new Set(acknowledged.filter(({ kind }) => kind in actions).map(({ target }) => target))
  for (const model of models) {
    const { rows } = await host.call('activity.list', { registry, model, limit: 200 })
    for (const { action, version, outcome } of rows) if (outcome !== 'failed') told.add(`${model} ${action} ${version}`)
  }
  const untold = acknowledged.filter(
    ({ kind, target, version, given }) => kind in actions && !told.has(`${target} ${actions[kind as 'version']} ${version || given}`)
  )
  expect(untold).toEqual([])
}
