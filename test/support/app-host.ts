import { createHash } from 'node:crypto'
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import Database from 'better-sqlite3'
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

/** Everything that an act could have changed: each row of both databases, each file with its bytes; logs and SQLite's own side files left out. */
export function describeHome(home: string): Readonly<Record<string, string>> {
  const facts: Record<string, string> = {}
  for (const name of ['greenroom.db', 'registry/mlflow.db']) Object.assign(facts, describeRows(name, path.join(home, name)))
  for (const name of listFiles(home)) if (!/^logs\/|\.db(-wal|-shm)?$/.test(name)) facts[name] = hashFile(path.join(home, name))
  return facts
}

function describeRows(title: string, file: string): Record<string, string> {
  if (!existsSync(file)) return { [title]: 'absent' }
  const db = new Database(file, { readonly: true })
  try {
    const tables = db.prepare<[], { name: string }>("SELECT name FROM sqlite_schema WHERE type = 'table'").all()
    return Object.fromEntries(tables.map(({ name }) => [`${title}: ${name}`, describeTable(db, name)]))
  } finally {
    db.close()
  }
}

function describeTable(db: Database.Database, name: string): string {
  const rows = db.prepare(`SELECT * FROM "${name}"`).safeIntegers().raw().all()
  const text = JSON.stringify(rows, (_key, value: unknown) => (typeof value === 'bigint' ? String(value) : value))
  return `${rows.length} rows ${createHash('sha256').update(text).digest('hex').slice(0, 16)}`
}

/** Paths of all files below a folder, sorted, `/` between their parts. */
export function listFiles(folder: string): readonly string[] {
  if (!existsSync(folder)) return []
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => !entry.isDirectory())
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)).replaceAll('\\', '/'))
    .sort()
}

function hashFile(file: string): string {
  const facts = statSync(file, { throwIfNoEntry: false })
  if (!facts?.isFile()) return existsSync(file) ? 'special' : `link to ${readlinkSync(file)}`
  return createHash('sha256').update(readFileSync(file)).digest('hex')
}
