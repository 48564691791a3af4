import type Database from 'better-sqlite3'
import { setDurable, setSynced } from '../tracking/database.ts'

/** Prepares the writer's handle; gives whether the database keeps a write-ahead log. */
export function tuneWriter(db: Database.Database): boolean {
  db.pragma('cache_size = -8192')
  // Savepoints keep what they may have to take back in memory instead of a file.
  db.pragma('temp_store = MEMORY')
  const isLogged = db.pragma('journal_mode', { simple: true }) === 'wal'
  if (isLogged) setDurable(db)
  else setSynced(db)
  return isLogged
}
