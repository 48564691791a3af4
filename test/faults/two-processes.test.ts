import { fork } from 'node:child_process'
import { once } from 'node:events'
import path from 'node:path'
import { expect, test } from 'vitest'
import { Failure, type FailureCode } from '../../src/preload/contract/reply.ts'
import { type AppHost, openApp } from '../support/app-host.ts'
import { runCommand } from '../support/command-line.ts'
import { makeFilledHome } from '../support/filled-home.ts'
import { findFreePort } from '../support/ports.ts'

/** What the loser of a race may hear. */
const fair: readonly FailureCode[] = ['FORBIDDEN', 'CONFLICT', 'BUSY']

async function readStages(host: AppHost, registry: string): Promise<Record<string, string>> {
  const { rows } = await host.call('versions.list', { registry, model: 'churn' })
  return Object.fromEntries(rows.map(({ version, stage }) => [version, stage]))
}

async function orFair<T>(act: Promise<T>): Promise<T | null> {
  try {
    return await act
  } catch (error) {
    if (!(error instanceof Failure)) throw error
    expect(fair).toContain(error.code)
    expect(error.remedy).toBeTruthy()
    return null
  }
}

test('window, command line and service promote at once: one version is in Production, each act is told once', {
  timeout: 120_000
}, async () => {
  const host = await openApp(makeFilledHome())
  const registry = await host.embedded()
  await runCommand(host.home, ['models'])
  const { uri } = await host.call('service.start', { port: await findFreePort() })
  const transition = async (version: string, stage: string, archives: boolean) => {
    const body = JSON.stringify({ name: 'churn', version, stage, archive_existing_versions: archives })
    const answer = await fetch(`${uri}/api/2.0/mlflow/model-versions/transition-stage`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body
    })
    expect(answer.status).toBe(200)
  }
  for (let round = 0; round < 4; round += 1) {
    for (const version of ['1', '2', '3']) await transition(version, 'Staging', false)
    const move = { registry, model: 'churn', stage: 'Production' } as const
    const [byWindow, byCommand] = await Promise.all([
      orFair(host.call('promotions.promote', { ...move, version: '1', reason: `window ${round}` })),
      runCommand(host.home, ['promote', 'churn', '2', 'Production', '--reason', `command ${round}`, '--as', 'Bo']),
      transition('3', 'Production', true)
    ])
    const stages = await readStages(host, registry)
    expect(Object.values(stages).filter((stage) => stage === 'Production')).toHaveLength(1)
    expect(Object.values(stages).filter((stage) => stage === 'Archived').length).toBeGreaterThanOrEqual(1)
    if (byCommand.code !== 0) expect(byCommand).toMatchObject({ code: 1, stderr: expect.stringMatching(/churn v2|writ/) })
    const { rows } = await host.call('activity.list', { registry, limit: 1000 })
    const told = (reason: string) => rows.filter((row) => row.reason === reason && row.after === 'Production')
    expect(told(`window ${round}`)).toHaveLength(byWindow === null ? 0 : 1)
    expect(told(`command ${round}`)).toHaveLength(byCommand.code === 0 ? 1 : 0)
  }
  const { rows } = await host.call('activity.list', { registry, limit: 1000 })
  expect(rows.filter(({ outcome }) => outcome !== 'done')).toEqual([])
  expect(new Set(rows.map(({ origin }) => origin))).toEqual(new Set(['window', 'command line', 'service']))
  expect(await host.call('activity.verify', {})).toMatchObject({ isIntact: true })
})

test('a request that two people approve at once, in two processes’ cores, is carried out once', async () => {
  const home = makeFilledHome()
  const window = await openApp(home, { actAs: 'Bo' })
  const other = await openApp(home, { actAs: 'Cy', origin: 'command line' })
  const registry = await window.embedded()
  const asker = await openApp(home, { actAs: 'Ann', origin: 'command line' })
  for (const [version, stage] of [
    ['3', 'Staging'],
    ['3', 'Production'],
    ['1', 'Staging'],
    ['1', 'Production']
  ] as const) {
    const { id } = await asker.call('promotions.request', { registry, model: 'churn', version, stage, reason: 'round and round' })
    const ended = await Promise.all([window, other].map((host) => orFair(host.call('promotions.approve', { id }))))
    expect(ended.filter((request) => request?.status === 'applied')).toHaveLength(1)
    expect(ended.filter((request) => request === null)).toHaveLength(1)
    expect(await readStages(asker, registry)).toMatchObject({ [version]: stage })
    expect(await asker.call('promotions.get', { id })).toMatchObject({ status: 'applied', approvals: 1 })
  }
  const { rows } = await asker.call('activity.list', { registry, limit: 1000 })
  expect(
    rows.filter(({ action, reason, after }) => action === 'stage.changed' && reason === 'round and round' && after !== 'Archived')
  ).toHaveLength(4)
  expect(await asker.call('activity.verify', {})).toMatchObject({ isIntact: true })
})

/** A process dies in the middle of promoting v3; Greenroom is started at once after it. */
async function openAfterDeath(moment: 'before' | 'after'): Promise<AppHost> {
  const home = makeFilledHome()
  await (await openApp(home)).close()
  const child = fork(path.join(import.meta.dirname, 'die-in-act.ts'), [home, moment], { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] })
  expect(await once(child, 'exit')).toEqual([null, 'SIGKILL'])
  return openApp(home)
}

test('an act that a kill cut off before or after the registry committed is found out, also when Greenroom starts at once', {
  timeout: 60_000
}, async () => {
  const [before, after] = await Promise.all([openAfterDeath('before'), openAfterDeath('after')])
  const readOutcomes = async (host: AppHost) => {
    const { rows } = await host.call('activity.list', { registry: await host.embedded() })
    return rows.filter(({ action }) => action === 'stage.changed').map(({ version, outcome }) => `v${version} ${outcome}`)
  }
  // Acts younger than ten seconds may still be under way elsewhere: they are looked at again after that.
  await expect.poll(() => readOutcomes(before), { timeout: 30_000 }).toEqual(['v3 failed', 'v2 failed'])
  await expect.poll(() => readOutcomes(after), { timeout: 30_000 }).toEqual(['v3 done', 'v2 done'])
  expect(await readStages(before, await before.embedded())).toMatchObject({ 3: 'None', 2: 'Staging' })
  expect(await readStages(after, await after.embedded())).toMatchObject({ 3: 'Staging', 2: 'Archived' })
  for (const host of [before, after]) expect(await host.call('activity.verify', {})).toMatchObject({ isIntact: true })
})
