import { mkdirSync, readFileSync, statSync } from 'node:fs'
import path from 'node:path'
import Database from 'better-sqlite3'
import { expect, test } from 'vitest'
import { findSample, installSample, readSampleHistory, removeSample } from '../../src/main/sources/snapshot/sample.ts'
import { createNotedContext } from '../support/local-source.ts'
import { listAll, makeSnapshotFolder, never, openAs, readArchive, sampleFile, toolsFor, unpackHere } from '../support/snapshots.ts'

test('the sample installs as a writable registry of its own, and goes by one call', async () => {
  const home = makeSnapshotFolder()
  const folder = path.join(home, 'sample')
  const installed = await installSample(toolsFor(home), { snapshotFile: sampleFile, folder }, never)
  expect(installed.name).toBe('Sample registry')
  expect(installed.registryId).not.toBe(installed.manifest.registryId)
  expect(JSON.parse(readFileSync(path.join(folder, 'registry.json'), 'utf8'))).toEqual({ id: installed.registryId, format: 1 })
  expect(await findSample(folder)).toEqual({
    registryId: installed.registryId,
    name: 'Sample registry',
    folder,
    database: installed.database,
    artifacts: installed.artifacts
  })
  expect(installed.foreignHistory.filter((row) => row.kind === 'audit').length).toBeGreaterThan(10)

  expect(readSampleHistory(folder, undefined)).toEqual({ foreignHistory: installed.foreignHistory, predictions: installed.predictions })

  const source = openAs('sample', installed)
  await source.createModel({ model: 'mine', description: '' }, createNotedContext())
  expect(await source.countModels()).toBe(4)
  const db = new Database(installed.database, { readonly: true })
  expect(db.pragma('journal_mode', { simple: true })).toBe('wal')
  db.close()

  await expect(installSample(toolsFor(home), { snapshotFile: sampleFile, folder }, never)).rejects.toMatchObject({ code: 'CONFLICT' })
  await source.close()
  await removeSample(folder)
  expect(await findSample(folder)).toBeNull()
  expect(listAll(home)).toEqual(['work'])
})

test('a sample that cannot be read is not one that was never added', async () => {
  const folder = path.join(makeSnapshotFolder(), 'sample')
  mkdirSync(path.join(folder, 'manifest.json'), { recursive: true })
  await expect(findSample(folder)).rejects.toMatchObject({ code: 'EISDIR' })
})

test('the sample is small and real: three models, five versions and more, histories, ONNX and pickle', async () => {
  expect(statSync(sampleFile).size).toBeLessThan(1_000_000)
  const home = makeSnapshotFolder()
  const opened = await unpackHere(sampleFile, home)
  const source = openAs('snapshot', opened)
  const models = await source.listModels(
    { filter: '', sort: { key: 'name', descending: false }, offset: 0, limit: 10, metrics: [] },
    never.signal
  )
  expect(models.rows.map((row) => [row.name, row.versionCount])).toEqual([
    ['diabetes-progression', 5],
    ['iris-species', 5],
    ['wine-cultivar', 6]
  ])
  for (const { name, versionCount } of models.rows)
    for (let version = 1; version <= versionCount; version += 1) {
      const facts = await source.getVersion(name, `${version}`)
      const contents = await source.readContents(name, `${version}`)
      expect(contents).toMatchObject({
        problem: null,
        engine: name === 'iris-species' ? 'python' : 'onnx',
        loadingRunsCode: name === 'iris-species'
      })
      expect(contents.signature?.inputs.length).toBeGreaterThan(3)
      expect(contents.inputExample).toHaveLength(3)
      const histories = await source.metricHistories(
        { runIds: [facts.runId ?? ''], metrics: Object.keys(facts.metrics), limit: 1000 },
        never.signal
      )
      expect(histories.every((history) => history.points.length >= 8)).toBe(true)
    }
})

test('nothing in the sample names the place where it was made', async () => {
  for (const [name, content] of await readArchive(sampleFile))
    expect({ name, traces: /\/(?:home|root|Users|work|tmp)\/\w|"root"/.exec(content.toString('latin1'))?.[0] ?? null }).toEqual({
      name,
      traces: null
    })
})
