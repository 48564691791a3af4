import type { Deps, Handlers } from '../deps.ts'

/** Builds the calls on runs: all of them read what the registry knows. */
export function createRuns(deps: Pick<Deps, 'registries'>): Handlers<'runs.list' | 'runs.columns' | 'runs.get' | 'runs.metricHistories'> {
  return {
    'runs.list': ({ registry, ...query }, context) => deps.registries.source(registry).listRuns(query, context.signal),
    'runs.columns': ({ registry, experiments }) => deps.registries.source(registry).listRunColumns(experiments),
    'runs.get': ({ registry, runId }) => deps.registries.source(registry).getRun(runId),
    'runs.metricHistories': ({ registry, ...query }, context) => deps.registries.source(registry).metricHistories(query, context.signal)
  }
}
