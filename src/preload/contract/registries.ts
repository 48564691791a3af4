import { z } from 'zod'
import { fileHandle, registryId } from './common.ts'

export const registryKinds = ['embedded', 'sample', 'snapshot'] as const
export type RegistryKind = (typeof registryKinds)[number]

/** A thing that can be opened and browsed: the embedded registry, the sample, a snapshot file. */
export interface Registry {
  readonly id: string
  readonly kind: RegistryKind
  readonly name: string
  /** File or folder it lives in, for display. */
  readonly location: string
  readonly isReadOnly: boolean
  /** `opening`: a snapshot is verified again at the start; its calls fail with BUSY until then. `failed` registries stay in the list with `problem` saying why. */
  readonly state: 'open' | 'opening' | 'failed'
  readonly problem: string | null
  readonly modelCount: number
}

export interface RecentFile {
  readonly handle: string
  readonly name: string
  readonly location: string
  readonly openedMs: number
}

export const registryInput = z.object({ registry: registryId })
/** Without `withOwn` what was registered or logged in the sample since it was added stands against removing it. */
export const removeSampleInput = z.object({ withOwn: z.boolean().default(false) })
export const openRegistryInput = z.object({ file: fileHandle })
