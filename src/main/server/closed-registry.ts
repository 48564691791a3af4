import { Failure } from '../../preload/contract/reply.ts'
import type { ReadableDb } from '../tracking/database.ts'
import type { SearchPool } from './search-pool.ts'
import type { Writer } from './writer.ts'

/** The parts of a registry that routes work with. */
export interface RegistryParts {
  readonly db: ReadableDb
  readonly writer: Writer
  readonly searches: SearchPool
}

/** Stands for the registry of a service that has none (--artifacts-only): whatever asks it is refused. */
export function closeRegistry(): RegistryParts {
  const refuse = (): never => {
    throw new Failure('UNSUPPORTED', 'This service has no registry: it was started with --artifacts-only.', {
      remedy: 'Start it without --artifacts-only.'
    })
  }
  return {
    db: { prepare: refuse, pragma: refuse },
    writer: { run: async () => refuse(), close: async () => undefined },
    searches: { search: async () => refuse(), close: async () => undefined }
  }
}
