import { execFile } from 'node:child_process'
import { access, constants, stat } from 'node:fs/promises'
import path from 'node:path'
import type { PythonEnvironment } from '../../preload/contract/predictions.ts'
import { Failure } from '../../preload/contract/reply.ts'
import { type Environment, scrubEnvironment } from './environment.ts'

export interface PythonFinderOptions {
  readonly env: Environment
  /** Folder of the worker's own code; it answers `--probe`. */
  readonly script: string
  /** The interpreter that the user named, absolute; null: look for one. */
  readonly interpreter: string | null
}

/** Finds interpreters and remembers what they said. */
export interface PythonFinder {
  /** The one the user named, else the first that has mlflow, else the first found; null when there is none. */
  find(): Promise<PythonEnvironment | null>
  /** Names an interpreter, or none; what was remembered is forgotten. */
  choose(interpreter: string | null): void
}

const probeMs = 15_000

/** Makes a finder over the given environment. */
export function createPythonFinder(options: PythonFinderOptions): PythonFinder {
  let chosen = options.interpreter
  let found: Promise<PythonEnvironment | null> | null = null
  const probe = (file: string) => probePython(file, options)
  const look = async (): Promise<PythonEnvironment | null> => {
    if (chosen !== null) return probe(chosen)
    let first: PythonEnvironment | null = null
    for (const candidate of await listCandidates(options.env)) {
      const environment = await probe(candidate)
      if (environment.problem === null) return environment
      // One that runs but lacks mlflow is worth more than one that does not run.
      if (!first || (first.version === null && environment.version !== null)) first = environment
    }
    return first
  }
  return {
    find: () => {
      found ??= look().catch((error: unknown) => {
        found = null
        throw error
      })
      return found
    },
    choose: (interpreter) => {
      chosen = interpreter
      found = null
    }
  }
}

/** Gives the path of an interpreter that runs; UNSUPPORTED, with what to do, when there is none. A missing mlflow is told when a model is loaded, with the version that model wants. */
export function requireInterpreter(environment: PythonEnvironment | null): string {
  const remedy = 'Install Python 3.10 or newer with mlflow (python3 -m pip install mlflow), or choose an interpreter that has it.'
  if (!environment) throw new Failure('UNSUPPORTED', 'No Python was found on this computer; this model needs one.', { remedy })
  if (environment.version === null) throw new Failure('UNSUPPORTED', environment.problem ?? 'This Python does not run.', { remedy })
  return environment.path
}

/** Lists interpreters in the order they are tried: the active virtual environment, conda's, python3 and python on PATH, the Windows launcher. */
export async function listCandidates(env: Environment): Promise<readonly string[]> {
  const isWindows = process.platform === 'win32'
  const inside = (folder: string | undefined, ...names: readonly string[]) => (folder ? [path.join(folder, ...names)] : [])
  const names = isWindows ? ['python3.exe', 'python.exe', 'py.exe'] : ['python3', 'python']
  const folders = (env['PATH'] ?? env['Path'] ?? '').split(path.delimiter).filter((folder) => path.isAbsolute(folder))
  const wanted = [
    ...inside(env['VIRTUAL_ENV'], ...(isWindows ? ['Scripts', 'python.exe'] : ['bin', 'python'])),
    ...inside(env['CONDA_PREFIX'], ...(isWindows ? ['python.exe'] : ['bin', 'python'])),
    ...names.flatMap((name) => folders.map((folder) => path.join(folder, name)))
  ]
  const runnable = await Promise.all([...new Set(wanted)].map(async (file) => ((await isRunnable(file)) ? [file] : [])))
  return runnable.flat()
}

async function isRunnable(file: string): Promise<boolean> {
  try {
    await access(file, constants.X_OK)
    return (await stat(file)).isFile()
  } catch {
    return false
  }
}

/** Asks one interpreter for its version and mlflow's, without importing anything of either; never rejects. */
export async function probePython(file: string, options: Pick<PythonFinderOptions, 'env' | 'script'>): Promise<PythonEnvironment> {
  const launcher = path.basename(file).toLowerCase() === 'py.exe' ? ['-3'] : []
  const said = await run(file, [...launcher, '-I', '-B', '-X', 'utf8', options.script, '--probe'], scrubEnvironment(options.env))
  const answer = said.error === null ? readProbe(said.output) : null
  if (!answer) {
    const why = said.error ?? 'it gave no answer'
    return { path: file, version: null, mlflowVersion: null, problem: `“${file}” cannot be used as a Python 3.8 or newer: ${why}.` }
  }
  const { python, executable, mlflow } = answer
  const problem = mlflow === null ? `mlflow is missing in ${executable}. Install it with: "${executable}" -m pip install mlflow` : null
  return { path: executable, version: python, mlflowVersion: mlflow, problem }
}

function readProbe(output: string): { readonly python: string; readonly executable: string; readonly mlflow: string | null } | null {
  try {
    const { python, executable, mlflow } = JSON.parse(output) as Readonly<Record<string, unknown>>
    if (typeof python !== 'string' || typeof executable !== 'string' || !path.isAbsolute(executable)) return null
    return { python, executable, mlflow: typeof mlflow === 'string' ? mlflow : null }
  } catch {
    return null
  }
}

function run(
  file: string,
  args: readonly string[],
  env: Record<string, string>
): Promise<{ readonly output: string; readonly error: string | null }> {
  const options = { env, timeout: probeMs, killSignal: 'SIGKILL', maxBuffer: 1024 * 1024, windowsHide: true } as const
  return new Promise((resolve) => {
    execFile(file, [...args], options, (error, output, errors) => {
      if (!error) return resolve({ output, error: null })
      const last = errors.trim().split('\n')[0]
      resolve({ output, error: error.killed ? `it did not answer within ${probeMs / 1000} seconds` : last || error.message })
    })
  })
}
