import { create } from 'zustand'
import type { VersionName } from './paths.ts'

/** Versions gathered for comparing; survives navigation. */
interface Tray {
  readonly registry: string
  readonly versions: readonly VersionName[]
}

/** How many versions one comparison takes (contract: compareVersionsInput). */
export const trayLimit = 8

/** The selection tray of one registry: `useTray()` reads, the functions below change it. */
export const useTray = create<Tray>()(() => ({ registry: '', versions: [] }))

/** Adds versions, the oldest gathered first; another registry's go, since versions of two registries cannot be compared. */
export function addToTray(registry: string, versions: readonly VersionName[]): void {
  useTray.setState((tray) => {
    const kept = tray.registry === registry ? tray.versions : []
    const added = versions.filter((one) => !kept.some((other) => isSame(one, other)))
    return { registry, versions: [...kept, ...added].slice(0, trayLimit) }
  })
}

/** Takes one version out. */
export function removeFromTray(version: VersionName): void {
  useTray.setState((tray) => ({ versions: tray.versions.filter((other) => !isSame(version, other)) }))
}

/** Empties the tray. */
export function clearTray(): void {
  useTray.setState({ versions: [] })
}

function isSame(a: VersionName, b: VersionName): boolean {
  return a.model === b.model && a.version === b.version
}
