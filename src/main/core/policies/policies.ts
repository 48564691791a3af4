import type { Policy } from '../../../preload/contract/promotions.ts'
import { Failure } from '../../../preload/contract/reply.ts'
import { appendAudit } from '../../store/audit.ts'
import type { ReadableDb } from '../../store/database.ts'
import { deletePolicy, findPolicy, registryDefault, savePolicy } from '../../store/policies.ts'
import { listRequests, tightenRequest } from '../../store/requests.ts'
import { writeStore } from '../../store/transactions.ts'
import type { CallContext, Deps, Handlers } from '../deps.ts'
import { announceActivity } from '../writing.ts'
import { chooseTerms, cleanTerms, describeTerms, type Terms } from './rules.ts'

type PolicyDeps = Pick<Deps, 'home' | 'store' | 'registries' | 'now' | 'emit' | 'failed'>
interface PolicyOf {
  readonly registry: string
  readonly model?: string | undefined
}

/** Builds `policies.get`, `policies.set` and `policies.clear`; without a model they mean the registry's default. */
export function createPolicies(deps: PolicyDeps): Handlers<'policies.get' | 'policies.set' | 'policies.clear'> {
  return {
    'policies.get': (input) => readPolicy(deps.store, input),
    'policies.set': async (input, context) => {
      await requireWritable(deps, input)
      const terms = cleanTerms(input)
      await writePolicy(deps, context, input, terms)
      return readPolicy(deps.store, input)
    },
    'policies.clear': async (input, context) => {
      await requireWritable(deps, input)
      await writePolicy(deps, context, input, null)
      return readPolicy(deps.store, input)
    }
  }
}

function readPolicy(db: ReadableDb, of: PolicyOf): Policy {
  const ofRegistry = findPolicy(db, of.registry, registryDefault)
  if (of.model === undefined) return chooseTerms(ofRegistry, null)
  return chooseTerms(findPolicy(db, of.registry, of.model), ofRegistry)
}

/** READ_ONLY for registries that cannot be written, NOT_FOUND for unknown models. */
async function requireWritable(deps: PolicyDeps, of: PolicyOf): Promise<void> {
  const source = deps.registries.source(of.registry)
  if (source.isReadOnly)
    throw new Failure('READ_ONLY', `${deps.registries.nameOf(of.registry)} is read-only: nothing is promoted in it.`, {
      remedy: 'Set policies in the registry it was made from.'
    })
  if (of.model !== undefined) await source.getModel(of.model)
}

async function writePolicy(deps: PolicyDeps, context: CallContext, of: PolicyOf, terms: Terms | null): Promise<void> {
  await writeStore(deps.store, () => {
    const before = readPolicy(deps.store, of)
    if (terms) savePolicy(deps.store, of.registry, of.model ?? registryDefault, terms)
    else deletePolicy(deps.store, of.registry, of.model ?? registryDefault)
    const after = readPolicy(deps.store, of)
    tightenOpenRequests(deps, of)
    appendAudit(deps.store, {
      atMs: deps.now(),
      actor: context.actor,
      action: terms ? 'policy.set' : 'policy.cleared',
      registryId: of.registry,
      model: of.model ?? null,
      before: JSON.stringify(cleanTerms(before)),
      after: JSON.stringify(cleanTerms(after)),
      summary: `${terms ? 'set' : 'cleared'} the ${of.model === undefined ? 'registry’s default policy' : 'policy'}: ${describeTerms(after)}`
    })
  })
  announceActivity(deps)
  deps.emit('requests.changed', {})
  deps.emit('registry.changed', { registryId: of.registry })
}

/** A policy that became stricter binds requests made before it too, or a request would be a way around it. */
function tightenOpenRequests(deps: PolicyDeps, of: PolicyOf): void {
  const open = listRequests(deps.store, { registryId: of.registry, model: of.model ?? null, show: 'open', offset: 0, limit: 100_000 })
  for (const request of open.rows) {
    const policy = readPolicy(deps.store, { registry: of.registry, model: request.model })
    if (policy.approvalFor.includes(request.toStage)) tightenRequest(deps.store, request.id, policy)
  }
}
