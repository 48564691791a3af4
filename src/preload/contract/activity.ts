import { z } from 'zod'
import { modelName, pageInput, registryId, versionNumber } from './common.ts'

export const origins = ['window', 'command line', 'service', 'elsewhere'] as const
export type Origin = (typeof origins)[number]

/** One entry of the append-only, hash-chained audit log. */
export interface ActivityEntry {
  readonly seq: number
  readonly atMs: number
  readonly actor: string
  readonly origin: Origin
  /** noun.verb, e.g. `stage.changed`, `alias.set`, `request.approved`, `prediction.consented`. */
  readonly action: string
  readonly registryId: string
  readonly model: string | null
  readonly version: string | null
  /** One sentence for people. */
  readonly summary: string
  readonly before: string | null
  readonly after: string | null
  readonly reason: string
  /** `open` while the act is under way, `failed` when it did not happen. */
  readonly outcome: 'done' | 'open' | 'failed'
}

export interface ChainCheck {
  readonly isIntact: boolean
  readonly entries: number
  /** First entry whose hash does not fit, null when intact. */
  readonly firstBadSeq: number | null
  /** The file outside the database that remembers where the record stood. `damaged`: the entries fit together, but whether some were cut off at the end cannot be told; the file is set aside. */
  readonly anchor: 'fits' | 'none' | 'damaged' | 'differs'
}

export const listActivityInput = z.object({
  registry: registryId.optional(),
  model: modelName.optional(),
  version: versionNumber.optional(),
  /** Plain words matched on actor, action, model, summary and reason. */
  query: z.string().max(500).default(''),
  ...pageInput
})
