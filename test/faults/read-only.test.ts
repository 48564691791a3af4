import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { startService } from '../../src/main/service.ts'
import { makeHome, openApp } from '../support/app-host.ts'
import { runCommand } from '../support/command-line.ts'
import { canMount, mountReadOnly } from '../support/disks.ts'
import { makeFilledHome } from '../support/filled-home.ts'
import { describeHome } from '../support/home-facts.ts'

const readOnly = {
  code: 'READ_ONLY',
  message: expect.stringMatching(/no permission for .*|read-only/),
  remedy: expect.stringMatching(/permission/)
}

describe.skipIf(!canMount)('a read-only folder (needs the right to mount: root, or sudo without a password)', () => {
  test('a home that cannot be written is refused at start with its name, in window and command line, and stays as it was', {
    timeout: 120_000
  }, async () => {
    const home = makeFilledHome()
    const first = await openApp(home)
    await first.close()
    const before = describeHome(home)
    mountReadOnly(home)
    await expect(openApp(home)).rejects.toMatchObject({ ...readOnly, message: expect.stringContaining('home 家') })
    for (const args of [['models'], ['promote', 'churn', '3', 'Staging']])
      expect(await runCommand(home, args)).toMatchObject({
        code: 1,
        stdout: '',
        stderr: expect.stringMatching(/home 家.*read-only.*GREENROOM_HOME/s)
      })
    await expect(startService({ home, port: 0 })).rejects.toMatchObject({ ...readOnly, message: expect.stringContaining('home 家') })
    expect(describeHome(home)).toEqual(before)
  })

  test('a home that cannot be made names the folder above', async () => {
    const folder = path.dirname(makeHome())
    mountReadOnly(folder)
    await expect(openApp(path.join(folder, 'new'))).rejects.toMatchObject({ ...readOnly, message: expect.stringContaining(folder) })
    await expect(startService({ home: path.join(folder, 'new'), port: 0 })).rejects.toMatchObject(readOnly)
    expect(existsSync(path.join(folder, 'new'))).toBe(false)
  })

  test('a registry folder that cannot be written is listed with the reason; the rest of the window works', async () => {
    const home = makeFilledHome()
    const first = await openApp(home)
    const { id } = await first.call('registries.addSample', {})
    await first.close()
    mountReadOnly(path.join(home, 'registry'))
    const host = await openApp(home)
    const listed = await host.call('registries.list', {})
    expect(listed.find(({ kind }) => kind === 'embedded')).toMatchObject({
      state: 'failed',
      problem: expect.stringMatching(/registry.*read-only.*permission/)
    })
    expect(await host.refuse('models.list', { registry: listed.find(({ kind }) => kind === 'embedded')?.id })).toMatchObject({
      code: 'READ_ONLY',
      message: expect.stringMatching(/My registry could not be opened.*read-only/)
    })
    expect((await host.call('models.list', { registry: id })).total).toBeGreaterThan(0)
    expect(await runCommand(home, ['models'])).toMatchObject({ code: 1, stdout: '', stderr: expect.stringMatching(/registry.*read-only/) })
    expect(JSON.parse((await runCommand(home, ['approvals', 'list', '--json'])).stderr)).toMatchObject(readOnly)
    expect(await runCommand(home, ['models', '--registry', 'sample'])).toMatchObject({ code: 0 })
  })

  test('a registry that turns read-only while it is open refuses writes by name and goes on reading', async () => {
    const host = await openApp(makeFilledHome())
    const registry = await host.embedded()
    mountReadOnly(path.join(host.home, 'registry'))
    const before = describeHome(host.home)
    expect(await host.refuse('promotions.promote', { registry, model: 'churn', version: '3', stage: 'Staging' })).toMatchObject(readOnly)
    expect(await host.call('models.get', { registry, model: 'churn' })).toMatchObject({ production: ['1'], staging: ['2'] })
    expect(describeHome(host.home)).toEqual(before)
  })

  test('exports into a read-only folder name it, and the older file stays', async () => {
    const host = await openApp(makeFilledHome())
    const registry = await host.embedded()
    const folder = path.dirname(makeHome())
    const older = path.join(folder, 'older.greenroom')
    writeFileSync(older, 'older')
    mountReadOnly(folder)
    const target = host.target(older)
    const copy = {
      registry,
      root: { kind: 'version', model: 'churn', version: '1' },
      path: 'MLmodel',
      target: host.target(path.join(folder, 'copy'))
    }
    for (const [call, input] of [
      ['snapshots.export', { registry, target }],
      ['predictions.export', { format: 'csv', target }],
      ['artifacts.download', copy]
    ] as const) {
      const failure = await host.refuse(call, input)
      expect(failure).toMatchObject(readOnly)
      expect(failure.message).toContain(folder)
    }
    expect(readFileSync(older, 'utf8')).toBe('older')
  })
})
