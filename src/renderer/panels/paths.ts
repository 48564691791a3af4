import type { z } from 'zod'
import type { compareVersionsInput } from '../../preload/contract/comparisons.ts'

/** A version as addresses name it. */
export type VersionName = z.infer<typeof compareVersionsInput>['versions'][number]

const join = (...parts: readonly (string | undefined)[]) =>
  `/${parts
    .filter((part) => part !== undefined && part !== '')
    .map((part) => encodeURIComponent(part ?? ''))
    .join('/')}`

/** The address of every page: the only place where addresses are written. */
export const paths = {
  start: () => '/',
  models: (registry: string) => join('r', registry, 'models'),
  model: (registry: string, model: string) => join('r', registry, 'models', model),
  /** `version` may also be `@alias` or a stage. */
  version: (registry: string, model: string, version: string, tab?: string) => join('r', registry, 'models', model, 'v', version, tab),
  /** The first version is the base. */
  compareVersions: (registry: string, versions: readonly VersionName[]) =>
    `${join('r', registry, 'compare')}?versions=${encodeURIComponent(writeVersions(versions))}`,
  /** With `experiment` only its runs; without, whatever was looked at last. */
  runs: (registry: string, experiment?: string) =>
    `${join('r', registry, 'runs')}${experiment === undefined ? '' : `?experiments=${encodeURIComponent(experiment)}`}`,
  run: (registry: string, runId: string, tab?: string) => join('r', registry, 'runs', runId, tab),
  compareRuns: (registry: string, runIds: readonly string[]) => `${join('r', registry, 'compare-runs')}?ids=${runIds.join(',')}`,
  approvals: () => '/approvals',
  approval: (id: string) => join('approvals', id),
  predict: (registry: string, model?: string, reference?: string) => join('r', registry, 'predict', model, reference),
  predictions: () => '/predictions',
  activity: () => '/activity',
  settings: () => '/settings'
} as const

/** `churn:21,churn:18`; names are escaped, so they may hold any sign. */
export function writeVersions(versions: readonly VersionName[]): string {
  return versions.map(({ model, version }) => `${encodeURIComponent(model)}:${version}`).join(',')
}

/** The inverse of writeVersions; parts that are none are left out. */
export function readVersions(text: string | null): readonly VersionName[] {
  return (text ?? '').split(',').flatMap((part) => {
    const colon = part.lastIndexOf(':')
    const version = part.slice(colon + 1)
    const model = readName(part.slice(0, Math.max(0, colon)))
    return model === '' || !/^[1-9]\d*$/.test(version) ? [] : [{ model, version }]
  })
}

/** '' for what no escaping made: an address may have been typed or cut off. */
function readName(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return ''
  }
}

/** Ids of `?ids=a,b`. */
export function readIds(text: string | null): readonly string[] {
  return (text ?? '').split(',').filter((id) => id !== '')
}
