import { promisedShape } from '../test/support/large-registry.ts'
import { connect } from './connection.ts'
import { copyForStock, makeOurData } from './large-data.ts'
import { type Load, type LoadBeside, logMetrics } from './load.ts'
import { type Part, show } from './measure.ts'
import { makeFolder, type Started, startOurs, startStock } from './processes.ts'

/** Looks at every run of all experiments: nothing that an index could help with. */
const slowest = JSON.stringify({
  experiment_ids: Array.from({ length: promisedShape.experiments }, (_none, index) => String(index + 1)),
  filter: "params.param4 ILIKE '%9%' AND tags.tag3 LIKE '%1%' AND metrics.metric0 > 0.1",
  order_by: ['metrics.metric1 DESC', 'params.param2 ASC'],
  max_results: 1000
})

/** What a training script waits for each value while somebody else's search runs all the time. */
export async function benchSlowSearch(seconds: number): Promise<Part> {
  const place = makeFolder()
  try {
    copyForStock(makeOurData(place.folder, promisedShape), place.folder)
    const ours = await measure(startOurs, place.folder, seconds)
    const stock = await measure(startStock, place.folder, seconds)
    const show2 = ({ p50, p99 }: Load) => `${show(p50)} / ${show(p99)}`
    return {
      title: 'log-metric on 1 connection while the slowest search runs again and again (100,000 runs)',
      anchor: 'mlflow server 3.17.2',
      rows: [
        { figure: 'p50 / p99 alone, ms', ours: show2(ours.alone), anchor: show2(stock.alone), ratio: '' },
        { figure: 'p50 / p99 beside the search, ms', ours: show2(ours.beside), anchor: show2(stock.beside), ratio: '' },
        {
          figure: '— refused meanwhile (503, “database is locked”) of all asked for',
          ours: `${ours.beside.refused} of ${show(ours.beside.asked)}`,
          anchor: `${stock.beside.refused} of ${show(stock.beside.asked)}`,
          ratio: ''
        },
        {
          figure: 'that search alone, ms',
          ours: show(ours.searchMs),
          anchor: show(stock.searchMs),
          ratio: `${show(stock.searchMs / ours.searchMs)}×`
        }
      ]
    }
  } finally {
    place.remove()
  }
}

interface Figures {
  readonly alone: Load
  readonly beside: LoadBeside
  readonly searchMs: number
}

async function measure(start: (folder: string) => Promise<Started>, folder: string, seconds: number): Promise<Figures> {
  const server = await start(folder)
  try {
    await logMetrics(server.uri, 1, 1)
    const alone = await logMetrics(server.uri, 1, seconds)
    const from = performance.now()
    await search(server.uri)
    const searchMs = performance.now() - from
    let isDone = false
    let searching = Promise.resolve()
    const beside = await logMetrics(server.uri, 1, seconds, () => {
      searching = (async () => {
        while (!isDone) await search(server.uri)
      })()
      // Told below, once the load is through.
      searching.catch(() => undefined)
    }).finally(() => {
      isDone = true
    })
    await searching
    return { alone, beside, searchMs }
  } finally {
    await server.stop()
  }
}

async function search(uri: string): Promise<void> {
  const connection = await connect(uri)
  try {
    await connection.send('POST', '/api/2.0/mlflow/runs/search', slowest)
  } finally {
    connection.close()
  }
}
