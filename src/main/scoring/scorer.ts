import type { SpawnNode } from '../spawn-node.ts'
import { createEngine } from './engine.ts'
import type { Environment } from './environment.ts'
import type { StartWorker } from './messages.ts'
import { startOnnxProcess } from './onnx-process.ts'
import { createPythonFinder, requireInterpreter } from './python.ts'
import { startPythonProcess } from './python-process.ts'
import { sweepWorkFolders } from './work-folder.ts'
import type { Scorer, ScoringTarget } from './worker.ts'

export interface ScorerOptions {
  readonly spawnNode: SpawnNode
  /** Absolute path of the entry `workers/onnx`. */
  readonly onnxEntry: string
  /** Absolute folder `resources/python/greenroom_worker`, as plain files. */
  readonly pythonScript: string
  /** The interpreter that the user named before (setting `python`), or null. */
  readonly interpreter: string | null
  /** The application's own environment; Python children get a scrubbed part of it. */
  readonly env: Environment
  /** Folder below the home for the workers' own folders; made with mode 0700. */
  readonly workFolder: string
}

/** Makes the scorer: nothing is started before it is needed. Workers that a killed application left behind are ended. */
export function createScorer(options: ScorerOptions): Scorer {
  const finder = createPythonFinder({ env: options.env, script: options.pythonScript, interpreter: options.interpreter })
  const swept = sweepWorkFolders(options.workFolder).catch(() => {})
  const startPython: StartWorker = async (signal) => {
    await swept
    return startPythonProcess({ ...options, interpreter: requireInterpreter(await finder.find()), script: options.pythonScript, signal })
  }
  const engines = {
    onnx: createEngine({ engine: 'onnx', start: (signal) => startOnnxProcess({ ...options, signal }), now: Date.now }),
    python: createEngine({ engine: 'python', start: startPython, now: Date.now })
  }
  const engineOf = (target: ScoringTarget) => engines[target.engine]
  return {
    load: (target, limits) => engineOf(target).load(target, limits),
    predict: (target, payload, limits) => engineOf(target).predict(target, payload, limits),
    unload: async (key) => {
      await Promise.all([engines.onnx.unload(key), engines.python.unload(key)])
    },
    loaded: () => [...engines.onnx.loaded(), ...engines.python.loaded()],
    python: () => finder.find(),
    usePython: async (interpreter) => {
      finder.choose(interpreter)
      await engines.python.close()
      return finder.find()
    },
    close: async () => {
      await Promise.all([engines.onnx.close(), engines.python.close()])
    }
  }
}
