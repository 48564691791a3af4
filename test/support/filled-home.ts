import { rmSync } from 'node:fs'
import path from 'node:path'
import { makeHome, placeRegistry } from './app-host.ts'
import { fillChurn } from './core-host.ts'
import { createTestRegistry } from './registry-builder.ts'

/** Run of v1 of `churn`; it also logged `pricing` v1. */
export const runId = '1'.repeat(32)

const signed = `flavors:
  onnx:
    onnx_version: 1.19.0
    data: model.onnx
  python_function:
    loader_module: mlflow.onnx
mlflow_version: 3.17.2
signature:
  inputs: '[{"type": "double", "name": "tenure", "required": true}, {"type": "string", "name": "plan", "required": true}]'
  outputs: '[{"type": "double", "name": "price", "required": true}]'
  params: null
`

/** A home whose registry holds `churn` (v1 Production @champion, v2 Staging, v3) and `pricing` v1, whose signature is tenure: double, plan: string. */
export function makeFilledHome(home: string = makeHome()): string {
  const registry = createTestRegistry()
  try {
    fillChurn(registry)
    registry.addModel('pricing')
    const source = registry.writeArtifacts(`0/${runId}/artifacts/pricing`, { MLmodel: signed, 'model.onnx': 'not read in these tests' })
    registry.addVersion({ model: 'pricing', version: 1, runId, source })
    registry.db.close()
    for (const side of ['mlflow.db-wal', 'mlflow.db-shm']) rmSync(path.join(registry.folder, side), { force: true })
    placeRegistry(home, registry.folder)
  } finally {
    registry.remove()
  }
  return home
}
