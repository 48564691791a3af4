import { fork } from 'node:child_process'
import { once } from 'node:events'
import path from 'node:path'
import { expect, test } from 'vitest'
import type { Registry } from '../../src/preload/contract/registries.ts'
import { makeHome } from '../support/app-host.ts'

const script = path.join(import.meta.dirname, 'start-once.ts')

/** Starts all parts in processes of their own at the same moment; gives what each said and how it ended. */
async function startTogether(home: string, parts: readonly string[]) {
  const children = parts.map((part) => fork(script, [home, part], { stdio: ['ignore', 'ignore', 'pipe', 'ipc'] }))
  await Promise.all(children.map((child) => once(child, 'message')))
  return Promise.all(
    children.map(async (child) => {
      const said: Registry[][] = []
      let complaint = ''
      child.on('message', (message) => void said.push(message as Registry[]))
      child.stderr?.on('data', (chunk: Buffer) => {
        complaint += chunk.toString()
      })
      child.send('go')
      const [code] = await once(child, 'close')
      return { code, complaint, said }
    })
  )
}

test('processes that start at once on a new home all start, on one and the same registry', { timeout: 120_000 }, async () => {
  for (let round = 0; round < 3; round += 1) {
    const ended = await startTogether(makeHome(), ['window', 'command', 'command', 'service', 'command', 'service'])
    expect(ended.map(({ code, complaint }) => ({ code, complaint }))).toEqual(ended.map(() => ({ code: 0, complaint: '' })))
    const registries = ended.flatMap(({ said }) => said.flat())
    expect(new Set(registries.map(({ id }) => id)).size).toBe(1)
    expect(registries.map(({ state }) => state)).toEqual(['open', 'open', 'open', 'open'])
  }
})
