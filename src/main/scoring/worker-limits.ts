import { totalmem } from 'node:os'

const gibibyte = 1024 ** 3

/** How much memory a Python worker may use, in bytes: three quarters of the computer's, so that a model that grows without end fails before the desktop does; never under 2 GiB. */
export function limitMemory(totalBytes: number): number {
  return Math.max(2 * gibibyte, Math.floor(totalBytes * 0.75))
}

/** The limit on this computer, or in this container where it grants less. */
export function readMemoryLimit(): number {
  // 0 or an absurdly large number where there is no such limit.
  const granted = process.constrainedMemory()
  return limitMemory(granted > 0 ? Math.min(granted, totalmem()) : totalmem())
}
