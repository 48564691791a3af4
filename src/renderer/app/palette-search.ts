import type { RecentFile } from '../../preload/contract/registries.ts'
import { bridge } from '../bridge.ts'
import { paths } from '../panels/paths.ts'
import { isRunId, parseVersionQuery } from './palette-query.ts'

/** One thing that the palette leads to. */
export interface Finding {
  readonly id: string
  readonly label: string
  readonly description: string
  readonly path: string
}

export interface Findings {
  readonly versions: readonly Finding[]
  readonly models: readonly Finding[]
  readonly runs: readonly Finding[]
}

export const noFindings: Findings = { versions: [], models: [], runs: [] }
const shownModels = 8

/** Models, versions and runs of one registry that a query names. What fails simply finds nothing. */
export async function searchRegistry(registry: string, query: string, signal: AbortSignal): Promise<Findings> {
  const [models, versions, runs] = await Promise.all([
    findOrNone(findModels(registry, query, signal)),
    findOrNone(findVersion(registry, query, signal)),
    findOrNone(findRuns(registry, query, signal))
  ])
  return { models, versions, runs }
}

/** Files opened before, newest first. */
export async function listRecentFiles(): Promise<readonly RecentFile[]> {
  return findOrNone(bridge.registries.recent())
}

async function findModels(registry: string, query: string, signal: AbortSignal): Promise<readonly Finding[]> {
  const { rows } = await bridge.models.list({ registry, filter: query.trim(), limit: shownModels }, { signal })
  return rows.map(({ name, latestVersion, versionCount }) => ({
    id: `model ${name}`,
    label: name,
    description: latestVersion ? `v${latestVersion}, ${versionCount} in all` : 'no versions',
    path: paths.model(registry, name)
  }))
}

async function findVersion(registry: string, query: string, signal: AbortSignal): Promise<readonly Finding[]> {
  const wanted = parseVersionQuery(query)
  if (!wanted) return []
  const { rows } = await bridge.models.list({ registry, filter: wanted.model, limit: shownModels }, { signal })
  const names = rows.map((row) => row.name)
  const best = names.find((name) => name.toLowerCase() === wanted.model.toLowerCase()) ?? names[0]
  if (best === undefined) return []
  const found = await bridge.versions.get({ registry, model: best, reference: wanted.reference }, { signal })
  return [
    {
      id: `version ${best} ${found.version}`,
      label: `${best} v${found.version}`,
      description: [found.stage, ...found.aliases.map((alias) => `@${alias}`)].join(' '),
      path: paths.version(registry, best, found.version)
    }
  ]
}

async function findRuns(registry: string, query: string, signal: AbortSignal): Promise<readonly Finding[]> {
  if (!isRunId(query)) return []
  const { rows } = await bridge.runs.list({ registry, filter: query.trim().toLowerCase(), limit: 5 }, { signal })
  return rows.map((run) => ({
    id: `run ${run.id}`,
    label: run.name || run.id,
    description: run.id,
    path: paths.run(registry, run.id)
  }))
}

async function findOrNone<T>(search: Promise<readonly T[]>): Promise<readonly T[]> {
  try {
    return await search
  } catch {
    return []
  }
}
