import type { ArtifactRoot } from '../../preload/contract/artifacts.ts'
import { bridge } from '../bridge.ts'
import { countNoun, formatBytes } from '../ui/numbers.ts'
import { showFailure, showToast } from '../ui/toasts.tsx'

/** Asks where to and writes a file or a folder with all below it ('' is everything). Reports its own failures. */
export async function saveArtifact(registry: string, root: ArtifactRoot, path: string, isFolder: boolean, name: string): Promise<void> {
  try {
    const suggestedName = path.split('/').at(-1) || name
    const target = await bridge.files.chooseTarget({ purpose: isFolder ? 'folder' : 'artifact', suggestedName })
    if (!target) return
    const { files, size } = await bridge.artifacts.download({ registry, root, path, target: target.handle })
    showToast({ message: `Wrote ${target.name}: ${isFolder ? `${countNoun(files, 'file')}, ` : ''}${formatBytes(size)}`, tone: 'success' })
  } catch (failure) {
    showFailure('Could not download', failure)
  }
}
