import path from 'node:path'
import type { CallInput, CallName, CallValue } from '../../preload/contract/calls.ts'
import { Failure } from '../../preload/contract/reply.ts'
import type { Actor, FileHandles, FileUse } from '../core/deps.ts'
import type { Dispatcher } from '../dispatch.ts'

/** The composed application as the command line sees it. */
export interface CliCore {
  readonly dispatcher: Dispatcher
  readonly handles: FileHandles
  actor(): Actor
  close(): Promise<void>
}

/** Options that every command takes. */
export interface GlobalOptions {
  readonly registry: string
  readonly json: boolean
  readonly as?: string
}

/** One run of the command line: calls that throw Failures, and printing. */
export interface CliSession {
  readonly isJson: boolean
  /** Id of the registry that `--registry` named, opened when it is a file. */
  registry(): Promise<string>
  call<N extends CallName>(name: N, input: CallInput<N>): Promise<CallValue<N>>
  /** Opaque name of a path given on the command line, relative to the working folder. */
  handle(file: string, use: FileUse): string
  /** Prints one JSON document with `--json`, else the text. */
  print(value: unknown, text: () => string): void
  /** Says something about the answer on standard error; nothing with `--json`, which has it. */
  remark(text: string): void
}

/** Starts a session over the core; the ports get what goes to standard output and standard error. */
export function openSession(
  core: CliCore,
  options: GlobalOptions,
  signal: AbortSignal,
  ports: { write(text: string): void; writeError(text: string): void }
): CliSession {
  let count = 0
  let registry: Promise<string> | null = null
  const call: CliSession['call'] = async (name, input) => {
    count += 1
    const reply = await core.dispatcher.call(name, input, { callId: `cli-${count}`, actor: core.actor, signal })
    if (!reply.ok) throw Failure.from(reply.failure)
    return reply.value
  }
  const handle = (file: string, use: FileUse) => core.handles.add(path.resolve(file), use)
  const find = async () => {
    const registries = await call('registries.list', {})
    const known = registries.find((entry) => entry.id === options.registry || entry.kind === options.registry)
    // Asking it anything says why, with the code and what to do.
    if (known?.state === 'failed') await call('models.list', { registry: known.id, limit: 1 })
    if (known) return known.id
    if (options.registry === 'embedded' || options.registry === 'sample')
      throw new Failure('NOT_FOUND', `There is no ${options.registry} registry here.`, {
        remedy: 'Add the sample with: greenroom sample add'
      })
    return (await call('registries.open', { file: handle(options.registry, 'read') })).id
  }
  return {
    isJson: options.json,
    registry: () => {
      registry ??= find()
      return registry
    },
    call,
    handle,
    remark: (text) => {
      if (!options.json) ports.writeError(`${text}\n`)
    },
    print: (value, text) => ports.write(options.json ? `${JSON.stringify(value, null, 2)}\n` : `${text()}\n`)
  }
}
