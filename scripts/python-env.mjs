// Makes the Python environments of the tests. By itself: node scripts/python-env.mjs [main|2.22|3.10|3.12] prints the interpreter's path.
import { existsSync, rmSync } from 'node:fs'
import path from 'node:path'
import { mustRun, run } from './lib/child.mjs'
import { runMain, SetupFailure } from './lib/failure.mjs'
import { withLock } from './lib/lock.mjs'
import { cacheFolder, inRoot, isStarted } from './lib/paths.mjs'
import { createProgress } from './lib/progress.mjs'
import { hashOf, readText, writeText } from './lib/stamp.mjs'

const requirements = {
  main: 'python-requirements.txt',
  2.22: 'python-requirements-2.22.txt',
  // Quoted: as a number it would be 3.1.
  '3.10': 'python-requirements-3.10.txt',
  3.12: 'python-requirements-3.12.txt'
}
const oldestMinor = 11

/**
 * Returns the interpreter of an environment (`main`: MLflow as users have it; `2.22`, `3.10`, `3.12`: earlier ones), which is made when it is
 * not there. It lies outside the tree and is named after its requirements and the Python it was made with.
 */
export async function ensurePython(name = 'main', progress = createProgress()) {
  const { python, version, folder } = await locate(name)
  const interpreter = interpreterIn(folder)
  const isComplete = () => readText(stampIn(folder)) === version && existsSync(interpreter)
  if (isComplete()) return interpreter
  return withLock(path.basename(folder), progress, async () => {
    if (!isComplete())
      await progress.step(`Making the Python environment "${name}" (about a minute)`, () => make(name, python, folder, version))
    return interpreter
  })
}

/** The interpreter of an environment that is complete already, else undefined. */
export async function findPython(name = 'main') {
  try {
    const { version, folder } = await locate(name)
    return readText(stampIn(folder)) === version && existsSync(interpreterIn(folder)) ? interpreterIn(folder) : undefined
  } catch {
    return undefined
  }
}

async function make(name, python, folder, version) {
  // A virtual environment cannot be moved, so it is made in place; the stamp comes last, and without it this starts over.
  rmSync(folder, { recursive: true, force: true })
  await mustRun(python, ['-m', 'venv', folder], {
    what: 'A Python virtual environment could not be made',
    todo: 'Install the venv module (Debian, Ubuntu: apt-get install python3-venv), then run the same command again.'
  })
  const args = ['-m', 'pip', 'install', '--quiet', '--no-input', '--disable-pip-version-check', '-r', inRoot('scripts', requirements[name])]
  await mustRun(interpreterIn(folder), args, {
    what: `The Python packages of "${name}" could not be installed`,
    todo: 'Check that pip can install packages here. PYTHON names another Python to use: 3.11 is known to work.'
  })
  writeText(stampIn(folder), version)
}

/** Finds a Python and the folder that belongs to it and to the environment's requirements. */
async function locate(name) {
  if (!requirements[name])
    throw new SetupFailure(`There is no Python environment "${name}"`, { todo: `Choose of: ${Object.keys(requirements).join(', ')}.` })
  const { python, version } = await systemPython()
  const folder = cacheFolder(`python-${hashOf(readText(inRoot('scripts', requirements[name])), version).slice(0, 16)}`)
  return { python, version, folder }
}

async function systemPython() {
  const candidates = [process.env.PYTHON, 'python3', 'python'].filter(Boolean)
  for (const python of candidates) {
    const { code, output } = await run(python, ['-c', 'import platform; print(platform.python_version(), platform.machine())'])
    const [, major, minor] = /^(\d+)\.(\d+)\./.exec(output) ?? []
    if (code === 0 && major === '3' && Number(minor) >= oldestMinor) return { python, version: output.trim() }
  }
  throw new SetupFailure(`Python 3.${oldestMinor} or newer was not found`, {
    why: `looked for: ${candidates.join(', ')}`,
    todo: 'Install it (Debian, Ubuntu: apt-get install python3 python3-venv), or name its executable in PYTHON, then run the same command again.'
  })
}

const stampIn = (folder) => path.join(folder, 'complete')
const interpreterIn = (folder) => path.join(folder, ...(process.platform === 'win32' ? ['Scripts', 'python.exe'] : ['bin', 'python']))

if (isStarted(import.meta.url)) {
  await runMain(async () => {
    console.log(await ensurePython(process.argv[2] ?? 'main'))
  })
}
