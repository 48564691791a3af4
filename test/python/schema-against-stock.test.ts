import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import Database from 'better-sqlite3'
import { expect, onTestFinished, test } from 'vitest'
import { ownIndexes } from '../../src/main/tracking/own-indexes.ts'
import { createTrackingDatabase } from '../../src/main/tracking/schema.ts'
import { makeFolder } from '../tracking/registry-fixture.ts'

const python = process.env['GREENROOM_TEST_PYTHON'] ?? ''
const isMissing = python === '' && process.env['CI'] === undefined
const script = `
import sys
from mlflow.store.tracking.sqlalchemy_store import SqlAlchemyStore
SqlAlchemyStore("sqlite:///" + sys.argv[1], "mlflow-artifacts:/")
`
type Row = Readonly<Record<string, unknown>>

/** Everything that SQLite itself knows of a schema, in an order of its own. */
function describeSchema(db: Database.Database): Readonly<Record<string, unknown>> {
  const ask = (sql: string, ...values: unknown[]) => db.prepare(sql).all(...values) as Row[]
  const tables = ask("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name").map(({ name }) => String(name))
  return Object.fromEntries(
    tables.map((table) => [
      table,
      {
        columns: ask('SELECT name, upper(type) AS type, "notnull", dflt_value, pk, hidden FROM pragma_table_xinfo(?) ORDER BY name', table),
        foreignKeys: ask(
          'SELECT seq, "table", "from", "to", on_update, on_delete, match FROM pragma_foreign_key_list(?) ORDER BY "table", "from", "to"',
          table
        ),
        indexes: ask(
          `SELECT name, "unique", origin, partial FROM pragma_index_list(?) WHERE name NOT IN (${listOwnIndexes()}) ORDER BY name`,
          table
        ).map(({ name, ...index }) => ({
          // SQLite numbers the indexes of keys by their place in the text.
          ...(String(name).startsWith('sqlite_autoindex') ? {} : { name }),
          ...index,
          columns: ask('SELECT seqno, name, desc, coll FROM pragma_index_xinfo(?) WHERE key ORDER BY seqno', name)
        })),
        checks: listChecks(String(ask("SELECT sql FROM sqlite_master WHERE type = 'table' AND name = ?", table)[0]?.['sql'])),
        triggers: ask("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = ? ORDER BY name", table).map(
          ({ name, sql }) => [name, String(sql).replace(/\s+/g, ' ').trim()]
        )
      }
    ])
  )
}

/** What we add on top, which stock does not have. */
function listOwnIndexes(): string {
  return Object.keys(ownIndexes)
    .map((name) => `'${name}'`)
    .join(', ')
}

function listChecks(sql: string): readonly string[] {
  return [...sql.matchAll(/CHECK \((?:[^()]|\([^()]*\))*\)/g)].map(([check]) => check.replace(/\s+/g, ' ')).sort()
}

function sortIndexes(schema: ReturnType<typeof describeSchema>): unknown {
  return Object.fromEntries(
    Object.entries(schema).map(([table, parts]) => {
      const { indexes, ...rest } = parts as { readonly indexes: readonly object[] }
      return [table, { ...rest, indexes: indexes.map((index) => JSON.stringify(index)).sort() }]
    })
  )
}

test.skipIf(isMissing)(
  'a database of ours has the schema and the first rows of stock MLflow 3.17.2 (needs GREENROOM_TEST_PYTHON)',
  { timeout: 120_000 },
  async () => {
    const folder = makeFolder()
    const [stockFile, ourFile] = [join(folder, 'stock.db'), join(folder, 'ours.db')]
    await promisify(execFile)(python, ['-c', script, stockFile], {
      env: { ...process.env, MLFLOW_DISABLE_TELEMETRY: 'true', MLFLOW_SERVER_ENABLE_JOB_EXECUTION: 'false' }
    })
    createTrackingDatabase(ourFile)
    const [stock, ours] = [new Database(stockFile, { readonly: true }), new Database(ourFile, { readonly: true })]
    onTestFinished(() => {
      stock.close()
      ours.close()
    })
    const expected = describeSchema(stock)
    expect(Object.keys(expected)).toHaveLength(65)
    expect(sortIndexes(describeSchema(ours))).toEqual(sortIndexes(expected))
    for (const table of Object.keys(expected)) {
      const rows = (db: Database.Database) =>
        db
          .prepare(`SELECT * FROM "${table}"`)
          .all()
          .map((row) => ({ ...(row as Row), creation_time: 0, last_update_time: 0 }))
      expect([table, rows(ours)]).toEqual([table, rows(stock)])
    }
  }
)
