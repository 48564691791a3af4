import { Failure } from '../../../preload/contract/reply.ts'
import type { ReadableDb } from '../../tracking/database.ts'
import { getRunInfo } from '../../tracking/runs.ts'
import { makeLink, sendPage } from '../pages.ts'
import { defineStream, type Exchange, type Route } from '../route.ts'

const head = { methods: ['GET'], mounts: ['root'], access: 'open on loopback', isPage: true } as const

/** The small pages that a link in a notebook opens: the service itself, a run, a model version. */
export const pageRoutes: readonly Route[] = [
  defineStream({ ...head, path: '/', run: showService }),
  defineStream({ ...head, path: '/runs/{run_id}', run: showRun }),
  defineStream({ ...head, path: '/models/{name}/{version}', run: showVersion })
]

function showService(exchange: Exchange): void {
  sendPage(exchange.response, {
    title: 'Greenroom registry service',
    facts: [
      ['Models', count(exchange.db, 'SELECT count(*) AS n FROM registered_models')],
      ['Experiments', count(exchange.db, "SELECT count(*) AS n FROM experiments WHERE lifecycle_stage = 'active'")]
    ],
    link: makeLink(exchange.settings),
    trackingUri: trackingUri(exchange)
  })
}

function showRun(exchange: Exchange): void {
  const run = getRunInfo(exchange.db, exchange.parameters['run_id'] ?? '')
  sendPage(exchange.response, {
    title: `Run ${run.runName ?? run.runId}`,
    facts: [
      ['Run ID', run.runId],
      ['Experiment', run.experimentId],
      ['Status', run.status],
      ['User', run.userId]
    ],
    link: makeLink(exchange.settings, 'runs', run.runId),
    trackingUri: trackingUri(exchange)
  })
}

function showVersion(exchange: Exchange): void {
  const { name = '', version = '' } = exchange.parameters
  const stage = findStage(exchange.db, name, version)
  sendPage(exchange.response, {
    title: `${name} v${version}`,
    facts: [
      ['Model', name],
      ['Version', version],
      ['Stage', stage]
    ],
    link: makeLink(exchange.settings, 'models', name, version),
    trackingUri: trackingUri(exchange)
  })
}

function findStage(db: ReadableDb, name: string, version: string): string {
  const row = /^[1-9]\d{0,15}$/.test(version)
    ? db
        .prepare<[string, number], { stage: string }>(
          "SELECT current_stage AS stage FROM model_versions WHERE workspace = 'default' AND name = ? AND version = ? AND current_stage <> 'Deleted_Internal'"
        )
        .get(name, Number(version))
    : undefined
  if (!row) throw new Failure('NOT_FOUND', `Model Version (name=${name}, version=${version}) not found`)
  return row.stage
}

function count(db: ReadableDb, sql: string): string {
  return String(db.prepare<[], { n: number }>(sql).get()?.n ?? 0)
}

/** The Host was checked: it is one of our own. */
function trackingUri({ request }: Exchange): string {
  return `http://${request.headers.host ?? ''}`
}
