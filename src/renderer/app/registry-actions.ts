import { bridge, dropFile } from '../bridge.ts'
import { paths } from '../panels/paths.ts'
import { pickRegistry, useSession } from '../panels/session.ts'
import { formatBytes } from '../ui/numbers.ts'
import { showFailure, showToast } from '../ui/toasts.tsx'

export type GoTo = (path: string) => void

/** Asks for a file or folder and opens it as a registry. */
export async function chooseAndOpen(goTo: GoTo): Promise<void> {
  try {
    const file = await bridge.files.choose({ purpose: 'registry' })
    if (file) await openHandle(file.handle, goTo, file.name)
  } catch (failure) {
    showFailure('Could not open it', failure)
  }
}

/** Opens what a handle stands for and goes to its models; reports failures itself. */
export async function openHandle(handle: string, goTo: GoTo, name = 'it'): Promise<void> {
  try {
    const registry = await bridge.registries.open({ file: handle })
    useSession.setState({ registries: await bridge.registries.list() })
    goTo(paths.models(registry.id))
  } catch (failure) {
    showFailure(`Could not open ${name}`, failure)
  }
}

/** Opens a dropped file. */
export async function openDropped(file: File, goTo: GoTo): Promise<void> {
  try {
    const chosen = await dropFile(file)
    await openHandle(chosen.handle, goTo, chosen.name)
  } catch (failure) {
    showFailure(`Could not open ${file.name}`, failure)
  }
}

/** Takes an opened registry out of the list; its file stays where it is. */
export async function closeRegistry(id: string, goTo: GoTo): Promise<void> {
  try {
    await bridge.registries.close({ registry: id })
    const registries = await bridge.registries.list()
    useSession.setState({ registries })
    goTo(paths.models(pickRegistry(registries, '')))
  } catch (failure) {
    showFailure('Could not close it', failure)
  }
}

/** Writes the whole registry into a snapshot file, without prediction inputs, which may be private. */
export async function exportWholeRegistry(registry: string): Promise<void> {
  const name = useSession.getState().registries.find((one) => one.id === registry)?.name ?? 'registry'
  try {
    const target = await bridge.files.chooseTarget({ purpose: 'snapshot', suggestedName: `${name}.greenroom` })
    if (!target) return
    const written = await bridge.snapshots.export({ registry, target: target.handle })
    showToast({
      tone: 'success',
      message: `Wrote ${target.name}: ${written.manifest.versionCount} versions, ${formatBytes(written.size)}.`
    })
  } catch (failure) {
    showFailure('Could not export the snapshot', failure)
  }
}
