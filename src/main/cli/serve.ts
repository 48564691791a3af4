import { type Command, Option } from 'commander'
import type { GivenFlags } from './given.ts'
import { createReport, type ServeEvent } from './serve-events.ts'
import { readServeOptions, type ServeOptions, variableNames } from './serve-options.ts'
import type { GlobalOptions } from './session.ts'
import { readNumber } from './text.ts'

/** Starts the registry service, tells of it, and resolves when it has ended. */
export type Serve = (options: ServeOptions, report: (event: ServeEvent) => void) => Promise<void>

const help = `
With --json each line on standard output is a JSON object; the one of kind "listening" has uri and port.

Flags may come from the variables of mlflow server:
  ${variableNames.join('\n  ')}`

/** serve: the MLflow-compatible service without a window. */
export function addServeCommand(program: Command, serve: Serve, write: (text: string) => void): void {
  const command = program
    .command('serve')
    .description('run the MLflow-compatible registry service until Ctrl+C: your registry, or the sample with --registry sample')
    // -h is the host, as with mlflow server.
    .helpOption('--help', 'show this help')
    .option('-h, --host <address>', 'loopback address to listen on (127.0.0.1)')
    .option('-p, --port <number>', 'port to listen on, 0 for any free one (5500)', readNumber)
    .option('--backend-store-uri <uri>', 'sqlite:///FILE; without it the embedded registry')
    .option('--default-artifact-root <uri>', 'where new experiments keep artifacts: mlflow-artifacts:/, file:///PATH or a folder')
    .option(
      '--artifacts-destination <folder>',
      'folder behind mlflow-artifacts:/, for --backend-store-uri and --artifacts-only (./mlartifacts)'
    )
    .option('--serve-artifacts', 'store and serve artifacts for clients (the default)')
    .option('--no-serve-artifacts', 'let clients go to the artifact root themselves')
    .option('--artifacts-only', 'store and serve artifacts, without a registry')
    .option('--static-prefix <path>', 'prefix of every route')
    .option('--allowed-hosts <names>', 'more values of the Host header to accept, separated by commas')
    .option('--add-indexes', 'add two indexes to a database that another program made: the newest runs and versions are found by them')
    .option('--registry <which>', 'embedded or sample')
    .option('--sample', 'the same as --registry sample')
    .option('--json', 'print each event as a line of JSON')
    .addHelpText('after', help)
  addOtherFlags(command)
  command.action(async (flags: GivenFlags, action: Command) => {
    // Commander takes a flag with a --no- form for true where nobody gave it.
    const given = action.getOptionValueSource('serveArtifacts') === 'cli' ? flags : { ...flags, serveArtifacts: undefined }
    const { registry, json } = action.optsWithGlobals<GlobalOptions>()
    await serve(readServeOptions(given, registry, process.env), createReport(json, write))
  })
}

/** What else mlflow server takes: accepted in silence of the help, so that a command line of its kind starts or says why not. */
function addOtherFlags(command: Command): void {
  const taking = [
    '-w, --workers <n>',
    '--registry-store-uri <uri>',
    '--read-replica-backend-store-uri <uri>',
    '--cors-allowed-origins <list>',
    '--x-frame-options <value>',
    '--gunicorn-opts <text>',
    '--waitress-opts <text>',
    '--uvicorn-opts <text>',
    '--expose-prometheus <folder>',
    '--app-name <name>',
    '--trace-archival-config <file>',
    '--secrets-cache-ttl <seconds>',
    '--secrets-cache-max-size <n>',
    '--workspace-store-uri <uri>'
  ]
  const plain = ['--dev', '--disable-security-middleware', '--enable-workspaces', '--disable-workspaces']
  for (const flag of [...taking, ...plain]) command.addOption(new Option(flag).hideHelp())
}
