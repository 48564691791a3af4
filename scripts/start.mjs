// npm start: from a fresh clone to the app's window, or, where there is no display, to the registry service.
import { existsSync } from 'node:fs'
import path from 'node:path'
import { ensureBuilt } from './build.mjs'
import { ensureDependencies } from './dependencies.mjs'
import { ensureElectron } from './electron-runtime.mjs'
import { handOver } from './lib/child.mjs'
import { electronEnvironment, sandboxObstacle } from './lib/electron-launch.mjs'
import { runMain, SetupFailure } from './lib/failure.mjs'
import { isNodeAtLeast, root, workingFolder } from './lib/paths.mjs'
import { createProgress } from './lib/progress.mjs'
import { serveInstead } from './lib/serve-instead.mjs'
import { ensureSystemPackages } from './system-packages.mjs'

const offlineFlag = '--offline-runtime'
const missingLibrary = 127

async function start() {
  if (!isNodeAtLeast(20)) {
    throw new SetupFailure('Node.js 20 or newer is needed', {
      why: `this is ${process.version}`,
      todo: 'Install a current Node.js, then run npm start again.'
    })
  }
  const progress = createProgress()
  const hasDisplay = process.platform !== 'linux' || process.env.DISPLAY || process.env.WAYLAND_DISPLAY
  const given = process.argv.slice(2).filter((argument) => argument !== offlineFlag)
  const args = hasDisplay ? given.map(readWindowArgument) : given
  await ensureDependencies(progress)
  return hasDisplay ? openWindow(progress, args) : startService(progress, args)
}

/** The window takes a link or a file; flags are the service's. */
function readWindowArgument(argument) {
  if (/^greenroom:/i.test(argument)) return argument
  const file = path.resolve(workingFolder('start'), argument)
  if (!argument.startsWith('-') && existsSync(file)) return file
  throw new SetupFailure(`npm start does not know “${argument}”`, {
    why: `the window takes a file to open, a greenroom: link, and ${offlineFlag}`,
    todo: 'For the registry service and its flags type: npm run -s greenroom -- serve --help'
  })
}

async function openWindow(progress, args) {
  const packagesLine = await ensureSystemPackages('window', progress)
  const isForced = process.argv.includes(offlineFlag)
  const electron = await ensureElectron({ preferOffline: isForced || undefined, progress })
  await ensureBuilt(progress)
  const obstacle = sandboxObstacle(electron.executable)
  if (obstacle && process.getuid() !== 0) progress.note(`Chromium's sandbox is off for this run: ${obstacle}`)
  const code = await handOver(electron.executable, [...(obstacle ? ['--no-sandbox'] : []), root, ...args], {
    env: electronEnvironment(electron)
  })
  if (code === missingLibrary) {
    throw new SetupFailure('Electron could not be started', {
      why: 'a system library is missing',
      todo: packagesLine ?? 'Install the library named above.'
    })
  }
  return code
}

async function startService(progress, args) {
  progress.note('There is no display here (DISPLAY and WAYLAND_DISPLAY are unset): the registry service starts instead of the window')
  await ensureBuilt(progress)
  return serveInstead(args)
}

await runMain(start)
