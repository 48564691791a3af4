import { connect } from './connection.ts'
import { copyForStock, makeOurData } from './large-data.ts'
import { median, type Part, type Row, show, timeEach } from './measure.ts'
import { makeFolder, type Started, startOurs, startStock } from './processes.ts'

/** A page that is found by key or newest first. */
interface Page {
  readonly figure: string
  readonly method: 'GET' | 'POST'
  readonly path: string
  readonly body?: string
}

const api = '/api/2.0/mlflow'
const newest = JSON.stringify({ experiment_ids: ['1'], max_results: 50 })
const pages: readonly Page[] = [
  { figure: 'the newest 50 runs of an experiment', method: 'POST', path: '/runs/search', body: newest },
  { figure: 'the newest 50 versions of all', method: 'GET', path: '/model-versions/search?max_results=50' },
  {
    figure: 'the versions of one model',
    method: 'GET',
    path: `/model-versions/search?${new URLSearchParams({ filter: "name = 'model-0007'", max_results: '50' })}`
  },
  { figure: 'a run by its id', method: 'GET', path: `/runs/get?run_id=r${'7'.padStart(31, '0')}` },
  { figure: 'a version by its number', method: 'GET', path: '/model-versions/get?name=model-0007&version=3' }
]

/** The same pages with 10^3 to 10^6 runs (in one experiment) and as many versions, ours and stock's; the ratio is that of our slowest size to our quickest. */
export async function benchScale(repeats: number, sizes: readonly number[], stockSizes: readonly number[]): Promise<Part> {
  const ours: number[][] = []
  const stock: number[][] = []
  for (const size of sizes) {
    const place = makeFolder()
    try {
      const shape = { experiments: 1, runs: size, models: size / 20, versions: size, keysPerRun: 1 }
      const database = makeOurData(place.folder, shape)
      if (stockSizes.includes(size)) copyForStock(database, place.folder)
      ours.push(await measure(startOurs, place.folder, repeats))
      stock.push(stockSizes.includes(size) ? await measure(startStock, place.folder, Math.max(3, repeats / 10)) : [])
    } finally {
      place.remove()
    }
  }
  const list = (times: readonly (readonly number[])[], index: number) => times.map((one) => show(one[index] ?? Number.NaN)).join(' / ')
  const rows: Row[] = pages.map(({ figure }, index) => {
    const times = ours.map((one) => one[index] ?? Number.NaN)
    return {
      figure: `${figure}, ms`,
      ours: list(ours, index),
      anchor: list(stock, index),
      ratio: `${show(Math.max(...times) / Math.min(...times))}× apart`
    }
  })
  return {
    title: `The same page at ${sizes.map((size) => size.toLocaleString('en-US')).join(' / ')} runs and versions`,
    anchor: 'mlflow server 3.17.2',
    rows
  }
}

async function measure(start: (folder: string) => Promise<Started>, folder: string, repeats: number): Promise<number[]> {
  const server = await start(folder)
  try {
    const connection = await connect(server.uri)
    const times: number[] = []
    for (const { method, path, body } of pages)
      times.push(median(await timeEach(repeats, 5, () => connection.send(method, api + path, body))))
    connection.close()
    return times
  } finally {
    await server.stop()
  }
}
