import type { RegistryChange } from '../../sources/source.ts'

/** Acts younger than this may still be under way in another process (service, command line), milliseconds. */
export const graceMs = 10_000
/** Longest value that a sentence quotes, in characters. */
const quoteLimit = 60

/** Says in one sentence for people what each change of one act did; a promotion's sentence names the versions it archived. */
export function describeChanges(changes: readonly RegistryChange[]): readonly string[] {
  return changes.map((change) => (change.action === 'stage.changed' ? describeStage(change, changes) : describeChange(change)))
}

function describeStage(change: RegistryChange, all: readonly RegistryChange[]): string {
  const successor = all.find((other) => isReplacedBy(change, other))
  if (successor) return `archived v${change.version}, replaced in ${change.before} by v${successor.version}`
  const archived = all.filter((other) => isReplacedBy(other, change)).map((other) => `v${other.version}`)
  const moved = `moved v${change.version} from ${change.before ?? 'None'} to ${change.after}`
  return archived.length > 0 ? `${moved}; ${archived.join(', ')} archived` : moved
}

/** Whether `old` was archived because `next` took its stage in the same act. */
function isReplacedBy(old: RegistryChange, next: RegistryChange): boolean {
  return (
    old !== next &&
    old.action === 'stage.changed' &&
    next.action === 'stage.changed' &&
    old.model === next.model &&
    old.after === 'Archived' &&
    next.after !== 'Archived' &&
    old.before === next.after
  )
}

function describeChange(change: RegistryChange): string {
  const of = change.version === null ? '' : ` of v${change.version}`
  switch (change.action) {
    case 'model.created':
      return `created the model ${change.model}`
    case 'model.renamed':
      return `renamed ${change.before} to ${change.after}`
    case 'model.deleted':
      return `deleted the model ${change.model}`
    case 'version.created':
      return `registered v${change.version}`
    case 'version.deleted':
      return `deleted v${change.version}`
    case 'model.updated':
    case 'version.updated':
      return `changed the description${of}`
    case 'model.tagSet':
    case 'version.tagSet':
      return `set tag ${change.key}${of} to ${quote(change.after)}${change.before === null ? '' : ` (was ${quote(change.before)})`}`
    case 'model.tagDeleted':
    case 'version.tagDeleted':
      return `removed tag ${change.key}${of}${change.before === null ? '' : ` (was ${quote(change.before)})`}`
    default:
      return describeAlias(change)
  }
}

function describeAlias(change: RegistryChange): string {
  const before = toVersionLabel(change.before)
  if (change.action === 'alias.deleted') return `removed alias @${change.key}${before ? ` from ${before}` : ''}`
  const after = toVersionLabel(change.after) ?? toVersionLabel(change.version)
  return before && before !== after ? `moved alias @${change.key} from ${before} to ${after}` : `set alias @${change.key} on ${after}`
}

function toVersionLabel(value: string | null): string | null {
  return value === null || value === '' ? null : `v${value}`
}

function quote(value: string | null): string {
  const text = value ?? ''
  return `“${text.length > quoteLimit ? `${text.slice(0, quoteLimit)}…` : text}”`
}

/** What reading the registry shows about the object of an interrupted act. */
export interface ObservedState {
  readonly model: {
    readonly description: string
    readonly tags: Readonly<Record<string, string>>
    readonly aliases: readonly { readonly alias: string; readonly version: string }[]
  } | null
  readonly version: {
    readonly createdMs: number
    readonly stage: string
    readonly description: string
    readonly tags: Readonly<Record<string, string>>
  } | null
}

/** Whether an act whose outcome nobody wrote did happen: the registry holds its after-value. */
export function hasHappened(change: RegistryChange, now: ObservedState): boolean {
  const isSameVersion = now.version !== null && (change.versionCreatedMs === null || now.version.createdMs === change.versionCreatedMs)
  const version = isSameVersion ? now.version : null
  switch (change.action) {
    case 'model.created':
      return now.model !== null
    case 'model.deleted':
    case 'model.renamed': // The old name is what is looked up: it is gone when the act happened.
      return now.model === null
    case 'model.updated':
      return now.model !== null && now.model.description === (change.after ?? '')
    case 'model.tagSet':
      return change.key !== null && now.model?.tags[change.key] === change.after
    case 'model.tagDeleted':
      return now.model !== null && !Object.hasOwn(now.model.tags, change.key ?? '')
    case 'version.created':
      return version !== null
    case 'version.deleted':
      return version === null
    case 'version.updated':
      return version !== null && version.description === (change.after ?? '')
    case 'version.tagSet':
      return change.key !== null && version?.tags[change.key] === change.after
    case 'version.tagDeleted':
      return version !== null && !Object.hasOwn(version.tags, change.key ?? '')
    case 'stage.changed':
      return version !== null && version.stage === change.after
    case 'alias.set':
      return now.model?.aliases.some((one) => one.alias === change.key && one.version === (change.after ?? change.version)) ?? false
    case 'alias.deleted':
      return now.model !== null && !now.model.aliases.some((one) => one.alias === change.key)
    default: // An action of a newer Greenroom: it cannot be shown to have happened.
      return false
  }
}

/** Splits a search text into its words. */
export function splitWords(query: string): readonly string[] {
  return query.split(/\s+/u).filter((word) => word !== '')
}
