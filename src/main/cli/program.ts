import { Command, CommanderError } from 'commander'
import { Failure } from '../../preload/contract/reply.ts'
import { addBrowseCommands } from './browse.ts'
import { addDecideCommands } from './decide.ts'
import { addServeCommand, type Serve } from './serve.ts'
import { type CliCore, type CliSession, type GlobalOptions, openSession } from './session.ts'
import { UsageError } from './text.ts'
import { addUseCommands } from './use.ts'

/** What the entry supplies: the composed application, the service, and where text goes. */
export interface ProgramPorts {
  readonly version: string
  openCore(as: string | undefined): Promise<CliCore>
  readonly serve: Serve
  readonly signal: AbortSignal
  write(text: string): void
  writeError(text: string): void
}

const examples = `
Examples:
  greenroom serve --port 5500
  greenroom models "name LIKE 'churn%'" --json
  greenroom show churn @champion
  greenroom compare churn 20 21
  greenroom register runs:/3f9a…/model churn --tag team=a --metadata dataset=2026-10
  greenroom promote churn 21 Staging
  greenroom approvals request churn 21 Production --reason "better recall on new customers"
  greenroom predict churn@champion --input rows.csv
  greenroom snapshot export review.greenroom churn
  greenroom models --registry review.greenroom

Exit codes: 0 done, 1 refused or failed (the message is on standard error), 2 wrong usage.`

/** Runs the command line; gives the exit code: 0 done, 1 refused or failed, 2 wrong usage. */
export async function runProgram(args: readonly string[], ports: ProgramPorts): Promise<number> {
  const program = buildProgram(ports)
  try {
    await program.parseAsync([...args], { from: 'user' })
    return 0
  } catch (error) {
    return report(error, ports, args.includes('--json'))
  }
}

function buildProgram(ports: ProgramPorts): Command {
  const program = new Command('greenroom')
    .description('The desktop home of machine-learning models, without its window.')
    .version(ports.version, '--version', 'print the version')
    .option('--registry <which>', 'embedded, sample, or a .greenroom snapshot file', 'embedded')
    .option('--json', 'print one JSON document', false)
    .option('--as <name>', 'act as this person instead of the user of this computer')
    .configureOutput({ writeOut: ports.write, writeErr: ports.writeError })
    .addHelpText('after', examples)
    .showHelpAfterError('(greenroom --help shows every command)')
    .exitOverride()
  const run = async (work: (session: CliSession) => Promise<void>) => {
    const options = program.opts<GlobalOptions>()
    const core = await ports.openCore(options.as)
    try {
      await work(openSession(core, options, ports.signal, ports.write))
    } finally {
      await core.close()
    }
  }
  addServeCommand(program, ports.serve)
  addBrowseCommands(program, run)
  addDecideCommands(program, run)
  addUseCommands(program, run)
  inheritGlobals(program)
  return program
}

/** `--json` and `--registry` may stand before or after the command. */
function inheritGlobals(program: Command): void {
  const visit = (command: Command) => {
    command.exitOverride().configureOutput(program.configureOutput())
    if (command !== program && command.commands.length === 0) {
      command
        .option('--registry <which>', 'embedded, sample, or a .greenroom snapshot file')
        .option('--json', 'print one JSON document')
        .option('--as <name>', 'act as this person')
        .hook('preAction', (_program, action) => {
          for (const key of ['registry', 'json', 'as'] as const) {
            const value: unknown = action.getOptionValue(key)
            if (value !== undefined) program.setOptionValue(key, value)
          }
        })
    }
    for (const child of command.commands) visit(child)
  }
  visit(program)
}

function report(error: unknown, ports: ProgramPorts, isJson: boolean): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2
  if (error instanceof UsageError) {
    ports.writeError(`${error.message}\n`)
    return 2
  }
  const shape =
    error instanceof Failure ? error.toShape() : { code: 'INTERNAL', message: error instanceof Error ? error.message : String(error) }
  if (isJson) ports.writeError(`${JSON.stringify(shape)}\n`)
  else ports.writeError([shape.message, 'remedy' in shape ? shape.remedy : undefined].filter(Boolean).join('\n').concat('\n'))
  return 1
}
