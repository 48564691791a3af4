import { type LocalSourceOptions, openLocalSource } from './local/local-source.ts'
import type { Source } from './source.ts'

export type SourceOptions = LocalSourceOptions

/** Opens a registry by its kind: the one place where the kinds part. All of today's are an MLflow database and a folder; snapshots are read-only. */
export function openSource(options: SourceOptions): Source {
  switch (options.kind) {
    case 'embedded':
    case 'sample':
      return openLocalSource(options)
    case 'snapshot':
      return openLocalSource({ ...options, isReadOnly: true })
  }
}
