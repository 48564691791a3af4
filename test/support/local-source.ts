import path from 'node:path'
import { openLocalSource } from '../../src/main/sources/local/local-source.ts'
import type { RegistryChange, Source, WriteContext } from '../../src/main/sources/source.ts'
import type { TestRegistry } from './registry-builder.ts'

const workers = path.resolve(import.meta.dirname, '../../src/main/workers')

/** Absolute paths of the worker entries as sources, which Node runs directly. */
export const workerEntries = { query: path.join(workers, 'query.ts'), files: path.join(workers, 'files.ts') }

/** Opens the real local source on a test registry. The caller closes it. */
export function openTestSource(
  registry: TestRegistry,
  more: { readonly isReadOnly?: boolean; readonly now?: () => number; readonly busyLimitMs?: number } = {}
): Source {
  return openLocalSource({
    kind: 'embedded',
    isReadOnly: more.isReadOnly ?? false,
    database: registry.database,
    artifacts: registry.artifacts,
    entries: workerEntries,
    now: more.now,
    busyLimitMs: more.busyLimitMs
  })
}

/** A signal that is never aborted. */
export function neverAborted(): AbortSignal {
  return new AbortController().signal
}

/** What a write told its log, in order. */
export type LogEntry = { readonly begun: readonly RegistryChange[] } | { readonly finished: string; readonly outcome: 'done' | 'failed' }

/** A write context that notes what it hears; `refuse` may throw for a change. */
export function createNotedContext(refuse: (change: RegistryChange) => void = () => {}): WriteContext & { readonly entries: LogEntry[] } {
  const entries: LogEntry[] = []
  return {
    entries,
    log: {
      guard: refuse,
      begin: (changes) => {
        entries.push({ begun: [...changes] })
        return `intent ${entries.length}`
      },
      finish: (finished, outcome) => void entries.push({ finished, outcome })
    }
  }
}
