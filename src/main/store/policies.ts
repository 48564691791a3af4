import type { Policy } from '../../preload/contract/promotions.ts'
import type { ReadableDb, WritableDb } from './database.ts'

export type PolicyTerms = Omit<Policy, 'isInherited'>
/** Stands for the registry's default in the `model` column. */
export const registryDefault = ''

interface PolicyRow {
  readonly approval_for: string
  readonly approvals_needed: number
  readonly may_self_approve: number
  readonly production_only_from_staging: number
}

/** Reads the policy that was set for a model (or with `registryDefault` for the registry), null when none was. */
export function findPolicy(db: ReadableDb, registryId: string, model: string): PolicyTerms | null {
  const row = db
    .prepare<[string, string], PolicyRow>(
      `SELECT approval_for, approvals_needed, may_self_approve, production_only_from_staging
         FROM policies WHERE registry_id = ? AND model = ?`
    )
    .get(registryId, model)
  return row ? rowToTerms(row) : null
}

/** Sets the policy of a model or of the registry. */
export function savePolicy(db: WritableDb, registryId: string, model: string, terms: PolicyTerms): void {
  db.prepare<[string, string, string, number, number, number], unknown>(
    `INSERT OR REPLACE INTO policies
       (registry_id, model, approval_for, approvals_needed, may_self_approve, production_only_from_staging)
     VALUES (?, ?, ?, ?, ?, ?)`
  ).run(
    registryId,
    model,
    JSON.stringify(terms.approvalFor),
    terms.approvalsNeeded,
    terms.maySelfApprove ? 1 : 0,
    terms.productionOnlyFromStaging ? 1 : 0
  )
}

/** Removes the policy, so that the next one up holds; whether there was one. */
export function deletePolicy(db: WritableDb, registryId: string, model: string): boolean {
  return (
    db.prepare<[string, string], unknown>('DELETE FROM policies WHERE registry_id = ? AND model = ?').run(registryId, model).changes > 0
  )
}

/** Forgets all policies of a registry that was removed. */
export function deletePolicies(db: WritableDb, registryId: string): void {
  db.prepare<[string], unknown>('DELETE FROM policies WHERE registry_id = ?').run(registryId)
}

function rowToTerms(row: PolicyRow): PolicyTerms {
  return {
    approvalFor: JSON.parse(row.approval_for) as PolicyTerms['approvalFor'],
    approvalsNeeded: row.approvals_needed,
    maySelfApprove: row.may_self_approve === 1,
    productionOnlyFromStaging: row.production_only_from_staging === 1
  }
}
