import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { expect, test } from 'vitest'
import {
  readArtifactRoot,
  readArtifactsDestination,
  readDatabaseAddress,
  readStaticPrefix
} from '../../src/main/server/service-addresses.ts'
import { makeFolder } from '../tracking/registry-fixture.ts'

const folder = resolve('/data/work')

test('the address of a database is a file as SQLAlchemy reads it, in a folder that is there', () => {
  const place = makeFolder()
  mkdirSync(join(place, 'sub'))
  for (const [uri, file] of [
    ['sqlite:///mlflow.db', 'mlflow.db'],
    ['sqlite:///sub/mlflow.db', 'sub/mlflow.db'],
    ['sqlite:///../mlflow.db', '../mlflow.db'],
    [`sqlite:///${place}/mlflow.db`, 'mlflow.db'],
    [`sqlite+pysqlite:///${place}/mlflow.db`, 'mlflow.db'],
    [`sqlite:///${place}/a%20b#c.db`, 'a%20b#c.db']
  ] as const)
    expect([uri, readDatabaseAddress(uri, place)]).toEqual([uri, resolve(place, file)])
})

test.each(['sqlite:///nope/dir/mlflow.db', 'sqlite:///~/x.db'])('the database %s would need folders that nobody made', (uri) => {
  const place = makeFolder()
  const parent = dirname(resolve(place, uri.slice('sqlite:///'.length)))
  const home = uri.includes('~') ? ' “~” is not expanded in an address: write the folder out.' : ''
  expect(() => readDatabaseAddress(uri, place)).toThrow(
    expect.objectContaining({
      code: 'INVALID',
      message: `“${uri}”: there is no folder “${parent}”.${home}`,
      remedy: expect.stringMatching(/^Make that folder, or correct the path/)
    })
  )
})

test.each(['?mode=ro', '?timeout=30'])('what stands after the file, as %s, is refused by name', (query) => {
  expect(() => readDatabaseAddress(`sqlite:///a.db${query}`, makeFolder())).toThrow(
    expect.objectContaining({
      code: 'INVALID',
      message: expect.stringContaining(`ends in “${query}”`),
      remedy: 'Leave that out: sqlite:///a.db'
    })
  )
})

test('a prefix begins with a slash and ends without one', () => {
  for (const prefix of ['', '/mlflow', '/pre/fix-1.0']) expect(readStaticPrefix(prefix)).toBe(prefix)
  for (const prefix of ['mlflow', '/mlflow/', '/', '/a//b', '/a b']) expect(() => readStaticPrefix(prefix)).toThrow(/is no path prefix/)
})

test.each([
  ['postgresql://user@host/db', /other databases are not supported/],
  ['mysql+pymysql://host/db', /other databases are not supported/],
  ['./mlruns', /folder of files/],
  ['file:///var/mlruns', /folder of files/],
  ['sqlite://', /names no file/],
  ['sqlite:///:memory:', /names no file/],
  ['sqlite:///file:x.db?uri=true', /names no file/],
  ['sqlite:///', /names no file/]
])('the database %s is refused', (uri, problem) => {
  expect(() => readDatabaseAddress(uri, folder)).toThrow(problem)
})

test.each([
  ['mlflow.db', 'sqlite:///mlflow.db'],
  ['./sub/Tracking.SQLite', 'sqlite:///./sub/Tracking.SQLite'],
  ['/var/lib/mlflow.sqlite3', 'sqlite:////var/lib/mlflow.sqlite3'],
  ['C:\\data\\mlflow.db', 'sqlite:///C:\\data\\mlflow.db'],
  ['file:///var/lib/ml%20flow.db', 'sqlite:////var/lib/ml flow.db']
])('the path %s is told from a folder, and its address is named', (text, address) => {
  expect(() => readDatabaseAddress(text, folder)).toThrow(
    expect.objectContaining({
      code: 'INVALID',
      message: `“${text}” is the path of a file; a database is named by its address.`,
      remedy: `Give ${address}`
    })
  )
})

test('what is there tells a file from a folder, whatever its name', () => {
  const place = makeFolder()
  writeFileSync(join(place, 'tracking'), '')
  mkdirSync(join(place, 'runs.db'))
  expect(() => readDatabaseAddress('tracking', place)).toThrow(expect.objectContaining({ remedy: 'Give sqlite:///tracking' }))
  expect(() => readDatabaseAddress('runs.db', place)).toThrow(/folder of files/)
})

test.each([
  ['mlruns', '/data/work/mlruns'],
  ['./a b', '/data/work/a b'],
  ['/var/mlruns', '/var/mlruns'],
  ['file:///var/mlruns', 'file:///var/mlruns'],
  ['file:mlruns', 'file:///data/work/mlruns'],
  ['mlflow-artifacts:/team', 'mlflow-artifacts:/team'],
  ['s3://bucket/root', 's3://bucket/root']
])('the artifact root %s is %s, as MLflow makes it absolute', (text, address) => {
  expect(readArtifactRoot(text, folder)).toBe(address)
})

test('the destination of artifacts is a folder of this computer', () => {
  expect(readArtifactsDestination('./mlartifacts', folder)).toBe(resolve('/data/work/mlartifacts'))
  expect(readArtifactsDestination('file:///var/a%20b', folder)).toBe(resolve('/var/a b'))
  expect(readArtifactsDestination('file:kept', folder)).toBe(resolve('/data/work/kept'))
  expect(() => readArtifactsDestination('s3://bucket/root', folder)).toThrow(/in a folder of this computer/)
  expect(() => readArtifactsDestination('file://host/root', folder)).toThrow(/not the address of a folder/)
})

test.each(['file:%zz', 'file:a/%E0%A4%A', 'file:///%zz', 'file:///a%2Fb', 'file://host/root'])(
  'the address %s is refused by name',
  (text) => {
    for (const read of [readArtifactRoot, readArtifactsDestination])
      expect(() => read(text, folder)).toThrow(
        expect.objectContaining({ code: 'INVALID', message: `“${text}” is not the address of a folder of this computer.` })
      )
  }
)
