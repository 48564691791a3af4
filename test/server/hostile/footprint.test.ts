import { mkdirSync, readdirSync, readFileSync, readlinkSync } from 'node:fs'
import path from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { forkNode } from '../../../src/main/spawn-node.ts'
import { listFiles } from '../../support/home-facts.ts'
import { makeFolder } from '../../tracking/registry-fixture.ts'
import { proxy } from './guarded.ts'

const entry = path.join(import.meta.dirname, '../../../src/main/service.ts')

/** Local addresses on which a process listens, as the kernel has them: hexadecimal address and port. */
function listListeners(pid: number): readonly string[] {
  const inodes = new Set(
    readdirSync(`/proc/${pid}/fd`).flatMap((fd) => {
      try {
        return /^socket:\[(\d+)\]$/.exec(readlinkSync(`/proc/${pid}/fd/${fd}`))?.[1] ?? []
      } catch {
        return []
      }
    })
  )
  return ['tcp', 'tcp6', 'udp', 'udp6'].flatMap((kind) =>
    readFileSync(`/proc/${pid}/net/${kind}`, 'utf8')
      .split('\n')
      .slice(1)
      .map((line) => line.trim().split(/\s+/))
      .filter((columns) => inodes.has(columns[9] ?? '') && (columns[3] === '0A' || kind.startsWith('udp')))
      .map((columns) => `${kind} ${columns[1]}`)
  )
}

test.skipIf(process.platform !== 'linux')(
  'T1, CVE-2022-0736: the service listens on one port of this computer alone, and writes nowhere but in its home',
  async () => {
    const folder = makeFolder()
    const [home, temporary, user] = ['home', 'tmp', 'user'].map((name) => path.join(folder, name)) as [string, string, string]
    for (const one of [temporary, user]) mkdirSync(one)
    const env = { TMPDIR: temporary, HOME: user, XDG_CACHE_HOME: user, XDG_CONFIG_HOME: user, SQLITE_TMPDIR: temporary }
    const child = forkNode(entry, { name: 'service', args: [`--options=${JSON.stringify({ home, port: 0 })}`], env })
    const ended = new Promise<void>((resolve) => child.onExit(() => resolve()))
    onTestFinished(() => {
      child.kill()
      return ended
    })
    const port = await new Promise<number>((resolve) => child.onMessage((message) => resolve((message as { port: number }).port)))
    const base = `http://127.0.0.1:${port}`
    const post = async (name: string, body: object) => {
      const answer = await fetch(`${base}/api/2.0/mlflow/${name}`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify(body)
      })
      expect([name, answer.status]).toEqual([name, 200])
    }
    await post('registered-models/create', { name: 'x' })
    await post('runs/search', { experiment_ids: ['0'], filter: "attributes.status = 'FINISHED'", order_by: ['attributes.start_time DESC'] })
    expect((await fetch(`${base}${proxy}/a/b.bin`, { method: 'PUT', body: Buffer.alloc(5_000_000) })).status).toBe(200)
    expect((await fetch(`${base}${proxy}/a/b.bin`)).status).toBe(200)
    const address = `tcp 0100007F:${port.toString(16).toUpperCase().padStart(4, '0')}`
    expect(listListeners(child.pid ?? 0)).toEqual([address])
    expect([...listFiles(temporary), ...listFiles(user)]).toEqual([])
    expect(readdirSync(folder).toSorted()).toEqual(['home', 'tmp', 'user'])
  }
)
