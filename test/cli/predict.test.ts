import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { makeHome, placeRegistry } from '../support/app-host.ts'
import { runCommand } from '../support/command-line.ts'
import { createTestRegistry } from '../support/registry-builder.ts'
import { isPythonMissing, makeModels } from '../support/scoring.ts'

/** A home whose registry holds `mixed` v1, an ONNX model that doubles an int64. */
async function makeMixedHome(): Promise<string> {
  const folder = path.join(await makeModels(), 'mixed-onnx')
  const home = makeHome()
  const registry = createTestRegistry()
  try {
    const files = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isFile())
    const content = Object.fromEntries(files.map(({ name }) => [name, readFileSync(path.join(folder, name))]))
    registry.addModel('mixed')
    registry.addVersion({ model: 'mixed', version: 1, source: registry.writeArtifacts('0/mixed/artifacts/model', content) })
    registry.db.close()
    for (const side of ['mlflow.db-wal', 'mlflow.db-shm']) rmSync(path.join(registry.folder, side), { force: true })
    placeRegistry(home, registry.folder)
  } finally {
    registry.remove()
  }
  return home
}

describe.skipIf(isPythonMissing)('predict (models made by GREENROOM_TEST_PYTHON)', () => {
  test('--json prints integers beyond 2^53 with every digit', { timeout: 120_000 }, async () => {
    const home = await makeMixedHome()
    const file = path.join(path.dirname(home), 'rows.json')
    writeFileSync(file, '[{"plan": "b", "price": 2, "tenure": "9007199254740993"}]')
    const ended = await runCommand(home, ['predict', 'mixed/1', '--input', file, '--json'])
    expect(ended).toMatchObject({ code: 0, stderr: '' })
    expect(JSON.parse(ended.stdout)).toMatchObject({ model: 'mixed', rows: 1, status: 'ok' })
    expect(ended.stdout.match(/"output": \{[\s\S]*?\}/)?.[0].replaceAll(/\s+/g, '')).toBe(
      '"output":{"predictions":[{"months":18014398509481986,"cost":4,"name":"b"}'
    )
  })
})
