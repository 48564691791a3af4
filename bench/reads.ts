import { promisedShape } from '../test/support/large-registry.ts'
import { type Connection, connect } from './connection.ts'
import { copyForStock, longPoints, longRun, makeOurData } from './large-data.ts'
import { measureMemory, median, type Part, type Row, show, timeEach } from './measure.ts'
import { makeFolder, type Started, startOurs, startStock } from './processes.ts'

/** One question to a registry, and how many rows its answer must have: an empty answer would be quick. */
interface Question {
  readonly figure: string
  readonly method: 'GET' | 'POST'
  readonly path: string
  readonly body?: unknown
  readonly list: string
  readonly rows: number
}

const api = '/api/2.0/mlflow'
const experiments = Array.from({ length: promisedShape.experiments }, (_none, index) => String(index + 1))
const ask = (path: string, query: Readonly<Record<string, string>>) =>
  ({ method: 'GET', path: `${path}?${new URLSearchParams(query)}` }) as const

const questions: readonly Question[] = [
  {
    figure: 'registered-models/search, 25',
    ...ask('/registered-models/search', { max_results: '25' }),
    list: 'registered_models',
    rows: 25
  },
  { figure: 'registered-models/get', ...ask('/registered-models/get', { name: 'model-0500' }), list: '', rows: 1 },
  {
    figure: 'model-versions/search of one model',
    ...ask('/model-versions/search', { filter: "name = 'model-0500'", max_results: '25' }),
    list: 'model_versions',
    rows: 20
  },
  {
    figure: 'model-versions/search by tag, 100',
    ...ask('/model-versions/search', { filter: "tags.note = 'n5'", max_results: '100' }),
    list: 'model_versions',
    rows: 100
  },
  {
    figure: 'model-versions/search, the newest 100',
    ...ask('/model-versions/search', { max_results: '100' }),
    list: 'model_versions',
    rows: 100
  },
  { figure: 'model-versions/get', ...ask('/model-versions/get', { name: 'model-0500', version: '7' }), list: '', rows: 1 },
  {
    figure: 'runs/search, the newest 50',
    method: 'POST',
    path: '/runs/search',
    body: { experiment_ids: ['1'], max_results: 50 },
    list: 'runs',
    rows: 50
  },
  {
    figure: 'runs/search, 50 by a metric, ordered by another',
    method: 'POST',
    path: '/runs/search',
    body: { experiment_ids: ['1'], filter: 'metrics.metric0 > 0.9', order_by: ['metrics.metric1 DESC'], max_results: 50 },
    list: 'runs',
    rows: 50
  },
  {
    figure: 'runs/search, the newest 1,000 of 10 experiments',
    method: 'POST',
    path: '/runs/search',
    body: { experiment_ids: experiments, max_results: 1000 },
    list: 'runs',
    rows: 1000
  },
  {
    figure: 'metrics/get-history, 10,000 points',
    ...ask('/metrics/get-history', { run_id: longRun, metric_key: 'long', max_results: '25000' }),
    list: 'metrics',
    rows: longPoints
  }
]

/** Medians of reads on 1,000 models, 20,000 versions, 100,000 runs and 500,000 metrics, the same rows on both sides. */
export async function benchReads(repeats: number): Promise<Part> {
  const place = makeFolder()
  try {
    const database = makeOurData(place.folder, promisedShape)
    copyForStock(database, place.folder)
    const ours = await measure(startOurs, place.folder, repeats * 10)
    const stock = await measure(startStock, place.folder, repeats)
    const rows: Row[] = questions.map(({ figure }, index) => ({
      figure: `${figure}, ms`,
      ours: show(ours.times[index] ?? Number.NaN),
      anchor: show(stock.times[index] ?? Number.NaN),
      ratio: `${show((stock.times[index] ?? Number.NaN) / (ours.times[index] ?? Number.NaN))}×`
    }))
    const memory = {
      figure: 'memory after these (PSS), MiB',
      ours: show(ours.memory),
      anchor: show(stock.memory),
      ratio: `${show(stock.memory / ours.memory)}×`
    }
    return { title: 'Reads: 1,000 models, 20,000 versions, 100,000 runs', anchor: 'mlflow server 3.17.2', rows: [...rows, memory] }
  } finally {
    place.remove()
  }
}

async function measure(
  start: (folder: string) => Promise<Started>,
  folder: string,
  repeats: number
): Promise<{ readonly times: readonly number[]; readonly memory: number }> {
  const server = await start(folder)
  try {
    const connection = await connect(server.uri)
    const times: number[] = []
    for (const question of questions) times.push(median(await timeEach(repeats, 2, () => send(connection, question))))
    connection.close()
    return { times, memory: measureMemory(server.pid) }
  } finally {
    await server.stop()
  }
}

async function send(connection: Connection, { figure, method, path, body, list, rows }: Question): Promise<void> {
  const answer = await connection.send(method, api + path, body === undefined ? undefined : JSON.stringify(body))
  if (list === '') return
  // Counting is for the check alone: parsing the answer would be the client's time.
  const found =
    answer.split(list === 'metrics' ? '"timestamp"' : list === 'runs' ? '"artifact_uri"' : '"last_updated_timestamp"').length - 1
  if (found < rows) throw new Error(`${figure}: ${found} rows instead of ${rows}`)
}
