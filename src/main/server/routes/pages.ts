import { Failure } from '../../../preload/contract/reply.ts'
import type { ReadableDb } from '../../tracking/database.ts'
import { getExperiment } from '../../tracking/experiments.ts'
import { getModelVersion } from '../../tracking/model-versions.ts'
import { listNewestRuns, listNewestVersions } from '../../tracking/overview.ts'
import { getRun } from '../../tracking/run-details.ts'
import type { Run } from '../../tracking/runs.ts'
import { type Content, html, type Markup } from '../html.ts'
import {
  clip,
  formatDuration,
  formatMetric,
  renderBadge,
  renderFacts,
  renderStage,
  renderStatus,
  renderTable,
  renderText,
  renderTime
} from '../page-parts.ts'
import { homeTitle, makeLink, makePath, placeOf, sendPage, trackingUri } from '../pages.ts'
import { defineStream, type Exchange, type Route, type ServiceSettings } from '../route.ts'

const head = { methods: ['GET'], mounts: ['root'], access: 'open on loopback', isPage: true } as const
const listed = 25

/** The small pages that a link in a notebook opens: the service itself, a run, a model version. */
export const pageRoutes: readonly Route[] = [
  defineStream({ ...head, needs: 'nothing', path: '/', run: showService }),
  defineStream({ ...head, path: '/runs/{run_id}', run: showRun }),
  defineStream({ ...head, path: '/models/{name}/{version}', run: showVersion })
]

function showService(exchange: Exchange): void {
  const { settings, response } = exchange
  const place = placeOf(exchange)
  const body = settings.isArtifactsOnly
    ? html`<section><p class="message">Artifacts only: this service keeps files and has no registry.</p></section>`
    : renderNewest(exchange.db, settings, trackingUri(place))
  sendPage(response, place, { title: homeTitle, body })
}

function renderNewest(db: ReadableDb, settings: ServiceSettings, uri: string): Markup {
  const runs = listNewestRuns(db, listed).map((run) => [
    html`<a href="${makePath(settings, 'runs', run.runId)}">${clip(run.name)}</a>`,
    clip(run.experiment),
    renderStatus(run.status),
    renderTime(run.startTime)
  ])
  const versions = listNewestVersions(db, listed).map(({ name, version, stage, creationTime }) => [
    html`<a href="${makePath(settings, 'models', name, String(version))}">${name} v${version}</a>`,
    renderStage(stage),
    renderTime(creationTime)
  ])
  const runColumns = [
    { title: 'Run', kind: 'name' },
    { title: 'Experiment', kind: 'wide' },
    { title: 'Status' },
    { title: 'Started', kind: 'when' }
  ] as const
  const versionColumns = [{ title: 'Version', kind: 'name' }, { title: 'Stage' }, { title: 'Registered', kind: 'when' }] as const
  return html`<div class="grid uneven">${renderTable('Newest runs', runColumns, runs, { empty: renderFirstRun(uri) })}
${renderTable('Newest model versions', versionColumns, versions, { empty: 'No model has been registered yet.' })}</div>`
}

function renderFirstRun(uri: string): Markup {
  const lines = [
    'import mlflow',
    `mlflow.set_tracking_uri("${uri}")`,
    'with mlflow.start_run():',
    '    mlflow.log_metric("accuracy", 0.94)'
  ]
  return html`<p class="note">No run has been logged yet. This logs the first:</p><pre>${lines.join('\n')}</pre>`
}

function showRun(exchange: Exchange): void {
  const { db, settings, response } = exchange
  const run = getRun(db, exchange.parameters['run_id'] ?? '')
  const { runId, runName, experimentId, userId, status, startTime, endTime, lifecycleStage } = run.info
  const took = startTime === null || endTime === null ? null : Number(endTime) - Number(startTime)
  const facts = renderFacts([
    ['Run ID', html`<span class="id">${runId}</span>`],
    ['Experiment', clip(getExperiment(db, experimentId).name)],
    ['User', clip(userId)],
    ['Started', renderTime(startTime)],
    ['Ended', renderTime(endTime)],
    ['Duration', took === null || took < 0 ? null : formatDuration(took)]
  ])
  sendPage(response, placeOf(exchange), {
    title: clip(runName || runId),
    badges: [renderStatus(status), lifecycleStage === 'deleted' ? renderBadge('Deleted', 'danger') : null],
    link: makeLink(settings, 'runs', runId),
    body: [facts, html`<div class="grid">${renderMetrics(run)}${renderPairs('Params', run.params)}</div>`, renderTags(run.tags)]
  })
}

function showVersion(exchange: Exchange): void {
  const { db, settings, response } = exchange
  const { name = '', version: number = '' } = exchange.parameters
  const version = getModelVersion(db, name, number)
  const run = version.runId ? findRun(db, version.runId) : null
  const aliases = version.aliases.map((alias) => renderBadge(`@${alias}`, 'outline'))
  const facts = renderFacts([
    ['Registered', renderTime(version.creationTime)],
    ['Updated', renderTime(version.lastUpdatedTime)],
    ['User', clip(version.userId ?? '')],
    ['Status', version.status === 'READY' ? null : [version.status, ' ', clip(version.statusMessage ?? '')]],
    ['Run', renderRunLink(settings, version.runId, run)],
    ['Source', version.source ? html`<span class="id">${clip(version.source)}</span>` : null, 'whole']
  ])
  sendPage(response, placeOf(exchange), {
    title: `${name} v${version.version}`,
    badges: [renderStage(version.currentStage), aliases],
    link: makeLink(settings, 'models', name, String(version.version)),
    body: [
      facts,
      renderText('Description', version.description),
      run === null ? null : html`<div class="grid">${renderMetrics(run)}${renderPairs('Params', run.params)}</div>`,
      renderTags(version.tags)
    ]
  })
}

function renderRunLink(settings: ServiceSettings, runId: string | null, run: Run | null): Content {
  if (run === null) return runId
  const deleted = run.info.lifecycleStage === 'deleted' ? [' ', renderBadge('Deleted', 'danger')] : null
  return html`<a href="${makePath(settings, 'runs', run.info.runId)}">${clip(run.info.runName || run.info.runId)}</a>${deleted}`
}

function renderMetrics({ metrics }: Run): Markup {
  const rows = [...metrics].sort(byKey).map(({ key, value, step }) => [key, formatMetric(value), String(step)])
  const columns = [
    { title: 'Metric', kind: 'name' },
    { title: 'Latest value', kind: 'number' },
    { title: 'Step', kind: 'number' }
  ] as const
  return renderTable('Metrics', columns, rows, { empty: 'No metric has been logged.' })
}

function renderPairs(title: string, pairs: readonly { readonly key: string; readonly value: string }[]): Markup {
  const rows = [...pairs].sort(byKey).map(({ key, value }) => [key, clip(value)])
  return renderTable(title, [{ title: 'Name', kind: 'name' }, { title: 'Value' }], rows, { empty: `No ${title.toLowerCase()}.` })
}

/** What MLflow notes for itself is left out. */
function renderTags(tags: readonly { readonly key: string; readonly value: string }[]): Markup | null {
  const own = tags.filter(({ key }) => !key.startsWith('mlflow.'))
  return own.length === 0 ? null : renderPairs('Tags', own)
}

function findRun(db: ReadableDb, runId: string): Run | null {
  try {
    return getRun(db, runId)
  } catch (error) {
    if (error instanceof Failure && error.code === 'NOT_FOUND') return null
    throw error
  }
}

function byKey(left: { readonly key: string }, right: { readonly key: string }): number {
  return left.key < right.key ? -1 : 1
}
