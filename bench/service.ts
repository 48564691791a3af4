import { createRuns, type Load, logBatches, logMetrics } from './load.ts'
import { measureMemory, type Part, type Row, show } from './measure.ts'
import { makeFolder, type Started, startOurs, startStock } from './processes.ts'

interface Figures {
  readonly one: Load
  readonly eight: Load
  readonly batch: Load
  readonly fourBatches: Load
  readonly runs: Load
  readonly eightRuns: Load
  readonly startMs: number
  readonly memory: number
}

/** Writes a second, start and memory, against stock MLflow in the same run: every acknowledged write is on disk. */
export async function benchService(seconds: number): Promise<Part> {
  const ours = await measure(startOurs, seconds)
  const stock = await measure(startStock, seconds)
  const more = (figure: string, pick: (figures: Figures) => number): Row => ({
    figure,
    ours: show(pick(ours)),
    anchor: show(pick(stock)),
    ratio: `${show(pick(ours) / pick(stock))}×`
  })
  const less = (figure: string, pick: (figures: Figures) => number): Row => ({
    ...more(figure, pick),
    ratio: `${show(pick(stock) / pick(ours))}×`
  })
  const delays = (pick: (figures: Figures) => Load): Row => ({
    figure: '— p50 / p99, ms',
    ours: showDelays(pick(ours)),
    anchor: showDelays(pick(stock)),
    ratio: ''
  })
  return {
    title: 'Registry service: every acknowledged write is on disk',
    anchor: 'mlflow server 3.17.2',
    rows: [
      more('log-metric, 1 connection, requests/s', ({ one }) => one.perSecond),
      delays(({ one }) => one),
      more('log-metric, 8 connections, requests/s', ({ eight }) => eight.perSecond),
      delays(({ eight }) => eight),
      more('log-batch of 1,000, 1 connection, points/s', ({ batch }) => batch.perSecond * 1000),
      more('log-batch of 1,000, 4 connections, points/s', ({ fourBatches }) => fourBatches.perSecond * 1000),
      more('runs/create a second, 1 connection', ({ runs }) => runs.perSecond),
      more('runs/create a second, 8 connections', ({ eightRuns }) => eightRuns.perSecond),
      less('start to first answer, ms', ({ startMs }) => startMs),
      less('memory after the load (PSS), MiB', ({ memory }) => memory)
    ]
  }
}

async function measure(start: (folder: string) => Promise<Started>, seconds: number): Promise<Figures> {
  const place = makeFolder()
  const { startMs } = await startThrice(start, place.folder)
  const server = await start(place.folder)
  try {
    const one = await logMetrics(server.uri, 1, seconds)
    const eight = await logMetrics(server.uri, 8, seconds)
    const batch = await logBatches(server.uri, 1, seconds)
    const fourBatches = await logBatches(server.uri, 4, seconds)
    const runs = await createRuns(server.uri, 1, seconds)
    const eightRuns = await createRuns(server.uri, 8, seconds)
    return { one, eight, batch, fourBatches, runs, eightRuns, startMs, memory: measureMemory(server.pid) }
  } finally {
    await server.stop()
    place.remove()
  }
}

/** The middle of three starts on a database that is there. */
async function startThrice(start: (folder: string) => Promise<Started>, folder: string): Promise<{ readonly startMs: number }> {
  const times: number[] = []
  for (let round = 0; round < 3; round++) {
    const server = await start(folder)
    times.push(server.startMs)
    await server.stop()
  }
  return { startMs: times.sort((left, right) => left - right)[1] ?? Number.NaN }
}

function showDelays(load: Load): string {
  return `${show(load.p50)} / ${show(load.p99)}`
}
