import { closeSync, copyFileSync, fdatasyncSync, openSync, rmSync, writeSync } from 'node:fs'
import http from 'node:http'
import path from 'node:path'
import { Readable } from 'node:stream'
import { measureMemory, median, type Part, type Row, show } from './measure.ts'
import { makeFolder, type Started, startOurs, startStock } from './processes.ts'

const chunk = Buffer.alloc(1024 * 1024, 'model weights ')
const target = '/api/2.0/mlflow-artifacts/artifacts/bench/weights.bin'

interface Transfer {
  /** MiB a second. */
  readonly up: number
  readonly down: number
  /** Growth of the server's memory while it goes on, MiB. */
  readonly growth: number
}

/** A large artifact through the proxy, against stock MLflow and against copying the file on the same disk. */
export async function benchArtifacts(repeats: number, mebibytes: number): Promise<Part> {
  const place = makeFolder()
  try {
    const copies = Array.from({ length: repeats }, () => copyOnDisk(place.folder, mebibytes))
    const ours = await measure(startOurs, place.folder, repeats, mebibytes)
    const stock = await measure(startStock, place.folder, repeats, mebibytes)
    const disk = median(copies)
    const row = (figure: string, mine: number, theirs: number): Row => ({
      figure,
      ours: show(mine),
      anchor: show(theirs),
      ratio: `${show(mine / theirs)}×; ${show((mine / disk) * 100)} % of a copy`
    })
    return {
      title: `An artifact of ${mebibytes} MiB through the proxy (a copy on the same disk with fsync: ${show(disk)} MiB/s)`,
      anchor: 'mlflow server 3.17.2',
      rows: [
        row('upload, MiB/s', ours.up, stock.up),
        row('download, MiB/s', ours.down, stock.down),
        { figure: 'growth of memory meanwhile (PSS), MiB', ours: show(ours.growth), anchor: show(stock.growth), ratio: '' }
      ]
    }
  } finally {
    place.remove()
  }
}

/** `cp` and fsync, MiB/s. */
function copyOnDisk(folder: string, mebibytes: number): number {
  const [from, to] = [path.join(folder, 'source.bin'), path.join(folder, 'copy.bin')]
  const file = openSync(from, 'w')
  for (let written = 0; written < mebibytes; written++) writeSync(file, chunk)
  fdatasyncSync(file)
  closeSync(file)
  const start = performance.now()
  copyFileSync(from, to)
  const copy = openSync(to, 'r+')
  fdatasyncSync(copy)
  closeSync(copy)
  const seconds = (performance.now() - start) / 1000
  for (const one of [from, to]) rmSync(one)
  return mebibytes / seconds
}

async function measure(start: (folder: string) => Promise<Started>, folder: string, repeats: number, mebibytes: number): Promise<Transfer> {
  const server = await start(folder)
  try {
    await transfer(server.uri, 'PUT', 8)
    await transfer(server.uri, 'GET', 8)
    const before = measureMemory(server.pid)
    let highest = before
    const watch = setInterval(() => {
      highest = Math.max(highest, measureMemory(server.pid))
    }, 50)
    const up: number[] = []
    const down: number[] = []
    for (let round = 0; round < repeats; round++) {
      up.push(await transfer(server.uri, 'PUT', mebibytes))
      down.push(await transfer(server.uri, 'GET', mebibytes))
    }
    clearInterval(watch)
    return { up: median(up), down: median(down), growth: highest - before }
  } finally {
    await server.stop()
  }
}

/** One transfer, MiB/s; a download is read and dropped. */
async function transfer(uri: string, method: 'PUT' | 'GET', mebibytes: number): Promise<number> {
  const start = performance.now()
  const received = await new Promise<number>((resolve, reject) => {
    const headers = method === 'PUT' ? { 'content-length': mebibytes * chunk.length, 'content-type': 'application/octet-stream' } : {}
    const request = http.request(`${uri}${target}`, { method, headers }, (response) => {
      let bytes = 0
      response.on('data', (part: Buffer) => {
        bytes += part.length
      })
      response.on('end', () => (response.statusCode === 200 ? resolve(bytes) : reject(new Error(`${method}: ${response.statusCode}`))))
    })
    request.on('error', reject)
    if (method === 'PUT') Readable.from(repeat(mebibytes)).pipe(request)
    else request.end()
  })
  if (method === 'GET' && received !== mebibytes * chunk.length) throw new Error(`${received} bytes came back instead of ${mebibytes} MiB`)
  return mebibytes / ((performance.now() - start) / 1000)
}

function* repeat(count: number): Generator<Buffer> {
  for (let sent = 0; sent < count; sent++) yield chunk
}
