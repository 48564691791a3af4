import type { Policy } from '../../preload/contract/promotions.ts'
import { type Stage, stages } from '../../preload/contract/stages.ts'

/** The version that is to move. */
export interface Mover {
  readonly model: string
  readonly version: string
  readonly stage: Stage
  readonly aliases: readonly string[]
}

/** Stages it may be moved to, the usual next one first. */
export function listTargets(from: Stage): readonly Stage[] {
  const order: Readonly<Record<Stage, readonly Stage[]>> = {
    None: ['Staging', 'Production', 'Archived'],
    Staging: ['Production', 'Archived', 'None'],
    Production: ['Staging', 'Archived', 'None'],
    Archived: ['Staging', 'Production', 'None']
  }
  return order[from] ?? stages.filter((stage) => stage !== from)
}

/** Whether the policy lets nobody move a version there without approval. */
export function needsApproval(policy: Policy, stage: Stage): boolean {
  return (stage === 'Staging' || stage === 'Production') && policy.approvalFor.includes(stage)
}

/** Why the move will be refused, '' when nothing is known against it. The registry decides; this says it before the reason is typed. */
export function findMoveProblem(mover: Mover, to: Stage, policy: Policy): string {
  if (to === 'Archived' && mover.aliases.length > 0)
    return `${mover.aliases.map((alias) => `@${alias}`).join(', ')} ${mover.aliases.length === 1 ? 'points' : 'point'} to v${mover.version}. Move the alias first.`
  if (to === 'Production' && policy.productionOnlyFromStaging && mover.stage !== 'Staging')
    return 'Production takes versions only from Staging. Move it to Staging first.'
  return ''
}

/** Whether moving it back, and bringing back what was archived with it, is allowed without anybody's approval. */
export function mayUndoMove(from: Stage, to: Stage, archived: readonly string[], policy: Policy): boolean {
  const isFree = (stage: Stage, before: Stage) =>
    !needsApproval(policy, stage) && !(stage === 'Production' && policy.productionOnlyFromStaging && before !== 'Staging')
  return isFree(from, to) && (archived.length === 0 || isFree(to, 'Archived'))
}

/** `v18 and v17 are archived` in the words of a switch. */
export function describeArchiving(incumbents: readonly string[], stage: Stage): string {
  const names = incumbents.map((version) => `v${version}`)
  const list = names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`
  return `Archive ${list}, which ${names.length === 1 ? 'is' : 'are'} in ${stage} now`
}
