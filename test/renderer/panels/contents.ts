import type { PredictionTarget } from '../../../src/preload/contract/predictions.ts'
import type { VersionContents } from '../../../src/preload/contract/versions.ts'

/** Contents of an ONNX version that says nothing, but for `part`. */
export function makeContents(part: Partial<VersionContents>): VersionContents {
  return {
    flavors: ['onnx', 'python_function'],
    engine: 'onnx',
    loadingRunsCode: false,
    serializationFormat: null,
    mlflowVersion: null,
    pythonVersion: null,
    requirements: [],
    environmentFiles: [],
    signature: null,
    inputExample: null,
    inputExampleJson: null,
    metadata: {},
    fileCount: 3,
    size: 2048,
    problem: null,
    ...part
  }
}

/** churn v21 as the predict page gets it, but for `part`. */
export function makeTarget(part: Partial<PredictionTarget>): PredictionTarget {
  return {
    model: 'churn',
    version: '21',
    digest: 'a'.repeat(64),
    contents: makeContents({}),
    isLoaded: false,
    needsConsent: false,
    python: null,
    ...part
  }
}
