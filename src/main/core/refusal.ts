import type { Permission } from '../../preload/contract/promotions.ts'
import { Failure, type FailureCode } from '../../preload/contract/reply.ts'

/** Why a rule says no: the same words become a Failure when the act is tried and a hint beside its button before. */
export interface Refusal {
  readonly code: FailureCode
  readonly message: string
  readonly remedy: string
}

/** Throws the refusal, if there is one. */
export function throwIfRefused(refusal: Refusal | null): void {
  if (refusal) throw new Failure(refusal.code, refusal.message, { remedy: refusal.remedy })
}

/** Gives what pages show beside a button. */
export function toPermission(refusal: Refusal | null): Permission {
  return refusal ? { allowed: false, why: refusal.message } : { allowed: true, why: '' }
}
