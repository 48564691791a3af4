import { Command, CommanderError, Option } from 'commander'
import { Failure, type FailureShape } from '../../preload/contract/reply.ts'
import { addBrowseCommands } from './browse.ts'
import { addDecideCommands } from './decide.ts'
import { addServeCommand, type Serve } from './serve.ts'
import { type CliCore, type CliSession, type GlobalOptions, openSession } from './session.ts'
import { readPerson, UsageError } from './text.ts'
import { addUseCommands } from './use.ts'

/** What the entry supplies: the composed application, the service, and where text goes. */
export interface ProgramPorts {
  readonly version: string
  /** How the command line is called here: what stands before the name of a command. */
  readonly command: string
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
  const isJson = args.includes('--json')
  const program = buildProgram(ports, isJson)
  let command: string | null = null
  program.hook('preSubcommand', (_program, entered) => {
    command = entered.name()
  })
  try {
    await program.parseAsync([...args], { from: 'user' })
    return 0
  } catch (error) {
    return report(error, ports, isJson, command)
  }
}

function buildProgram(ports: ProgramPorts, isJson: boolean): Command {
  const program = new Command('greenroom')
    .description('The desktop home of machine-learning models, without its window.')
    .version(ports.version, '--version', 'print the version')
    .option('--registry <which>', 'embedded, sample, or a .greenroom snapshot file', 'embedded')
    .option('--json', 'print one JSON document', false)
    .option('--as <name>', 'act as this person instead of the user of this computer', readPerson)
    // Errors are reported at the end, as all others are; what is left for writeErr is the help where a command is missing.
    .configureOutput({ writeOut: ports.write, writeErr: isJson ? () => {} : ports.writeError, outputError: () => {} })
    .addHelpText('after', examples)
    .exitOverride()
  const run = async (work: (session: CliSession) => Promise<void>) => {
    const options = program.opts<GlobalOptions>()
    const core = await ports.openCore(options.as)
    try {
      await work(openSession(core, options, ports.signal, ports))
    } finally {
      await core.close()
    }
  }
  addServeCommand(program, ports.serve, ports.write)
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
      // A command may have said already what they mean for it.
      const add = (option: Option) => command.options.some(({ long }) => long === option.long) || command.addOption(option)
      add(new Option('--registry <which>', 'embedded, sample, or a .greenroom snapshot file'))
      add(new Option('--json', 'print one JSON document'))
      command.option('--as <name>', 'act as this person', readPerson).hook('preAction', (_program, action) => {
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

/** Writes why the command ended, for people or as one JSON document, and gives the exit code. */
function report(error: unknown, ports: ProgramPorts, isJson: boolean, command: string | null): number {
  if (error instanceof CommanderError && error.exitCode === 0) return 0
  const isUsage = error instanceof CommanderError || error instanceof UsageError
  const shape = isUsage ? describeUsage(error, ports.command, command) : describeFailure(error)
  if (isJson) ports.writeError(`${JSON.stringify(shape)}\n`)
  // Where a command is missing, the help was shown.
  else if (!(error instanceof CommanderError && error.message === missingCommand))
    ports.writeError(`${[shape.message, shape.remedy].filter(Boolean).join('\n')}\n`)
  return isUsage ? 2 : 1
}

const missingCommand = '(outputHelp)'

function describeUsage(error: CommanderError | UsageError, typed: string, command: string | null): FailureShape {
  const message = error.message === missingCommand ? 'A command is needed.' : error.message.replace(/^error: /, '')
  return { code: 'INVALID', message, remedy: findRemedy(error, typed, command) }
}

function findRemedy(error: CommanderError | UsageError, typed: string, command: string | null): string {
  if (error instanceof UsageError && error.remedy !== undefined) return error.remedy
  if (command !== 'serve') return `${typed} --help shows every command.`
  const help = `${typed} serve --help shows its flags.`
  // npm keeps what looks like a flag of its own, and hands on the value alone.
  const isStray = error.code === 'commander.excessArguments'
  return isStray
    ? `serve takes flags alone, and npm hands them on only after --, as in: npm run -s greenroom -- serve --port 5501\n${help}`
    : help
}

function describeFailure(error: unknown): FailureShape {
  if (error instanceof Failure) return error.toShape()
  return { code: 'INTERNAL', message: error instanceof Error ? error.message : String(error) }
}
