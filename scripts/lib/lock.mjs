import { mkdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { hostname } from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { atExit } from './lifetime.mjs'
import { cacheFolder, root } from './paths.mjs'
import { hashOf } from './stamp.mjs'

const heartbeatMs = 3000
const staleMs = 30_000

/** A lock's name that is particular to this clone. */
export const inThisClone = (name) => `${name}-${hashOf(root).slice(0, 12)}`

/**
 * Runs work while no other process holds the lock of that name. It saves double work; what is made under it must still be put in place
 * by one rename, since a holder that died is overtaken.
 */
export async function withLock(name, progress, work) {
  const folder = cacheFolder('locks', name)
  mkdirSync(path.dirname(folder), { recursive: true })
  let isTold = false
  while (!acquire(folder)) {
    if (isAbandoned(folder)) rmSync(folder, { recursive: true, force: true })
    else if (!isTold) progress.note('Waiting: another process is doing the same work')
    isTold = true
    await sleep(200)
  }
  const release = () => rmSync(folder, { recursive: true, force: true })
  const forget = atExit(release)
  const heartbeat = setInterval(() => touch(folder), heartbeatMs)
  try {
    return await work()
  } finally {
    clearInterval(heartbeat)
    forget()
    release()
  }
}

function acquire(folder) {
  try {
    mkdirSync(folder)
  } catch (error) {
    if (error.code === 'EEXIST') return false
    throw error
  }
  writeFileSync(path.join(folder, 'owner'), JSON.stringify({ pid: process.pid, host: hostname() }))
  return true
}

function isAbandoned(folder) {
  try {
    if (Date.now() - statSync(folder).mtimeMs > staleMs) return true
    const { pid, host } = JSON.parse(readFileSync(path.join(folder, 'owner'), 'utf8'))
    return host === hostname() && !isRunning(pid)
  } catch {
    return false
  }
}

function isRunning(pid) {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error.code === 'EPERM'
  }
}

function touch(folder) {
  try {
    utimesSync(folder, new Date(), new Date())
  } catch {
    // Overtaken after a long sleep of the machine: the rename at the end decides.
  }
}
