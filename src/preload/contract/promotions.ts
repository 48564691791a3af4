import { z } from 'zod'
import { id, modelName, note, pageInput, registryId, type Stage, stage, versionNumber } from './common.ts'
import type { ComparisonGroup } from './comparisons.ts'

/** `pending → approved → applied` or `failed` (retryable); `rejected`, `withdrawn` and `superseded` end a request too. */
export const requestStatuses = ['pending', 'approved', 'applied', 'failed', 'rejected', 'withdrawn', 'superseded'] as const
export type RequestStatus = (typeof requestStatuses)[number]
/** Statuses in which a second request for the same version and stage is refused. */
export const openStatuses = ['pending', 'approved', 'failed'] as const

export interface PromotionRequest {
  readonly id: string
  readonly registryId: string
  readonly model: string
  readonly version: string
  readonly fromStage: Stage
  readonly toStage: Stage
  readonly archiveExisting: boolean
  readonly reason: string
  readonly requestedBy: string
  readonly requestedMs: number
  readonly status: RequestStatus
  readonly approvals: number
  readonly approvalsNeeded: number
  readonly artifactDigest: string | null
  /** Why it is `failed`. */
  readonly problem: string | null
  readonly closedMs: number | null
}

/** A request as lists show it to one person. */
export interface ListedRequest extends PromotionRequest {
  /** Whether it waits for the acting person: they may approve it now. */
  readonly waitsForYou: boolean
}

export const requestEventKinds = ['requested', 'approved', 'rejected', 'withdrawn', 'applied', 'failed', 'retried', 'superseded'] as const

export interface RequestEvent {
  readonly atMs: number
  readonly actor: string
  readonly kind: (typeof requestEventKinds)[number]
  readonly note: string
}

export interface Check {
  readonly label: string
  readonly isMet: boolean
  readonly detail: string
}

export interface Permission {
  readonly allowed: boolean
  /** Why not; empty when allowed. */
  readonly why: string
}

/** A request with everything that a reviewer needs to decide. */
export interface RequestDetail extends PromotionRequest {
  readonly incumbent: string | null
  readonly events: readonly RequestEvent[]
  /** What the evidence compares with: the incumbent, where the target stage is empty the version in Production; null: the version stands alone. */
  readonly evidenceBase: { readonly version: string; readonly stage: Stage } | null
  /** All metrics and the other differences between the base and this version; a group without rows was found the same. */
  readonly evidence: readonly ComparisonGroup[]
  readonly checks: readonly Check[]
  readonly may: { readonly approve: Permission; readonly reject: Permission; readonly withdraw: Permission; readonly retry: Permission }
}

/** What binds promotions of a model. `isInherited`: the model has none of its own and follows its registry's. */
export interface Policy {
  readonly approvalFor: readonly ('Staging' | 'Production')[]
  readonly approvalsNeeded: number
  readonly maySelfApprove: boolean
  readonly productionOnlyFromStaging: boolean
  readonly isInherited: boolean
}

export interface StageChange {
  readonly version: string
  readonly stage: Stage
  /** Versions that moved to Archived in the same act. */
  readonly archived: readonly string[]
}

export const promoteInput = z.object({
  registry: registryId,
  model: modelName,
  version: versionNumber,
  stage,
  archiveExisting: z.boolean().default(true),
  reason: note.default('')
})
export const requestPromotionInput = z.object({
  registry: registryId,
  model: modelName,
  version: versionNumber,
  stage: z.enum(['Staging', 'Production']),
  archiveExisting: z.boolean().default(true),
  reason: z.string().trim().min(1, 'say why this version should move').max(4000)
})
export const listRequestsInput = z.object({
  registry: registryId.optional(),
  model: modelName.optional(),
  show: z.enum(['open', 'closed', 'all']).default('open'),
  ...pageInput
})
export const requestInput = z.object({ id })
export const approveInput = z.object({ id, notes: note.default('') })
export const rejectInput = z.object({ id, reason: z.string().trim().min(1, 'say why it is rejected').max(4000) })
export const withdrawInput = z.object({ id, reason: note.default('') })
/** Without `model`: the registry's default. */
export const policyInput = z.object({ registry: registryId, model: modelName.optional() })
export const setPolicyInput = policyInput.extend({
  approvalFor: z.array(z.enum(['Staging', 'Production'])).max(2),
  approvalsNeeded: z.number().int().min(1).max(20),
  maySelfApprove: z.boolean(),
  productionOnlyFromStaging: z.boolean()
})
