// Installs the system libraries the app needs on Debian and Ubuntu. By itself: node scripts/system-packages.mjs [window|test]
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import path from 'node:path'
import { mustRun, run } from './lib/child.mjs'
import { runMain } from './lib/failure.mjs'
import { isStarted } from './lib/paths.mjs'
import { createProgress } from './lib/progress.mjs'

// Each line lists the names one package has had, the newest first; with a command it counts as present when the command is.
const window = [
  { names: ['libgtk-3-0t64', 'libgtk-3-0'] },
  { names: ['libnss3'] },
  { names: ['libasound2t64', 'libasound2'] },
  { names: ['libgbm1'] }
]
const compile = [
  { names: ['make'], command: 'make' },
  { names: ['g++'], command: 'g++' },
  { names: ['python3'], command: 'python3' }
]
// xvfb-run needs xauth, which xvfb only recommends.
const display = [
  { names: ['xvfb'], command: 'xvfb-run' },
  { names: ['xauth'], command: 'xauth' }
]
const python = [{ names: ['python3-venv'], isPresent: () => spawnSync('python3', ['-c', 'import ensurepip, venv']).status === 0 }]
const sets = { window, compile, test: [...window, ...compile, ...display, ...python] }

/**
 * Makes the packages of a need (`window`, `compile`, `test`) present where this is Debian or Ubuntu: installs them as root, otherwise
 * prints the one line that does. Returns that line when something is still missing, else undefined.
 */
export async function ensureSystemPackages(need, progress = createProgress()) {
  if (process.platform !== 'linux' || !existsSync('/usr/bin/apt-get') || !existsSync('/usr/bin/dpkg-query')) return undefined
  const missing = missingPackages(sets[need])
  if (missing.length === 0) return undefined
  if (process.getuid() !== 0) {
    const line = `sudo apt-get install -y --no-install-recommends ${(await newestNames(missing)).join(' ')}`
    progress.note(`System packages are missing. Install them with: ${line}`)
    return line
  }
  await progress.step(`Installing system packages (${missing.map(({ names }) => names.at(-1)).join(', ')})`, () => install(missing))
  return undefined
}

function missingPackages(packages) {
  const installed = installedNames(packages.flatMap(({ names }) => names))
  return packages.filter(({ names, command, isPresent }) => {
    if (isPresent) return !isPresent()
    return !names.some((name) => installed.has(name)) && !(command && isOnPath(command))
  })
}

function installedNames(names) {
  // It exits with 1 when a name is unknown, and prints the others all the same.
  // biome-ignore lint/suspicious/noTemplateCurlyInString: dpkg's own placeholders
  const { stdout } = spawnSync('/usr/bin/dpkg-query', ['-W', '-f', '${db:Status-Status} ${Package}\n', ...names], { encoding: 'utf8' })
  const lines = (stdout ?? '').split('\n').map((line) => line.split(' '))
  return new Set(lines.filter(([status]) => status === 'installed').map(([, name]) => name))
}

const isOnPath = (command) => (process.env.PATH ?? '').split(path.delimiter).some((folder) => existsSync(path.join(folder, command)))

async function install(missing) {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  const wait = ['-o', 'DPkg::Lock::Timeout=300']
  // Its failure may be one dead source among many: the install decides.
  await run('apt-get', ['update', '-qq', ...wait], { env })
  const names = await newestNames(missing)
  await mustRun('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...wait, ...names], {
    what: `System packages could not be installed (${names.join(', ')})`,
    todo: 'Check that apt-get update works here, then run the same command again.',
    env
  })
}

/** Picks of each package the newest name that apt can install: a library renamed with "t64" has several providers under its old one. */
async function newestNames(packages) {
  const { output } = await run('apt-cache', ['policy', ...packages.flatMap(({ names }) => names)])
  const known = new Set([...output.matchAll(/^(\S+):\n(?: .*\n)*? {2}Candidate: (?!\(none\))/gm)].map(([, name]) => name))
  return packages.map(({ names }) => names.find((name) => known.has(name)) ?? names.at(-1))
}

if (isStarted(import.meta.url)) {
  await runMain(async () => {
    await ensureSystemPackages(process.argv[2] ?? 'window')
  })
}
