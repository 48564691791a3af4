import { readChecks } from './check-rules.ts'
import type { ReadableDb } from './database.ts'

/** What matters of a table to whoever writes rows of it. */
export interface TableShape {
  /** `name AFFINITY`; a column that takes no NULL ends in `=` where it has a default, else in `!`. */
  readonly columns: readonly string[]
  /** Columns of the primary key, in order, with their `COLLATE` where it is not BINARY. */
  readonly key: string
  /** Columns of each other unique key, likewise. */
  readonly unique: readonly string[]
  /** `columns > table (columns) on update, on delete` of each foreign key. */
  readonly references: readonly string[]
  /** The text of each CHECK. */
  readonly checks: readonly string[]
}

interface ColumnRow {
  readonly name: string
  readonly type: string
  readonly required: number
  readonly fallback: string | null
  readonly place: number
}
interface UniqueIndex {
  readonly columns: string
  readonly isPrimary: boolean
}
interface ReferenceRow {
  readonly id: number
  readonly table: string
  readonly from: string
  readonly to: string | null
  readonly onUpdate: string
  readonly onDelete: string
}

/** Reads the shape of a table; null where there is none of that name. */
export function readTableShape(db: ReadableDb, table: string): TableShape | null {
  const sql = db.prepare<[string], string>("SELECT sql FROM sqlite_master WHERE type = 'table' AND name = ?").pluck().get(table)
  if (sql === undefined) return null
  const columns = db
    .prepare<[string], ColumnRow>(
      'SELECT name, type, "notnull" AS required, dflt_value AS fallback, pk AS place FROM pragma_table_xinfo(?) WHERE hidden = 0'
    )
    .all(table)
  const indexes = readUniqueIndexes(db, table)
  const primary = indexes.find(({ isPrimary }) => isPrimary)
  const key = columns.filter(({ place }) => place > 0).sort((left, right) => left.place - right.place)
  return {
    columns: columns.map(describeColumn),
    // A key that is the number of the row has no index.
    key: primary?.columns ?? key.map(({ name }) => name).join(' '),
    unique: indexes
      .filter((index) => index !== primary)
      .map((index) => index.columns)
      .sort(),
    references: readReferences(db, table),
    checks: readChecks(sql)
  }
}

/** What keeps rows of the known shape from being written to a table of the found one, as the end of a sentence; null where nothing does. More columns that fill themselves do not. */
export function findObstacle(known: TableShape, found: TableShape): string | null {
  const column = findColumnObstacle(known.columns, found.columns)
  if (column !== null) return column
  if (found.key !== known.key) return `has another primary key (${found.key || 'none'})`
  const unique = differ(known.unique, found.unique)
  if (unique !== undefined) return `differs in the unique key (${unique})`
  const reference = differ(known.references, found.references)
  if (reference !== undefined) return `differs in the foreign key ${reference}`
  const check = found.checks.find((one) => !known.checks.includes(one))
  return check === undefined ? null : `has another rule: ${check}`
}

function findColumnObstacle(known: readonly string[], found: readonly string[]): string | null {
  const columns = new Map(found.map((column) => [nameOf(column), column]))
  for (const column of known) {
    const other = columns.get(nameOf(column))
    if (other === undefined) return `has no column “${nameOf(column)}”`
    if (!takesSame(column, other)) return `has another column “${nameOf(column)}”`
    columns.delete(nameOf(column))
  }
  const demanding = [...columns.values()].find((column) => column.endsWith('!'))
  return demanding === undefined ? null : `has a column “${nameOf(demanding)}” that must be filled`
}

/** Whether a column takes all that is written to the known one: it may ask for less. */
function takesSame(known: string, found: string): boolean {
  const [plainKnown, plainFound] = [known, found].map((column) => column.replace(/[!=]$/, ''))
  return plainKnown === plainFound && (known === found || known.endsWith('!') || found === plainFound)
}

function nameOf(column: string): string {
  return column.slice(0, column.lastIndexOf(' '))
}

function differ(known: readonly string[], found: readonly string[]): string | undefined {
  return found.find((one) => !known.includes(one)) ?? known.find((one) => !found.includes(one))
}

function describeColumn({ name, type, required, fallback }: ColumnRow): string {
  const demand = fallback === null ? '!' : '='
  return `${name} ${affinityOf(type)}${required === 1 ? demand : ''}`
}

/** How SQLite stores what is put into a column (datatype3.html, 3.1). */
function affinityOf(type: string): string {
  if (/INT/i.test(type)) return 'INTEGER'
  if (/CHAR|CLOB|TEXT/i.test(type)) return 'TEXT'
  if (type === '' || /BLOB/i.test(type)) return 'BLOB'
  return /REAL|FLOA|DOUB/i.test(type) ? 'REAL' : 'NUMERIC'
}

function readUniqueIndexes(db: ReadableDb, table: string): readonly UniqueIndex[] {
  const indexes = db
    .prepare<[string], { name: string; partial: number; origin: string }>(
      'SELECT name, partial, origin FROM pragma_index_list(?) WHERE "unique" = 1'
    )
    .all(table)
  const columns = db.prepare<[string], { name: string | null; collation: string }>(
    'SELECT name, coll AS collation FROM pragma_index_xinfo(?) WHERE "key" = 1 ORDER BY seqno'
  )
  return indexes.map(({ name: index, partial, origin }) => {
    const names = columns
      .all(index)
      .map(({ name, collation }) => `${name ?? 'an expression'}${collation === 'BINARY' ? '' : ` COLLATE ${collation}`}`)
    return { columns: `${names.join(' ')}${partial === 1 ? ', in part' : ''}`, isPrimary: origin === 'pk' }
  })
}

function readReferences(db: ReadableDb, table: string): readonly string[] {
  const rows = db
    .prepare<[string], ReferenceRow>(
      'SELECT id, "table", "from", "to", on_update AS onUpdate, on_delete AS onDelete FROM pragma_foreign_key_list(?) ORDER BY id, seq'
    )
    .all(table)
  const byId = Map.groupBy(rows, ({ id }) => id)
  return [...byId.values()]
    .map((parts) => {
      const [{ table: target = '', onUpdate = '', onDelete = '' } = {}] = parts
      const acts = [onUpdate === 'NO ACTION' ? '' : ` on update ${onUpdate}`, onDelete === 'NO ACTION' ? '' : ` on delete ${onDelete}`]
      return `${parts.map(({ from }) => from).join(' ')} > ${target} (${parts.map(({ to }) => to ?? '').join(' ')})${acts.join('').toLowerCase()}`
    })
    .sort()
}
