// npm run bench [-- window service predictions --quick]: finds what the bench needs, then runs it under the tools' Node.
import { ensureBuilt } from '../scripts/build.mjs'
import { ensureElectron } from '../scripts/electron-runtime.mjs'
import { handOver } from '../scripts/lib/child.mjs'
import { electronEnvironment } from '../scripts/lib/electron-launch.mjs'
import { runMain } from '../scripts/lib/failure.mjs'
import { inRoot, nodeForTools } from '../scripts/lib/paths.mjs'
import { createProgress } from '../scripts/lib/progress.mjs'
import { ensurePython } from '../scripts/python-env.mjs'

async function main() {
  const progress = createProgress()
  const electron = await ensureElectron({ progress })
  const python = process.env.GREENROOM_TEST_PYTHON ?? (await ensurePython('main', progress))
  await ensureBuilt(progress)
  const bench = [nodeForTools(), inRoot('bench', 'run.ts'), ...process.argv.slice(2)]
  const needsDisplay = process.platform === 'linux' && !process.env.DISPLAY && !process.env.WAYLAND_DISPLAY
  const [command, ...args] = needsDisplay ? ['xvfb-run', '-a', '-s', '-screen 0 1920x1200x24', ...bench] : bench
  const env = electronEnvironment(electron, { GREENROOM_ELECTRON_PATH: electron.executable, GREENROOM_TEST_PYTHON: python })
  return handOver(command, args, { env })
}

await runMain(main)
