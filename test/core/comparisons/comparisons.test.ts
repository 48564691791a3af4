import { mkdirSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import type { Comparison } from '../../../src/preload/contract/comparisons.ts'
import { openCoreHost, registryId } from '../../support/core-host.ts'

const pair = {
  registry: registryId,
  versions: [
    { model: 'churn', version: '1' },
    { model: 'churn', version: '2' }
  ]
}
const rowOf = (comparison: Comparison, group: string, key: string) =>
  comparison.groups.find((one) => one.name === group)?.rows.find((row) => row.key === key)

test('versions are laid side by side: stage, metrics, params, environment and files by hash', async () => {
  const host = await openCoreHost()
  const comparison = await host.call('comparisons.versions', pair)
  expect(comparison.columns).toEqual([
    { id: 'churn:1', label: 'churn v1', runId: '1'.repeat(32) },
    { id: 'churn:2', label: 'churn v2', runId: '2'.repeat(32) }
  ])
  expect(rowOf(comparison, 'About', 'stage')).toMatchObject({ values: ['Production', 'Staging'], isDifferent: true })
  expect(rowOf(comparison, 'Metrics', 'loss')).toMatchObject({ values: [1, 0.5], better: 'lower', differences: [null, -0.5] })
  expect(rowOf(comparison, 'Params', 'seed')).toMatchObject({ values: ['1', '1'], isDifferent: false })
  expect(rowOf(comparison, 'Environment', 'mlflow')).toMatchObject({ isDifferent: false })
  const file = rowOf(comparison, 'Artifacts', 'model.onnx')
  expect(file?.isDifferent).toBe(true)
  expect(file?.values[0]).toMatch(/^20 B · [0-9a-f]{12}$/)
})

test('a version whose files are gone is compared by what the registry knows', async () => {
  const host = await openCoreHost()
  rmSync(path.join(host.registry.artifacts, '0', '2'.repeat(32)), { recursive: true })
  const comparison = await host.call('comparisons.versions', pair)
  expect(rowOf(comparison, 'Metrics', 'accuracy')).toMatchObject({ values: [0.8, 0.9] })
  expect(rowOf(comparison, 'Artifacts', 'model.onnx')?.values).toEqual([expect.stringContaining('·'), null])
})

test('runs are laid side by side; MLflow’s own tags are not rows', async () => {
  const host = await openCoreHost()
  const comparison = await host.call('comparisons.runs', { registry: registryId, runIds: ['1'.repeat(32), '3'.repeat(32)] })
  expect(comparison.columns.map((column) => column.label)).toEqual(['run-1', 'run-3'])
  expect(rowOf(comparison, 'Metrics', 'accuracy')?.differences[1]).toBeCloseTo(0.15)
  expect(comparison.groups.find((group) => group.name === 'Tags')?.rows.map((row) => row.key)).toEqual(['team'])
  expect(rowOf(comparison, 'Artifacts', 'model/model.onnx')?.isDifferent).toBe(true)
  expect(rowOf(comparison, 'About', 'registered')?.values).toEqual(['churn v1', 'churn v3'])
})

test('files too large to hash are never called the same, and exact sizes tell them apart', async () => {
  const host = await openCoreHost()
  // Holes on the disk: nothing is written.
  const writeLarge = (version: number, name: string, bytes: number) => {
    const file = path.join(host.registry.artifacts, '0', `${version}`.repeat(32), 'artifacts', 'model', name)
    writeFileSync(file, '')
    truncateSync(file, bytes)
  }
  const large = 65 * 1024 * 1024
  for (const version of [1, 2]) writeLarge(version, 'alike.bin', large)
  for (const version of [1, 2]) writeLarge(version, 'apart.bin', large + version)
  const comparison = await host.call('comparisons.versions', pair)
  const text = expect.stringMatching(/^65\.0 MB \(68,157,4\d\d bytes\) · not hashed$/)
  expect(rowOf(comparison, 'Artifacts', 'alike.bin')).toMatchObject({ values: [text, text], isDifferent: false, isUncertain: true })
  expect(rowOf(comparison, 'Artifacts', 'apart.bin')).toMatchObject({ values: [text, text], isDifferent: true })
})

test('more files than are compared are mentioned', async () => {
  const host = await openCoreHost()
  const folder = path.join(host.registry.artifacts, '0', '1'.repeat(32), 'artifacts', 'model', 'parts')
  mkdirSync(folder)
  for (let part = 0; part < 1000; part += 1) writeFileSync(path.join(folder, `${part}`), '')
  const comparison = await host.call('comparisons.versions', pair)
  const files = comparison.groups.find((group) => group.name === 'Artifacts')?.rows ?? []
  expect(files[0]).toMatchObject({ key: '(files beyond the first 1,000)/', values: ['not compared', null], isDifferent: true })
})

test('what is not there is named', async () => {
  const host = await openCoreHost()
  const missing = { ...pair, versions: [...pair.versions, { model: 'churn', version: '77' }] }
  await expect(host.call('comparisons.versions', missing)).rejects.toMatchObject({ code: 'NOT_FOUND' })
})
