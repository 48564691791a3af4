import { statSync } from 'node:fs'
import path from 'node:path'
import { readText } from './stamp.mjs'

/** The environment for running Electron as Electron; shells inside editors set ELECTRON_RUN_AS_NODE. */
export function electronEnvironment(electron, extra = {}) {
  const { ELECTRON_RUN_AS_NODE: _, ...env } = process.env
  return { ...env, ...electron.env, ...extra }
}

/** Why Chromium's sandbox cannot work here, or undefined when it can. */
export function sandboxObstacle(executable) {
  if (process.platform !== 'linux') return undefined
  if (process.getuid() === 0) return 'Chromium does not sandbox for root'
  const helper = statSync(path.join(path.dirname(executable), 'chrome-sandbox'), { throwIfNoEntry: false })
  const isHelperReady = helper?.uid === 0 && (helper.mode & 0o4000) !== 0
  if (isHelperReady || mayMakeNamespaces()) return undefined
  return 'this system lets only privileged programs make user namespaces (sysctl kernel.apparmor_restrict_unprivileged_userns)'
}

/** Debian's and Ubuntu's switches; elsewhere neither file exists. */
function mayMakeNamespaces() {
  const setting = (name) => readText(`/proc/sys/kernel/${name}`)?.trim()
  return setting('apparmor_restrict_unprivileged_userns') !== '1' && setting('unprivileged_userns_clone') !== '0'
}
