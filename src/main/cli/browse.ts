import type { Command } from 'commander'
import type { Comparison } from '../../preload/contract/comparisons.ts'
import type { ModelRow } from '../../preload/contract/models.ts'
import type { VersionDetail, VersionRow } from '../../preload/contract/versions.ts'
import type { CliSession } from './session.ts'
import { countNoun, formatMetric, formatTable, formatTime, readNumber } from './text.ts'

type Run = (work: (session: CliSession) => Promise<void>) => Promise<void>

/** models, versions, show, compare: what there is. */
export function addBrowseCommands(program: Command, run: Run): void {
  program
    .command('models')
    .description('list registered models')
    .argument('[filter]', 'words, or an MLflow filter expression')
    .option('--limit <n>', 'at most this many rows', readNumber, 100)
    .action((filter: string | undefined, options: { limit: number }) => run((session) => listModels(session, filter ?? '', options.limit)))

  program
    .command('versions')
    .description('list the versions of a model, newest first')
    .argument('<name>')
    .option('--filter <text>', 'words, or an MLflow filter expression', '')
    .option('--metric <key...>', 'show these metrics as columns', [])
    .option('--limit <n>', 'at most this many rows', readNumber, 100)
    .action((name: string, options: { filter: string; metric: string[]; limit: number }) =>
      run((session) => listVersions(session, name, options))
    )

  program
    .command('show')
    .description('show one version: VERSION, @ALIAS, a stage or latest')
    .argument('<name>')
    .argument('<version>')
    .action((name: string, reference: string) => run((session) => showVersion(session, name, reference)))

  program
    .command('compare')
    .description('compare two versions of a model; the first is the base')
    .argument('<name>')
    .argument('<a>')
    .argument('<b>')
    .option('--all', 'also what is equal', false)
    .action((name: string, a: string, b: string, options: { all: boolean }) =>
      run((session) => compareVersions(session, name, [a, b], options.all))
    )
}

async function listModels(session: CliSession, filter: string, limit: number): Promise<void> {
  const page = await session.call('models.list', { registry: await session.registry(), filter, limit })
  const row = (model: ModelRow) => [
    model.name,
    model.latestVersion ? `v${model.latestVersion}` : '–',
    model.production.map((version) => `v${version}`).join(' ') || '–',
    model.staging.map((version) => `v${version}`).join(' ') || '–',
    model.aliases.map(({ alias, version }) => `@${alias}→${version}`).join(' ') || '–',
    formatTime(model.updatedMs)
  ]
  session.print(page.rows, () =>
    page.total === 0
      ? 'No models.'
      : `${formatTable([['NAME', 'LATEST', 'PRODUCTION', 'STAGING', 'ALIASES', 'UPDATED'], ...page.rows.map(row)])}\n${page.rows.length} of ${countNoun(page.total, 'model')}`
  )
}

async function listVersions(
  session: CliSession,
  model: string,
  options: { filter: string; metric: string[]; limit: number }
): Promise<void> {
  const page = await session.call('versions.list', {
    registry: await session.registry(),
    model,
    filter: options.filter,
    metrics: options.metric,
    limit: options.limit
  })
  const row = (version: VersionRow) => [
    `v${version.version}`,
    version.stage,
    version.aliases.map((alias) => `@${alias}`).join(' ') || '–',
    ...options.metric.map((key) => formatMetric(version.metrics[key])),
    version.author ?? '–',
    version.runId?.slice(0, 8) ?? '–',
    formatTime(version.createdMs)
  ]
  session.print(page.rows, () =>
    formatTable([
      ['VERSION', 'STAGE', 'ALIASES', ...options.metric.map((key) => key.toUpperCase()), 'AUTHOR', 'RUN', 'CREATED'],
      ...page.rows.map(row)
    ])
  )
}

async function showVersion(session: CliSession, model: string, reference: string): Promise<void> {
  const registry = await session.registry()
  const version = await session.call('versions.get', { registry, model, reference })
  const contents = await session.call('versions.contents', { registry, model, version: version.version })
  session.print({ ...version, contents }, () => [describeVersion(version), describeContents(contents)].join('\n'))
}

function describeVersion(version: VersionDetail): string {
  const lines = [
    ['model', version.model],
    ['version', version.version],
    ['stage', version.stage],
    ['aliases', version.aliases.map((alias) => `@${alias}`).join(' ') || '–'],
    ['created', formatTime(version.createdMs)],
    ['author', version.author ?? '–'],
    ['run', version.runId ?? '–'],
    ['source', version.source],
    ['description', version.description || '–'],
    ...Object.entries(version.metrics).map(([key, value]) => [`metric ${key}`, formatMetric(value)]),
    ...Object.entries(version.params).map(([key, value]) => [`param ${key}`, value]),
    ...Object.entries(version.tags).map(([key, value]) => [`tag ${key}`, value])
  ]
  return formatTable(lines)
}

function describeContents(contents: {
  readonly flavors: readonly string[]
  readonly fileCount: number
  readonly size: number
  readonly problem: string | null
  readonly signature: { readonly inputs: readonly { readonly name: string | null; readonly type: string }[] } | null
}): string {
  if (contents.problem) return `files: ${contents.problem}`
  const inputs = contents.signature?.inputs.map((field) => `${field.name ?? '(unnamed)'}: ${field.type}`).join(', ') ?? 'no signature'
  return formatTable([
    ['flavors', contents.flavors.join(', ')],
    ['files', `${contents.fileCount}, ${contents.size} bytes`],
    ['inputs', inputs]
  ])
}

async function compareVersions(session: CliSession, model: string, references: readonly string[], showsAll: boolean): Promise<void> {
  const registry = await session.registry()
  const found = await Promise.all(references.map((reference) => session.call('versions.get', { registry, model, reference })))
  const comparison = await session.call('comparisons.versions', { registry, versions: found.map(({ version }) => ({ model, version })) })
  session.print(comparison, () => describeComparison(comparison, showsAll))
}

function describeComparison(comparison: Comparison, showsAll: boolean): string {
  const header = ['', ...comparison.columns.map((column) => column.label), 'DIFFERENCE']
  const parts = comparison.groups.map((group) => {
    const rows = group.rows.filter((row) => showsAll || row.isDifferent)
    if (rows.length === 0) return null
    const cells = rows.map((row) => [row.key, ...row.values.map(formatMetric), formatDifference(row.differences.at(-1))])
    return `${group.name.toUpperCase()}\n${formatTable([header, ...cells])}`
  })
  return parts.filter((part) => part !== null).join('\n\n') || 'No differences.'
}

function formatDifference(difference: number | null | undefined): string {
  if (difference === null || difference === undefined || difference === 0) return ''
  // Without what subtracting doubles leaves in the last digits.
  return `${difference > 0 ? '+' : ''}${formatMetric(Number(difference.toPrecision(12)))}`
}
