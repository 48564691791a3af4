import http from 'node:http'
import { measureMemory, median, percentile, type Row, show } from './measure.ts'
import { makeFolder, type Started, startOurs, startStock } from './processes.ts'

interface Load {
  readonly perSecond: number
  readonly p50: number
  readonly p99: number
}
interface Figures {
  readonly one: Load
  readonly eight: Load
  readonly batch: number
  readonly startMs: number
  readonly memory: number
}

/** log-metric requests/s on 1 and 8 connections, log-batch points/s, start and memory, against stock MLflow in the same run. */
export async function benchService(
  seconds: number
): Promise<{ readonly title: string; readonly anchor: string; readonly rows: readonly Row[] }> {
  const ours = await measure(startOurs, seconds)
  const stock = await measure(startStock, seconds)
  const faster = (left: number, right: number) => `${show(left / right)}×`
  return {
    title: 'Registry service: every acknowledged write is on disk',
    anchor: 'mlflow server 3.17.2',
    rows: [
      {
        figure: 'log-metric, 1 connection, requests/s',
        ours: show(ours.one.perSecond),
        anchor: show(stock.one.perSecond),
        ratio: faster(ours.one.perSecond, stock.one.perSecond)
      },
      {
        figure: '— p50 / p99, ms',
        ours: `${show(ours.one.p50)} / ${show(ours.one.p99)}`,
        anchor: `${show(stock.one.p50)} / ${show(stock.one.p99)}`,
        ratio: ''
      },
      {
        figure: 'log-metric, 8 connections, requests/s',
        ours: show(ours.eight.perSecond),
        anchor: show(stock.eight.perSecond),
        ratio: faster(ours.eight.perSecond, stock.eight.perSecond)
      },
      {
        figure: '— p50 / p99, ms',
        ours: `${show(ours.eight.p50)} / ${show(ours.eight.p99)}`,
        anchor: `${show(stock.eight.p50)} / ${show(stock.eight.p99)}`,
        ratio: ''
      },
      {
        figure: 'log-batch of 1,000, 1 connection, points/s',
        ours: show(ours.batch),
        anchor: show(stock.batch),
        ratio: faster(ours.batch, stock.batch)
      },
      {
        figure: 'start to first answer, ms',
        ours: show(ours.startMs),
        anchor: show(stock.startMs),
        ratio: faster(stock.startMs, ours.startMs)
      },
      {
        figure: 'memory after the load (PSS), MiB',
        ours: show(ours.memory),
        anchor: show(stock.memory),
        ratio: faster(stock.memory, ours.memory)
      }
    ]
  }
}

async function measure(start: (folder: string) => Promise<Started>, seconds: number): Promise<Figures> {
  const place = makeFolder()
  const server = await start(place.folder)
  try {
    const one = await logMetrics(server, 1, seconds)
    const eight = await logMetrics(server, 8, seconds)
    const batch = await logBatches(server, seconds)
    return { one, eight, batch, startMs: server.startMs, memory: measureMemory(server.pid) }
  } finally {
    await server.stop()
    place.remove()
  }
}

async function createRun(uri: string, agent: http.Agent): Promise<string> {
  const answer = await post(`${uri}/api/2.0/mlflow/runs/create`, { experiment_id: '0', start_time: Date.now() }, agent)
  return (JSON.parse(answer) as { run: { info: { run_id: string } } }).run.info.run_id
}

/** Each connection logs to a run of its own, one request after the other. */
async function logMetrics(server: Started, connections: number, seconds: number): Promise<Load> {
  const agent = new http.Agent({ keepAlive: true, maxSockets: connections })
  const runs = await Promise.all(Array.from({ length: connections }, () => createRun(server.uri, agent)))
  const times: number[] = []
  const end = performance.now() + seconds * 1000
  const start = performance.now()
  await Promise.all(
    runs.map(async (runId) => {
      for (let step = 0; performance.now() < end; step++) {
        const sent = performance.now()
        await post(
          `${server.uri}/api/2.0/mlflow/runs/log-metric`,
          { run_id: runId, key: 'loss', value: 1 / (step + 1), timestamp: Date.now(), step },
          agent
        )
        times.push(performance.now() - sent)
      }
    })
  )
  const perSecond = times.length / ((performance.now() - start) / 1000)
  agent.destroy()
  return { perSecond, p50: median(times), p99: percentile(times, 0.99) }
}

async function logBatches(server: Started, seconds: number): Promise<number> {
  const agent = new http.Agent({ keepAlive: true, maxSockets: 1 })
  const runId = await createRun(server.uri, agent)
  const start = performance.now()
  let points = 0
  for (let batch = 0; performance.now() - start < seconds * 1000; batch++) {
    const metrics = Array.from({ length: 1000 }, (_none, index) => ({
      key: `m${index % 10}`,
      value: index,
      timestamp: 1_700_000_000_000 + batch,
      step: batch * 100 + Math.floor(index / 10)
    }))
    await post(`${server.uri}/api/2.0/mlflow/runs/log-batch`, { run_id: runId, metrics }, agent)
    points += metrics.length
  }
  agent.destroy()
  return points / ((performance.now() - start) / 1000)
}

function post(url: string, body: unknown, agent: http.Agent): Promise<string> {
  return new Promise((resolve, reject) => {
    const text = JSON.stringify(body)
    const request = http.request(
      url,
      { method: 'POST', agent, headers: { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) } },
      (response) => {
        const parts: Buffer[] = []
        response.on('data', (part: Buffer) => parts.push(part))
        response.on('end', () => {
          const answer = Buffer.concat(parts).toString()
          if (response.statusCode === 200) resolve(answer)
          else reject(new Error(`${url}: ${response.statusCode} ${answer.slice(0, 300)}`))
        })
      }
    )
    request.on('error', reject)
    request.end(text)
  })
}
