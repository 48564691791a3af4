import { makeLate } from '../../../preload/contract/late.ts'
import { formatCount } from '../../../preload/contract/number-text.ts'
import { Failure } from '../../../preload/contract/reply.ts'
import { formatDuration, nameZone } from '../../../preload/contract/time-text.ts'
import type { ReadableDb } from '../../tracking/database.ts'
import { getExperiment } from '../../tracking/experiments.ts'
import { getModelVersion } from '../../tracking/model-versions.ts'
import { listNewestRuns, listNewestVersions } from '../../tracking/overview.ts'
import { getRun } from '../../tracking/run-details.ts'
import type { Run } from '../../tracking/runs.ts'
import { type Content, html, type Markup } from '../html.ts'
import {
  clip,
  renderAlias,
  renderDeleted,
  renderFacts,
  renderForeign,
  renderListed,
  renderMetric,
  renderStage,
  renderStatus,
  renderTable,
  renderText,
  renderTime,
  renderValue
} from '../page-parts.ts'
import { homeTitle, makeLink, makePath, placeOf, sendHome, sendPage, trackingUri } from '../pages.ts'
import { defineStream, type Exchange, type Route, type ServiceSettings } from '../route.ts'

const head = { methods: ['GET'], mounts: ['root'], access: 'open on loopback', isPage: true } as const
const listed = 25
/** Numbers inside names count as such: `layer 2` before `layer 10`. */
const byName = makeLate(() => new Intl.Collator('en', { numeric: true }))

interface Pair {
  readonly key: string
  readonly value: string
}

/** The small pages that a link in a notebook opens: the service itself, a run, a model version. */
export const pageRoutes: readonly Route[] = [
  defineStream({ ...head, needs: 'nothing', path: '/', run: showService }),
  // What is left of an address when its end was taken off leads to the lists.
  ...withSlash('/runs').map((path) => defineStream({ ...head, needs: 'nothing', path, run: leadHome })),
  ...withSlash('/models').map((path) => defineStream({ ...head, needs: 'nothing', path, run: leadHome })),
  ...withSlash('/runs/{run_id}').map((path) => defineStream({ ...head, path, run: showRun })),
  ...withSlash('/models/{name}/{version}').map((path) => defineStream({ ...head, path, run: showVersion }))
]

function withSlash(path: string): readonly string[] {
  return [path, `${path}/`]
}

function leadHome({ settings, response }: Exchange): void {
  sendHome(response, settings)
}

function showService(exchange: Exchange): void {
  const { settings, response } = exchange
  const place = placeOf(exchange)
  const body = settings.isArtifactsOnly
    ? html`<section><p class="message">Artifacts only: this service keeps files and has no registry.</p></section>`
    : renderNewest(exchange.db, settings, trackingUri(place))
  sendPage(response, place, { title: homeTitle, link: settings.isArtifactsOnly ? null : makeLink(settings), body })
}

function renderNewest(db: ReadableDb, settings: ServiceSettings, uri: string): Markup {
  const runs = listNewestRuns(db, listed).map((run) => [
    renderListed(run.name, makePath(settings, 'runs', run.runId)),
    html`<span class="clamp" title="${clip(run.experiment)}">${renderForeign(run.experiment)}</span>`,
    renderStatus(run.status),
    renderTime(run.startTime, 'short')
  ])
  const versions = listNewestVersions(db, listed).map(({ name, version, stage, creationTime }) => [
    renderListed(name, makePath(settings, 'models', name, String(version)), `v${version}`),
    renderStage(stage),
    renderTime(creationTime, 'short')
  ])
  const runColumns = [
    { title: 'Run', kind: 'name' },
    { title: 'Experiment', kind: 'wide' },
    { title: 'Status', kind: 'badges' },
    { title: 'Started', kind: 'when' }
  ] as const
  const versionColumns = [
    { title: 'Version', kind: 'name' },
    { title: 'Stage', kind: 'badges' },
    { title: 'Registered', kind: 'when' }
  ] as const
  const note = (rows: readonly unknown[]) => (rows.length === listed ? `The newest ${listed}.` : null)
  return html`<div class="grid">${renderTable('Newest runs', runColumns, runs, { empty: renderFirstRun(uri), note: note(runs) })}
${renderTable('Newest model versions', versionColumns, versions, { empty: 'No model has been registered yet.', note: note(versions) })}</div>
${runs.length + versions.length === 0 ? null : html`<p class="zone">Time zone: ${nameZone()}</p>`}`
}

function renderFirstRun(uri: string): Markup {
  const lines = [
    'import mlflow',
    `mlflow.set_tracking_uri("${uri}")`,
    'with mlflow.start_run():',
    '    mlflow.log_metric("accuracy", 0.94)'
  ]
  return html`<p class="note">No run has been logged yet. This logs the first:</p><pre tabindex="0" role="region" aria-label="Python that logs a first run">${lines.join('\n')}</pre>`
}

function showRun(exchange: Exchange): void {
  const { db, settings, response } = exchange
  const run = getRun(db, exchange.parameters['run_id'] ?? '')
  const { runId, runName, experimentId, userId, status, startTime, endTime, lifecycleStage } = run.info
  const link = makeLink(settings, 'runs', runId)
  const facts = renderFacts([
    ['Run id', html`<span class="id">${runId}</span>`],
    ['Experiment', renderForeign(getExperiment(db, experimentId).name)],
    ['User', renderForeign(userId)],
    ['Started', renderTime(startTime)],
    ['Ended', renderTime(endTime)],
    ['Duration', describeSpan(run.info, exchange.now)]
  ])
  sendPage(response, placeOf(exchange), {
    title: clip(runName || runId),
    heading: renderForeign(runName || runId),
    badges: [renderStatus(status), lifecycleStage === 'deleted' ? renderDeleted() : null],
    link,
    body: [facts, renderTags(run.tags, link), renderLogged(run, ['Metrics', 'Params'], link)]
  })
}

/** How long a run took, or has been going. */
function describeSpan({ status, startTime, endTime }: Run['info'], now: number): string | null {
  const isGoing = endTime === null && status === 'RUNNING'
  if (startTime === null || (endTime === null && !isGoing)) return null
  const took = Number(endTime ?? now) - Number(startTime)
  if (took < 0) return null
  return isGoing ? `${formatDuration(Math.floor(took / 1000) * 1000)} so far` : formatDuration(took)
}

function showVersion(exchange: Exchange): void {
  const { db, settings, response } = exchange
  const { name = '', version: number = '' } = exchange.parameters
  const version = getModelVersion(db, name, number)
  const run = version.runId ? findRun(db, version.runId) : null
  const link = makeLink(settings, 'models', name, String(version.version))
  const facts = renderFacts([
    ['Registered', renderTime(version.creationTime)],
    ['Updated', renderTime(version.lastUpdatedTime)],
    ['Author', renderForeign(version.userId ?? '')],
    ['Status', version.status === 'READY' ? null : [version.status, ' ', renderForeign(version.statusMessage ?? '')]],
    ['Run', renderRunLink(settings, version.runId, run)],
    ['Source', version.source ? html`<span class="id">${clip(version.source)}</span>` : null, 'whole']
  ])
  sendPage(response, placeOf(exchange), {
    title: `${name} v${version.version}`,
    heading: html`<bdi>${name}</bdi> v${version.version}`,
    badges: [renderStage(version.currentStage), version.aliases.map(renderAlias)],
    link,
    body: [
      facts,
      renderText('Description', version.description),
      renderTags(version.tags, link),
      run === null ? null : renderLogged(run, ['Metrics of its run', 'Params of its run'], makeLink(settings, 'runs', run.info.runId))
    ]
  })
}

function renderRunLink(settings: ServiceSettings, runId: string | null, run: Run | null): Content {
  if (run === null) return runId
  const deleted = run.info.lifecycleStage === 'deleted' ? [' ', renderDeleted()] : null
  return html`<a href="${makePath(settings, 'runs', run.info.runId)}">${renderForeign(run.info.runName || run.info.runId)}</a>${deleted}`
}

/** Metrics and params side by side; `link` leads to all of them. */
function renderLogged({ metrics, params }: Run, [first, second]: readonly [string, string], link: string | null): Markup {
  const rows = [...metrics].sort(byKey).map(({ key, value, step }) => [renderForeign(key), renderMetric(value), formatCount(step)])
  const columns = [
    { title: 'Metric', kind: 'name' },
    { title: 'Last value', kind: 'number' },
    { title: 'Step', kind: 'step' }
  ] as const
  const table = renderTable(first, columns, rows, { empty: 'No metric has been logged.', isCounted: true, link })
  return html`<div class="grid">${table}${renderPairs(second, params, 'No param has been logged.', link)}</div>`
}

function renderPairs(title: string, pairs: readonly Pair[], empty: string, link: string | null): Markup {
  const rows = [...pairs].sort(byKey).map(({ key, value }) => [renderForeign(key), renderValue(value)])
  const columns = [
    { title: 'Name', kind: 'name' },
    { title: 'Value', kind: 'value' }
  ] as const
  return renderTable(title, columns, rows, { empty, isCounted: true, link })
}

/** What MLflow notes for itself is left out. */
function renderTags(tags: readonly Pair[], link: string | null): Markup | null {
  const own = tags.filter(({ key }) => !key.startsWith('mlflow.'))
  return own.length === 0 ? null : renderPairs('Tags', own, '', link)
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
  return byName().compare(left.key, right.key)
}
