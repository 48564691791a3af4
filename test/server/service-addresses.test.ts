import { resolve } from 'node:path'
import { expect, test } from 'vitest'
import { readArtifactRoot, readArtifactsDestination, readDatabaseAddress } from '../../src/main/server/service-addresses.ts'

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
