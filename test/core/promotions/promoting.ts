import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { type CoreHost, registryId } from '../../support/core-host.ts'

export const churn = { registry: registryId, model: 'churn' }
/** Two others must approve a move to Production. */
export const twoForProduction = {
  ...churn,
  approvalFor: ['Production'] as 'Production'[],
  approvalsNeeded: 2,
  maySelfApprove: false,
  productionOnlyFromStaging: true
}

/** Stage of each version, by `v<version>`. */
export const stagesOf = async (host: CoreHost) =>
  Object.fromEntries((await host.call('versions.list', churn)).rows.map((row) => [`v${row.version}`, row.stage]))

/** The model's history, newest first, as one sentence each. */
export const summaries = async (host: CoreHost) =>
  (await host.call('activity.list', churn)).rows.map((row) => `${row.actor} ${row.summary} (${row.outcome})`)

/** Ann asks for a move. */
export const request = (host: CoreHost, version = '2', stage: 'Staging' | 'Production' = 'Production') =>
  host.call('promotions.request', { ...churn, version, stage, reason: 'better' })

/** Overwrites a file of v2. */
export const changeFiles = (host: CoreHost) =>
  writeFileSync(path.join(host.registry.artifacts, '0', '2'.repeat(32), 'artifacts/model/model.onnx'), 'other weights')
