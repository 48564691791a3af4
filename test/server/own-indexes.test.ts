import { join } from 'node:path'
import Database from 'better-sqlite3'
import { expect, onTestFinished, test } from 'vitest'
import { startService } from '../../src/main/service.ts'
import { ownIndexes } from '../../src/main/tracking/own-indexes.ts'
import { createTrackingDatabase, ensureRegistryFolder } from '../../src/main/tracking/schema.ts'
import { makeFolder } from '../tracking/registry-fixture.ts'

/** A database as another program makes it: without indexes of ours. */
function makeForeign(file: string): string {
  createTrackingDatabase(file, { isPlain: true })
  return file
}

function listIndexes(file: string): readonly unknown[] {
  const db = new Database(file, { readonly: true })
  onTestFinished(() => void db.close())
  return db.prepare("SELECT name FROM sqlite_master WHERE name LIKE 'greenroom_%' ORDER BY name").pluck().all()
}

async function serve(options: Parameters<typeof startService>[0]): Promise<void> {
  const service = await startService(options)
  await service.close()
}

test('a database of another program gets our indexes only when its owner asks', async () => {
  const database = makeForeign(join(makeFolder(), 'mlflow.db'))
  await serve({ database, port: 0 })
  expect(listIndexes(database)).toEqual([])
  await serve({ database, port: 0, addsIndexes: true })
  expect(listIndexes(database)).toEqual(Object.keys(ownIndexes).sort())
})

test('a registry of an earlier release gets them at the next start', async () => {
  const home = makeFolder()
  const { database } = ensureRegistryFolder(join(home, 'registry'), { isPlain: true })
  await serve({ home, port: 0 })
  expect(listIndexes(database)).toEqual(Object.keys(ownIndexes).sort())
})
