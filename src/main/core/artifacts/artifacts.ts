import type { Deps, Handlers } from '../deps.ts'
import { showProgress } from '../progress.ts'
import { nameArtifact } from './rules.ts'

/** Builds the calls on artifacts of runs and versions; hashing and copying show as jobs and can be cancelled. */
export function createArtifacts(
  deps: Pick<Deps, 'registries' | 'handles' | 'now'>
): Handlers<'artifacts.list' | 'artifacts.preview' | 'artifacts.hash' | 'artifacts.download'> {
  return {
    'artifacts.list': ({ registry, root, path }) => deps.registries.source(registry).listArtifacts(root, path),
    'artifacts.preview': ({ registry, root, path }) => deps.registries.source(registry).previewArtifact(root, path),
    'artifacts.hash': ({ registry, root, path }, context) => deps.registries.source(registry).hashArtifact(root, path, context.signal),
    'artifacts.download': ({ registry, root, path, target }, context) => {
      const progress = showProgress(context, `Downloading ${nameArtifact(root, path)}`, 'bytes', deps.now)
      return deps.registries.source(registry).downloadArtifact(root, path, deps.handles.path(target, 'write'), context.signal, progress)
    }
  }
}
