import type { ChangePorts, RegistryChange } from './changes.ts'
import type { ReadableDb, WritableDb } from './database.ts'
import { checkKeyName } from './identifiers.ts'
import { writeVersionTag } from './model-version-insert.ts'
import { findVersionRow, type RegistryTag, type VersionRow } from './model-version-rows.ts'
import { describeVersion } from './model-versions.ts'
import { checkModelName, checkVersionTag, readVersionNumber } from './registry-names.ts'

/** Sets a tag of a version. */
export function setModelVersionTag(
  db: WritableDb,
  input: RegistryTag & { readonly name: string; readonly version: string },
  ports: ChangePorts
): void {
  checkModelName(input.name)
  const version = readVersionNumber(input.version)
  checkVersionTag(input.key, input.value)
  const row = findVersionRow(db, input.name, version)
  const before = readTag(db, row, input.key)
  const change: RegistryChange = {
    ...describeVersion('version.tagSet', row),
    key: input.key,
    before: before ?? null,
    after: input.value
  }
  ports.guard(change)
  if (before === input.value) return
  writeVersionTag(db, row.name, row.version, input)
  ports.record(change)
}

/** Removes a tag of a version; one that is not set is fine, as in MLflow. */
export function deleteModelVersionTag(
  db: WritableDb,
  input: { readonly name: string; readonly version: string; readonly key: string },
  ports: ChangePorts
): void {
  checkModelName(input.name)
  const version = readVersionNumber(input.version)
  checkKeyName(input.key, 'key')
  const row = findVersionRow(db, input.name, version)
  const before = readTag(db, row, input.key)
  if (before === undefined) return
  const change: RegistryChange = { ...describeVersion('version.tagDeleted', row), key: input.key, before }
  ports.guard(change)
  db.prepare<[string, number, string], unknown>(
    `DELETE FROM model_version_tags WHERE workspace = 'default' AND name = ? AND version = ? AND key = ?`
  ).run(row.name, row.version, input.key)
  ports.record(change)
}

/** undefined where the tag is not set. */
function readTag(db: ReadableDb, row: VersionRow, key: string): string | null | undefined {
  const select = `SELECT value FROM model_version_tags WHERE workspace = 'default' AND name = ? AND version = ? AND key = ?`
  return db.prepare<[string, number, string], { value: string | null }>(select).get(row.name, row.version, key)?.value
}
