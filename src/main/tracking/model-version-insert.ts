import type { ChangePorts } from './changes.ts'
import type { WritableDb } from './database.ts'
import { checkLength } from './identifiers.ts'
import type { RegistryTag } from './model-version-rows.ts'
import { findModelRow } from './registered-model-rows.ts'
import { checkDescription, checkModelName, checkVersionTag, registryLimits } from './registry-names.ts'
import { touchModel } from './stages.ts'

/** Writes the row of a new version whose source is resolved already; gives its number: one more than any that the model ever had. */
export function insertVersion(
  db: WritableDb,
  input: {
    readonly name: string
    readonly source: string
    readonly storageLocation: string
    readonly runId: string | undefined
    readonly runLink?: string | null | undefined
    readonly description?: string | null | undefined
    readonly tags: readonly RegistryTag[]
    readonly userId?: string | null | undefined
  },
  ports: ChangePorts,
  now: number
): number {
  checkModelName(input.name)
  checkDescription(input.description ?? null)
  checkLength('run_link', registryLimits.source, input.runLink ?? '')
  for (const tag of input.tags) checkVersionTag(tag.key, tag.value)
  findModelRow(db, input.name)
  const highest = db
    .prepare<[string], { version: number | null }>(
      `SELECT max(version) AS version FROM model_versions WHERE workspace = 'default' AND name = ?`
    )
    .get(input.name)
  const version = (highest?.version ?? 0) + 1
  const change = {
    action: 'version.created',
    model: input.name,
    version: String(version),
    versionCreatedMs: now,
    key: null,
    before: null,
    after: input.source
  } as const
  ports.guard(change)
  db.prepare<unknown[], unknown>(
    `INSERT INTO model_versions (workspace, name, version, creation_time, last_updated_time, description, user_id, current_stage, source, storage_location, run_id, run_link, status)
     VALUES ('default', ?, ?, ?, ?, ?, ?, 'None', ?, ?, ?, ?, 'READY')`
  ).run(
    input.name,
    version,
    now,
    now,
    input.description ?? null,
    input.userId ?? null,
    input.source,
    input.storageLocation,
    input.runId ?? null,
    input.runLink ?? null
  )
  for (const tag of input.tags) writeVersionTag(db, input.name, version, tag)
  touchModel(db, input.name, now)
  ports.record(change)
  return version
}

/** Writes one tag of a version, over an older value. */
export function writeVersionTag(db: WritableDb, name: string, version: number, tag: RegistryTag): void {
  db.prepare<[string, number, string, string], unknown>(
    `INSERT INTO model_version_tags (workspace, name, version, key, value) VALUES ('default', ?, ?, ?, ?)
     ON CONFLICT DO UPDATE SET value = excluded.value`
  ).run(name, version, tag.key, tag.value)
}
