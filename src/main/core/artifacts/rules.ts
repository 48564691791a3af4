import type { ArtifactRoot } from '../../../preload/contract/artifacts.ts'

/** Names an artifact for the status bar: its last name, else the thing whose files they are. */
export function nameArtifact(root: ArtifactRoot, path: string): string {
  const last = path
    .split('/')
    .filter((part) => part !== '')
    .at(-1)
  if (last !== undefined) return last
  return root.kind === 'run' ? `run ${root.runId.slice(0, 8)}` : `${root.model} v${root.version}`
}
