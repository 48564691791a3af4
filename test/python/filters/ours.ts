import type { ReadableDb } from '../../../src/main/tracking/database.ts'
import { searchLoggedModels } from '../../../src/main/tracking/logged-model-search.ts'
import { searchModelVersions, searchRegisteredModels } from '../../../src/main/tracking/registry-search.ts'
import { searchExperiments, searchRuns } from '../../../src/main/tracking/run-search.ts'
import { Failure } from '../../../src/preload/contract/reply.ts'
import type { Answer, LoggedOrder, Query } from './query.ts'

const mostPages = 50

/** Answers a query with our searches, the ones that the service's workers call. */
export function askOurs(db: ReadableDb, query: Query): Answer {
  try {
    const pages: (readonly string[])[] = []
    const tokens: (string | null)[] = []
    let token = query.pageToken
    for (let page = 0; page < (query.allPages ? mostPages : 1); page += 1) {
      const found = search(db, query, token)
      pages.push(found.ids)
      token = found.token
      tokens.push(token ?? null)
      if (token === undefined) break
    }
    return { pages, tokens }
  } catch (error) {
    if (error instanceof Failure && error.code === 'INVALID') return { code: 'INVALID_PARAMETER_VALUE', message: error.message }
    return { crash: String(error) }
  }
}

function search(
  db: ReadableDb,
  query: Query,
  pageToken: string | undefined
): { readonly ids: readonly string[]; readonly token?: string | undefined } {
  const { filter, maxResults, viewType, experimentIds } = query
  const common = { filter, maxResults, viewType, pageToken, orderBy: query.orderBy as readonly string[] }
  if (query.kind === 'runs') {
    const found = searchRuns(db, { ...common, experimentIds })
    return { ids: found.rows.map((run) => run.info.runId), token: found.nextPageToken }
  }
  if (query.kind === 'experiments') {
    const found = searchExperiments(db, common)
    return { ids: found.rows.map((one) => one.experimentId), token: found.nextPageToken }
  }
  if (query.kind === 'models') {
    const found = searchRegisteredModels(db, common)
    return { ids: found.rows.map((model) => model.name), token: found.nextPageToken }
  }
  if (query.kind === 'versions') {
    const found = searchModelVersions(db, common)
    return { ids: found.rows.map((version) => `${version.name}/${version.version}`), token: found.nextPageToken }
  }
  const orderBy = (query.orderBy as readonly LoggedOrder[]).map((one) => ({
    field: one.field_name,
    ascending: one.ascending,
    datasetName: one.dataset_name,
    datasetDigest: one.dataset_digest
  }))
  const datasets = query.datasets.map((one) => ({ name: one.dataset_name, digest: one.dataset_digest }))
  const found = searchLoggedModels(db, { ...common, experimentIds, orderBy, datasets })
  return { ids: found.rows.map((model) => model.modelId), token: found.nextPageToken }
}
