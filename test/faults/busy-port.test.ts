import { expect, test } from 'vitest'
import { openApp } from '../support/app-host.ts'
import { runCommand } from '../support/command-line.ts'
import { makeFilledHome } from '../support/filled-home.ts'
import { describeHome } from '../support/home-facts.ts'
import { occupyPort } from '../support/ports.ts'

/** The wish to have the service on, and on which port, is remembered even where it cannot be granted. */
function describeAllButSettings(home: string): Readonly<Record<string, string>> {
  const { 'greenroom.db: settings': _wish, ...rest } = describeHome(home)
  return rest
}

test('a port that another program holds is named in window and command line, and works once it is free', { timeout: 60_000 }, async () => {
  const host = await openApp(makeFilledHome())
  const { port, release } = await occupyPort()
  const problem = expect.stringMatching(new RegExp(`Port ${port} is in use by another program.*choose another port`, 's'))
  await host.call('people.list', {})
  const before = describeAllButSettings(host.home)
  expect(await host.call('service.start', { port })).toMatchObject({ state: 'failed', uri: null, port, problem })
  expect(await host.call('service.status', {})).toMatchObject({ state: 'failed', problem })
  expect(await runCommand(host.home, ['serve', '--port', String(port)])).toMatchObject({ code: 1, stdout: '', stderr: problem })
  expect(describeAllButSettings(host.home)).toEqual(before)
  await release()
  expect(await host.call('service.start', { port })).toMatchObject({ state: 'on', uri: `http://127.0.0.1:${port}`, problem: null })
  expect((await fetch(`http://127.0.0.1:${port}/health`)).status).toBe(200)
})
