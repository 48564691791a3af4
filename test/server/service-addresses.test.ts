import { mkdirSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { expect, test } from 'vitest'
import { readArtifactRoot, readArtifactsDestination, readDatabaseAddress } from '../../src/main/server/service-addresses.ts'
import { makeFolder } from '../tracking/registry-fixture.ts'

const folder = resolve('/data/work')

test.each([
  ['sqlite:///mlflow.db', '/data/work/mlflow.db'],
  ['sqlite:///sub/mlflow.db', '/data/work/sub/mlflow.db'],
  ['sqlite:///../mlflow.db', '/data/mlflow.db'],
  ['sqlite:////var/lib/mlflow.db', '/var/lib/mlflow.db'],
  ['sqlite+pysqlite:////var/lib/mlflow.db', '/var/lib/mlflow.db'],
  ['sqlite:////var/lib/mlflow.db?timeout=30', '/var/lib/mlflow.db'],
  ['sqlite:////var/a%20b#c.db', '/var/a%20b#c.db']
])('the database %s is the file %s, as SQLAlchemy reads it', (uri, file) => {
  expect(readDatabaseAddress(uri, folder)).toBe(resolve(file))
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
