import path from 'node:path'
import { expect, test } from 'vitest'
import { type AppHost, makeHome, openApp } from '../support/app-host.ts'

const readStates = async (host: AppHost) => (await host.call('registries.list', {})).map((one) => `${one.kind} ${one.state}`)

test('a snapshot that was open comes back after the start, also when the one before was ended while it did', async () => {
  const home = makeHome()
  const first = await openApp(home)
  const sample = await first.call('registries.addSample', {})
  const file = path.join(path.dirname(home), 'all.greenroom')
  await first.call('snapshots.export', { registry: sample.id, target: first.target(file) })
  const snapshot = await first.call('registries.open', { file: first.handle(file) })
  await first.close()

  const cutOff = await openApp(home)
  await cutOff.close()

  const last = await openApp(home)
  await expect.poll(() => readStates(last), { timeout: 20_000 }).toEqual(['embedded open', 'sample open', 'snapshot open'])
  expect((await last.call('models.list', { registry: snapshot.id })).total).toBe(snapshot.modelCount)
})
