// Builds the app when out/ is missing or older than its sources. By itself: node scripts/build.mjs
import { existsSync, renameSync } from 'node:fs'
import path from 'node:path'
import { mustRun } from './lib/child.mjs'
import { runMain } from './lib/failure.mjs'
import { inThisClone, withLock } from './lib/lock.mjs'
import { inRoot, isStarted, nodeForTools } from './lib/paths.mjs'
import { createProgress } from './lib/progress.mjs'
import { hashFiles, readText, writeText } from './lib/stamp.mjs'
import { withWorkFolder } from './lib/work-folder.mjs'

const output = inRoot('out')
const stampFile = path.join(output, 'sources')
const sources = ['src', 'resources', 'package.json', 'package-lock.json', 'electron.vite.config.ts'].map((name) => inRoot(name))
const essentials = ['main/index.js', 'main/cli.js', 'preload/index.cjs', 'renderer/index.html'].map((name) => path.join(output, name))

/** Brings out/ up to date with the sources. The old build stays until the new one is whole, also for another process. */
export async function ensureBuilt(progress = createProgress()) {
  if (isCurrent(hashSources())) return
  await withLock(inThisClone('build'), progress, async () => {
    // Taken before the build: what changes meanwhile is built next time.
    const hash = hashSources()
    if (!isCurrent(hash)) await progress.step('Building the app', () => build(hash))
  })
}

const hashSources = () => hashFiles(sources, (name) => name === '__pycache__')
const isCurrent = (hash) => readText(stampFile) === hash && essentials.every((file) => existsSync(file))

function build(hash) {
  return withWorkFolder(inRoot('.runtime'), async (work) => {
    const next = path.join(work, 'out')
    await mustRun(
      nodeForTools(),
      [inRoot('node_modules/electron-vite/bin/electron-vite.js'), 'build', '--logLevel', 'warn', '--outDir', next],
      {
        what: 'The app could not be built (electron-vite build)',
        todo: 'Mend the source it names. After changing branches `npm ci` may be needed.',
        env: { ...process.env, NODE_ENV: 'production' }
      }
    )
    writeText(path.join(next, path.basename(stampFile)), hash)
    if (existsSync(output)) renameSync(output, path.join(work, 'old'))
    renameSync(next, output)
  })
}

if (isStarted(import.meta.url)) await runMain(() => ensureBuilt())
