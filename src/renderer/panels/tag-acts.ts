import type { Tags } from '../../preload/contract/common.ts'
import { bridge } from '../bridge.ts'
import { showFailure, showUndo } from '../ui/toasts.tsx'

/** What carries tags: a model, or one of its versions. */
export interface TagSubject {
  readonly registry: string
  readonly model: string
  readonly version?: string
}

/** `churn`, or `churn v21`. */
export function nameSubject({ model, version }: TagSubject): string {
  return version === undefined ? model : `${model} v${version}`
}

/** Writes one tag; null removes it. No toast. */
export async function writeTag({ registry, model, version }: TagSubject, key: string, value: string | null): Promise<void> {
  if (version === undefined) {
    if (value === null) await bridge.models.deleteTag({ registry, model, key })
    else await bridge.models.setTag({ registry, model, key, value })
  } else if (value === null) await bridge.versions.deleteTag({ registry, model, version, key })
  else await bridge.versions.setTag({ registry, model, version, key, value })
}

/** Writes one tag and offers to take it back. `before` is what it was, undefined when it was not there. */
export async function changeTag(subject: TagSubject, key: string, value: string | null, before: string | undefined): Promise<void> {
  await writeTag(subject, key, value)
  const what = value === null ? `Removed tag ${key} from` : `${before === undefined ? 'Added' : 'Changed'} tag ${key} on`
  showUndo(`${what} ${nameSubject(subject)}`, () =>
    writeTag(subject, key, before ?? null).catch((failure) => showFailure(`Could not take back tag ${key}`, failure))
  )
}

/** Writes one tag on many subjects and offers to take it back on all of them. Stops at the first that fails. */
export async function changeTagOnAll(
  subjects: readonly { readonly subject: TagSubject; readonly tags: Tags }[],
  key: string,
  value: string | null
): Promise<void> {
  for (const { subject } of subjects) await writeTag(subject, key, value)
  const undo = async () => {
    for (const { subject, tags } of subjects) await writeTag(subject, key, tags[key] ?? null)
  }
  const what = value === null ? `Removed tag ${key} from` : `Set tag ${key} on`
  const first = subjects[0]
  const name =
    subjects.length === 1 && first ? nameSubject(first.subject) : `${subjects.length} ${first?.subject.version ? 'versions' : 'models'}`
  showUndo(`${what} ${name}`, () => undo().catch((failure) => showFailure(`Could not take back tag ${key}`, failure)))
}

/** Tags with changes that the registry has not told back yet: null takes one away. */
export function overlayTags(tags: Tags, changes: Readonly<Record<string, string | null>>): Tags {
  const merged = Object.entries({ ...tags, ...changes }).filter((entry): entry is [string, string] => entry[1] !== null)
  return Object.fromEntries(merged)
}

/** The tags whose keys start with `prefix`, without it; for '' those that are neither metadata nor MLflow's own. */
export function pickTags(tags: Tags, prefix: '' | 'metadata.'): Tags {
  const kept = Object.entries(tags).filter(([key]) =>
    prefix === '' ? !key.startsWith('metadata.') && !key.startsWith('mlflow.') : key.startsWith(prefix)
  )
  return Object.fromEntries(kept.map(([key, value]) => [key.slice(prefix.length), value]))
}
