import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, statfsSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { onTestFinished } from 'vitest'

/** Whether this computer lets tests mount: as root, or by sudo without a password. In CI it must. */
export const canMount = tryMounting() || process.env['CI'] !== undefined

/** A file system of its own with that many mebibytes, in memory; gone when the test ends. */
export function mountSmallDisk(mebibytes: number): string {
  const folder = makeMountPoint()
  mount('-t', 'tmpfs', '-o', `size=${mebibytes}m,mode=0777`, 'tmpfs', folder)
  onTestFinished(() => unmount(folder))
  return folder
}

/** Makes a folder read-only, whoever asks, until the test ends. What had files open for writing before keeps them. */
export function mountReadOnly(folder: string): void {
  mount('--bind', folder, folder)
  onTestFinished(() => unmount(folder))
  mount('-o', 'remount,ro,bind', folder)
}

/** Takes all room that is left on a disk but `sparedBytes`; gives what frees it again. */
export function fillDisk(folder: string, sparedBytes = 0): () => void {
  const file = path.join(folder, '.ballast')
  const { bavail, bsize } = statfsSync(folder)
  writeFileSync(file, Buffer.alloc(Math.max(0, bavail * bsize - sparedBytes)))
  return () => rmSync(file, { force: true })
}

function makeMountPoint(): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'greenroom-disk-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

function mount(...args: readonly string[]): void {
  runAsRoot('mount', args)
}

function unmount(folder: string): void {
  runAsRoot('umount', ['--lazy', folder])
}

function runAsRoot(command: string, args: readonly string[]): void {
  const [program, ...all] = process.getuid?.() === 0 ? [command, ...args] : ['sudo', '-n', command, ...args]
  execFileSync(program as string, all, { stdio: 'pipe' })
}

function tryMounting(): boolean {
  if (process.platform !== 'linux') return false
  const folder = path.join(tmpdir(), `greenroom-disk-trial-${process.pid}-${process.hrtime.bigint()}`)
  mkdirSync(folder)
  try {
    mount('-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', folder)
    unmount(folder)
    return true
  } catch {
    return false
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
