import { Failure } from '../../../preload/contract/reply.ts'
import type { ReadableDb } from '../../tracking/database.ts'

export interface CopyOptions {
  readonly table: string
  readonly where?: string
  readonly bindings?: Readonly<Record<string, string>>
  /** Hears of rows now and then. */
  copied?(rows: number): void
}

interface Column {
  readonly name: string
  readonly type: string
  readonly hidden: number
}

const reportEvery = 20_000

/** Copies rows from one database to another through typed values: ids, times and 64-bit numbers exactly, columns that both know, nothing that is not plain data. Gives their number. */
export function copyRows(source: ReadableDb, target: ReadableDb, options: CopyOptions): number {
  const columns = listCommonColumns(source, target, options.table)
  const names = columns.map((column) => `"${column.name}"`).join(', ')
  const select = source
    .prepare<unknown[], unknown[]>(`SELECT ${names} FROM "${options.table}" WHERE ${options.where ?? '1'}`)
    .raw()
    .safeIntegers()
  const insert = target.prepare<unknown[], unknown>(
    `INSERT INTO "${options.table}" (${names}) VALUES (${columns.map(() => '?').join(', ')})`
  )
  let rows = 0
  for (const row of select.iterate(...(options.bindings ? [options.bindings] : []))) {
    checkRow(options.table, columns, row)
    insert.run(...row)
    rows += 1
    if (rows % reportEvery === 0) options.copied?.(rows)
  }
  return rows
}

function listCommonColumns(source: ReadableDb, target: ReadableDb, table: string): readonly Column[] {
  const there = new Set(listColumns(source, table).map((column) => column.name))
  return listColumns(target, table).filter((column) => there.has(column.name))
}

function listColumns(db: ReadableDb, table: string): readonly Column[] {
  return db.prepare<[string], Column>('SELECT name, type, hidden FROM pragma_table_xinfo(?) WHERE hidden = 0').all(table)
}

function checkRow(table: string, columns: readonly Column[], row: readonly unknown[]): void {
  const bad = columns.findIndex((column, index) => !mayHold(column.type, row[index]))
  if (bad < 0) return
  const column = columns[bad]
  throw new Failure(
    'CORRUPT',
    `The table ${table} of this registry is damaged: ${column?.name} holds ${nameKind(row[bad])} where ${column?.type} belongs.`,
    {
      remedy: 'Restore the registry from a copy or another snapshot.',
      details: { table, column: column?.name ?? '', expected: column?.type ?? '', found: nameKind(row[bad]) }
    }
  )
}

/** Whether a column of that declared type may hold the value: SQLite itself lets any column hold anything. */
export function mayHold(declaredType: string, value: unknown): boolean {
  if (value === null) return true
  const type = declaredType.toUpperCase()
  if (/CHAR|TEXT|CLOB|JSON/.test(type)) return typeof value === 'string'
  if (/BOOL/.test(type)) return value === 0n || value === 1n
  if (/INT/.test(type)) return typeof value === 'bigint'
  if (/FLOA|DOUB|REAL/.test(type)) return typeof value === 'number' || typeof value === 'bigint'
  return type.includes('BLOB') && Buffer.isBuffer(value)
}

function nameKind(value: unknown): string {
  if (Buffer.isBuffer(value)) return 'bytes'
  if (typeof value === 'string') return 'text'
  return typeof value === 'bigint' ? 'a whole number' : 'a number'
}
