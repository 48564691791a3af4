import { readFile, stat } from 'node:fs/promises'
import type { Command } from 'commander'
import type { ActivityEntry } from '../../preload/contract/activity.ts'
import { jsonCharacterLimit, type Prediction, type PredictionBody, type PredictionRow } from '../../preload/contract/predictions.ts'
import { Failure } from '../../preload/contract/reply.ts'
import { describeSystemError } from '../../preload/contract/system-failures.ts'
import { parseForPrinting } from './exact-json.ts'
import type { CliSession } from './session.ts'
import { countNoun, formatBytes, formatMetric, formatMilliseconds, formatTable, formatTime, parseTarget, readNumber } from './text.ts'

type Run = (work: (session: CliSession) => Promise<void>) => Promise<void>

/** predict, history, activity, snapshot, sample. */
export function addUseCommands(program: Command, run: Run): void {
  addPredictCommand(program, run)
  addListCommands(program, run)
  addSnapshotCommands(program.command('snapshot').description('one portable file; open it read-only with --registry FILE'), run)
  addSampleCommands(program.command('sample').description('the sample registry: a writable copy beside yours'), run)
}

function addPredictCommand(program: Command, run: Run): void {
  program
    .command('predict')
    .description('predict with NAME (production), NAME@ALIAS, NAME/VERSION or NAME/STAGE')
    .argument('<target>')
    .requiredOption('--input <file>', 'a .csv file with a header, or a .json file')
    .option('--allow-code', 'agree that loading this version runs code from its files; remembered for exactly these bytes', false)
    .option('--timeout <seconds>', 'give up after this long', readNumber, 120)
    .action((target: string, options: PredictOptions) => run((session) => predict(session, target, options)))
}

function addListCommands(program: Command, run: Run): void {
  program
    .command('history')
    .description('past predictions, newest first')
    .argument('[words]', 'matched on model, version, input, output and status')
    .option('--limit <n>', 'at most this many rows', readNumber, 50)
    .action((words: string | undefined, options: { limit: number }) => run((session) => listHistory(session, words ?? '', options.limit)))

  program
    .command('activity')
    .description('who did what, when and why, newest first')
    .argument('[name]', 'only this model')
    .option('--limit <n>', 'at most this many rows', readNumber, 50)
    .option('--verify', 'check the hash chain of the whole log instead', false)
    .action((name: string | undefined, options: { limit: number; verify: boolean }) =>
      run((session) => (options.verify ? verifyActivity(session) : listActivity(session, name, options.limit)))
    )
}

function addSnapshotCommands(snapshot: Command, run: Run): void {
  snapshot
    .command('export')
    .description('write the registry, or the named models, into FILE')
    .argument('<file>')
    .argument('[names...]')
    .option('--with-predictions', 'include the prediction history: inputs may be private', false)
    .action((file: string, names: string[], options: { withPredictions: boolean }) =>
      run((session) => exportSnapshot(session, file, names, options.withPredictions))
    )
  snapshot
    .command('verify')
    .description('check every byte of FILE against its manifest')
    .argument('<file>')
    .action((file: string) =>
      run(async (session) => {
        const manifest = await session.call('snapshots.verify', { file: session.handle(file, 'read') })
        session.print(
          manifest,
          () =>
            `${file} is whole: ${countNoun(manifest.entryCount, 'entry', 'entries')}, ${formatBytes(manifest.size)}, ${countNoun(manifest.models.length, 'model')}, ${countNoun(manifest.versionCount, 'version')}.`
        )
      })
    )
}

function addSampleCommands(sample: Command, run: Run): void {
  sample
    .command('add')
    .description('make the copy')
    .action(() =>
      run(async (session) => {
        const registry = await session.call('registries.addSample', {})
        session.print(
          registry,
          () => `Added “${registry.name}” with ${countNoun(registry.modelCount ?? 0, 'model')}. Use it with --registry sample.`
        )
      })
    )
  sample
    .command('remove')
    .description('remove it')
    .option('--with-own', 'also when it holds models or runs that you put there', false)
    .action(({ withOwn }: { withOwn: boolean }) =>
      run(async (session) => {
        await session.call('registries.removeSample', { withOwn })
        session.print({ removed: true }, () => 'Removed the sample registry.')
      })
    )
}

/** Of UTF-8. */
const maxBytesOfCharacter = 4

interface PredictOptions {
  readonly input: string
  readonly allowCode: boolean
  readonly timeout: number
}

async function predict(session: CliSession, text: string, options: PredictOptions): Promise<void> {
  const target = { registry: await session.registry(), ...parseTarget(text) }
  const prepared = await session.call('predictions.prepare', target)
  if (prepared.needsConsent) {
    if (!options.allowCode || prepared.digest === null)
      throw new Failure(
        'CONSENT_NEEDED',
        `Loading ${prepared.model} v${prepared.version} runs code from its files (SHA-256 ${prepared.digest}).`,
        {
          remedy: 'If you trust where it came from, run the command again with --allow-code.'
        }
      )
    await session.call('predictions.consent', { ...target, digest: prepared.digest })
  }
  const body: PredictionBody = /\.(csv|tsv)$/i.test(options.input)
    ? { kind: 'csv', file: session.handle(options.input, 'read') }
    : { kind: 'json', text: await readText(options.input) }
  const result = await session.call('predictions.run', { ...target, body, timeoutMs: options.timeout * 1000 })
  session.print({ ...result, output: result.output === null ? null : parseForPrinting(result.output) }, () => describePrediction(result))
  // Beside the answer, so that it can be sent to a file.
  session.remark(describeRun(result))
}

/** The text of an input file; one that no call would take is refused with its name. */
async function readText(file: string): Promise<string> {
  try {
    const { size } = await stat(file)
    const text = size > jsonCharacterLimit * maxBytesOfCharacter ? null : await readFile(file, 'utf8')
    if (text !== null && text.length <= jsonCharacterLimit) return text
  } catch (error) {
    throw describeReading(error, file)
  }
  throw new Failure('TOO_LARGE', `“${file}” has more than ${jsonCharacterLimit} characters.`, { remedy: 'Split it into smaller files.' })
}

function describeReading(error: unknown, file: string): unknown {
  const { code } = error as { code?: unknown }
  if (code === 'ENOENT') return new Failure('NOT_FOUND', `“${file}” is not there.`, { remedy: 'Check the path after --input.' })
  if (code === 'EISDIR') return new Failure('INVALID', `“${file}” is a folder.`, { remedy: 'Name a file after --input.' })
  return describeSystemError(error, `“${file}”`) ?? error
}

function describePrediction(result: Prediction): string {
  return formatTable([
    [...result.outputColumns],
    ...result.outputRows.map((row) => row.map((cell) => formatMetric(typeof cell === 'boolean' ? String(cell) : cell)))
  ])
}

function describeRun(result: Prediction): string {
  const facts = `${result.model} v${result.version} · ${countNoun(result.rows, 'row')} · ${formatMilliseconds(result.durationMs)}`
  return [facts, ...result.warnings.map((warning) => `warning: ${warning}`)].join('\n')
}

async function listHistory(session: CliSession, query: string, limit: number): Promise<void> {
  const page = await session.call('predictions.list', { registry: await session.registry(), query, limit })
  const row = (entry: PredictionRow) => [
    formatTime(entry.atMs),
    `${entry.model} v${entry.version}`,
    String(entry.rows),
    entry.inputSummary,
    entry.outputSummary,
    formatMilliseconds(entry.durationMs),
    entry.status
  ]
  session.print(page.rows, () =>
    page.total === 0
      ? 'No predictions yet.'
      : formatTable([['WHEN', 'VERSION', 'ROWS', 'INPUT', 'OUTPUT', 'TIME', 'STATUS'], ...page.rows.map(row)])
  )
}

async function listActivity(session: CliSession, model: string | undefined, limit: number): Promise<void> {
  const page = await session.call('activity.list', { registry: await session.registry(), limit, ...(model ? { model } : {}) })
  const row = (entry: ActivityEntry) => [formatTime(entry.atMs), entry.actor, entry.origin, entry.model ?? '–', entry.summary, entry.reason]
  session.print(page.rows, () =>
    page.total === 0 ? 'Nothing happened yet.' : formatTable([['WHEN', 'WHO', 'THROUGH', 'MODEL', 'WHAT', 'WHY'], ...page.rows.map(row)])
  )
}

async function verifyActivity(session: CliSession): Promise<void> {
  const check = await session.call('activity.verify', {})
  if (!check.isIntact)
    throw new Failure(
      'CORRUPT',
      `The log was changed outside Greenroom: entry ${check.firstBadSeq} of ${check.entries} does not fit the chain.`,
      {
        remedy: 'Compare with a snapshot or a backup from before.'
      }
    )
  if (check.anchor === 'damaged')
    throw new Failure(
      'CORRUPT',
      `The ${check.entries} entries fit together, but audit-anchor.json, which remembers the last of them, was damaged.`,
      {
        remedy: 'It was set aside and made anew. Compare the newest entries with a snapshot or a backup: some may have been cut off.'
      }
    )
  session.print(check, () => `The log is whole: ${check.entries} entries.`)
}

async function exportSnapshot(session: CliSession, file: string, models: readonly string[], withPredictions: boolean): Promise<void> {
  const written = await session.call('snapshots.export', {
    registry: await session.registry(),
    models: [...models],
    withPredictions,
    target: session.handle(file, 'write')
  })
  session.print(
    written,
    () =>
      `Wrote ${written.file}: ${formatBytes(written.size)}, ${countNoun(written.manifest.models.length, 'model')}, ${countNoun(written.manifest.versionCount, 'version')}.`
  )
}
