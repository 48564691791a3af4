import type { Stage } from '../../../preload/contract/common.ts'
import type { Policy } from '../../../preload/contract/promotions.ts'
import type { NextStep } from '../../../preload/contract/versions.ts'
import type { VersionFacts } from '../../sources/source.ts'
import { needsApproval } from '../promotions/rules.ts'
import type { Refusal } from '../refusal.ts'

export interface NextStepFacts {
  readonly stage: Stage
  readonly status: string
  readonly isReadOnly: boolean
  readonly policy: Policy
  readonly openRequestId: string | null
}

/** Decides the one primary action of a version's page: review what is open, else promote or request towards Production. */
export function nextStep(facts: NextStepFacts): NextStep {
  if (facts.openRequestId !== null) return { kind: 'review', requestId: facts.openRequestId }
  if (facts.isReadOnly) return { kind: 'none', why: 'This registry is read-only.' }
  if (facts.status !== 'READY') return { kind: 'none', why: `Its registration is not finished (${facts.status}).` }
  if (facts.stage === 'Production') return { kind: 'none', why: 'It is in Production.' }
  if (facts.stage === 'Archived') return { kind: 'none', why: 'It is archived. Move it to Staging to use it again.' }
  const stage = facts.stage === 'Staging' ? 'Production' : 'Staging'
  return { kind: needsApproval(facts.policy, stage) ? 'request' : 'promote', stage }
}

/** Whether a version may be deleted: not while a stage or an alias leads to it, and only with its name typed. */
export function mayDeleteVersion(
  version: Pick<VersionFacts, 'model' | 'version' | 'stage' | 'aliases'>,
  typedName: string
): Refusal | null {
  const name = `${version.model} v${version.version}`
  if (version.stage === 'Staging' || version.stage === 'Production')
    return { code: 'CONFLICT', message: `${name} cannot be deleted: it is in ${version.stage}.`, remedy: 'Archive it first.' }
  if (version.aliases.length > 0)
    return {
      code: 'CONFLICT',
      message: `${name} cannot be deleted: ${version.aliases.map((alias) => `@${alias}`).join(', ')} ${version.aliases.length === 1 ? 'points' : 'point'} to it.`,
      remedy: version.aliases.length === 1 ? 'Move or remove the alias first.' : 'Move or remove the aliases first.'
    }
  if (typedName !== name)
    return { code: 'INVALID', message: `The typed name is not “${name}”.`, remedy: `Type ${name} to delete this version.` }
  return null
}

/** Gives the tags of a new version: its own, and its metadata under `metadata.<key>`. */
export function mergeMetadata(
  tags: Readonly<Record<string, string>>,
  metadata: Readonly<Record<string, string>>
): Readonly<Record<string, string>> {
  return { ...tags, ...Object.fromEntries(Object.entries(metadata).map(([key, value]) => [`metadata.${key}`, value])) }
}
