// Installs the npm packages when they are missing or older than the lock file. By itself: node scripts/dependencies.mjs
import { mkdirSync, renameSync, rmSync, statSync } from 'node:fs'
import path from 'node:path'
import { runMain } from './lib/failure.mjs'
import { inThisClone, withLock } from './lib/lock.mjs'
import { runNpm } from './lib/npm.mjs'
import { inRoot, isStarted } from './lib/paths.mjs'
import { createProgress } from './lib/progress.mjs'
import { hashOf, readText, writeText } from './lib/stamp.mjs'

const lockFile = inRoot('package-lock.json')
const stampFile = inRoot('node_modules', '.greenroom-lock')
const npmRecord = inRoot('node_modules', '.package-lock.json')

/** Makes node_modules agree with package-lock.json. */
export async function ensureDependencies(progress = createProgress()) {
  if (areCurrent()) return
  await withLock(inThisClone('dependencies'), progress, async () => {
    if (!areCurrent()) await progress.step('Installing the npm packages (half a minute or more)', install)
  })
}

/** Current by our own stamp, or because npm was run by hand since the lock file changed: it writes its record last. */
function areCurrent() {
  return readText(stampFile) === lockHash() || modifiedAt(npmRecord) >= (modifiedAt(lockFile) ?? Number.POSITIVE_INFINITY)
}

async function install() {
  rmSync(stampFile, { force: true })
  moveRunningNodeAway()
  await runNpm(['ci', '--no-audit', '--no-fund', '--loglevel=error'], {
    what: 'The npm packages could not be installed (npm ci)',
    todo: 'Check that npm can install packages here (connection, proxy, free disk space), then run the same command again.'
  })
  writeText(stampFile, lockHash())
}

/** Under npm this script itself runs on the Node in node_modules. Windows refuses to delete a running program, but lets it be moved. */
function moveRunningNodeAway() {
  const attic = inRoot('.runtime', 'old-node')
  rmSync(attic, { recursive: true, force: true, maxRetries: 0 })
  if (process.platform !== 'win32' || !process.execPath.startsWith(inRoot('node_modules'))) return
  mkdirSync(attic, { recursive: true })
  renameSync(process.execPath, path.join(attic, `node-${process.pid}.exe`))
}

const lockHash = () => hashOf(readText(lockFile) ?? '')

function modifiedAt(file) {
  return statSync(file, { throwIfNoEntry: false })?.mtimeMs
}

if (isStarted(import.meta.url)) await runMain(() => ensureDependencies())
