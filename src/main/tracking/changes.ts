/** What can happen to models, versions, stages and aliases; every mutation in this folder records one or more. */
export const changeActions = [
  'model.created',
  'model.updated',
  'model.renamed',
  'model.deleted',
  'model.tagSet',
  'model.tagDeleted',
  'version.created',
  'version.updated',
  'version.deleted',
  'version.tagSet',
  'version.tagDeleted',
  'stage.changed',
  'alias.set',
  'alias.deleted'
] as const
export type ChangeAction = (typeof changeActions)[number]

export interface RegistryChange {
  readonly action: ChangeAction
  readonly model: string
  readonly version: string | null
  /** Creation time of the version: a version made anew under the same number is another one. */
  readonly versionCreatedMs: number | null
  /** Tag key or alias, where the action has one. */
  readonly key: string | null
  readonly before: string | null
  readonly after: string | null
}

/** The two ports that every mutation of the registry takes. `guard` throws a Failure FORBIDDEN to refuse; `record` is called inside the transaction. */
export interface ChangePorts {
  guard(change: RegistryChange): void
  record(change: RegistryChange): void
}

/** Where changes are written down: intents before the registry commits, outcomes after. */
export interface ChangeLog {
  /** Refuses by throwing. */
  guard(change: RegistryChange): void
  /** Writes intents and audit entries durably; returns what `finish` needs. BUSY, with nothing written, while the log is locked: roll back, wait, begin anew. */
  begin(changes: readonly RegistryChange[]): string
  finish(intent: string, outcome: 'done' | 'failed'): void | Promise<void>
}

/** Collects the changes of one transaction for a ChangeLog. */
export function collectChanges(guard: (change: RegistryChange) => void): ChangePorts & { readonly changes: RegistryChange[] } {
  const changes: RegistryChange[] = []
  return { changes, guard, record: (change) => void changes.push(change) }
}
