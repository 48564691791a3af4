import { execFile } from 'node:child_process'
import path from 'node:path'

const launcher = path.resolve(import.meta.dirname, '../../scripts/greenroom.mjs')

/** What a command ended with. */
export interface Ended {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

/** Runs the command line as a user does in the repository (built when stale), on a home folder. */
export function runCommand(home: string, args: readonly string[], limitMs = 60_000): Promise<Ended> {
  return new Promise((resolve) => {
    const env = { ...process.env, GREENROOM_HOME: home }
    execFile(process.execPath, [launcher, ...args], { env, timeout: limitMs, maxBuffer: 64 * 1024 * 1024 }, (error, stdout, stderr) => {
      const code = error ? (typeof error.code === 'number' ? error.code : -1) : 0
      resolve({ code, stdout, stderr })
    })
  })
}
