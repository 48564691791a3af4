// npm test: everything that must hold, from a fresh clone. --no-setup skips the installations, --full adds the heavy tier.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { ensureDependencies } from './dependencies.mjs'
import { ensureElectron } from './electron-runtime.mjs'
import { checkBuild, checkStyle, checkTypes, runJourneys, runUnitTests } from './lib/checks.mjs'
import { printFailure, runMain } from './lib/failure.mjs'
import { atExit } from './lib/lifetime.mjs'
import { createProgress } from './lib/progress.mjs'
import { addTallies, oneFailure } from './lib/tally.mjs'
import { ensurePython, findPython } from './python-env.mjs'
import { ensureSystemPackages } from './system-packages.mjs'

const isFull = process.argv.includes('--full')
const hasSetUp = !process.argv.includes('--no-setup')
const pythons = {
  GREENROOM_TEST_PYTHON: 'main',
  ...(isFull && { GREENROOM_TEST_PYTHON_222: '2.22', GREENROOM_TEST_PYTHON_310: '3.10', GREENROOM_TEST_PYTHON_312: '3.12' })
}

/** Prepares what the tests need, in parallel where it does not collide. A failure counts, and what does not depend on it goes on. */
async function prepare(progress) {
  const failures = []
  const settle = (work) =>
    work.catch((error) => {
      progress.closeLine()
      printFailure(error)
      failures.push(oneFailure)
    })
  const system = hasSetUp ? settle(ensureSystemPackages('test', progress)) : Promise.resolve()
  const packages = hasSetUp ? settle(ensureDependencies(progress)) : Promise.resolve()
  const electron = Promise.all([system, packages]).then(() => settle(ensureElectron({ progress })))
  const env = system.then(() => settle(pythonEnvironment(progress)))
  return { electron: await electron, pythonEnv: (await env) ?? {}, failures }
}

async function pythonEnvironment(progress) {
  const env = {}
  for (const [variable, name] of Object.entries(pythons)) {
    const interpreter = hasSetUp ? await ensurePython(name, progress) : await findPython(name)
    if (interpreter) env[variable] = interpreter
    else progress.note(`There is no Python environment "${name}" yet (node scripts/python-env.mjs ${name}): its tests are skipped`)
  }
  return env
}

async function test() {
  setColours()
  const progress = createProgress(process.stdout)
  const folder = mkdtempSync(path.join(tmpdir(), 'greenroom-test-'))
  atExit(() => rmSync(folder, { recursive: true, force: true }))
  const { electron, pythonEnv, failures } = await prepare(progress)
  const env = { ...process.env, ...pythonEnv, ...(isFull && { GREENROOM_FULL: '1' }) }
  const tallies = [...failures]
  const runCheck = async (title, check) => {
    progress.note(`== ${title}`)
    const from = performance.now()
    const tally = await check()
    tallies.push(tally)
    const { passed, failed, skipped } = tally
    const seconds = ((performance.now() - from) / 1000).toFixed(1)
    progress.note(
      `== ${title}: ${passed + skipped > 0 ? `${passed} passed, ${failed} failed, ${skipped} skipped` : failed > 0 ? 'failed' : 'good'} (${seconds} s)`
    )
    return tally
  }
  // The build alone occupies one core for most of the time that the types take.
  const types = runCheck('Types', checkTypes)
  const build = await runCheck('Build', () => checkBuild(progress))
  await runCheck('Style', checkStyle)
  await types
  await runCheck('Unit and integration tests', () => runUnitTests({ folder, env, isFull }))
  if (electron && build.failed === 0)
    await runCheck('Journeys', () =>
      runJourneys({ folder, env: { ...pythonEnv, ...(isFull && { GREENROOM_FULL: '1' }) }, electron, isFull })
    )
  else progress.note('== Journeys: not run, since the build or Electron failed')
  const { passed, failed, skipped } = addTallies(tallies)
  console.log(`${passed} passed, ${failed} failed, ${skipped} skipped`)
  return failed > 0 ? 1 : 0
}

/** Logs are read by people and machines: no escape codes in them. */
function setColours() {
  if (!process.env.CI && process.stdout.isTTY) return
  delete process.env.FORCE_COLOR
  process.env.NO_COLOR = '1'
}

await runMain(test)
