import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs'
import path from 'node:path'
import { run } from './child.mjs'
import { inThisClone, withLock } from './lock.mjs'
import { cacheFolder, inRoot, nodeForTools } from './paths.mjs'
import { hashOf, readText, writeText } from './stamp.mjs'

const packageFolder = inRoot('node_modules', 'electron')
const refusalMs = 24 * 60 * 60 * 1000
const silenceMs = 25_000
const limitMs = 20 * 60 * 1000

/** The version that package.json pins. */
export const officialVersion = () => JSON.parse(readText(path.join(packageFolder, 'package.json')) ?? '{}').version

/** The executable of the official release when it is complete: the package writes path.txt last. */
export function installedOfficialElectron() {
  const name = readText(path.join(packageFolder, 'path.txt'))
  const version = readText(path.join(packageFolder, 'dist', 'version'))
  if (!name || version?.trim().replace(/^v/, '') !== officialVersion()) return undefined
  const executable = path.join(packageFolder, 'dist', name)
  return existsSync(executable) ? executable : undefined
}

/** Downloads the official release by the package's own installer. Returns `{ executable }`, or `{ why }` when it could not. */
export function ensureOfficialElectron(progress) {
  return withLock(inThisClone('electron-official'), progress, async () => {
    const installed = installedOfficialElectron()
    if (installed) return { executable: installed }
    try {
      return { executable: await progress.step(`Downloading Electron ${officialVersion()} (120 MB)`, download) }
    } catch (error) {
      return { why: error.message }
    }
  })
}

async function download() {
  const temporary = temporaryFolder()
  const silence = watchForSilence(temporary)
  try {
    const { code, output, isTimedOut } = await run(nodeForTools(), [path.join(packageFolder, 'install.js')], {
      env: { ...process.env, ...proxySwitch(), TMPDIR: temporary, TEMP: temporary, TMP: temporary },
      limit: limitMs,
      signal: silence.signal
    })
    const executable = installedOfficialElectron()
    if (code === 0 && executable) return executable
    throw new Error(silence.signal.aborted ? 'the server sent nothing' : isTimedOut ? 'it took too long' : reason(output))
  } finally {
    silence.stop()
    rmSync(temporary, { recursive: true, force: true })
  }
}

/** Aborts when nothing has arrived for a while, as behind a firewall that drops packets: the installer itself would wait for minutes. */
function watchForSilence(folder) {
  const controller = new AbortController()
  let seen = -1
  let since = Date.now()
  const timer = setInterval(() => {
    const size = sizeOf(folder)
    if (size !== seen) since = Date.now()
    // The download has moved on to the cache: unpacking shows elsewhere.
    if (size === 0 && seen > 0) return clearInterval(timer)
    seen = size
    if (Date.now() - since > silenceMs) controller.abort()
  }, 500)
  return { signal: controller.signal, stop: () => clearInterval(timer) }
}

function sizeOf(folder) {
  try {
    const sizes = readdirSync(folder, { recursive: true }).map((name) => statSync(path.join(folder, name)))
    return sizes.reduce((total, file) => total + (file.isFile() ? file.size : 0), 0)
  } catch {
    // A file went away in between.
    return 0
  }
}

function temporaryFolder() {
  mkdirSync(cacheFolder(), { recursive: true })
  return mkdtempSync(cacheFolder('electron-download-'))
}

/** The installer heeds proxies only when told so. */
function proxySwitch() {
  const hasProxy = ['HTTPS_PROXY', 'https_proxy', 'HTTP_PROXY', 'http_proxy'].some((name) => process.env[name])
  return hasProxy ? { ELECTRON_GET_USE_PROXY: 'true' } : {}
}

function reason(output) {
  const line = output.split('\n').find((text) => /error/i.test(text))
  return line ? line.trim().replace(/^\w*Error: /, '') : 'the installer failed'
}

/** The memory of a refused download, so that not every start waits for another one. It lapses when the download's settings change. */
export const refusal = {
  read() {
    const memory = JSON.parse(readText(refusalFile()) ?? 'null')
    return memory && memory.settings === downloadSettings() && Date.now() - memory.at < refusalMs ? memory.why : undefined
  },
  remember: (why) => writeText(refusalFile(), JSON.stringify({ at: Date.now(), why, settings: downloadSettings() }))
}

const refusalFile = () => cacheFolder('electron-refused.json')

function downloadSettings() {
  const isRelevant = ([name]) => /^(https?_proxy|no_proxy|node_extra_ca_certs|(npm_config_)?electron_(mirror|custom.*|get_.*))$/i.test(name)
  return hashOf(String(officialVersion()), JSON.stringify(Object.entries(process.env).filter(isRelevant).sort()))
}
