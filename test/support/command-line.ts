import { execFile } from 'node:child_process'
import path from 'node:path'

const root = path.resolve(import.meta.dirname, '../..')
const launcher = path.join(root, 'scripts/greenroom.mjs')
const builtEntry = path.join(root, 'out/main/cli.js')
let built: Promise<Ended> | undefined

/** What a command ended with. */
export interface Ended {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

/** Runs the command line on a home folder as after a build. The launcher, which builds when stale, runs once for all commands of a test file. */
export async function runCommand(home: string, args: readonly string[], limitMs = 60_000): Promise<Ended> {
  built ??= runNode(launcher, ['--version'], { ...process.env }, 600_000)
  const { code, stderr } = await built
  if (code !== 0) throw new Error(`The command line could not be built: ${stderr}`)
  // As the launcher does: the addon named there is for Electron.
  const { GREENROOM_SQLITE_BINDING: _, ...env } = process.env
  return runNode(builtEntry, args, { ...env, GREENROOM_HOME: home }, limitMs)
}

function runNode(script: string, args: readonly string[], env: NodeJS.ProcessEnv, timeout: number): Promise<Ended> {
  return new Promise((resolve) => {
    execFile(process.execPath, [script, ...args], { env, timeout, maxBuffer: 64 * 1024 * 1024 }, (error, stdout, stderr) => {
      const code = error ? (typeof error.code === 'number' ? error.code : -1) : 0
      resolve({ code, stdout, stderr })
    })
  })
}
