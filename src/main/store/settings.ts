import type { ReadableDb, WritableDb } from './database.ts'

/** Reads one remembered value (any JSON), null when there is none. */
export function getSetting(db: ReadableDb, key: string): unknown {
  const row = db.prepare<[string], { value: string }>('SELECT value FROM settings WHERE key = ?').get(key)
  return row ? (JSON.parse(row.value) as unknown) : null
}

/** Remembers one value as JSON, replacing what was there; null forgets it. */
export function setSetting(db: WritableDb, key: string, value: unknown): void {
  if (value === null || value === undefined) {
    db.prepare<[string], unknown>('DELETE FROM settings WHERE key = ?').run(key)
    return
  }
  db.prepare<[string, string], unknown>(
    'INSERT INTO settings (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value'
  ).run(key, JSON.stringify(value))
}
