import { spawn } from 'node:child_process'
import { constants } from 'node:os'
import { SetupFailure } from './failure.mjs'
import { atExit, takeSignals } from './lifetime.mjs'
import { root } from './paths.mjs'

const keptCharacters = 200_000
const isWindows = process.platform === 'win32'

/**
 * Runs a child without input to its end, in a process group of its own that does not outlive this process.
 * The output is collected, or with `show` goes straight to ours. `limit` is in milliseconds,
 * `signal` ends it early. Never throws: a missing command is code 127.
 */
export function run(command, args, { cwd = root, env = process.env, shell = false, show = false, limit, signal } = {}) {
  return new Promise((resolve) => {
    const stdio = ['ignore', show ? 'inherit' : 'pipe', show ? 'inherit' : 'pipe']
    const child = spawn(command, args, {
      cwd,
      env: show ? env : withoutColours(env),
      shell,
      stdio,
      detached: !isWindows,
      windowsHide: true
    })
    let output = ''
    let isTimedOut = false
    const collect = (chunk) => {
      output = (output + chunk).slice(-keptCharacters)
    }
    child.stdout?.setEncoding('utf8').on('data', collect)
    child.stderr?.setEncoding('utf8').on('data', collect)
    const forget = atExit(() => endGroup(child, 'SIGTERM'))
    const timers = []
    const end = () => {
      endGroup(child, 'SIGTERM')
      timers.push(setTimeout(() => endGroup(child, 'SIGKILL'), 5000))
    }
    const expire = () => {
      isTimedOut = true
      end()
    }
    if (limit) timers.push(setTimeout(expire, limit))
    signal?.addEventListener('abort', end, { once: true })
    const finish = (code) => {
      for (const timer of timers) clearTimeout(timer)
      forget()
      resolve({ code, output, isTimedOut })
    }
    child.on('error', (error) => {
      output += error.message
      finish(127)
    })
    child.on('close', (code, signal) => finish(code ?? 128 + constants.signals[signal]))
  })
}

/** Runs a child that must succeed; otherwise throws with the end of its output as the reason. */
export async function mustRun(command, args, { what, todo, ...options }) {
  const result = await run(command, args, options)
  if (result.code === 0) return result.output
  const why = result.isTimedOut
    ? `no end after ${Math.round(options.limit / 1000)} seconds`
    : lastLines(result.output) || `exit code ${result.code}`
  throw new SetupFailure(what, { why, todo })
}

/** Hands the terminal to a child until it ends, and returns its exit code. Signals go to it: it decides how to end. */
export function handOver(command, args, { cwd = root, env = process.env, onStdout } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd, env, stdio: ['inherit', onStdout ? 'pipe' : 'inherit', 'inherit'] })
    let killer
    const release = takeSignals((signal) => {
      // A terminal has sent Ctrl+C to the whole group already; twice would mean "at once" to the child.
      if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal)
      killer ??= setTimeout(() => child.kill('SIGKILL'), 10_000)
    })
    const forget = atExit(() => child.kill())
    const finish = (settle, value) => {
      clearTimeout(killer)
      forget()
      release()
      settle(value)
    }
    if (onStdout) child.stdout.setEncoding('utf8').on('data', onStdout)
    child.on('error', (error) => finish(reject, error))
    child.on('close', (code, signal) => finish(resolve, code ?? 128 + constants.signals[signal]))
  })
}

/** The end of an output, without empty lines and stack traces. */
function lastLines(text) {
  const lines = text.split('\n').filter((line) => line.trim() && !/^\s+at /.test(line))
  return lines.slice(-15).join('\n')
}

const withoutColours = ({ FORCE_COLOR: _, ...env }) => ({ ...env, NO_COLOR: '1' })

function endGroup(child, signal) {
  try {
    if (isWindows) child.kill(signal)
    else if (child.pid) process.kill(-child.pid, signal)
  } catch {
    // Already gone.
  }
}
