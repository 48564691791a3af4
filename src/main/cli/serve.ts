import type { Command } from 'commander'
import { Failure } from '../../preload/contract/reply.ts'
import { readNumber, UsageError } from './text.ts'

/** Flags of `greenroom serve`, named as those of `mlflow server`. */
export interface ServeOptions {
  readonly host: string
  readonly port: number
  readonly backendStoreUri?: string
  readonly defaultArtifactRoot?: string
  readonly artifactsDestination?: string
  readonly staticPrefix?: string
  /** Serves the sample registry instead of the embedded one. */
  readonly sample: boolean
  /** A busy port may be exchanged for a free one: nobody asked for this very port, or it is the sample. */
  readonly fallsBack: boolean
}

/** Starts the registry service and resolves when it has ended. */
export type Serve = (options: ServeOptions) => Promise<void>

/** serve: the MLflow-compatible service without a window. */
export function addServeCommand(program: Command, serve: Serve): void {
  program
    .command('serve')
    .description('run the MLflow-compatible registry service until Ctrl+C: your registry, or the sample with --registry sample')
    .option('--host <address>', 'loopback address to listen on', '127.0.0.1')
    .option('--port <number>', 'port to listen on', readNumber, 5500)
    .option('--backend-store-uri <uri>', 'sqlite:///FILE; without it the embedded registry')
    .option('--default-artifact-root <uri>', 'where new experiments keep artifacts')
    .option('--artifacts-destination <folder>', 'folder behind mlflow-artifacts:/')
    .option('--static-prefix <path>', 'prefix of every route')
    .option('--sample', 'the same as --registry sample', false)
    .action(async (options: Omit<ServeOptions, 'fallsBack'>, command: Command) => {
      if (!['127.0.0.1', 'localhost', '::1'].includes(options.host))
        throw new Failure('FORBIDDEN', `The service does not listen on ${options.host}: anyone on the network could change the registry.`, {
          remedy: 'Use --host 127.0.0.1.'
        })
      if (!Number.isInteger(options.port) || options.port < 0 || options.port > 65_535)
        throw new Failure('INVALID', `“${options.port}” is not a port.`, { remedy: 'Give a number from 1 to 65535.' })
      const sample = options.sample || readRegistry(command.optsWithGlobals<{ registry: string }>().registry, options)
      await serve({ ...options, sample, fallsBack: sample || command.getOptionValueSource('port') === 'default' })
    })
}

/** Whether `--registry` names the sample. What cannot be logged to is refused: nobody is to write to another registry than the one they named. */
function readRegistry(registry: string, { backendStoreUri }: Omit<ServeOptions, 'fallsBack'>): boolean {
  if (registry !== 'embedded' && backendStoreUri !== undefined) throw new UsageError('Give --registry or --backend-store-uri, not both.')
  if (registry === 'embedded' || registry === 'sample') return registry === 'sample'
  throw new Failure('READ_ONLY', `“${registry}” cannot be served: a snapshot is read-only, nothing can be logged to it.`, {
    remedy:
      'Serve your own registry without --registry, a database with --backend-store-uri sqlite:///FILE, or the sample with --registry sample.'
  })
}
