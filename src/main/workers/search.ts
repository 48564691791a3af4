import { parentPort, workerData } from 'node:worker_threads'
import { Failure } from '../../preload/contract/reply.ts'
import { registryQueries } from '../server/wire/registry-queries.ts'
import { runQueries } from '../server/wire/run-queries.ts'
import { type SearchRequest, type SearchWorkerData, shapeProblem } from '../server/wire/search-messages.ts'
import { openTrackingDatabase, type ReadableDb } from '../tracking/database.ts'
import { cacheStatements } from '../tracking/statement-cache.ts'

/** A search by name: plain input in, the JSON answer out. */
export type SearchQuery = (db: ReadableDb, input: never) => object

/** Every query that a search route may name. */
const queries: Readonly<Record<string, SearchQuery>> = { ...runQueries, ...registryQueries }

const { database, nativeBinding } = workerData as SearchWorkerData
const db = cacheStatements(openTrackingDatabase(database, { readOnly: true, busyTimeoutMs: 5000, nativeBinding }))

parentPort?.on('message', (request: SearchRequest) => {
  try {
    const query = Object.hasOwn(queries, request.query) ? queries[request.query] : undefined
    if (!query) throw new Failure('INTERNAL', `There is no search “${request.query}”.`)
    const bytes = new TextEncoder().encode(JSON.stringify(query(db, request.input as never)))
    parentPort?.postMessage({ id: request.id, bytes }, [bytes.buffer])
  } catch (error) {
    parentPort?.postMessage(shapeProblem(request.id, error))
  }
})
