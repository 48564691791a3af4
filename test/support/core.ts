import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type Database from 'better-sqlite3'
import { onTestFinished } from 'vitest'
import type { Actor, CallContext } from '../../src/main/core/deps.ts'
import { type CoreWorkers, createCoreWorkers } from '../../src/main/core-workers.ts'
import { openStore } from '../../src/main/store/migrate.ts'
import type { EventName } from '../../src/preload/contract/events.ts'

export const migrationsFolder = path.resolve(import.meta.dirname, '../../resources/migrations')

/** A fresh folder that is removed when the test ends. */
export function makeFolder(): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'greenroom-core-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** A store of our own in a folder, closed when the test ends. */
export function openTestStore(folder: string, migrations = migrationsFolder): Database.Database {
  const store = openStore({ file: path.join(folder, 'greenroom.db'), migrations, now: () => 1_700_000_000_000 })
  onTestFinished(() => void store.close())
  return store
}

/** The worker threads of core over the store in a folder, ended when the test ends. */
export function openTestWorkers(folder: string): CoreWorkers {
  const entry = (name: string) => path.resolve(import.meta.dirname, '../../src/main/workers', name)
  const opened = createCoreWorkers({
    entries: { store: entry('store.ts'), inputs: entry('inputs.ts') },
    database: path.join(folder, 'greenroom.db')
  })
  onTestFinished(() => opened.close())
  return opened
}

/** People of the tests: each call is made on behalf of one of them. */
export const ann: Actor = { id: 'ann', name: 'Ann', origin: 'window' }
export const bo: Actor = { id: 'bo', name: 'Bo', origin: 'window' }
export const cy: Actor = { id: 'cy', name: 'Cy', origin: 'command line' }

/** What dispatch gives a handler beside the input. */
export function contextOf(actor: Actor, signal: AbortSignal = new AbortController().signal): CallContext {
  return { callId: 'test', actor, signal, report: () => {} }
}

/** A clock that moves on by a second with each look, and ids that count. */
export function makeClock(startMs = 1_760_000_000_000): { now(): number; newId(): string; advance(ms: number): void } {
  let at = startMs
  let ids = 0
  return {
    now: () => {
      at += 1000
      return at
    },
    newId: () => {
      ids += 1
      return `id-${ids}`
    },
    advance: (ms) => {
      at += ms
    }
  }
}

/** Collects the names of events. */
export function makeListener(): { readonly names: EventName[]; emit(name: EventName): void } {
  const names: EventName[] = []
  return { names, emit: (name) => void names.push(name) }
}
