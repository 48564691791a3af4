import path from 'node:path'
import { expect, test } from 'vitest'
import { verifySnapshot } from '../../src/main/sources/snapshot/unpack.ts'
import { makeRandom, makeSnapshot } from '../support/snapshot-copies.ts'
import { editDatabase, forge, readArchive, refusalOf, writeEntries } from '../support/snapshots.ts'

test('a manifest of a newer Greenroom is told apart from damage', async () => {
  const { file, folder } = await makeSnapshot()
  const entries = await readArchive(file)
  const manifest = JSON.parse(String(entries.get('manifest.json'))) as object
  await writeEntries(file, entries.set('manifest.json', Buffer.from(JSON.stringify({ ...manifest, formatVersion: 2 }))))
  expect(await refusalOf(file, folder)).toMatchObject({ code: 'UNSUPPORTED', message: expect.stringContaining('newer') })
})

test.each([
  ['not JSON', () => '{"formatVersion": 1,'],
  ['a list', () => '[]'],
  ['a path out of the archive', (text: string) => text.replace('"mlflow.db"', '"../mlflow.db"')],
  ['an id that is a path', (text: string) => text.replace(/"snapshotId": "[^"]*"/, '"snapshotId": "../../x"')],
  ['a negative size', (text: string) => text.replace(/"size": \d+/, '"size": -1')],
  ['no entries', (text: string) => text.replace(/"entries": \[[\s\S]*\]/, '"entries": []')]
])('a manifest that is %s is refused', async (_what, change) => {
  const { file, folder } = await makeSnapshot()
  const entries = await readArchive(file)
  await writeEntries(file, entries.set('manifest.json', Buffer.from(change(String(entries.get('manifest.json'))))))
  expect(await refusalOf(file, folder)).toMatchObject({
    code: 'CORRUPT',
    details: { entry: expect.stringMatching(/manifest\.json|mlflow\.db/) }
  })
})

test.each([
  ['a view', 'CREATE VIEW sneaky AS SELECT 1'],
  ['a trigger', 'CREATE TRIGGER sneaky AFTER INSERT ON runs BEGIN DELETE FROM runs; END'],
  ['an extra table', 'CREATE TABLE sneaky (x)'],
  ['a virtual table', 'CREATE VIRTUAL TABLE sneaky USING fts5(x)'],
  ['an index over an expression', 'DROP INDEX index_params_run_uuid; CREATE INDEX index_params_run_uuid ON params (abs(run_uuid))'],
  ['a computed column', "ALTER TABLE runs ADD COLUMN sneaky TEXT AS (upper('x'))"],
  ['a missing table', 'DROP TABLE params'],
  ['text where a number belongs', "UPDATE runs SET start_time = 'yesterday'"],
  ['a row that refers to nothing', "INSERT INTO params (key, value, run_uuid) VALUES ('k', 'v', 'nobody')"],
  [
    'a value its column forbids',
    "UPDATE runs SET status = 'EVIL' WHERE 0; INSERT INTO model_versions (name, version, workspace) VALUES ('nobody', 1, 'default')"
  ]
])('a forged database with %s is refused, although every hash fits', async (_what, sql) => {
  const { file, folder } = await makeSnapshot()
  const forged = path.join(folder, 'forged.greenroom')
  await forge(file, forged, (entries) => entries.set('mlflow.db', editDatabase(entries.get('mlflow.db') as Buffer, folder, sql)))
  expect((await refusalOf(forged, folder)).code).toBe('CORRUPT')
})

test('another revision of MLflow’s schema is named', async () => {
  const { file, folder } = await makeSnapshot()
  const forged = path.join(folder, 'forged.greenroom')
  const sql = "UPDATE alembic_version SET version_num = '0584bdc529eb'"
  await forge(file, forged, (entries) => entries.set('mlflow.db', editDatabase(entries.get('mlflow.db') as Buffer, folder, sql)))
  expect(await refusalOf(forged, folder)).toMatchObject({ code: 'UNSUPPORTED', message: expect.stringContaining('0584bdc529eb') })
})

test.each([
  '../../outside',
  '/etc/outside',
  'C:/outside',
  'a/../../outside',
  'a\\outside',
  'a//outside',
  'CON',
  'x/aux.txt',
  'dot.',
  'bi\u202edi',
  'nul\u0000x'
])('an artifact that would be written to %j is refused', async (name) => {
  const { file, folder } = await makeSnapshot()
  const forged = path.join(folder, 'forged.greenroom')
  const sql = `UPDATE artifact_files SET path = CAST(x'${Buffer.from(name).toString('hex')}' AS TEXT) WHERE path LIKE '7/%'`
  await forge(file, forged, (entries) => entries.set('greenroom.db', editDatabase(entries.get('greenroom.db') as Buffer, folder, sql)))
  expect((await refusalOf(forged, folder)).code).toBe('UNSAFE_PATH')
})

test.each([
  [
    'two names equal but for case',
    "INSERT INTO artifact_files SELECT upper(path), sha256, size FROM artifact_files WHERE path LIKE '%notes.txt'",
    'UNSAFE_PATH'
  ],
  [
    'a file that is a folder too',
    "INSERT INTO artifact_files SELECT path || '/x', sha256, size FROM artifact_files WHERE path LIKE '%notes.txt'",
    'UNSAFE_PATH'
  ],
  ['an artifact without bytes', `INSERT INTO artifact_files VALUES ('x', '${'0'.repeat(64)}', 1)`, 'CORRUPT'],
  ['bytes without an artifact', "DELETE FROM artifact_files WHERE path LIKE '%notes.txt'", 'CORRUPT'],
  ['another size', "UPDATE artifact_files SET size = size + 1 WHERE path LIKE '%notes.txt'", 'CORRUPT']
])('a list of artifacts with %s is refused', async (_what, sql, code) => {
  const { file, folder } = await makeSnapshot()
  const forged = path.join(folder, 'forged.greenroom')
  await forge(file, forged, (entries) => entries.set('greenroom.db', editDatabase(entries.get('greenroom.db') as Buffer, folder, sql)))
  expect((await refusalOf(forged, folder)).code).toBe(code)
})

test('a forged database damaged at random ends in a refusal or sound rows, never in a crash', async () => {
  const { file, folder } = await makeSnapshot()
  const random = makeRandom()
  const forged = path.join(folder, 'forged.greenroom')
  for (let round = 0; round < 12; round += 1) {
    await forge(file, forged, (entries) => {
      const content = Buffer.from(entries.get('mlflow.db') as Buffer)
      for (let flip = 0; flip < 40; flip += 1) content[Math.floor(random() * content.length)] = Math.floor(random() * 256)
      entries.set('mlflow.db', content)
    })
    const outcome = await verifySnapshot({ kind: 'verify', file: forged, workFolder: path.join(folder, 'q') }, () => {}).then(
      () => 'accepted',
      (error: { code?: string }) => error.code
    )
    expect(['CORRUPT', 'UNSUPPORTED', 'accepted']).toContain(outcome)
  }
})
