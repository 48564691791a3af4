import { type Connection, connect, Refused } from './connection.ts'
import { median, percentile } from './measure.ts'

const api = '/api/2.0/mlflow'

/** Requests of one kind, one after the other on each connection. */
export interface Load {
  readonly perSecond: number
  /** Milliseconds. */
  readonly p50: number
  readonly p99: number
}
/** The same while something else goes on, for which a server may refuse a request. */
export interface LoadBeside extends Load {
  readonly asked: number
  /** Answers with status 503; they count in the times, for they were waited for. */
  readonly refused: number
}

/** Sends what `makeBody` gives on each of `connections` for some seconds; each has a run of its own. With `beside`, refusals are counted; without it they are thrown. The next body is made while the last one is on its way. */
async function repeat(
  uri: string,
  connections: number,
  seconds: number,
  path: string,
  makeBody: (run: string, count: number) => string,
  beside?: () => unknown
): Promise<LoadBeside> {
  const opened = await Promise.all(Array.from({ length: connections }, () => connect(uri)))
  const runs = await Promise.all(opened.map(createRun))
  const times: number[] = []
  let refused = 0
  beside?.()
  const countRefusal = (error: unknown) => {
    if (!(beside && error instanceof Refused && error.status === 503)) throw error
    refused += 1
  }
  const start = performance.now()
  await Promise.all(
    opened.map(async (connection, index) => {
      const run = runs[index] ?? ''
      let body = makeBody(run, 0)
      for (let count = 1; performance.now() - start < seconds * 1000; count++) {
        const sent = performance.now()
        const answer = connection.send('POST', api + path, body)
        // Looked at one turn later.
        answer.catch(() => undefined)
        // The socket takes a long body in several turns.
        await new Promise(setImmediate)
        body = makeBody(run, count)
        await answer.catch(countRefusal)
        times.push(performance.now() - sent)
      }
    })
  )
  const perSecond = times.length / ((performance.now() - start) / 1000)
  for (const connection of opened) connection.close()
  return { perSecond, p50: median(times), p99: percentile(times, 0.99), asked: times.length, refused }
}

/** log-metric, while `beside` goes on if there is one: it is begun when the runs are there, and not waited for. */
export function logMetrics(uri: string, connections: number, seconds: number, beside?: () => unknown): Promise<LoadBeside> {
  const makeBody = (run_id: string, step: number) =>
    JSON.stringify({ run_id, key: 'loss', value: 1 / (step + 1), timestamp: Date.now(), step })
  return repeat(uri, connections, seconds, '/runs/log-metric', makeBody, beside)
}

/** log-batch of 1,000 points of ten metrics; `perSecond` counts requests. */
export function logBatches(uri: string, connections: number, seconds: number): Promise<Load> {
  return repeat(uri, connections, seconds, '/runs/log-batch', (run_id, batch) => {
    const metrics = Array.from({ length: 1000 }, (_none, index) => ({
      key: `m${index % 10}`,
      value: index,
      timestamp: 1_700_000_000_000 + batch,
      step: batch * 100 + Math.floor(index / 10)
    }))
    return JSON.stringify({ run_id, metrics })
  })
}

/** runs/create. */
export function createRuns(uri: string, connections: number, seconds: number): Promise<Load> {
  return repeat(uri, connections, seconds, '/runs/create', (_run, count) =>
    JSON.stringify({ experiment_id: '0', start_time: 1_700_000_000_000 + count })
  )
}

async function createRun(connection: Connection): Promise<string> {
  const answer = await connection.send('POST', `${api}/runs/create`, JSON.stringify({ experiment_id: '0', start_time: Date.now() }))
  return (JSON.parse(answer) as { run: { info: { run_id: string } } }).run.info.run_id
}
