import { createHash } from 'node:crypto'
import { existsSync, lstatSync, readdirSync, readFileSync, readlinkSync } from 'node:fs'
import path from 'node:path'
import Database from 'better-sqlite3'

/** Everything that an act could have changed: each row of both databases, each file with its bytes; logs and SQLite's own side files left out. */
export function describeHome(home: string): Readonly<Record<string, string>> {
  const facts: Record<string, string> = {}
  for (const name of ['greenroom.db', 'registry/mlflow.db']) Object.assign(facts, describeRows(name, path.join(home, name)))
  for (const name of listFiles(home)) if (!/^logs\/|\.db(-wal|-shm)?$/.test(name)) facts[name] = hashFile(path.join(home, name))
  return facts
}

function describeRows(title: string, file: string): Record<string, string> {
  if (!existsSync(file)) return { [title]: 'absent' }
  const db = new Database(file, { readonly: true })
  try {
    const tables = db.prepare<[], { name: string }>("SELECT name FROM sqlite_schema WHERE type = 'table'").all()
    return Object.fromEntries(tables.map(({ name }) => [`${title}: ${name}`, describeTable(db, name)]))
  } finally {
    db.close()
  }
}

function describeTable(db: Database.Database, name: string): string {
  const rows = db.prepare(`SELECT * FROM "${name}"`).safeIntegers().raw().all()
  const text = JSON.stringify(rows, (_key, value: unknown) => (typeof value === 'bigint' ? String(value) : value))
  return `${rows.length} rows ${createHash('sha256').update(text).digest('hex').slice(0, 16)}`
}

/** Paths of all files below a folder, sorted, `/` between their parts; links are files here, wherever they lead. */
export function listFiles(folder: string): readonly string[] {
  if (!existsSync(folder)) return []
  const list = (below: string): readonly string[] =>
    readdirSync(path.join(folder, below), { withFileTypes: true }).flatMap((entry) => {
      const name = below === '' ? entry.name : `${below}/${entry.name}`
      return entry.isDirectory() ? list(name) : [name]
    })
  return list('').toSorted()
}

function hashFile(file: string): string {
  const facts = lstatSync(file)
  if (facts.isSymbolicLink()) return `link to ${readlinkSync(file)}`
  if (!facts.isFile()) return 'special'
  return createHash('sha256').update(readFileSync(file)).digest('hex')
}
