import type Database from 'better-sqlite3'
import { expect, test } from 'vitest'
import { knownTables } from '../../src/main/tracking/known-tables.ts'
import { checkWritable, probeTrackingDatabase, watchSchema } from '../../src/main/tracking/revision.ts'
import { readTableShape } from '../../src/main/tracking/table-shape.ts'
import { makeRegistry } from './registry-fixture.ts'

test('a database of any revision is written to whose tables are MLflow’s; foreign triggers and views are refused', () => {
  const { db } = makeRegistry()
  expect(() => checkWritable(db)).not.toThrow()
  db.exec("UPDATE alembic_version SET version_num = 'ffffffffffff'")
  db.exec('CREATE TABLE new_things (x INTEGER NOT NULL, run_uuid VARCHAR(32) NOT NULL REFERENCES runs (run_uuid))')
  db.exec("ALTER TABLE runs ADD COLUMN cost FLOAT; ALTER TABLE params ADD COLUMN kind VARCHAR(20) DEFAULT 'text' NOT NULL")
  db.exec('CREATE INDEX greenroom_by_cost ON runs (cost)')
  expect(() => checkWritable(db)).not.toThrow()
  db.exec('CREATE TRIGGER spy AFTER INSERT ON runs BEGIN SELECT 1; END')
  expect(() => checkWritable(db)).toThrow(/trigger “spy”/)
  db.exec('DROP TRIGGER spy; CREATE VIEW window AS SELECT 1')
  expect(() => checkWritable(db)).toThrow(/view “window”/)
})

test('MLflow’s trigger may be written with other blanks, and a reader takes a database of several revisions', () => {
  const { db } = makeRegistry()
  rebuild(db, 'prevent_secrets_aad_mutation', 'FOR EACH ROW', '\n\t  FOR EACH  ROW')
  expect(() => checkWritable(db)).not.toThrow()
  db.exec("INSERT INTO alembic_version VALUES ('ffffffffffff')")
  expect(probeTrackingDatabase(db)).toMatchObject({ revision: 'dc11669786a5', hasWorkspaces: true })
})

test('the known tables are those of the schema that we create', () => {
  const { db } = makeRegistry()
  for (const [table, known] of Object.entries(knownTables)) expect([table, readTableShape(db, table)]).toEqual([table, known])
})

/** Makes a table or trigger anew with another text, as a migration does. */
const rebuild = (db: Database.Database, name: string, from: string, to: string) => {
  const found = db.prepare<[string], { type: string; sql: string }>('SELECT type, sql FROM sqlite_master WHERE name = ?').get(name)
  expect(found?.sql).toContain(from)
  db.exec(`DROP ${found?.type} ${name}; ${found?.sql.replace(from, to)}`)
}

test.each<readonly [string, RegExp, (db: Database.Database) => unknown]>([
  ['a lost column', /“runs” has no column “deleted_time”/, (db) => db.exec('ALTER TABLE runs DROP COLUMN deleted_time')],
  ['a lost table', /“logged_model_tags” is missing/, (db) => db.exec('DROP TABLE logged_model_tags')],
  [
    'a column to be filled',
    /“tags” has a column “kind” that must be filled/,
    (db) => rebuild(db, 'tags', 'value VARCHAR(8000),', 'value VARCHAR(8000), kind TEXT NOT NULL,')
  ],
  [
    'a column that takes no NULL any more',
    /“tags” has another column “value”/,
    (db) => rebuild(db, 'tags', 'value VARCHAR(8000),', "value VARCHAR(8000) DEFAULT '' NOT NULL,")
  ],
  [
    'a column of another type',
    /“latest_metrics” has another column “step”/,
    (db) => rebuild(db, 'latest_metrics', 'step BIGINT NOT NULL', 'step VARCHAR(20) NOT NULL')
  ],
  [
    'another primary key',
    /“params” has another primary key \(run_uuid key\)/,
    (db) => rebuild(db, 'params', 'PRIMARY KEY ("key", run_uuid)', 'PRIMARY KEY (run_uuid, "key")')
  ],
  ['another unique key', /“runs” differs in the unique key \(name\)/, (db) => db.exec('CREATE UNIQUE INDEX names ON runs (name)')],
  [
    'another foreign key',
    /“model_versions” differs in the foreign key workspace name > registered_models/,
    (db) => rebuild(db, 'model_versions', ' ON UPDATE CASCADE', '')
  ],
  [
    'another rule',
    /“experiments” has another rule: \(lifecycle_stage IN \('active'\)\)/,
    (db) => rebuild(db, 'experiments', "('active', 'deleted')", "('active')")
  ],
  [
    'a rule of many brackets',
    /“runs” has another rule: \(\(\(\(length\(name\) < 5\)\)\)\)/,
    (db) => rebuild(db, 'runs', 'CHECK (status', 'CHECK ((((length(name) < 5)))), CHECK (status')
  ],
  [
    'a rule that quotes brackets and another name',
    /“params” has another rule: \(value <> '\) {2}CHECK \(' AND "value" <> '\('\)/,
    (db) => rebuild(db, 'params', 'PRIMARY KEY', `CHECK /* ( */ (value <> ')  CHECK (' -- )\n AND "value" <> '('), PRIMARY KEY`)
  ],
  [
    'a primary key that takes upper and lower case for one',
    /“params” has another primary key \(key COLLATE NOCASE run_uuid\)/,
    (db) => rebuild(db, 'params', '"key" VARCHAR(250) NOT NULL', '"key" VARCHAR(250) COLLATE NOCASE NOT NULL')
  ],
  [
    'a unique key that takes upper and lower case for one',
    /“experiments” differs in the unique key \(workspace name COLLATE NOCASE\)/,
    (db) => rebuild(db, 'experiments', 'name VARCHAR(256) NOT NULL', 'name VARCHAR(256) COLLATE NOCASE NOT NULL')
  ],
  [
    'a trigger under the name of MLflow’s',
    /trigger “prevent_secrets_aad_mutation”, which is not as MLflow made it/,
    (db) => rebuild(db, 'prevent_secrets_aad_mutation', 'SELECT RAISE', 'DELETE FROM runs; SELECT RAISE')
  ],
  [
    'the trigger of MLflow under another name',
    /trigger “spy”, which MLflow did not make/,
    (db) => rebuild(db, 'prevent_secrets_aad_mutation', 'prevent_secrets_aad_mutation', 'spy')
  ],
  [
    'two revisions',
    /schema revision dc11669786a5 and ffffffffffff, .*“alembic_version” names 2 revisions/,
    (db) => db.exec("INSERT INTO alembic_version VALUES ('ffffffffffff')")
  ],
  ['no revision', /revision \(none\)/, (db) => db.exec('DELETE FROM alembic_version')],
  [
    'no workspaces',
    /before 3\.10/,
    (db) => db.exec('DROP TABLE registered_models; CREATE TABLE registered_models (name, creation_time, last_updated_time)')
  ]
])('a database with %s is not written to', (_name, problem, change) => {
  const { db } = makeRegistry()
  db.pragma('foreign_keys = OFF')
  change(db)
  expect(() => checkWritable(db)).toThrow(problem)
})

test('a schema that changes under us is looked at again, once', () => {
  const { db } = makeRegistry()
  const check = watchSchema(db)
  expect(check).not.toThrow()
  db.exec('ALTER TABLE runs ADD COLUMN cost FLOAT')
  expect(check).not.toThrow()
  db.exec('ALTER TABLE runs RENAME COLUMN status TO state')
  expect(check).toThrow(/no column “status”/)
  expect(check).toThrow(/no column “status”/)
  db.exec('ALTER TABLE runs RENAME COLUMN state TO status')
  expect(check).not.toThrow()
})
