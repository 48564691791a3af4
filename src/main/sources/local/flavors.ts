import type { VersionContents } from '../../../preload/contract/versions.ts'
import { recordAt, textAt } from './json.ts'
import type { Mlmodel } from './mlmodel.ts'

type FlavorFacts = Pick<VersionContents, 'flavors' | 'engine' | 'loadingRunsCode' | 'serializationFormat' | 'pythonVersion'>

/** What the flavors of a model mean to us: which engine runs it, and whether loading it runs code from its files. */
export function describeFlavors({ flavors }: Mlmodel): FlavorFacts {
  const names = Object.keys(flavors)
  const engine = chooseEngine(names)
  return {
    flavors: names,
    engine,
    loadingRunsCode: engine === 'python' && !isPlainSkops(flavors),
    serializationFormat: findSerialization(flavors),
    pythonVersion: textAt(recordAt(flavors, 'python_function'), 'python_version')
  }
}

function chooseEngine(names: readonly string[]): VersionContents['engine'] {
  if (names.includes('onnx')) return 'onnx'
  return names.includes('python_function') ? 'python' : 'none'
}

/** A skops file rebuilds listed types only; a trusted list widens that to whatever the file names, a code folder to anything. All else is taken to run code. */
function isPlainSkops(flavors: Mlmodel['flavors']): boolean {
  const sklearn = recordAt(flavors, 'sklearn')
  const python = recordAt(flavors, 'python_function')
  return (
    textAt(sklearn, 'serialization_format') === 'skops' &&
    textAt(sklearn, 'pickled_model')?.endsWith('.skops') === true &&
    textAt(python, 'loader_module') === 'mlflow.sklearn' &&
    // With a data path MLflow reads the format from another MLmodel file, or takes pickle where there is none.
    isAbsent(python['data']) &&
    isAbsent(python['code']) &&
    isAbsent(sklearn['code']) &&
    isAbsent(sklearn['skops_trusted_types'])
  )
}

function isAbsent(value: unknown): boolean {
  return value === undefined || value === null || (Array.isArray(value) && value.length === 0)
}

/** `skops`, `cloudpickle`, `pickle`, `onnx` …: what a flavor states, else what its file's ending tells. */
function findSerialization(flavors: Mlmodel['flavors']): string | null {
  const settings = Object.entries(flavors).filter(([name]) => name !== 'python_function')
  const stated = settings.map(([, flavor]) => textAt(flavor, 'serialization_format')).find((format) => format !== null)
  if (stated) return stated
  if (Object.hasOwn(flavors, 'onnx')) return 'onnx'
  const file = settings.map(([, flavor]) => textAt(flavor, 'pickled_model') ?? textAt(flavor, 'data')).find((path) => path !== null)
  if (textAt(recordAt(flavors, 'python_function'), 'python_model')) return 'cloudpickle'
  return file?.match(/\.(pkl|pickle|joblib|skops|pt|pth|h5|keras|json|ubj|cbm|txt)$/)?.[1]?.replace(/^pkl$/, 'pickle') ?? null
}
