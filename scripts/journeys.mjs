// Runs the user journeys with Playwright on the real Electron. By itself: node scripts/journeys.mjs [Playwright's arguments]
import { ensureBuilt } from './build.mjs'
import { ensureElectron } from './electron-runtime.mjs'
import { handOver } from './lib/child.mjs'
import { electronEnvironment } from './lib/electron-launch.mjs'
import { runMain } from './lib/failure.mjs'
import { inRoot, isStarted, nodeForTools } from './lib/paths.mjs'
import { createProgress } from './lib/progress.mjs'
import { findPython } from './python-env.mjs'

/** The command that runs the journeys on an Electron: `{ command, args, env }`. Without a display it brings its own. */
export function journeysCommand(electron, playwrightArguments, extraEnvironment = {}) {
  const playwright = [nodeForTools(), inRoot('node_modules', 'playwright', 'cli.js'), 'test', ...playwrightArguments]
  const needsDisplay = process.platform === 'linux' && !process.env.DISPLAY && !process.env.WAYLAND_DISPLAY
  const [command, ...args] = needsDisplay ? ['xvfb-run', '-a', '-s', '-screen 0 1920x1200x24', ...playwright] : playwright
  return { command, args, env: electronEnvironment(electron, { GREENROOM_ELECTRON_PATH: electron.executable, ...extraEnvironment }) }
}

async function main() {
  const progress = createProgress()
  const electron = await ensureElectron({ progress })
  await ensureBuilt(progress)
  const python = process.env.GREENROOM_TEST_PYTHON ?? (await findPython())
  const { command, args, env } = journeysCommand(electron, process.argv.slice(2), python ? { GREENROOM_TEST_PYTHON: python } : {})
  return handOver(command, args, { env })
}

if (isStarted(import.meta.url)) await runMain(main)
