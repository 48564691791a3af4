import type { Deps, Handlers } from '../deps.ts'

/** Builds `experiments.list`. */
export function createExperiments(deps: Pick<Deps, 'registries'>): Handlers<'experiments.list'> {
  return {
    'experiments.list': ({ registry, ...query }, context) => deps.registries.source(registry).listExperiments(query, context.signal)
  }
}
