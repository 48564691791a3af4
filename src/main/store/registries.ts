import type { RegistryKind } from '../../preload/contract/registries.ts'
import type { ReadableDb, WritableDb } from './database.ts'

/** A registry that was opened at least once. `location` is the file or folder the user knows it by. */
export interface KnownRegistry {
  readonly id: string
  readonly kind: RegistryKind
  readonly name: string
  readonly location: string
  readonly openedMs: number
  readonly isOpen: boolean
}

type KnownRow = Omit<KnownRegistry, 'isOpen'> & { readonly isOpen: number }
const columns = 'id, kind, name, location, opened_ms AS openedMs, is_open AS isOpen'

/** Lists registries of one kind, the one opened last first. */
export function listKnownRegistries(db: ReadableDb, kind: RegistryKind): readonly KnownRegistry[] {
  return db
    .prepare<[string], KnownRow>(`SELECT ${columns} FROM registries WHERE kind = ? ORDER BY opened_ms DESC, id`)
    .all(kind)
    .map(rowToKnown)
}

/** Notes that a registry was opened; with `isOpen` the window opens it again at its next start. */
export function saveOpened(db: WritableDb, registry: Omit<KnownRegistry, 'openedMs'>, nowMs: number): void {
  db.prepare<[string, string, string, string, number, number, number], unknown>(
    `INSERT INTO registries (id, kind, name, location, added_ms, opened_ms, is_open) VALUES (?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (id) DO UPDATE SET name = excluded.name, location = excluded.location, opened_ms = excluded.opened_ms,
       is_open = max(is_open, excluded.is_open)`
  ).run(registry.id, registry.kind, registry.name, registry.location, nowMs, nowMs, registry.isOpen ? 1 : 0)
}

/** Notes that a registry was closed; it stays among the recent ones. */
export function saveClosed(db: WritableDb, id: string): void {
  db.prepare<[string], unknown>('UPDATE registries SET is_open = 0 WHERE id = ?').run(id)
}

/** Forgets a registry that no longer exists. */
export function deleteKnownRegistry(db: WritableDb, id: string): void {
  db.prepare<[string], unknown>('DELETE FROM registries WHERE id = ?').run(id)
}

function rowToKnown(row: KnownRow): KnownRegistry {
  return { ...row, isOpen: row.isOpen === 1 }
}
