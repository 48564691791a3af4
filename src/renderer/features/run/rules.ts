import type { RunDetail } from '../../../preload/contract/runs.ts'

/** A name and its value, as written by the run. */
export interface KeyValue {
  readonly key: string
  readonly value: string
}

/** The run's name, or the start of its id when it has none. */
export function describeRun(run: Pick<RunDetail, 'id' | 'name'>): string {
  return run.name || run.id.slice(0, 8)
}

/** Params by name. */
export function listParams(run: RunDetail): readonly KeyValue[] {
  return sortByKey(Object.entries(run.params))
}

/** The person's tags by name, then MLflow's own. */
export function listTags(run: RunDetail): readonly KeyValue[] {
  const all = sortByKey(Object.entries(run.tags))
  const isSystem = ({ key }: KeyValue) => key.startsWith('mlflow.')
  return [...all.filter((tag) => !isSystem(tag)), ...all.filter(isSystem)]
}

/** Keeps entries that have every word of the query in name or value, whatever the case. */
export function filterKeyValues(rows: readonly KeyValue[], query: string): readonly KeyValue[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean)
  return rows.filter(({ key, value }) => words.every((word) => key.toLowerCase().includes(word) || value.toLowerCase().includes(word)))
}

/** Where the code came from: `train.py at 3f9a1c2e`, or null. */
export function describeSource({ tags }: Pick<RunDetail, 'tags'>): string | null {
  const name = tags['mlflow.source.name'] ?? ''
  const commit = tags['mlflow.source.git.commit']?.slice(0, 8)
  return [name, commit && `at ${commit}`].filter(Boolean).join(' ') || null
}

const collator = new Intl.Collator('en', { numeric: true })

/** Names of metrics, layer2 before layer10. */
export function sortNames(names: readonly string[]): readonly string[] {
  return [...names].sort(collator.compare)
}

function sortByKey(entries: readonly (readonly [string, string])[]): readonly KeyValue[] {
  return entries.map(([key, value]) => ({ key, value })).sort((a, b) => collator.compare(a.key, b.key))
}
