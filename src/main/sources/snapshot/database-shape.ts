import type { ReadableDb } from '../../tracking/database.ts'
import { corrupt } from './faults.ts'

interface SchemaObject {
  readonly type: string
  readonly name: string
  readonly table: string
  readonly sql: string | null
  readonly rootpage: number
}

/** Throws CORRUPT unless the database is sound and has exactly the tables, columns, indexes and triggers of `known`. Foreign files may carry views, triggers or computed columns that act when they are read. */
export function checkForeignDatabase(entry: string, db: ReadableDb, known: ReadableDb): void {
  db.pragma('query_only = ON')
  db.pragma('trusted_schema = OFF')
  db.pragma('cell_size_check = ON')
  db.pragma('mmap_size = 0')
  const expected = describeShape(known)
  const found = describeShape(db)
  for (const [name, shape] of found)
    if (!expected.has(name)) throw corrupt(entry, `holds the unknown ${shape.split(' ')[0]} ${JSON.stringify(name)}`)
  for (const [name, shape] of expected)
    if (found.get(name) !== shape)
      throw corrupt(entry, `the ${shape.split(' ')[0]} ${name} is ${found.has(name) ? 'not as this format has it' : 'missing'}`)
  const verdict = db.pragma('integrity_check(1)', { simple: true })
  if (verdict !== 'ok') throw corrupt(entry, `not a sound database: ${String(verdict).slice(0, 200)}`)
}

/** One line for each object; the text of CREATE TABLE is not compared, since its spelling may differ between releases. */
function describeShape(db: ReadableDb): Map<string, string> {
  const objects = db.prepare<[], SchemaObject>('SELECT type, name, tbl_name AS "table", sql, rootpage FROM sqlite_schema').all()
  return new Map(objects.filter(isOwnObject).map((object) => [object.name, describeObject(db, object)]))
}

/** SQLite's own bookkeeping: the counter of AUTOINCREMENT and the indexes behind UNIQUE, which the tables' constraints imply. */
function isOwnObject(object: SchemaObject): boolean {
  return object.name !== 'sqlite_sequence' && !(object.type === 'index' && object.sql === null)
}

function describeObject(db: ReadableDb, object: SchemaObject): string {
  // A virtual table has no page of its own; asking for its columns would already run its module.
  if (object.type === 'table') return `table ${object.rootpage === 0 ? 'virtual' : describeColumns(db, object.name)}`
  if (object.type === 'index') return `index on ${object.table} ${describeIndex(db, object.name)}`
  return `${object.type} on ${object.table} ${(object.sql ?? '').replace(/\s+/g, ' ').trim()}`
}

function describeColumns(db: ReadableDb, table: string): string {
  const columns = db
    .prepare<[string], { name: string; type: string; hidden: number; pk: number }>(
      'SELECT name, type, hidden, pk FROM pragma_table_xinfo(?) ORDER BY name'
    )
    .all(table)
  return columns.map((column) => `${column.name}:${column.type.toUpperCase()}:${column.hidden}:${column.pk}`).join(',')
}

/** An index over an expression shows as column number -2. */
function describeIndex(db: ReadableDb, index: string): string {
  const columns = db
    .prepare<[string], { cid: number; name: string | null }>('SELECT cid, name FROM pragma_index_xinfo(?) WHERE key = 1')
    .all(index)
  return columns.map((column) => (column.cid === -2 ? 'expression' : column.name)).join(',')
}
