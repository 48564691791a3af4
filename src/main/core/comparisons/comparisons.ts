import type { RunDetail } from '../../../preload/contract/runs.ts'
import type { Source } from '../../sources/source.ts'
import type { Deps, Handlers } from '../deps.ts'
import { gatherFiles } from './files.ts'
import { formatSpan, formatTime } from './formats.ts'
import { compareSides, describeVersion, type Side } from './rules.ts'

/** Builds the comparison of versions and of runs: the first named is the base. */
export function createComparisons(deps: Pick<Deps, 'registries'>): Handlers<'comparisons.versions' | 'comparisons.runs'> {
  return {
    'comparisons.versions': async ({ registry, versions }, context) => {
      const source = deps.registries.source(registry)
      return compareSides(await Promise.all(versions.map((one) => gatherVersion(source, one.model, one.version, context.signal))))
    },
    'comparisons.runs': async ({ registry, runIds }, context) => {
      const source = deps.registries.source(registry)
      return compareSides(await Promise.all(runIds.map((runId) => gatherRun(source, runId, context.signal))))
    }
  }
}

async function gatherVersion(source: Source, model: string, version: string, signal: AbortSignal): Promise<Side> {
  const [facts, contents, files] = await Promise.all([
    source.getVersion(model, version),
    source.readContents(model, version),
    gatherFiles(source, { kind: 'version', model, version }, signal)
  ])
  return { ...describeVersion(facts, contents), files }
}

async function gatherRun(source: Source, runId: string, signal: AbortSignal): Promise<Side> {
  const [run, files] = await Promise.all([source.getRun(runId), gatherFiles(source, { kind: 'run', runId }, signal)])
  return { ...describeRun(run), files }
}

function describeRun(run: RunDetail): Side {
  const userTags = Object.entries(run.tags).filter(([key]) => !key.startsWith('mlflow.'))
  return {
    id: run.id,
    label: run.name || run.id.slice(0, 8),
    runId: run.id,
    groups: {
      About: describeAboutRun(run),
      Metrics: run.metrics,
      Params: run.params,
      Tags: Object.fromEntries(userTags)
    }
  }
}

function describeAboutRun(run: RunDetail): Readonly<Record<string, string | null>> {
  const spanMs = run.startedMs === null || run.endedMs === null ? null : run.endedMs - run.startedMs
  return {
    experiment: run.experimentName,
    status: run.status.toLowerCase(),
    started: formatTime(run.startedMs),
    duration: formatSpan(spanMs),
    user: run.user || null,
    code: run.tags['mlflow.source.git.commit'] ?? run.tags['mlflow.source.name'] ?? null,
    datasets: run.datasets.map((dataset) => `${dataset.name} (${dataset.digest})`).join(', ') || null,
    registered: run.registeredVersions.map((one) => `${one.model} v${one.version}`).join(', ') || null
  }
}
