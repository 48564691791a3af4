import { Agent, request } from 'node:http'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { forkNode } from '../../src/main/spawn-node.ts'
import { openTrackingDatabase } from '../../src/main/tracking/database.ts'
import { makeFolder } from '../tracking/registry-fixture.ts'

const entry = join(import.meta.dirname, '../../src/main/service.ts')
const rounds = 20
const connections = 8

interface Service {
  readonly port: number
  kill(): Promise<void>
}

function start(home: string): Promise<Service> {
  const child = forkNode(entry, { name: 'service', args: [`--options=${JSON.stringify({ home, port: 0 })}`] })
  const ended = new Promise<void>((resolve) => child.onExit(() => resolve()))
  const kill = () => {
    child.kill()
    return ended
  }
  onTestFinished(kill)
  return new Promise((resolve, reject) => {
    void ended.then(() => reject(new Error(`the service did not start: ${child.stderrTail()}`)))
    child.onMessage((message) => {
      const { kind, port } = message as { kind: string; port: number }
      if (kind === 'listening') resolve({ port, kill })
    })
  })
}

/** Posts and gives the answer; null when the service died over it. */
function post(agent: Agent, port: number, path: string, body: object): Promise<{ run: { info: { run_id: string } } } | null> {
  return new Promise((resolve) => {
    const text = JSON.stringify(body)
    const headers = { 'Content-Type': 'application/json', 'Content-Length': text.length }
    const outgoing = request(
      { host: '127.0.0.1', port, agent, method: 'POST', path: `/api/2.0/mlflow/runs/${path}`, headers },
      (response) => {
        let answer = ''
        response.on('data', (part: Buffer) => {
          answer += part.toString()
        })
        response.on('end', () => resolve(response.statusCode === 200 ? JSON.parse(answer) : null))
        response.on('error', () => resolve(null))
      }
    )
    outgoing.on('error', () => resolve(null))
    outgoing.end(text)
  })
}

test(`a service killed ${rounds} times under load loses nothing that it acknowledged`, { timeout: 120_000 }, async () => {
  const home = makeFolder()
  const acknowledged = new Set<number>()
  let sent = 0
  let runId: string | undefined
  for (let round = 0; round < rounds; round += 1) {
    const service = await start(home)
    const agent = new Agent({ keepAlive: true, maxSockets: connections })
    runId ??= (await post(agent, service.port, 'create', { experiment_id: '0', start_time: 1 }))?.run.info.run_id
    // Killed in the middle of the work, each round after another number of answers.
    const killAt = acknowledged.size + 10 + ((round * 37) % 90)
    let isDead: Promise<void> | null = null
    const work = async () => {
      while (!isDead) {
        sent += 1
        const step = sent
        const answer = await post(agent, service.port, 'log-metric', {
          run_id: runId,
          key: `k${step % 3}`,
          value: step,
          timestamp: step,
          step
        })
        if (answer) acknowledged.add(step)
        if (acknowledged.size >= killAt) isDead ??= service.kill()
      }
    }
    await Promise.all(Array.from({ length: connections }, work))
    await isDead
    agent.destroy()
  }
  const db = openTrackingDatabase(join(home, 'registry', 'mlflow.db'))
  onTestFinished(() => void db.close())
  const stored = new Set(
    db
      .prepare<[], { step: number }>('SELECT step FROM metrics')
      .all()
      .map(({ step }) => step)
  )
  expect(acknowledged.size).toBeGreaterThan(rounds * 10)
  expect([...acknowledged].filter((step) => !stored.has(step))).toEqual([])
  expect(stored.size).toBeLessThanOrEqual(sent)
  // The latest values are those of the stored history, for each key.
  expect(db.prepare('SELECT key, step FROM latest_metrics ORDER BY key').all()).toEqual(
    db.prepare('SELECT key, max(step) AS step FROM metrics GROUP BY key ORDER BY key').all()
  )
  expect(db.pragma('integrity_check', { simple: true })).toBe('ok')
  expect(db.pragma('foreign_key_check')).toEqual([])
})
