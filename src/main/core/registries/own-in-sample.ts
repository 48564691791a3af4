import { Failure } from '../../../preload/contract/reply.ts'
import type { RegistriesDeps } from './opening.ts'

const namedModels = 5

/** Throws CONFLICT, naming it, when something was registered or logged in the sample since it was added: it would go with it. */
export async function refuseToRemoveOwn(deps: RegistriesDeps, registryId: string, signal: AbortSignal): Promise<void> {
  const shipped = await deps.ports.readShipped()
  // A sample that cannot be opened holds nothing that anybody could still use.
  if (!shipped || !deps.keeper.ids().includes(registryId)) return
  const source = deps.keeper.source(registryId)
  const [models, runs] = await Promise.all([
    source.listModels(
      { filter: '', sort: { key: 'name', descending: false }, metrics: [], offset: 0, limit: shipped.models.length + namedModels + 1 },
      signal
    ),
    source.listRuns({ filter: '', sort: { key: 'started', descending: true }, experiments: [], offset: 0, limit: 1 }, signal)
  ])
  const own = models.rows.map((model) => model.name).filter((name) => !shipped.models.includes(name))
  const ownRuns = runs.total - shipped.runCount
  if (own.length === 0 && ownRuns <= 0) return
  const named = own.slice(0, namedModels).map((name) => `“${name}”`)
  const parts = [
    ...(named.length > 0 ? [`models of yours (${named.join(', ')}${own.length > namedModels ? ', …' : ''})`] : []),
    ...(ownRuns > 0 ? [`${ownRuns} runs of yours`] : [])
  ]
  throw new Failure('CONFLICT', `The sample registry holds ${parts.join(' and ')}: removing it would delete them.`, {
    remedy: 'Export them as a snapshot first, or remove the sample with everything in it.'
  })
}
