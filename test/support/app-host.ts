import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { onTestFinished } from 'vitest'
import { type App, createApp } from '../../src/main/app.ts'
import type { Origin } from '../../src/preload/contract/activity.ts'
import type { CallInput, CallName, CallValue } from '../../src/preload/contract/calls.ts'
import { Failure, type FailureShape, type Reply } from '../../src/preload/contract/reply.ts'
import { chooseAppOptions } from './app-options.ts'

export interface AppHostOptions {
  readonly origin?: Origin
  readonly actAs?: string
}

/** The composed application of window and command line on a home folder, run from source. */
export interface AppHost {
  readonly home: string
  readonly app: App
  /** Value of a call; throws its Failure. */
  call<N extends CallName>(name: N, input: CallInput<N>): Promise<CallValue<N>>
  /** The failure of a call; throws when it did not fail. Names and inputs may be anything, as from a broken page. */
  refuse(name: string, input: unknown): Promise<FailureShape>
  /** Opaque name of a file to read, as dialogs give it. */
  handle(file: string): string
  /** Opaque name of a place to write to. */
  target(file: string): string
  /** Id of the embedded registry. */
  embedded(): Promise<string>
  close(): Promise<void>
}

/** A fresh folder for one home, whose own name has a blank and letters beyond ASCII; removed when the test ends. */
export function makeHome(): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'greenroom faults ü-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }))
  return path.join(folder, 'home 家')
}

/** Composes the application as its entries do; it is closed when the test ends. */
export async function openApp(home: string, options: AppHostOptions = {}): Promise<AppHost> {
  const app = await createApp(chooseAppOptions(home, { origin: options.origin ?? 'window', actAs: options.actAs ?? 'Ann' }))
  let closing: Promise<void> | null = null
  const close = (): Promise<void> => {
    closing ??= app.close()
    return closing
  }
  onTestFinished(close)
  let count = 0
  const reply = (name: string, input: unknown): Promise<Reply<unknown>> => {
    count += 1
    return app.dispatcher.callUnknown(name, input, { callId: `test-${count}`, actor: app.actor })
  }
  const call: AppHost['call'] = async (name, input) => {
    const answer = await reply(name, input)
    if (!answer.ok) throw Failure.from(answer.failure)
    return answer.value as never
  }
  return {
    home,
    app,
    call,
    refuse: async (name, input) => {
      const answer = await reply(name, input)
      if (answer.ok) throw new Error(`${name} was to be refused and gave ${JSON.stringify(answer.value)}`)
      return answer.failure
    },
    handle: (file) => app.handles.add(file, 'read'),
    target: (file) => app.handles.add(file, 'write'),
    embedded: async () => {
      const registry = (await call('registries.list', {})).find((one) => one.kind === 'embedded')
      if (!registry) throw new Error('there is no embedded registry')
      return registry.id
    },
    close
  }
}

/** Lays the files of a closed registry (mlflow.db, artifacts) into a home that has none yet. */
export function placeRegistry(home: string, folder: string): void {
  cpSync(folder, path.join(home, 'registry'), { recursive: true })
}
