import {
  closeSync,
  copyFileSync,
  linkSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
  writeSync
} from 'node:fs'
import path from 'node:path'
import Database from 'better-sqlite3'
import { describe, expect, test } from 'vitest'
import { startService } from '../../src/main/service.ts'
import type { FailureCode } from '../../src/preload/contract/reply.ts'
import { openApp } from '../support/app-host.ts'
import { runCommand } from '../support/command-line.ts'
import { makeFilledHome } from '../support/filled-home.ts'

/** What somebody did to a database file while Greenroom was closed. */
type Harm = (file: string) => void

const remove = (file: string) => {
  for (const suffix of ['', '-wal', '-shm']) rmSync(file + suffix, { force: true })
}
const replace =
  (content: string): Harm =>
  (file) => {
    remove(file)
    writeFileSync(file, content)
  }
const replaceByCopy: Harm = (file) => {
  copyFileSync(file, `${file}.copy`)
  renameSync(`${file}.copy`, file)
}
const putFolder: Harm = (file) => {
  remove(file)
  mkdirSync(file)
}
const putForeign: Harm = (file) => {
  remove(file)
  new Database(file).exec('CREATE TABLE things (x)').close()
}
const cutOff: Harm = (file) => truncateSync(file, Math.floor(statSync(file).size / 3))
/** Overwrites the database behind its first pages, which still look sound. */
const spoil: Harm = (file) => {
  const handle = openSync(file, 'r+')
  const { size } = statSync(file)
  for (let at = 8192; at < size; at += 4096) writeSync(handle, Buffer.alloc(512, 0xa5), 0, 512, at)
  closeSync(handle)
}
const run =
  (sql: string): Harm =>
  (file) =>
    new Database(file).exec(sql).close()

/** A home that was in use and is closed, so that both databases hold something. */
async function makeUsedHome(): Promise<string> {
  const host = await openApp(makeFilledHome())
  const registry = await host.embedded()
  await host.call('promotions.promote', { registry, model: 'churn', version: '3', stage: 'Staging', reason: 'second look' })
  await host.close()
  return host.home
}

const readBytes = (file: string) => (statSync(file).isDirectory() ? 'a folder' : readFileSync(file).toString('base64'))
const fullSentence = expect.stringMatching(/\w.*\.$/s)

describe('our own store', () => {
  const cases: readonly (readonly [string, Harm, FailureCode, RegExp])[] = [
    ['of a newer Greenroom', run('PRAGMA user_version = 99'), 'UNSUPPORTED', /newer Greenroom.*99/],
    ['of another program', putForeign, 'UNSUPPORTED', /not a Greenroom store/],
    ['that is text', replace('no database at all '.repeat(500)), 'CORRUPT', /damaged or not a database/],
    ['that is a folder', putFolder, 'INVALID', /not a file/],
    ['that was cut off', cutOff, 'CORRUPT', /damaged/]
  ]
  test.each(cases)(
    '%s is refused by name, in window, service and command line, and not touched',
    async (_name, harm, code, names) => {
      const home = await makeUsedHome()
      const file = path.join(home, 'greenroom.db')
      harm(file)
      const before = readBytes(file)
      const refusal = { code, message: expect.stringMatching(names), remedy: fullSentence }
      await expect(openApp(home)).rejects.toMatchObject(refusal)
      await expect(openApp(home)).rejects.toMatchObject({ message: expect.stringContaining(file) })
      await expect(startService({ home, port: 0 })).rejects.toMatchObject(refusal)
      const ended = await runCommand(home, ['models', '--json'])
      expect(ended).toMatchObject({ code: 1, stdout: '' })
      expect(JSON.parse(ended.stderr.trim().split('\n').at(-1) ?? '')).toMatchObject(refusal)
      expect(readBytes(file)).toBe(before)
    },
    60_000
  )

  test('that was emptied starts anew, and the check of the log tells of the loss', async () => {
    const home = await makeUsedHome()
    replace('')(path.join(home, 'greenroom.db'))
    const host = await openApp(home)
    expect(await host.call('models.list', { registry: await host.embedded() })).toMatchObject({ total: 2 })
    expect(await host.call('activity.verify', {})).toMatchObject({ isIntact: false })
  })

  test('whose pages were spoiled never loses what the registry says', async () => {
    const home = await makeUsedHome()
    spoil(path.join(home, 'greenroom.db'))
    const host = await openApp(home).catch((error: unknown) => error)
    if (!(host instanceof Error)) {
      const { call, refuse, embedded } = host as Awaited<ReturnType<typeof openApp>>
      expect(await refuse('activity.list', {})).toMatchObject({
        code: 'CORRUPT',
        message: expect.stringContaining('home 家'),
        remedy: fullSentence
      })
      expect((await call('versions.get', { registry: await embedded(), model: 'churn', reference: '3' })).stage).toBe('Staging')
    } else expect(host).toMatchObject({ code: 'CORRUPT', message: expect.stringContaining('greenroom.db'), remedy: fullSentence })
  })
})

describe('the registry’s database', () => {
  const cases: readonly (readonly [string, Harm, RegExp])[] = [
    ['of another program', putForeign, /not an MLflow database: it has no table “experiments”/],
    ['that is empty', replace(''), /not an MLflow database/],
    ['that is text', replace('no database at all '.repeat(500)), /damaged or not an SQLite database/],
    ['that is a folder', putFolder, /is not a file/],
    ['that was cut off', cutOff, /damaged/],
    ['that lacks a table', run('PRAGMA foreign_keys = OFF; DROP TABLE model_versions'), /no table “model_versions”/]
  ]
  test.each(cases)(
    '%s is listed as failed with its name and what to do; the service does not start; nothing is touched',
    async (_name, harm, names) => {
      const home = await makeUsedHome()
      const file = path.join(home, 'registry', 'mlflow.db')
      harm(file)
      const before = readBytes(file)
      const host = await openApp(home)
      const [embedded] = await host.call('registries.list', {})
      expect(embedded).toMatchObject({ kind: 'embedded', state: 'failed', problem: expect.stringMatching(names) })
      expect(embedded?.problem).toContain(file)
      expect(embedded?.problem).toMatch(/(Restore|Check|Move)/)
      expect(await host.refuse('models.list', { registry: embedded?.id })).toMatchObject({
        message: expect.stringMatching(names),
        remedy: fullSentence
      })
      expect((await host.call('activity.list', {})).total).toBeGreaterThan(0)
      await expect(startService({ home, port: 0 })).rejects.toMatchObject({
        code: expect.stringMatching(/CORRUPT|UNSUPPORTED|INVALID/),
        message: expect.stringContaining(file),
        remedy: fullSentence
      })
      await host.close()
      expect(readBytes(file)).toBe(before)
    }
  )

  test('of a newer MLflow that left our tables alone is written to', { timeout: 60_000 }, async () => {
    const home = await makeUsedHome()
    run("UPDATE alembic_version SET version_num = 'ffffffffffff'; CREATE TABLE newer_things (x)")(path.join(home, 'registry', 'mlflow.db'))
    const host = await openApp(home)
    const registry = await host.embedded()
    await host.call('promotions.promote', { registry, model: 'churn', version: '3', stage: 'Production', reason: 'still ours' })
    expect((await host.call('versions.get', { registry, model: 'churn', reference: '3' })).stage).toBe('Production')
    await (await startService({ home, port: 0 })).close()
  })

  test('of a newer MLflow with other tables is shown; every write says why not and changes nothing', { timeout: 60_000 }, async () => {
    const home = await makeUsedHome()
    run(`UPDATE alembic_version SET version_num = 'ffffffffffff'; CREATE UNIQUE INDEX one_value ON params (run_uuid, "key", value)`)(
      path.join(home, 'registry', 'mlflow.db')
    )
    const host = await openApp(home)
    const registry = await host.embedded()
    const why = {
      code: 'UNSUPPORTED',
      message: expect.stringMatching(/ffffffffffff.*“params” differs in the unique key/),
      remedy: expect.stringMatching(/newer/)
    }
    expect((await host.call('models.list', { registry })).total).toBe(2)
    expect(await host.refuse('promotions.promote', { registry, model: 'churn', version: '3', stage: 'Production' })).toMatchObject(why)
    expect(await host.refuse('models.create', { registry, model: 'new' })).toMatchObject(why)
    await expect(startService({ home, port: 0 })).rejects.toMatchObject(why)
    expect(await runCommand(home, ['promote', 'churn', '3', 'Production'])).toMatchObject({
      code: 1,
      stdout: '',
      stderr: expect.stringMatching(/ffffffffffff/)
    })
    expect((await host.call('models.list', { registry })).rows.map(({ name }) => name).sort()).toEqual(['churn', 'pricing'])
  })

  test('of two revisions is shown; every write names both and changes nothing', { timeout: 60_000 }, async () => {
    const home = await makeUsedHome()
    run("INSERT INTO alembic_version VALUES ('ffffffffffff')")(path.join(home, 'registry', 'mlflow.db'))
    const host = await openApp(home)
    const registry = await host.embedded()
    const why = { code: 'UNSUPPORTED', message: expect.stringMatching(/dc11669786a5 and ffffffffffff/), remedy: fullSentence }
    expect((await host.call('models.list', { registry })).total).toBe(2)
    expect(await host.refuse('models.create', { registry, model: 'new' })).toMatchObject(why)
    await expect(startService({ home, port: 0 })).rejects.toMatchObject(why)
    expect((await host.call('models.list', { registry })).total).toBe(2)
  })

  test('whose pages were spoiled while it is open gives a message that names it, and the window stays', async () => {
    const home = await makeUsedHome()
    spoil(path.join(home, 'registry', 'mlflow.db'))
    const host = await openApp(home)
    const [embedded] = await host.call('registries.list', {})
    expect(embedded).toMatchObject({ state: 'failed', problem: expect.stringMatching(/registry\/mlflow\.db.*damaged/) })
    expect(await host.refuse('models.list', { registry: embedded?.id })).toMatchObject({
      message: expect.stringContaining('home 家'),
      remedy: fullSentence
    })
    expect((await host.call('activity.list', {})).total).toBeGreaterThan(0)
  })

  test.each([
    ['moved away', /deleted or moved away/, (file: string) => rmSync(file)],
    ['replaced by a copy', /replaced by another file/, replaceByCopy]
  ] as const)(
    'that is %s while it is open takes no writes into the void; put back, it goes on after a restart',
    async (_name, names, harm) => {
      const home = await makeUsedHome()
      const file = path.join(home, 'registry', 'mlflow.db')
      const host = await openApp(home)
      const registry = await host.embedded()
      const service = await startService({ home, port: 0 })
      const post = (name: string) =>
        fetch(`${service.uri}/api/2.0/mlflow/registered-models/create`, {
          method: 'POST',
          headers: { 'Content-Type': 'application/json' },
          body: JSON.stringify({ name })
        })
      const write = { registry, model: 'churn', description: 'into the void' }
      expect((await post('before')).status).toBe(200)
      await host.call('models.update', { ...write, description: 'before' })
      const away = path.join(home, 'away.db')
      linkSync(file, away)
      harm(file)
      const refusal = { code: 'OFFLINE', message: expect.stringMatching(names), remedy: fullSentence }
      expect(await host.refuse('models.update', write)).toMatchObject(refusal)
      const answer = await post('void')
      expect([answer.status, await answer.json()]).toMatchObject([503, { message: expect.stringMatching(names) }])
      renameSync(away, file)
      expect(await host.refuse('models.update', write)).toMatchObject(refusal)
      await service.close()
      await host.close()
      const again = await openApp(home)
      expect((await again.call('models.get', { registry, model: 'churn' })).description).toBe('before')
      expect((await again.call('models.list', { registry })).rows.map(({ name }) => name).sort()).toEqual(['before', 'churn', 'pricing'])
      expect(await again.call('models.update', { ...write, description: 'after' })).toBeNull()
    }
  )

  test('with an identity that is damaged names the file and what becomes of the history', async () => {
    const home = await makeUsedHome()
    writeFileSync(path.join(home, 'registry', 'registry.json'), '{"id": 7')
    const host = await openApp(home)
    const [embedded] = await host.call('registries.list', {})
    expect(embedded).toMatchObject({ state: 'failed', problem: expect.stringMatching(/registry\.json.*history/) })
  })
})
