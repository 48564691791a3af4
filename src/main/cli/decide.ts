import type { Command } from 'commander'
import { type Stage, stages } from '../../preload/contract/common.ts'
import type { PromotionRequest } from '../../preload/contract/promotions.ts'
import type { CliSession } from './session.ts'
import { collectPairs, formatTable, formatTime, UsageError } from './text.ts'

type Run = (work: (session: CliSession) => Promise<void>) => Promise<void>

/** register, promote, approvals: what changes the registry. */
export function addDecideCommands(program: Command, run: Run): void {
  addRegisterCommand(program, run)
  addPromoteCommand(program, run)
  const approvals = program.command('approvals').description('requests for promotion')
  addRequestCommands(approvals, run)
  addVerdictCommands(approvals, run)
}

function addRegisterCommand(program: Command, run: Run): void {
  program
    .command('register')
    .description('register a run’s model as the next version: runs:/<run id>/<path>')
    .argument('<runs-uri>')
    .argument('<name>')
    .option('--tag <key=value>', 'tag of the version (repeatable)', collectPairs, {})
    .option('--metadata <key=value>', 'stored as tag metadata.<key> (repeatable)', collectPairs, {})
    .option('--description <text>', 'description of the version', '')
    .action((uri: string, name: string, options: RegisterOptions) => run((session) => register(session, uri, name, options)))
}

function addPromoteCommand(program: Command, run: Run): void {
  program
    .command('promote')
    .description('move a version to a stage: None, Staging, Production or Archived')
    .argument('<name>')
    .argument('<version>')
    .argument('<stage>')
    .option('--keep-existing', 'leave the versions now in that stage where they are', false)
    .option('--reason <text>', 'why, for the history', '')
    .action((name: string, version: string, stage: string, options: { keepExisting: boolean; reason: string }) =>
      run((session) => promote(session, name, version, readStage(stage), options))
    )
}

function addRequestCommands(approvals: Command, run: Run): void {
  approvals
    .command('list')
    .description('open requests; --all for closed ones too')
    .option('--all', 'closed ones too', false)
    .action((options: { all: boolean }) => run((session) => listRequests(session, options.all)))
  approvals
    .command('request')
    .description('ask for a promotion to Staging or Production')
    .argument('<name>')
    .argument('<version>')
    .argument('<stage>')
    .requiredOption('--reason <text>', 'why this version should move')
    .option('--keep-existing', 'leave the versions now in that stage where they are', false)
    .action((name: string, version: string, stage: string, options: { reason: string; keepExisting: boolean }) =>
      run((session) => request(session, name, version, readStage(stage), options))
    )
  approvals
    .command('withdraw')
    .description('withdraw your own request')
    .argument('<id>')
    .action((id: string) => run(async (session) => printRequest(session, await session.call('promotions.withdraw', { id }))))
}

function addVerdictCommands(approvals: Command, run: Run): void {
  approvals
    .command('approve')
    .description('approve; the last approval carries the promotion out')
    .argument('<id>')
    .option('--notes <text>', 'notes for the record', '')
    .action((id: string, options: { notes: string }) =>
      run(async (session) => printRequest(session, await session.call('promotions.approve', { id, notes: options.notes })))
    )
  approvals
    .command('reject')
    .description('reject with a reason')
    .argument('<id>')
    .requiredOption('--reason <text>', 'why it is rejected')
    .action((id: string, options: { reason: string }) =>
      run(async (session) => printRequest(session, await session.call('promotions.reject', { id, reason: options.reason })))
    )
  approvals
    .command('retry')
    .description('carry out an approved promotion that failed')
    .argument('<id>')
    .action((id: string) => run(async (session) => printRequest(session, await session.call('promotions.retry', { id }))))
}

interface RegisterOptions {
  readonly tag: Record<string, string>
  readonly metadata: Record<string, string>
  readonly description: string
}

async function register(session: CliSession, uri: string, model: string, options: RegisterOptions): Promise<void> {
  const match = /^runs:\/([^/]+)\/(.+)$/.exec(uri)
  if (!match?.[1] || !match[2]) throw new UsageError(`“${uri}” is not runs:/<run id>/<path>.`)
  const registered = await session.call('versions.register', {
    registry: await session.registry(),
    model,
    runId: match[1],
    path: match[2],
    tags: options.tag,
    metadata: options.metadata,
    description: options.description
  })
  session.print({ model, ...registered }, () => `Registered ${model} v${registered.version} from ${uri}.`)
}

async function promote(
  session: CliSession,
  model: string,
  version: string,
  stage: Stage,
  options: { keepExisting: boolean; reason: string }
): Promise<void> {
  const change = await session.call('promotions.promote', {
    registry: await session.registry(),
    model,
    version,
    stage,
    archiveExisting: !options.keepExisting,
    reason: options.reason
  })
  const archived = change.archived.map((other) => `v${other}`).join(', ')
  session.print({ model, ...change }, () => `${model} v${version} is in ${change.stage}.${archived ? ` Archived: ${archived}.` : ''}`)
}

async function request(
  session: CliSession,
  model: string,
  version: string,
  stage: Stage,
  options: { reason: string; keepExisting: boolean }
): Promise<void> {
  if (stage !== 'Staging' && stage !== 'Production') throw new UsageError('A request goes to Staging or Production.')
  const made = await session.call('promotions.request', {
    registry: await session.registry(),
    model,
    version,
    stage,
    reason: options.reason,
    archiveExisting: !options.keepExisting
  })
  printRequest(session, made)
}

async function listRequests(session: CliSession, showsAll: boolean): Promise<void> {
  const page = await session.call('promotions.list', { registry: await session.registry(), show: showsAll ? 'all' : 'open' })
  const row = (entry: PromotionRequest) => [
    entry.id,
    `${entry.model} v${entry.version}`,
    `${entry.fromStage} → ${entry.toStage}`,
    `${entry.approvals} of ${entry.approvalsNeeded}`,
    entry.status,
    entry.requestedBy,
    formatTime(entry.requestedMs)
  ]
  session.print(page.rows, () =>
    page.total === 0 ? 'No requests.' : formatTable([['ID', 'VERSION', 'MOVE', 'APPROVALS', 'STATUS', 'BY', 'WHEN'], ...page.rows.map(row)])
  )
}

function printRequest(session: CliSession, entry: PromotionRequest): void {
  session.print(entry, () => {
    const line = `${entry.id}: ${entry.model} v${entry.version} ${entry.fromStage} → ${entry.toStage} is ${entry.status} (${entry.approvals} of ${entry.approvalsNeeded} approvals).`
    return entry.problem ? `${line}\n${entry.problem}` : line
  })
}

/** Stage names are case-insensitive on the command line, as in MLflow. */
function readStage(text: string): Stage {
  const stage = stages.find((name) => name.toLowerCase() === text.toLowerCase())
  if (!stage) throw new UsageError(`“${text}” is not a stage. Stages: ${stages.join(', ')}.`)
  return stage
}
